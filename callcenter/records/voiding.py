"""What a fact of the past takes back (DESIGN §3, effects): breaches and findings are voided, never deleted.

A backdated touch, a correction, an undo change what was known at an instant that has passed. What stands on record
since then is voided where a fold of its own moment showed it before the fact and shows it no longer. What such a fold
does not show either way was judged by something that has gone since, a place in a draw or a number that was dead then:
the fact says nothing about it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from callcenter import policy
from callcenter.model import Instant
from callcenter.records import frames, loading
from callcenter.records.frames import Kept
from callcenter.records.loading import Loaded
from callcenter.records.working import Tx


class _Entry(Struct, frozen=True):
    """A line of the breach log or of the ledger; ``version`` is the rulebook version that it was judged by."""

    table: str
    id: int
    customer: int
    rule: str
    at: Instant
    version: int

    def shown(self, tx: Tx, campaigns: Mapping[int, Kept], one: Loaded) -> bool:
        """Whether a fold of its own moment shows it."""
        book, frame = tx.book(self.version), campaigns[one.campaign].frame
        if self.table == "finding":
            found = policy.plan(book, frame, one.facts, one.history, self.at).findings
            return any((owed.rule, owed.caused_at) == (self.rule, self.at) for owed in found)
        # Just before its breach an obligation stands open even where it lapses at that instant.
        asked = policy.plan(book, frame, one.facts, one.history, self.at - 1).obligations
        return any((owed.rule, owed.breach_at) == (self.rule, self.at) for owed in asked)


class OnRecord(Struct, frozen=True):
    """What stands on record of some customers, and how they were before a fact of the past came in."""

    entries: tuple[_Entry, ...]
    customers: Mapping[int, Loaded]
    owed: frozenset[tuple[int, str, Instant]]


def on_record(tx: Tx, since: Mapping[int, Instant], now: Instant) -> OnRecord:
    """What a fact that counts from these instants on, by customer, may take back.

    Asked when the plans are settled and before the fact is written. A fact of a merged customer is the survivor's.
    """
    standing = _standing(tx, since)
    since = {
        one: min(at for customer, at in since.items() if standing[customer] == one) for one in set(standing.values())
    }
    entries = [
        entry
        for entry in _entries(tx, since, "{at} <= ? AND e.voided_at IS NULL", now)
        # A breach stands at the end of its time: what came at that very instant was too late.
        if entry.at > since[entry.customer] or (entry.table == "finding" and entry.at == since[entry.customer])
    ]
    concerned = sorted({entry.customer for entry in entries})
    return OnRecord(tuple(entries), _loaded(tx, concerned), _owed(tx, concerned))


def void(tx: Tx, before: OnRecord, now: Instant) -> None:
    """Void what no longer shows. Asked when the fact is written and the customers are folded."""
    if not before.entries:
        return
    campaigns = frames.all_kept(tx)
    whose = _whose(tx, before.entries)
    after = _loaded(tx, set(whose.values()))
    owed = _owed(tx, set(whose.values()))
    for entry in before.entries:
        now_of = whose[entry.table, entry.id]
        # What was barred at its breach and is back since, with its old times, shows in the plan alone.
        if (now_of, entry.rule, entry.at) in owed or entry.shown(tx, campaigns, after[now_of]):
            continue
        was = entry.customer, entry.rule, entry.at
        if was in before.owed or entry.shown(tx, campaigns, before.customers[entry.customer]):
            tx.sql(f"UPDATE {entry.table} SET voided_at = ? WHERE id = ?", (now, entry.id))
            tx.touch()


def count_again(tx: Tx, customers: Iterable[int], since: Instant) -> None:
    """What was voided since then and shows in a fold of its own moment counts again: a split parted who had kept it.

    Asked when the customers stand for themselves again and are folded.
    """
    campaigns, people = frames.all_kept(tx), _loaded(tx, set(customers))
    owed = _owed(tx, people)
    for entry in _entries(tx, people, "e.voided_at >= ?", since):
        key = entry.customer, entry.rule, entry.at
        if key in owed or entry.shown(tx, campaigns, people[entry.customer]):
            tx.sql(f"UPDATE {entry.table} SET voided_at = NULL WHERE id = ?", (entry.id,))


def judge_again(tx: Tx, limit: Instant, now: Instant, size: int) -> int:
    """Judge what was logged later than ``limit``, a time that has not come yet: the program's clock was wrong.

    What a fold of its own moment shows and has happened by ``now`` counts from now; the rest is voided. At most
    ``size`` lines of each record; returns how many there were.
    """
    entries = _entries_where(tx, f"e.logged_at > ? AND e.voided_at IS NULL ORDER BY e.logged_at LIMIT {size}", [limit])
    happened = [entry for entry in entries if entry.at <= now]
    campaigns, whose = frames.all_kept(tx), _whose(tx, happened)
    people = _loaded(tx, set(whose.values()))
    for table in _FOUND:
        counts, gone = list[tuple[Instant, int]](), list[tuple[Instant, int]]()
        for entry in entries:
            if entry.table == table:
                one = people[whose[table, entry.id]] if entry.at <= now else None
                stands = one is not None and entry.shown(tx, campaigns, one)
                (counts if stands else gone).append((now, entry.id))
        tx.many(f"UPDATE {table} SET logged_at = ? WHERE id = ?", counts)
        tx.many(f"UPDATE {table} SET voided_at = ? WHERE id = ?", gone)
    return len(entries)


_FOUND = {
    "breach_log": "SELECT e.id, e.customer_id, e.rule, {at}, e.rulebook_version_id FROM breach_log e",
    "finding": "SELECT e.id, e.customer_id, e.rule, {at}, coalesce(e.rulebook_version_id, k.rulebook_version_id)"
    " FROM finding e JOIN customer c ON c.id = e.customer_id JOIN campaign k ON k.id = c.campaign_id",
}
_AT = {"breach_log": "e.breach_at", "finding": "e.caused_at"}


def _entries(tx: Tx, customers: Iterable[int], condition: str, moment: Instant) -> list[_Entry]:
    """What stands on record of customers where a condition holds, in which ``{at}`` is the moment it stands at."""
    return [
        entry
        for ids in _chunks(customers)
        for entry in _entries_where(tx, f"e.customer_id IN ({tx.marks(ids)}) AND {condition}", [*ids, moment])
    ]


def _entries_where(tx: Tx, condition: str, params: Sequence[object]) -> list[_Entry]:
    return [
        _Entry(table, *row)
        for table, query in _FOUND.items()
        for row in tx.rows(f"{query} WHERE {condition}".format(at=_AT[table]), params)
    ]


def _whose(tx: Tx, entries: Iterable[_Entry]) -> dict[tuple[str, int], int]:
    """Whose the entries are by now: a merge or a split has moved them."""
    found: dict[tuple[str, int], int] = {}
    for table in ("breach_log", "finding"):
        for ids in _chunks(entry.id for entry in entries if entry.table == table):
            for key, customer in tx.rows(
                "SELECT e.id, coalesce(c.survivor_id, c.id)"
                f" FROM {table} e JOIN customer c ON c.id = e.customer_id WHERE e.id IN ({tx.marks(ids)})",
                ids,
            ):
                found[table, key] = customer
    return found


def _standing(tx: Tx, ids: Iterable[int]) -> dict[int, int]:
    return {
        key: survivor
        for chunk in _chunks(ids)
        for key, survivor in tx.rows(
            f"SELECT id, coalesce(survivor_id, id) FROM customer WHERE id IN ({tx.marks(chunk)})", chunk
        )
    }


def _chunks(ids: Iterable[int]) -> list[list[int]]:
    wanted = sorted(ids)
    return [wanted[start : start + loading.CHUNK] for start in range(0, len(wanted), loading.CHUNK)]


def _loaded(tx: Tx, ids: Collection[int]) -> dict[int, Loaded]:
    return {one.id: one for chunk in _chunks(ids) for one in loading.load(tx, chunk)}


def _owed(tx: Tx, ids: Collection[int]) -> frozenset[tuple[int, str, Instant]]:
    """What the plans that count ask of these customers, by rule and breach."""
    editions = frames.counting(frames.all_kept(tx).values())
    return frozenset(
        row
        for chunk in _chunks(ids)
        for row in tx.rows(
            "SELECT customer_id, rule, breach_at FROM obligation"
            # The plus keeps SQLite from reading all plans of an edition for these few.
            f" WHERE customer_id IN ({tx.marks(chunk)}) AND +edition_id IN ({editions})",
            chunk,
        )
    )
