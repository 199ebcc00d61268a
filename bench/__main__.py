"""``python -m bench``: measure and print Markdown; see README.md beside this."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import (
    claiming,
    crowd,
    deputies,
    figures,
    finding,
    hearing,
    importing,
    keying,
    locking,
    pacing,
    reassigning,
    record,
    reporting,
    sizes,
    starting,
    ticking,
    volume,
    world,
)

ROOMS = (
    "claims",
    "ticks",
    "acts",
    "deputies",
    "locks",
    "start",
    "keys",
    "record",
    "imports",
    "reports",
    "finding",
    "sizes",
    "line",
    "pace",
)


@dataclass(frozen=True, slots=True)
class Extent:
    """Extent of a measurement."""

    customers: int = 100_000
    """Number of customers of the large store."""
    few: int = 300
    """Customers of the small store, for the first frame."""
    imported: int = 20_000
    """Customers of the imported list."""
    pasts: tuple[int, ...] = (10, 1_000, 5_000)
    """Contacts of the customers who are opened."""
    openings: int = 10
    """Number of times each of them is opened."""
    rounds: int = 1_000
    """Claims, and ticks with nothing new."""
    calls: int = 300
    """Calls worked through the store."""
    programs: int = 4
    """Programs that claim at the same time."""
    given: int = 500
    """Customers who are given to a colleague in one act."""
    acts: int = 20
    """Number of such acts."""
    minutes: int = 120
    """Ticks with a minute's news."""
    starts: int = 15
    """Number of starts of each program, in turn."""
    moves: int = 300
    """Number of moves of the queue's cursor."""
    loops: int = 110
    """Rounds of the call loop in the terminal."""
    shown: int = 20
    """Rounds of the call loop whose bytes are counted."""
    hour: int = 200
    """Calls in the terminal after which its memory is looked at."""
    others: int = 20
    """Agents who work at the same time."""
    crowd: int = 1_000_000
    """Customers of the store that is searched."""
    sizes: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    """Customers of the stores that are asked the same."""
    searches: int = 200
    """Texts of each kind."""
    heard: int = 200
    """Calls over a loopback line in the terminal."""
    paced: int = 5_000
    """Calls of the model of the pace."""
    reported: tuple[int, int] = (200_000, 1_000_000)
    """Customers and contacts of the year of which a month is reported."""
    reports: int = 5
    """Number of reports of each kind."""


SMALL = Extent(
    300,
    60,
    100,
    pasts=(10, 300),
    openings=1,
    rounds=10,
    calls=5,
    programs=2,
    given=20,
    acts=2,
    minutes=3,
    starts=1,
    moves=3,
    loops=1,
    shown=1,
    hour=3,
    others=2,
    crowd=500,
    sizes=(100, 500),
    searches=5,
    heard=4,
    paced=1_000,
    reported=(50, 400),
    reports=2,
)
"""Extent that shows whether everything can be measured; its figures mean nothing."""


