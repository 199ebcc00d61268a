"""``python -m bench``: measure and print Markdown; see README.md beside this."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable

from bench import claiming, figures, importing, keying, starting, ticking, world

ROOMS = ("claims", "ticks", "start", "keys", "imports")


def main(arguments: list[str] | None = None) -> None:
    """Run the rooms that were asked for."""
    asked = _asked(arguments)
    print(f"# Measured\n\n{figures.machine()}", flush=True)
    if {"claims", "ticks"} & set(asked.rooms):
        _store(asked)
    if "start" in asked.rooms:
        starting.measure([world.cached(asked.few), world.cached(asked.customers)], asked.runs)
    if "keys" in asked.rooms:
        keying.measure(world.cached(asked.customers), asked.moves, asked.moves // 5)
    if "imports" in asked.rooms:
        importing.measure(asked.imported)


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures the workstation.")
    parser.add_argument(
        "rooms", nargs="*", default=ROOMS, metavar="ROOM", help=f"of {', '.join(ROOMS)}; all by default"
    )
    parser.add_argument("--customers", type=int, default=100_000, help="of the large store")
    parser.add_argument("--few", type=int, default=300, help="of the small store, for the first frame")
    parser.add_argument("--imported", type=int, default=20_000, help="customers of the imported list")
    parser.add_argument("--rounds", type=int, default=1_000, help="claims, and ticks with nothing new")
    parser.add_argument("--calls", type=int, default=300, help="calls worked through the store")
    parser.add_argument("--minutes", type=int, default=30, help="ticks with a minute's news")
    parser.add_argument("--programs", type=int, default=4, help="programs that claim at the same time")
    parser.add_argument("--runs", type=int, default=9, help="starts of each program, alternating")
    parser.add_argument("--moves", type=int, default=200, help="cursor moves; a fifth as many rounds of the call loop")
    parser.add_argument("--no-postgresql", action="store_true", help="SQLite alone")
    asked = parser.parse_args(arguments)
    unknown = set(asked.rooms) - set(ROOMS)
    if unknown:
        parser.error(f"no such room: {', '.join(sorted(unknown))}")
    return asked


def _store(asked: argparse.Namespace) -> None:
    large = world.cached(asked.customers)
    size = f"{asked.customers:,} customers"
    with large.copy() as first, large.copy() as second:
        _both(asked, f"SQLite, {size}", str(first), lambda: str(second))
    if asked.no_postgresql:
        return
    # The tests' own server: private, on a socket, not synced to the disk.
    from tests.support import postgresql

    folder = postgresql.make_folder()
    try:
        server = postgresql.start(folder, os.getpid())
        with server.fresh_database() as first_url, server.fresh_database() as second_url:
            world.copy_to_server(large, first_url)

            def twin() -> str:
                world.copy_to_server(large, second_url)
                return second_url

            _both(asked, f"PostgreSQL, {size}", first_url, twin)
    finally:
        postgresql.stop(folder)


def _both(asked: argparse.Namespace, kind: str, address: str, twin: Callable[[], str]) -> None:
    """Ticks first: they need two stores that are the same, and claims leave touches."""
    if "ticks" in asked.rooms:
        ticking.measure(kind, address, twin(), asked.rounds, asked.minutes)
    if "claims" in asked.rooms:
        claiming.measure(kind, address, asked.rounds, asked.calls, asked.programs)


if __name__ == "__main__":
    main()
