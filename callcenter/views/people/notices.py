"""Messages of the store to a person."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from callcenter.model import Instant


class NoticeKind(StrEnum):
    """Subjects of notices; beside each the parameters that its sentence needs."""

    OWNER_WAITS = "owner_waits"  # owner: '' the pool; to who has the customer on the line
    OWNER_CHANGED = "owner_changed"  # owner; the reassignment that waited has taken effect
    CUSTOMERS_GIVEN = "customers_given"  # count, promises, cases; about a customer where it is one; see below
    CUSTOMERS_TAKEN = "customers_taken"  # count, owner: to whom; about a customer where it is one
    # Both of an import: count, file: the list, import: its id, undone: '' or 1
    CASE_GIVEN = "case_given"  # case: its kind
    DEPUTY_FOR = "deputy_for"  # agent: who is absent; customers, promises
    DEPUTY_ENDS = "deputy_ends"  # agent: whose customers have gone back; customers
    WORK_BACK = "work_back"  # customers, promises: what deputies worked is the reader's again
    POOL_RETURNED = "pool_returned"  # count; about a customer where it is one
    POOL_KEPT = "pool_kept"  # reason: a refusal of the pool; since: from when on they may be taken, '' unknown
    BREAK_ENDED = "break_ended"  # to whom the break was
    ANNOUNCED = "announced"  # text, to: unit, agent or all; announcement: its id
    BREACHES = "breaches"  # level, count; about a customer where it is one breach
    CALL_ENDED = "call_ended"  # to whom the call was
    CALLED = "called"  # number: '' withheld; of nobody known where the notice is about no customer
    MESSAGE = "message"  # text; from a colleague in whose scope the customer does not lie
    PROMISED = "promised"  # callback, appointment or answer, and at: to a customer of the reader's
    PROMISE_MOVED = "promise_moved"  # the same, of a promise of the reader's


class Notice(Struct, frozen=True):
    """A message that stands on its reader's screen until it is read. ``actor`` is who brought it about; ``ref``,
    ``customer`` and ``zone``, the campaign's, are '' where it is about no customer."""

    id: int
    at: Instant
    kind: NoticeKind
    ref: str
    customer: str
    zone: str
    actor: str
    params: Mapping[str, str]


class Receipt(Struct, frozen=True):
    """A person for whom an announcement is; ``read_at`` None = not confirmed yet."""

    agent: str
    read_at: Instant | None


class Addressee(Struct, frozen=True):
    """Somebody whom an announcement can reach: a ``unit``, an ``agent`` with their ``team``, or everybody (both '').

    ``people``: how many are told.
    """

    unit: str = ""
    agent: str = ""
    team: str = ""
    people: int = 1


class Announcement(Struct, frozen=True):
    """A text for one ``agent``, for a ``unit``, or for everybody in the scope of whoever made it (both '')."""

    id: int
    at: Instant
    actor: str
    text: str
    unit: str
    agent: str
    receipts: tuple[Receipt, ...]

    @property
    def read(self) -> int:
        """Return the number of people who have confirmed it."""
        return sum(one.read_at is not None for one in self.receipts)
