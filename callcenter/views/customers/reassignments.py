"""Acts that give many customers to one owner."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from callcenter.model import Instant


class ReassignmentStep(StrEnum):
    """Progress of an act with one of its customers."""

    TODO = "todo"
    WAITS = "waits"
    """Somebody has them on the line: it takes effect when that call is saved."""
    GIVEN = "given"
    KEPT = "kept"
    """Nothing is changed: they were the owner's already, or somebody decided otherwise since."""
    BACK = "back"


class ReassignedLoad(Struct, frozen=True):
    """The work that moves with customers: open promises and cases; ``talking``: agents who have one on the line."""

    customers: int
    promises: int
    cases: int
    talking: tuple[str, ...] = ()


class Reassignment(Struct, frozen=True):
    """An act and its progress. ``owner`` None = the pool; ``undone``: it is taken back; ``under_way``: some customers
    are still to come."""

    id: int
    at: Instant
    actor: str
    owner: str | None
    undone: bool
    under_way: bool
    total: int
    given: int
    waiting: int
    back: int
