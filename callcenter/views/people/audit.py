"""The audit, as it is read."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Instant


class AuditRow(Struct, frozen=True):
    """An act. ``subject`` names whom it was about by internal ids; ``fields``: the names of the changed fields."""

    seq: int
    at: Instant
    principal: str
    origin: str
    verb: str
    denied: bool
    subject: str
    fields: tuple[str, ...]


class AuditHead(Struct, frozen=True):
    """The last line of the chain: its number and its digest."""

    seq: int
    digest: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.digest}"


class Chain(Struct, frozen=True):
    """The result of following the chain: how many lines hold together, and the number of the first that does not
    (None = all do)."""

    lines: int
    broken_at: int | None
