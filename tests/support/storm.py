"""A storm: many programs of a team claim, dial and save without a pause, and are killed at random and started again.

``python -m tests.support.storm ADDRESS CUSTOMERS AGENTS SECONDS SEED`` fills the empty store at ADDRESS, lets the storm
pass over it and prints what it found as JSON, a :class:`Report`. Every program records what the store acknowledged
to it, at the moment at which it did.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

import msgspec
from msgspec import Struct

from callcenter.access import Principal
from callcenter.model import DAY, HOUR, MINUTE, Disposition, Instant, Milestone, MilestoneKind
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.upkeep.imports import StagedCustomer
from callcenter.views.worklists.calls import OpenCall, WrapUp
from tests.store.building import CHEN, at
from tests.store.fresh_fold import differing

BASE = at("2026-03-03 10:05")
"""The time of day at which the storm begins: within the hours of the campaign."""

_SHARED = 5
"""Every fifth customer has the number of the one before: two calls at a time are two even so."""

_PATIENCE_SECONDS = 30
_ENDS = (
    Disposition.NO_ANSWER,
    Disposition.NO_ANSWER,
    Disposition.BUSY,
    Disposition.NEUTRAL,
    Disposition.INTERESTED,
    Disposition.CALLBACK,
    Disposition.DO_NOT_CALL,
)


class Event(Struct, frozen=True):
    """Acknowledgement of the store: ``act`` is claim, dial, save or refused; ``ms`` is how long it took."""

    act: str
    token: str
    ms: float = 0.0


class Report(Struct, frozen=True):
    """Result of a storm. ``differing``: customers whose stored plan is not the one of a fresh fold."""

    calls: int
    kills: int
    lost: int
    doubled: int
    overlaps: int
    differing: list[str]
    hung: int
    refused: dict[str, int]
    claim_p99: float
    finish_p99: float


def _now(began: float) -> Instant:
    return BASE + int((time.time() - began) * 1000)


def _names(agents: int) -> list[str]:
    return [f"agent {number}" for number in range(agents)]


def _fill(address: str, customers: int, agents: int) -> None:
    now = BASE - 2 * HOUR
    store = Store.open(address, now)
    for name in _names(agents):
        store.by(CHEN).people.add(name, now=now)
    numbers = [number - (number % _SHARED == 1) for number in range(customers)]
    rows = [
        StagedCustomer(
            line,
            f"K{line:05}",
            campaign="telesales",
            name=f"客户{line}",
            phones=(f"+86138{number:08}",),
            tier="ABCDE"[line % 5],
            milestones=(Milestone(MilestoneKind.INQUIRY, now - line % 9 * DAY - line * MINUTE),),
        )
        for line, number in enumerate(numbers)
    ]
    key = store.by(CHEN).imports.stage_begin("customers", "storm.csv", "digest", now=now)
    store.imports.stage_rows(key, rows)
    store.imports.stage_ready(key, counts={})
    store.by(CHEN).imports.resume(now=now)
    store.close()


class _Agent:
    """One program: works until ``ends``, or until it is killed."""

    def __init__(self, address: str, name: str, log: Path, seed: int, began: float, ends: float) -> None:
        self._store = Store.open(address, _now(began))
        self._actor = Principal(name)
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._random = Random(seed)
        self._began, self._ends = began, ends

    def work(self) -> None:
        while time.time() < self._ends:
            try:
                self._call()
            except StoreError as error:
                self._note(Event("refused", error.code.value))
            time.sleep(self._random.uniform(0, 0.05))
        self._store.close()

    def _call(self) -> None:
        call = self._store.calls.open_call_of(self._actor.name)  # the call that a killed program left
        if call is None:
            call = self._dial()
        if call is not None:
            self._finish(call)

    def _dial(self) -> OpenCall | None:
        asked = time.monotonic()
        found = self._store.by(self._actor).claims.take_next(now=self._now)
        if found is None:
            return None
        self._note(Event("claim", found[0].token, (time.monotonic() - asked) * 1000))
        call = self._store.by(self._actor).calls.start(found[0], now=self._now)
        self._note(Event("dial", call.token))
        if self._random.random() < 0.5:
            self._store.calls.mark_answered(call.token, now=self._now)
            self._store.calls.save_note(call.token, "half a note", now=self._now)
        return call

    def _finish(self, call: OpenCall) -> None:
        how = self._random.choice(_ENDS)
        callback = self._now + self._random.randrange(1, 120) * 1000 if how is Disposition.CALLBACK else None
        asked = time.monotonic()
        wrap = WrapUp(how, f"call {call.token}", callback_at=callback)
        self._store.by(self._actor).calls.finish(call.token, wrap, now=self._now)
        self._note(Event("save", call.token, (time.monotonic() - asked) * 1000))

    @property
    def _now(self) -> Instant:
        return _now(self._began)

    def _note(self, event: Event) -> None:
        os.write(self._log, msgspec.json.encode(event) + b"\n")


class Storm:
    """Starts programs, kills them and starts others in their place."""

    def __init__(self, address: str, agents: int, seconds: int, seed: int, folder: Path) -> None:
        self._address, self._folder = address, folder
        self._random = Random(seed)
        self._began = time.time()
        self._ends = self._began + seconds
        self._running: dict[int, str] = {}
        self.kills = self.hung = 0
        for name in _names(agents):
            self._start(name)

    def _start(self, name: str) -> None:
        seed = self._random.randrange(2**32)
        pid = os.fork()
        if pid:
            self._running[pid] = name
            return
        try:
            _Agent(self._address, name, self._folder / f"{name}.log", seed, self._began, self._ends).work()
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(0)

    def pass_over(self) -> None:
        """Kill a program every few hundredths of a second until the time is up, then wait for all."""
        while time.time() < self._ends:
            time.sleep(self._random.uniform(0.02, 0.2))
            pid = self._random.choice(list(self._running))
            name = self._running.pop(pid)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            self.kills += 1
            self._start(name)
        patience = time.time() + _PATIENCE_SECONDS
        for pid in self._running:
            while os.waitpid(pid, os.WNOHANG) == (0, 0):
                if time.time() > patience:
                    self.hung += 1
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
                    break
                time.sleep(0.02)

    def report(self) -> Report:
        """Compare what was acknowledged with what the store has."""
        events = list(self._events())
        now = _now(self._began) + MINUTE
        store = Store.open(self._address, now)
        rows = store.database.read(lambda tx: tx.rows("SELECT note, phone, at, recorded_at FROM touch WHERE in_force"))
        open_tokens = {token for (token,) in store.database.read(lambda tx: tx.rows("SELECT token FROM open_call"))}
        written = Counter(note.removeprefix("call ") for note, _phone, _at, _end in rows)
        saved = {event.token for event in events if event.act == "save"}
        dialled = {event.token for event in events if event.act == "dial"}
        store.plans.tick(now, budget=60_000)
        report = Report(
            calls=len(rows),
            kills=self.kills,
            lost=len(saved - written.keys()) + len(dialled - written.keys() - open_tokens),
            doubled=sum(count - 1 for count in written.values()),
            overlaps=_overlaps([(phone, at, end) for _note, phone, at, end in rows]),
            differing=differing(store, now),
            hung=self.hung,
            refused=dict(Counter(event.token for event in events if event.act == "refused")),
            claim_p99=_p99([event.ms for event in events if event.act == "claim"]),
            finish_p99=_p99([event.ms for event in events if event.act == "save"]),
        )
        store.close()
        return report

    def _events(self) -> Iterator[Event]:
        for log in self._folder.iterdir():
            for line in log.read_bytes().splitlines():
                yield msgspec.json.decode(line, type=Event)


def _overlaps(calls: list[tuple[str, Instant, Instant]]) -> int:
    """Count the calls that began while another one with the same number was on the line or being wrapped up."""
    return sum(
        phone == next_phone and next_at < end
        for (phone, _at, end), (next_phone, next_at, _end) in pairwise(sorted(calls))
    )


def _p99(milliseconds: list[float]) -> float:
    return round(sorted(milliseconds)[len(milliseconds) * 99 // 100], 1) if milliseconds else 0.0


REFUSALS = {Trouble.CLAIM_LOST.value}
"""Refusals that a storm may cause: a program that stood still for longer than its claim."""


def main(address: str, customers: int, agents: int, seconds: int, seed: int) -> None:
    _fill(address, customers, agents)
    with tempfile.TemporaryDirectory() as folder:
        storm = Storm(address, agents, seconds, seed, Path(folder))
        storm.pass_over()
        print(msgspec.json.encode(storm.report()).decode())


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
