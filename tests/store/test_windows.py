"""Windows of an agent, and the one that has their call (docs/architecture.md#windows)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from callcenter.model import SECOND, Disposition, Instant
from callcenter.storage.people.programs import started_at
from callcenter.storage.tables.programs import DeskWindowTable
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.people.shift import AgentState
from callcenter.views.worklists.calls import OpenCall, WrapUp
from tests.store.building import WANG, at, customer, opened

TEN = at("2026-03-02 10:05")
LATER = TEN + 5 * SECOND
HERE, THERE = (replace(WANG, window=window) for window in ("here", "there"))
NOBODY_SAID_ANYTHING = WrapUp(Disposition.NEUTRAL, "wants a price")


def two_windows(url: str) -> Store:
    """A store with two customers and both windows of 王敏 open, the first since 10:04:30."""
    store = opened(url)
    for name, number in (("吴静", "+8613812347731"), ("周航", "+8613812347732")):
        customer(store, name, number)
    store.by(HERE).presence.sign_in(WANG.name, now=TEN - 30 * SECOND)
    store.by(THERE).presence.sign_in(WANG.name, now=TEN)
    return store


def dialled(store: Store) -> OpenCall:
    """A call of the first window with whoever comes first."""
    claimed = store.by(HERE).claims.take_next(now=TEN)
    assert claimed is not None
    return store.by(HERE).calls.start(claimed[0], now=TEN)


def trouble(verb: Callable[[], object]) -> Trouble:
    with pytest.raises(StoreError) as refused:
        verb()
    return refused.value.code


def elsewhere(store: Store, pid: int, began: int, heard: Instant, host: str | None = None) -> None:
    """Have the second window be one of another process, of another machine where ``host`` is given."""
    process: dict[str, object] = {"pid": pid, "started_at": began, "heard_at": heard}
    process |= {} if host is None else {"host": host}
    window = DeskWindowTable.id == THERE.window
    store.database.write(lambda tx: tx.run(DeskWindowTable.update(**process).where(window)))


def test_a_call_is_in_the_window_that_dialled(database_url: str) -> None:
    store = two_windows(database_url)
    call = dialled(store)
    assert store.by(HERE).moved_calls.elsewhere(now=LATER) is None
    there = store.by(THERE)
    seen = there.moved_calls.elsewhere(now=LATER)
    assert seen is not None
    assert (seen.ref, seen.token, seen.living) == (call.ref, call.token, True)
    for verb in (
        lambda: there.moved_calls.take_over(now=LATER),
        lambda: there.claims.take_next(now=LATER),
        lambda: there.claims.take(call.ref, now=LATER),
        lambda: there.calls.receive(call.ref, now=LATER),
        lambda: there.last_calls.undo(now=LATER),
        lambda: there.calls.mark_answered(call.token, now=LATER),
        lambda: there.calls.mark_ended(call.token, now=LATER),
        lambda: there.calls.save_note(call.token, "x", now=LATER),
        lambda: there.calls.note_recording(call.token, "x", now=LATER),
        lambda: there.script_ticks.save(call.token, (), now=LATER),
        lambda: there.calls.finish(call.token, NOBODY_SAID_ANYTHING, now=LATER),
        lambda: there.calls.abandon(call.token, now=LATER),
        lambda: there.attempts.back_to_number_before(call.token, now=LATER),
        lambda: there.presence.change(WANG.name, AgentState.BREAK, now=LATER),
    ):
        assert trouble(verb) is Trouble.CALL_ELSEWHERE
    there.presence.change(WANG.name, AgentState.READY, now=LATER)
    assert store.presence.get(WANG.name)[0] is AgentState.DIALLING
    store.close()


def test_a_call_that_was_taken_over_is_out_of_the_first_window(database_url: str) -> None:
    store = two_windows(database_url)
    here, there, call = store.by(HERE), store.by(THERE), dialled(store)
    here.calls.save_note(call.token, "wants", now=LATER)
    taken = there.moved_calls.take_over(from_living=True, now=LATER)
    assert taken == there.moved_calls.take_over(now=LATER)
    assert taken is not None
    assert (taken.token, taken.note) == (call.token, "wants")
    assert trouble(lambda: here.calls.finish(call.token, NOBODY_SAID_ANYTHING, now=LATER)) is Trouble.CALL_ELSEWHERE
    here.moved_calls.leave_note(call, "on Friday", now=LATER)
    here.moved_calls.leave_note(call, "on Friday", now=LATER)
    there.calls.finish(call.token, NOBODY_SAID_ANYTHING, now=LATER)
    here.moved_calls.leave_note(call, "before noon", now=LATER)
    (touch,) = store.details.get(call.ref, now=LATER).history.touches
    assert (touch.note, touch.disposition) == ("wants a price\non Friday\nbefore noon", Disposition.NEUTRAL)
    store.close()


def test_the_note_of_a_call_that_was_taken_back_has_no_place(database_url: str) -> None:
    store = two_windows(database_url)
    call = dialled(store)
    store.by(HERE).calls.abandon(call.token, now=LATER)
    assert trouble(lambda: store.by(THERE).moved_calls.leave_note(call, "x", now=LATER)) is Trouble.NO_OPEN_CALL
    store.close()


def test_each_window_has_a_customer_of_its_own_before_the_dial(database_url: str) -> None:
    store = two_windows(database_url)
    here, there = store.by(HERE), store.by(THERE)
    first, second = here.claims.take_next(now=TEN), there.claims.take_next(now=TEN)
    assert first is not None
    assert second is not None
    assert first[0].ref != second[0].ref
    here.claims.renew(first[0], now=LATER)
    call = here.calls.start(first[0], now=LATER)
    assert trouble(lambda: there.calls.start(second[0], now=LATER)) is Trouble.CALL_ELSEWHERE
    there.presence.sign_out(WANG.name, now=LATER)
    assert trouble(lambda: there.claims.renew(second[0], now=LATER)) is Trouble.CLAIM_LOST
    assert store.presence.get(WANG.name)[0] is AgentState.DIALLING
    here.calls.finish(call.token, NOBODY_SAID_ANYTHING, now=LATER)
    here.presence.sign_out(WANG.name, now=LATER)
    assert store.presence.get(WANG.name)[0] is AgentState.OFFLINE
    store.close()


def test_another_window_is_told_since_when_it_is_open(database_url: str) -> None:
    store = two_windows(database_url)
    assert store.by(THERE).windows.others(now=LATER) == TEN - 30 * SECOND
    assert store.by(HERE).windows.others(now=LATER) == TEN
    store.by(HERE).windows.close()
    assert store.by(THERE).windows.others(now=LATER) is None
    store.by(HERE).presence.heartbeat(WANG.name, now=LATER)
    assert store.by(THERE).windows.others(now=LATER) == LATER, "one that was taken for gone is back"
    store.close()


def test_a_window_lives_while_its_process_runs(database_url: str) -> None:
    store = two_windows(database_url)
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    began = started_at(other.pid)
    assert began is not None
    elsewhere(store, other.pid, began, heard=0)
    call = dialled(store)
    store.by(THERE).moved_calls.take_over(from_living=True, now=LATER)
    assert trouble(lambda: store.by(HERE).moved_calls.take_over(now=LATER)) is Trouble.CALL_ELSEWHERE
    other.kill()
    other.wait()
    taken = store.by(HERE).moved_calls.take_over(now=LATER)
    assert taken is not None
    assert taken.token == call.token
    store.close()


@pytest.mark.parametrize(("silent", "lives"), [(60 * SECOND, True), (60 * SECOND + 1, False)])
def test_a_window_of_another_machine_lives_while_it_is_heard(postgresql_url: str, silent: int, lives: bool) -> None:
    store = two_windows(postgresql_url)
    elsewhere(store, os.getpid(), 0, heard=TEN, host="another machine")
    assert (store.by(HERE).windows.others(now=TEN + silent) is not None) is lives
    store.close()


def test_a_window_of_before_the_machine_started_is_gone(sqlite_path: Path) -> None:
    store = two_windows(str(sqlite_path))
    elsewhere(store, os.getpid(), 0, heard=TEN, host="an earlier start/pid:[1]")
    assert store.by(HERE).windows.others(now=TEN) is None
    store.close()
