"""Two programs on one server change the same customers at once: whoever comes second restarts, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from callcenter.model import MINUTE, Disposition, Instant
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, at, call, customer, opened, ticked

if TYPE_CHECKING:
    import psycopg

NOW = at("2026-03-03 10:05")
NUMBER = "+8613812347731"


@pytest.fixture
def programs(postgresql_url: str) -> Iterator[tuple[Store, Store]]:
    """Two programs of one team."""
    first = opened(postgresql_url)
    second = Store.open(postgresql_url, NOW)
    yield first, second
    first.close()
    second.close()


@contextmanager
def held_up(url: str, refs: list[str]) -> Iterator[Callable[[int], None]]:
    """Nobody gets at these customers in the block; what it gives waits until so many programs stand in line."""
    import psycopg

    with psycopg.connect(url) as other, psycopg.connect(url, autocommit=True) as watching:
        other.execute("SELECT id FROM customer WHERE ref = ANY(%s) ORDER BY id FOR UPDATE", (refs,))
        yield lambda count: _wait_for(watching, count)


def _wait_for(watching: psycopg.Connection, count: int) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _ in range(10_000):
        row = watching.execute(waiting).fetchone()
        if row is not None and row[0] >= count:
            return
    raise AssertionError("nobody waits")


def outcome(done: Future[object]) -> Trouble | None:
    """Return the refusal of a program, None where nothing was refused."""
    error = done.exception()
    if error is None:
        return None
    assert isinstance(error, StoreError), error
    return error.code


def at_once(url: str, refs: list[str], *works: Callable[[], object]) -> list[Trouble | None]:
    """Each work in a program of its own; they come to their customers in this order, while those are held up."""
    with ThreadPoolExecutor(len(works)) as pool:
        with held_up(url, refs) as wait:
            running = []
            for place, work in enumerate(works, 1):
                running.append(pool.submit(work))
                wait(place)
        return [outcome(one) for one in running]


def notes(store: Store, ref: str, now: Instant = NOW) -> list[str]:
    return sorted(touch.note for touch in store.details.get(ref, now=now).history.touches)


def people(store: Store) -> list[str]:
    """Three who share a number, each with a contact of their own."""
    refs = [customer(store, name, NUMBER) for name in ("吴刚", "吴静", "吴敏")]
    for place, ref in enumerate(refs):
        touch = call(f"2026-03-02 1{place}:00", note=f"{GOOD_NOTE}{place}")
        store.by(WANG).touches.record(ref, touch, now=NOW - MINUTE)
    return refs


@pytest.mark.parametrize("second", [(1, 2), (2, 1), (0, 2), (2, 0), (1, 0), (0, 1)])
def test_two_merges_of_overlapping_pairs(
    programs: tuple[Store, Store], postgresql_url: str, second: tuple[int, int]
) -> None:
    one, other = programs
    refs = people(one)
    all_notes = [f"{GOOD_NOTE}{place}" for place in range(3)]

    def merging(store: Store, pair: tuple[int, int]) -> Callable[[], object]:
        return lambda: store.by(CHEN).merges.merge(refs[pair[0]], refs[pair[1]], now=NOW)

    said = at_once(postgresql_url, refs, merging(one, (0, 1)), merging(other, second))
    same_pair = set(second) == {0, 1}
    assert said == [None, Trouble.SAME_CUSTOMER if same_pair else None]
    standing = {one.details.get(ref, now=NOW).ref for ref in refs}
    found = [note for ref in standing for note in notes(one, ref)]
    assert sorted(found) == all_notes, "each contact counts for one customer, once"
    assert len(standing) == (2 if same_pair else 1)
    live = one.queue.page(now=ticked(one, at("2026-03-09 10:05")))
    assert live.rows == one.queue.page_as_of(as_of=at("2026-03-09 10:05")).rows
    merged = [ref for ref in refs if ref not in standing]
    for ref in (order := next(order for order in permutations(merged) if _splits(one, order))):
        assert one.details.get(ref, now=NOW).ref == ref
    assert len(order) == len(merged)
    assert [notes(one, ref) for ref in refs] == [[note] for note in all_notes], "and each gets their own back"


def _splits(store: Store, refs: tuple[str, ...]) -> bool:
    for ref in refs:
        store.by(CHEN).merges.split(ref, now=NOW)
    return True


@pytest.mark.parametrize("call_first", [True, False])
def test_a_merge_and_the_end_of_a_call_at_once(
    programs: tuple[Store, Store], postgresql_url: str, call_first: bool
) -> None:
    one, other = programs
    refs = people(one)
    token = one.by(WANG).calls.start(one.by(WANG).claims.take(refs[0], now=NOW), now=NOW).token
    later = NOW + MINUTE

    def finish() -> object:
        return one.by(WANG).calls.finish(token, WrapUp(Disposition.INTERESTED, "谈成了价格"), now=later)

    def merge() -> None:
        other.by(CHEN).merges.merge(refs[0], refs[1], now=later)

    works = (finish, merge) if call_first else (merge, finish)
    said = at_once(postgresql_url, refs, *works)
    if call_first:
        assert said == [None, None]
    else:
        assert said == [Trouble.ON_THE_LINE, None]
        other.by(CHEN).merges.merge(refs[0], refs[1], now=later)
    assert one.calls.open_call_of(WANG.name) is None
    assert "谈成了价格" in notes(one, refs[1], later)
    assert notes(one, refs[0], later) == notes(one, refs[1], later)
    assert one.details.get(refs[1], now=later).facts.owner == WANG.name
    one.by(CHEN).merges.split(refs[0], now=later)
    assert notes(one, refs[0], later) == sorted([f"{GOOD_NOTE}0", "谈成了价格"])


def test_a_correction_and_an_sms_find_the_survivor(programs: tuple[Store, Store], postgresql_url: str) -> None:
    one, other = programs
    refs = people(one)
    touch = one.details.get(refs[0], now=NOW).touches[0].id

    def merge() -> None:
        one.by(CHEN).merges.merge(refs[0], refs[1], now=NOW)

    def correct() -> object:
        return other.by(WANG).touches.correct(touch, call("2026-03-02 10:00", note="改过的备注"), now=NOW)

    assert at_once(postgresql_url, refs, merge, correct) == [None, None]
    assert notes(one, refs[1]) == sorted(["改过的备注", f"{GOOD_NOTE}1"])
    assert one.queue.page(now=NOW).rows == one.queue.page_as_of(as_of=NOW).rows
