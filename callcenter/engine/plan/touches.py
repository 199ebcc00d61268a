"""Counting of touches (docs/rules.md#qualifying): reached, effective, qualifying, attempts and their grouping."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from msgspec import Struct

from callcenter.model import MINUTE, Channel, Direction, Disposition, Instant, Obligation, Result, Touch
from callcenter.rulebook.book import Counts, EveryRule, Rulebook

_WRITTEN = (Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.CHAT)
_ONE_ATTEMPT = 10 * MINUTE


class Contact(Protocol):
    """The parts of a touch by which attempts are counted."""

    @property
    def at(self) -> Instant: ...
    @property
    def channel(self) -> Channel: ...
    @property
    def direction(self) -> Direction: ...
    @property
    def disposition(self) -> Disposition | None: ...
    @property
    def phone(self) -> str: ...


C = TypeVar("C", bound=Contact)


def reached(touch: Contact) -> bool:
    """Tell whether the customer was met or spoken to: a visit, and a call by the table (docs/rules.md#dispositions)."""
    if touch.channel is Channel.CALL:
        return touch.disposition is not None and touch.disposition.reached
    return touch.channel is Channel.VISIT


def is_outgoing_call(touch: Contact) -> bool:
    """Tell whether the touch is (part of) an attempt."""
    return touch.channel is Channel.CALL and touch.direction is Direction.OUT


def note_counts(book: Rulebook, note: str) -> bool:
    """Tell whether a note is long enough for the book's ``effective`` test; white space does not count."""
    shortest = book.effective.note_longer_than
    return shortest is None or len("".join(note.split())) > shortest


def effective(book: Rulebook, touch: Touch) -> bool:
    """Tell whether an outgoing call reached and passes the book's ``effective`` test (docs/rules.md#effective)."""
    return (
        is_outgoing_call(touch)
        and reached(touch)
        and touch.disposition not in book.effective.never
        and note_counts(book, touch.note)
    )


def qualifies(book: Rulebook, touch: Touch, channel: Channel, team: str = "") -> bool:
    """Tell whether a touch closes an obligation for ``channel``, and for a ``team`` (docs/rules.md#qualifying)."""
    if team and touch.team != team:
        return False
    if channel in (Channel.CALL, Channel.ANY):
        if touch.channel is Channel.VISIT:
            return True
        if touch.channel is Channel.CALL:
            return effective(book, touch) if touch.direction is Direction.OUT else reached(touch)
        return channel is Channel.ANY and touch.direction is Direction.OUT
    if channel is Channel.VISIT:
        return touch.channel is Channel.VISIT
    return touch.channel is channel and touch.direction is Direction.OUT


def closes(book: Rulebook, touch: Touch, obligation: Obligation) -> bool:
    """Tell whether a touch closes an obligation that is due: it qualifies, or its rule counts every touch.

    A warning of the pool is over with whatever reached (docs/rules.md#r33).
    """
    if obligation.rule == f"{book.name}.pool_warning":
        return reached(touch)
    counts_all = any(
        isinstance(rule, EveryRule) and rule.counts is Counts.RECORDED and rule.id == obligation.rule
        for rule in book.rules
    )
    return counts_all or qualifies(book, touch, obligation.channel, obligation.team)


def counts_for(book: Rulebook, touch: Touch, rule: EveryRule) -> bool:
    """Tell whether a recurring rule counts a touch (R1: ``unreached.A`` every reach; R6: every one; R10: an answer)."""
    if rule.counts is Counts.RECORDED:
        return True
    if rule.counts is Counts.REACHED:
        return reached(touch)
    if rule.counts is Counts.ANSWERED and touch.satisfaction is None and touch.disposition is not Disposition.REFUSED:
        return False
    return qualifies(book, touch, rule.channel, rule.team)


def result_of(touch: Touch) -> Result | None:
    """Return the result of a follow-up call: as it was recorded, and refused where the customer refused it.

    See docs/rules.md#r15-results.
    """
    if touch.result is None and touch.disposition is Disposition.REFUSED:
        return Result.REFUSED
    return touch.result


class Attempt(Struct, frozen=True):
    """One attempt that did not reach: calls at different numbers within ten minutes are one, standing at the last."""

    first_at: Instant
    at: Instant


def failed_attempts(touches: Iterable[Touch]) -> list[Attempt]:
    """The attempts that did not reach, oldest first, of touches oldest first (docs/rules.md#attempts)."""
    return [Attempt(calls[0].at, calls[-1].at) for calls in failed_calls(touches)]


def failed_calls(contacts: Iterable[C]) -> list[list[C]]:
    """The calls of each attempt that did not reach, of the contacts of a customer, oldest first."""
    attempts: list[list[C]] = []
    numbers: set[str] = set()
    for contact in contacts:
        if reached(contact):
            numbers = set()
        elif is_outgoing_call(contact):
            if numbers and contact.phone not in numbers and contact.at - attempts[-1][0].at <= _ONE_ATTEMPT:
                numbers.add(contact.phone)
                attempts[-1].append(contact)
            else:
                numbers = {contact.phone}
                attempts.append([contact])
    return attempts


def dead_numbers(touches: Iterable[Touch]) -> dict[str, Instant]:
    """The numbers whose newest call found them suspended or invalid, with that call's instant.

    See docs/rules.md#dead-numbers.
    """
    newest: dict[str, tuple[Instant, Disposition | None]] = {}
    for touch in touches:
        if touch.channel is Channel.CALL:
            newest[touch.phone] = (touch.at, touch.disposition)
    return {phone: at for phone, (at, how) in newest.items() if how is not None and how.kills_number}
