"""Claim-next at full size: one program, several at once, and the loop of a shift, beside the bare SQL."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from itertools import cycle, islice
from random import Random

from bench import figures
from bench.bare import Driver, Statement, recorded
from bench.world import AGENTS, NOW
from callcenter.model import SECOND, Disposition
from callcenter.store import Store
from callcenter.views import Actor, WrapUp

WANTED_P99 = 10.0
"""Milliseconds that one in a hundred claims may take at most."""

_PAUSE = 0.1


def measure(kind: str, address: str, rounds: int, calls: int, programs: int) -> None:
    """Print what claims cost on the store at ``address``, which is changed."""
    store = Store.open(address, NOW)
    try:
        claimed, released = _claims(store, rounds)
        whole, bare = _bare(store, address, rounds)
        dialled, finished = _shift(store, calls)
    finally:
        store.close()
    together = _together(address, programs, max(rounds // programs, 1))
    ratio = figures.times(figures.median(claimed) / figures.median(bare))
    rows = [
        ("`claim_next`", *figures.spread(claimed), ratio),
        ("bare SQL: probe, insert claim and numbers, commit", *figures.spread(bare), ""),
        ("all statements of `claim_next`, through the driver alone", *figures.spread(whole), ""),
        ("`release`", *figures.spread(released), ""),
        ("`start_call`", *figures.spread(dialled), ""),
        ("`finish_call` (touch, refold, claim let go)", *figures.spread(finished), ""),
        (f"`claim_next` in each of {programs} programs at once", *figures.spread(together), ""),
    ]
    figures.table(f"Claims, {kind}", ("what", "median", "99 %", "to the bare SQL"), rows)
    for name, values in (("one program", claimed), (f"{programs} programs", together)):
        worst = figures.p99(values)
        print(f"\nWanted, {name}: 99 % under {WANTED_P99:.0f} ms: {figures.verdict(worst < WANTED_P99)}.", flush=True)


def _claims(store: Store, rounds: int) -> tuple[list[float], list[float]]:
    claimed: list[float] = []
    released: list[float] = []
    for name in islice(cycle(AGENTS), rounds):
        began = time.perf_counter_ns()
        found = store.claim_next(actor=Actor(name), now=NOW)
        claimed.append((time.perf_counter_ns() - began) / 1e6)
        assert found is not None, "the store of the measurement has an empty queue"
        claim = found[0]
        released.append(figures.milliseconds(lambda: store.release(claim, now=NOW)))  # noqa: B023 (called at once)
    return claimed, released


def _bare(store: Store, address: str, rounds: int) -> tuple[list[float], list[float]]:
    """All statements of a claim, and of these the probe and the inserts alone, replayed by the driver."""
    with recorded(store) as recording:
        found = store.claim_next(actor=Actor(AGENTS[0]), now=NOW)
    assert found is not None
    store.release(found[0], now=NOW)
    needed = recording.only(lambda text: "RECURSIVE" in text or text.startswith("INSERT INTO claim"))
    assert len(needed) > 1, "the claim no longer runs the statements that are known here"
    driver = Driver(address)
    try:
        return _replay(driver, recording.statements, rounds), _replay(driver, needed, rounds)
    finally:
        driver.close()


def _replay(driver: Driver, statements: list[Statement], rounds: int) -> list[float]:
    undo: list[Statement] = [("DELETE FROM claim_number", (), False), ("DELETE FROM claim", (), False)]
    taken: list[float] = []
    for _ in range(rounds):
        taken.append(figures.milliseconds(lambda: driver.run(statements)))
        driver.run(undo)
    return taken


def _shift(store: Store, calls: int) -> tuple[list[float], list[float]]:
    """The way of a call: claim, dial, disposition."""
    random = Random(1)
    dialled: list[float] = []
    finished: list[float] = []
    now = NOW
    for name in islice(cycle(AGENTS), calls):
        actor = Actor(name)
        found = store.claim_next(actor=actor, now=now)
        assert found is not None
        claim, at = found[0], now
        began = time.perf_counter_ns()
        call = store.start_call(claim, actor=actor, now=at)
        dialled.append((time.perf_counter_ns() - began) / 1e6)
        now += SECOND
        disposition = random.choice((Disposition.NO_ANSWER, Disposition.BUSY, Disposition.NEUTRAL))
        wrap = WrapUp(disposition, note="asked for the price list" if disposition.reached else "")
        began = time.perf_counter_ns()
        store.finish_call(call.token, wrap, actor=actor, now=now)
        finished.append((time.perf_counter_ns() - began) / 1e6)
    return dialled, finished


def _together(address: str, programs: int, rounds: int) -> list[float]:
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(programs)
    told = context.Queue()
    workers = [context.Process(target=_worker, args=(address, place, rounds, ready, told)) for place in range(programs)]
    for worker in workers:
        worker.start()
    taken: list[float] = []
    for _ in workers:
        answer = told.get()
        if isinstance(answer, str):
            raise RuntimeError(answer)
        taken += answer
    for worker in workers:
        worker.join()
    return taken


def _worker(address: str, place: int, rounds: int, ready: Callable[[], object], told: object) -> None:
    """One program: it claims, lets go and pauses as no agent is quick enough to."""
    random = Random(place)
    actor = Actor(AGENTS[place % len(AGENTS)])
    try:
        store = Store.open(address, NOW)
        store.claim_next(actor=actor, now=NOW)
        ready.wait()  # type: ignore[attr-defined]
        taken: list[float] = []
        for _ in range(rounds):
            time.sleep(random.uniform(0, _PAUSE))
            began = time.perf_counter_ns()
            found = store.claim_next(actor=actor, now=NOW)
            taken.append((time.perf_counter_ns() - began) / 1e6)
            assert found is not None
        store.close()
    except BaseException as error:
        told.put(f"{type(error).__name__}: {error}")  # type: ignore[attr-defined]
        raise
    told.put(taken)  # type: ignore[attr-defined]
