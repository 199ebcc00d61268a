"""Claim-next at full size: one program, several at once, and the calls of a shift, beside the bare SQL."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from random import Random

from bench import figures
from bench.bare import Driver, Statement, recorded
from bench.world import AGENTS, NOW
from callcenter.access import Principal
from callcenter.model import SECOND, Disposition
from callcenter.store import Store
from callcenter.views.worklists.calls import Claim, WrapUp

WANTED_P99 = 10.0
"""Milliseconds that one in a hundred claims may take at most."""

_PAUSE = 0.1
"""Seconds, at most, between two claims of one of several programs: no agent is as quick."""

_PATIENCE = 120.0
"""Seconds after which a program stops waiting for the others to be ready."""

_UNDO: list[Statement] = [("DELETE FROM claim_number", (), False), ("DELETE FROM claim", (), False)]


def measure(kind: str, address: str, *, rounds: int, calls: int, programs: int) -> None:
    """Print what claims cost on the store at ``address``, which is changed."""
    store = Store.open(address, NOW)
    try:
        claimed, released = _claims(store, rounds)
        every, bare = _bare(store, address, rounds)
        next_ones, dialled, finished = _shift(store, calls)
    finally:
        store.close()
    together = _together(address, programs, max(rounds // programs, 1))
    rows = [
        figures.row("bare SQL: probe, insert claim and numbers, commit", bare),
        figures.row("bare SQL: every statement of `claim_next`", every, bare),
        figures.row("`claim_next`, let go after each", claimed, bare),
        figures.row("`claim_next` between calls", next_ones, bare),
        figures.row(f"`claim_next` in each of {programs} programs at once", together, bare),
        figures.row("`release`", released),
        figures.row("`start_call`", dialled),
        figures.row("`finish_call`: touch, refold, claim let go", finished),
    ]
    figures.table(f"Claims, {kind}", rows)
    claims = (("let go after each", claimed), ("between calls", next_ones), (f"{programs} programs", together))
    for name, values in claims:
        figures.wanted(f"99 % of `claim_next`, {name},", figures.p99(values), WANTED_P99)


def _claim(store: Store, name: str, now: int, taken: list[float]) -> Claim:
    with figures.timed(taken):
        found = store.by(Principal(name)).claims.take_next(now=now)
    assert found is not None, "the queue of the measured store is empty"
    return found[0]


def _claims(store: Store, rounds: int) -> tuple[list[float], list[float]]:
    claimed: list[float] = []
    released: list[float] = []
    for name in islice(cycle(AGENTS), rounds):
        claim = _claim(store, name, NOW, claimed)
        with figures.timed(released):
            store.claims.release(claim, now=NOW)
    return claimed, released


def _bare(store: Store, address: str, rounds: int) -> tuple[list[float], list[float]]:
    """All statements of a claim, and of these the probe and the inserts alone, replayed by the driver."""
    with recorded(store) as recording:
        claim = _claim(store, AGENTS[0], NOW, [])
    store.claims.release(claim, now=NOW)
    needed = [one for one in recording if "RECURSIVE" in one[0] or one[0].startswith("INSERT INTO claim")]
    assert len(needed) > 1, "a claim no longer runs the statements that are known here"
    driver = Driver(address)
    try:
        return _replay(driver, recording, rounds), _replay(driver, needed, rounds)
    finally:
        driver.close()


def _replay(driver: Driver, statements: list[Statement], rounds: int) -> list[float]:
    taken: list[float] = []
    for _ in range(rounds):
        with figures.timed(taken):
            driver.run(statements)
        driver.run(_UNDO)
    return taken


def _shift(store: Store, calls: int) -> tuple[list[float], list[float], list[float]]:
    """The way of a call: claim, dial, disposition. Each finds another customer at the head, a second later."""
    random = Random(1)
    claimed: list[float] = []
    dialled: list[float] = []
    finished: list[float] = []
    now = NOW
    for name in islice(cycle(AGENTS), calls):
        claim = _claim(store, name, now, claimed)
        with figures.timed(dialled):
            call = store.by(Principal(name)).calls.start(claim, now=now)
        now += SECOND
        disposition = random.choice((Disposition.NO_ANSWER, Disposition.BUSY, Disposition.NEUTRAL))
        wrap = WrapUp(disposition, note="asked for the price list" if disposition.reached else "")
        with figures.timed(finished):
            store.by(Principal(name)).calls.finish(call.token, wrap, now=now)
    return claimed, dialled, finished


def _together(address: str, programs: int, rounds: int) -> list[float]:
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(programs, timeout=_PATIENCE)
    with ProcessPoolExecutor(programs, context, initializer=_meet_at, initargs=(ready.wait,)) as pool:
        # Each waits for the others: none can do the work of two.
        started = [pool.submit(_program, address, place, rounds) for place in range(programs)]
        return [taken for program in started for taken in program.result()]


_meet: Callable[[], object]


def _meet_at(meet: Callable[[], object]) -> None:
    """A barrier reaches the programs when they start and in no other way."""
    global _meet  # noqa: PLW0603
    _meet = meet


def _program(address: str, place: int, rounds: int) -> list[float]:
    """One of several programs: it claims, which lets its last claim go, and pauses."""
    random = Random(place)
    name = AGENTS[place % len(AGENTS)]
    store = Store.open(address, NOW)
    try:
        _claim(store, name, NOW, [])  # opens the connection
        _meet()
        taken: list[float] = []
        for _ in range(rounds):
            time.sleep(random.uniform(0, _PAUSE))
            _claim(store, name, NOW, taken)
    finally:
        store.close()
    return taken