def main(arguments: list[str] | None = None, kept: Path = world.KEPT) -> None:
    """Run the rooms that were asked for. ``kept``: the folder of the finished stores."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures the workstation.")
    parser.add_argument(
        "rooms", nargs="*", default=ROOMS, metavar="ROOM", help=f"of {', '.join(ROOMS)}; all by default"
    )
    parser.add_argument("--small", action="store_true", help="seconds instead of minutes; the figures mean nothing")
    asked = parser.parse_args(arguments)
    unknown = sorted(set(asked.rooms) - set(ROOMS))
    if unknown:
        parser.error(f"no such room: {', '.join(unknown)}")
    extent = SMALL if asked.small else Extent()
    print(f"# Measured\n\n{figures.machine()}", flush=True)
    if {"claims", "ticks", "acts", "deputies", "locks"} & set(asked.rooms):
        _store(asked.rooms, extent, world.cached(extent.customers, kept))
    if "start" in asked.rooms:
        worlds = [world.cached(size, kept) for size in (extent.few, extent.customers)]
        starting.measure(worlds, extent.starts)
    if "keys" in asked.rooms:
        large = world.cached(extent.customers, kept)
        keying.measure(large, moves=extent.moves, rounds=extent.loops, calls=extent.hour, agents=extent.others)
        volume.measure(large, rounds=extent.shown)
    if "record" in asked.rooms:
        record.measure(extent.pasts, extent.openings)
    if "imports" in asked.rooms:
        importing.measure(extent.imported)
    if "reports" in asked.rooms:
        _report(extent)
    if "finding" in asked.rooms:
        _find(extent, crowd.cached(extent.crowd, kept))
    if "sizes" in asked.rooms:
        _ask(extent, [crowd.cached(size, kept) for size in extent.sizes])
    if "line" in asked.rooms:
        hearing.measure(world.cached(extent.customers, kept), extent.heard)
    if "pace" in asked.rooms:
        pacing.measure(extent.paced)


def _report(extent: Extent) -> None:
    customers, contacts = extent.reported
    for kind, stores in (("SQLite", _empty_files), ("PostgreSQL", _empty_databases)):
        with stores() as address:
            title = f"{kind}, {contacts:,} contacts of {customers:,} customers"
            reporting.measure(title, address, customers, contacts, rounds=extent.reports)


@contextmanager
def _empty_files() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as folder:
        yield str(Path(folder) / "store.db")


@contextmanager
def _empty_databases() -> Iterator[str]:
    from tests.support import postgresql

    folder = postgresql.make_folder()
    try:
        with postgresql.start(folder, os.getpid()).fresh_database() as url:
            yield url
    finally:
        postgresql.stop(folder)


def _find(extent: Extent, searched: world.World) -> None:
    for kind, copies in (("SQLite", _files), ("PostgreSQL", _databases)):
        with copies(searched) as copy:
            finding.measure(f"{kind}, {extent.crowd:,} customers", copy(), extent.crowd, rounds=extent.searches)


def _ask(extent: Extent, worlds: list[world.World]) -> None:
    for kind, copies in (("SQLite", _files), ("PostgreSQL", _databases)):
        with ExitStack() as stack:
            addresses = {one.customers: stack.enter_context(copies(one))() for one in worlds}
            sizes.measure(kind, addresses, rounds=extent.searches)


def _store(rooms: list[str], extent: Extent, large: world.World) -> None:
    for kind, copies in (("SQLite", _files), ("PostgreSQL", _databases)):
        title = f"{kind}, {extent.customers:,} customers"
        with copies(large) as copy:
            address = copy()
            # Deputies and ticks first: they need two stores that are the same, and claims leave touches.
            if "deputies" in rooms:
                deputies.measure(title, address, copy(), rounds=extent.rounds)
            if "ticks" in rooms:
                ticking.measure(title, address, copy(), rounds=extent.rounds, minutes=extent.minutes)
            if "claims" in rooms:
                claiming.measure(title, address, rounds=extent.rounds, calls=extent.calls, programs=extent.programs)
            if "acts" in rooms:
                reassigning.measure(title, address, customers=extent.given, rounds=extent.acts)
            # Last: whatever comes after it would be measured under other rules.
            if "locks" in rooms:
                locking.measure(title, address)


@contextmanager
def _files(large: world.World) -> Iterator[Callable[[], str]]:
    with ExitStack() as stack:
        yield lambda: str(stack.enter_context(large.copy()))


@contextmanager
def _databases(large: world.World) -> Iterator[Callable[[], str]]:
    # The tests' own server: private, on a socket, not synced to the disk.
    from tests.support import postgresql

    folder = postgresql.make_folder()
    try:
        server = postgresql.start(folder, os.getpid())
        with ExitStack() as stack:

            def copy() -> str:
                url: str = stack.enter_context(server.fresh_database())
                world.copy_to_server(large, url)
                return url

            yield copy
    finally:
        postgresql.stop(folder)


if __name__ == "__main__":
    # Ended from outside it leaves as little behind as at its end: no server, no copy of a store.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    main()
