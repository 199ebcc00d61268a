"""Rule ids in words (RULES §4: shown in a language as words; the id stays)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from callcenter.locale import NP_, Term, pgettext
from callcenter.wording.names import tier as tier_word

# Without the book's name: the same id asks for the same thing in a book that an organisation has made its own.
_RULES: Mapping[str, Term] = {
    "appointment.confirm": NP_("rule", "confirm the appointment"),
    "appointment.call": NP_("rule", "call before the appointment"),
    "appointment.no_show": NP_("rule", "missed appointment"),
    "callback": NP_("rule", "promised callback"),
    "retry": NP_("rule", "retry"),
    "number": NP_("rule", "dead number"),
    "first_call": NP_("rule", "first call"),
    "thanks_sms": NP_("rule", "thank-you SMS"),
    "promo_sms": NP_("rule", "promotion SMS"),
    "signed": NP_("rule", "call to a signed customer"),
    "renewal": NP_("rule", "renewal talk"),
    "exception.negative": NP_("rule", "negative call"),
    "exception.retry_spent": NP_("rule", "attempts used up"),
    "finding.no_reminder": NP_("rule", "no reminder set on a new customer"),
    "finding.third_party": NP_("rule", "third-party order left untouched"),
    "finding.quota": NP_("rule", "daily quota not made up"),
}

# What stands behind the name in the id is a tier or a day: ``maintenance.A``, ``intro.N+4``.
_FAMILIES: Mapping[str, Term] = {
    "intro": NP_("rule", "day {n} call"),
    "maintenance": NP_("rule", "regular call, tier {tier}"),
    "maintenance_sms": NP_("rule", "regular SMS, tier {tier}"),
    "unreached": NP_("rule", "tier {tier} unreached"),
    "exception.no_visit": NP_("rule", "tier {tier} without a visit"),
}
_DAY = re.compile(r"N\+(\d+)")


def rule(rule_id: str) -> str:
    """The words for ``BOOK.ID``. A rule that an organisation wrote itself keeps the name that it was given there."""
    _, _, name = rule_id.partition(".")
    if name in _RULES:
        return pgettext(*_RULES[name])
    family, _, member = name.rpartition(".")
    if family not in _FAMILIES:
        return name or rule_id
    day = _DAY.fullmatch(member)
    return pgettext(*_FAMILIES[family]).format(tier=tier_word(member), n=day[1] if day else member)
