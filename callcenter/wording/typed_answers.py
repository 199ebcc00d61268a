"""Answers that people type where there are few to choose from: by their own names or by the words for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from callcenter.dates.typed import without_there
from callcenter.locale import _
from callcenter.model import SATISFACTION, ContactRole, Result, Stage, Stance
from callcenter.plain_text import tags_of
from callcenter.wording import names

T = TypeVar("T")


def chosen(typed: str, choices: Mapping[str, T]) -> T | None:
    """Return the choice that was meant, large letters or small; None where it is none of them."""
    wanted = typed.strip().casefold()
    return next((value for word, value in choices.items() if word.casefold() == wanted), None)


def tier_of(typed: str, choices: Iterable[str]) -> str | None:
    """A tier by its own name or by the word for it."""
    tiers = tuple(choices)
    return chosen(typed, {**{one: one for one in tiers}, **{names.tier(one): one for one in tiers}})


def result_of(typed: str) -> Result | None:
    """Read the result of a follow-up call, by its own name or by the word for it (docs/rules.md#r15-results)."""
    return chosen(typed, {**{one.value: one for one in Result}, **{names.result(one): one for one in Result}})


def satisfaction_of(typed: str) -> int | None:
    """Read a customer's satisfaction, from 1 to 5 (docs/rules.md#satisfaction)."""
    return chosen(typed, {str(one): one for one in SATISFACTION})


def stage_of(typed: str) -> Stage | None:
    """A stage by its own name or by the word for it; ``-`` is none."""
    own = {one.value or "-": one for one in Stage}
    return chosen(typed, {**own, **{names.stage(one): one for one in Stage}})


def their_time(text: str, home: str, zone: str) -> str:
    """Return the hint how a time of the customer's own is typed; '' where one is, or they live in the ``home`` zone."""
    return "" if home == zone or without_there(text)[1] else _("for the customer's own time: 15:00 there")


def far_date(words: str) -> str:
    """Ask about a date that lies so far ahead that it may be a slip."""
    return _("{time}: over three months ahead. Save anyway?").format(time=words)


def contact_role_of(typed: str) -> ContactRole | None:
    """A contact person's role by its own name or by the word for it."""
    own = {one.value: one for one in ContactRole}
    return chosen(typed, {**own, **{names.contact_role(one): one for one in ContactRole}})


def stance_of(typed: str) -> Stance | None:
    """A contact person's stance by its own name or by the word for it."""
    return chosen(typed, {**{one.value: one for one in Stance}, **{names.stance(one): one for one in Stance}})


def changed_tags(before: Iterable[str], typed: str) -> tuple[list[str], list[str]]:
    """Read the tags that somebody is to have, with spaces or commas between: those to add, and those to remove."""
    known, wanted = list(before), tags_of(";".join(typed.split()))
    return [tag for tag in wanted if tag not in known], [tag for tag in known if tag not in wanted]
