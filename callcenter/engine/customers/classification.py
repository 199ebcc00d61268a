"""Classification of customers by their columns: groups and tier (docs/rules.md#r3, #r7, #r9, #r15, #r21)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from callcenter.model import Facts
from callcenter.rulebook.book import Condition, Rulebook

_NO = frozenset({"", "0", "no", "n", "false", "否", "无"})


def column(facts: Facts, name: str) -> str:
    """Return the value of a column that rulebooks may ask for, empty where nothing is known."""
    if name == "key":
        return "yes" if facts.key else ""
    if name == "revenue":
        return facts.revenue
    return facts.attributes.get(name, "")


def number(text: str) -> Decimal | None:
    """A column's number (``1,000``, ``65%``); None where it is empty or none."""
    try:
        found = Decimal(text.strip().replace(",", "").removesuffix("%").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def is_yes(text: str) -> bool:
    """Tell whether a column of yes and no says yes: everything but empty, 0, no, n, false, 否, 无."""
    return text.strip().casefold() not in _NO


def tier_of(book: Rulebook, facts: Facts) -> str | None:
    """The tier that the book puts a customer into: by its classification, without one the given tier."""
    if not book.classify:
        return facts.tier
    for step in book.classify:
        if step.given and facts.tier not in step.given:
            continue
        if step.when is None or _holds(step.when, facts, None):
            return facts.tier if step.given else step.tier
    return None


def in_group(book: Rulebook, name: str, facts: Facts, tier: str | None) -> bool:
    """Tell whether one of a group's conditions holds; ``tier`` is the one that the book puts the customer into."""
    return any(_holds(condition, facts, tier) for condition in book.groups[name].any_of)


def _holds(asked: Condition, facts: Facts, tier: str | None) -> bool:
    if asked.tier is not None:
        return tier == asked.tier
    if asked.cohort is not None:
        return any(place.cohort == asked.cohort for place in facts.places)
    assert asked.column is not None
    text = column(facts, asked.column)
    if asked.yes is not None:
        return is_yes(text) is asked.yes
    found = number(text)
    if asked.known is not None:
        return (found is not None) is asked.known
    if found is None:
        return False
    return (
        (asked.above is None or found > asked.above)
        and (asked.at_least is None or found >= asked.at_least)
        and (asked.below is None or found < asked.below)
        and (asked.at_most is None or found <= asked.at_most)
    )
