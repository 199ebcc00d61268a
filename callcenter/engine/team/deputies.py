"""Deputies: who works the customers of an absent agent, and in which order these go to them (docs/rules.md#absence)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from callcenter.engine.team.attention import by_name
from callcenter.model import Instant


class Orphan(Struct, frozen=True):
    """A customer with work of an absent agent's today: ``work`` obligations and cases, ``promises`` commitments among
    them; ``first`` is the time of the first commitment, without one the first breach or end of a case's turn.

    ``known`` works something of theirs already, and gets this too; ``not_by`` may not call them.
    """

    customer: int
    ref: str
    promises: int
    work: int
    first: Instant
    known: int | None = None
    not_by: int | None = None


class Deputy(Struct, frozen=True):
    """Somebody who may stand in: their obligations and cases of today. ``on_shift``: at work, or planned to be later
    today; ``near``: of a unit of the absent agent."""

    id: int
    name: str
    load: int
    on_shift: bool = True
    near: bool = True


def proposed(deputies: Iterable[Deputy]) -> list[Deputy]:
    """The best ones of those who may stand in: of the same unit and on shift, else of the unit, else on shift, else
    all of them."""
    everybody = list(deputies)
    for fits in (
        [one for one in everybody if one.near and one.on_shift],
        [one for one in everybody if one.near],
        [one for one in everybody if one.on_shift],
    ):
        if fits:
            return fits
    return everybody


def shared_out(orphans: Iterable[Orphan], deputies: Sequence[Deputy]) -> list[tuple[Orphan, Deputy]]:
    """Give each customer to whoever has the least to do by then: promises first, in the order of their time.

    At equality the first name has it, as people sort names. Left out is whom nobody may be given.
    """
    loads = {one.id: one.load for one in deputies}
    given: list[tuple[Orphan, Deputy]] = []
    for orphan in sorted(orphans, key=lambda one: (not one.promises, one.first, one.ref.encode())):
        able = [one for one in deputies if one.id != orphan.not_by]
        chosen = next((one for one in able if one.id == orphan.known), None) or min(
            able, key=lambda one: (loads[one.id], by_name(one.name), one.name), default=None
        )
        if chosen is not None:
            loads[chosen.id] += orphan.work
            given.append((orphan, chosen))
    return given
