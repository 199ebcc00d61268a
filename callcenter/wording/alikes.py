"""The words for why somebody was found, and why two may be one: by what they are alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from callcenter.locale import NP_, Term, pgettext
from callcenter.views.customers.duplicates import Likeness
from callcenter.views.customers.hits import Match

_MATCHES: Mapping[Match, Term] = {
    Match.REF: NP_("match", "ref"),
    Match.NUMBER: NP_("match", "number"),
    Match.NAME: NP_("match", "name"),
    Match.PINYIN: NP_("match", "pinyin"),
    Match.INITIALS: NP_("match", "initials"),
    Match.COMPANY: NP_("match", "company"),
    Match.COMPANY_PINYIN: NP_("match", "company pinyin"),
    Match.COMPANY_INITIALS: NP_("match", "company initials"),
    Match.PERSON: NP_("match", "contact person"),
    Match.TAG: NP_("match", "tag"),
}
_LIKENESSES: Mapping[Likeness, Term] = {
    Likeness.NUMBER: NP_("duplicate", "same number"),
    Likeness.NAME_AND_COMPANY: NP_("duplicate", "same name and company"),
    Likeness.SIMILAR: NP_("duplicate", "similar name, same company"),
}


def matches(values: Iterable[Match]) -> str:
    """Return what a customer was found by; several where several words were typed."""
    return " + ".join(pgettext(*_MATCHES[value]) for value in values)


def likeness(value: Likeness) -> str:
    """Return the reason why two customers may be the same."""
    return pgettext(*_LIKENESSES[value])
