"""One customer with a long past: what it costs to read them, to open them, and to go through all that happened."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import figures
from bench.starting import AGENT, workstation
from bench.terminal import Terminal
from bench.world import BOSS, NOW, publish
from callcenter.model import HOUR, Channel, Disposition, Touch
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.upkeep.imports import StagedTouch

WANTED_P99 = 50.0
"""Milliseconds in which ninety-nine of a hundred keys on the timeline are answered."""

_ENDED = (Disposition.NO_ANSWER, Disposition.INTERESTED, Disposition.NEUTRAL, Disposition.BUSY)
_QUIET = 0.15
_ESCAPE, _DOWN, _PAGE_DOWN = "\x1b", "\x1b[B", "\x1b[6~"


def measure(pasts: Sequence[int], rounds: int) -> None:
    """Print what customers with so many contacts cost; each alone in a store of their own."""
    rows = []
    slowest: list[float] = []
    for contacts in pasts:
        with _customer(contacts) as (database, ref):
            rows += _read(database, ref, contacts, rounds)
            keys = _keys(database, contacts, rounds)
            rows += [figures.row(f"{name}, {contacts:,} contacts", taken)[:-1] for name, taken in keys.items()]
            slowest += [figures.p99(taken) for name, taken in keys.items() if not name.startswith("Enter")]
    figures.table("A customer with a long past", rows, figures.HEADINGS[:-1])
    figures.wanted("99 % of the keys on a timeline", max(slowest), WANTED_P99)


@contextmanager
def _customer(contacts: int) -> Iterator[tuple[Path, str]]:
    with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as folder:
        path = Path(folder) / "shift.db"
        store = Store.open(str(path), NOW)
        store.by(BOSS).campaigns.ensure_shipped("telesales", now=NOW)
        store.by(BOSS).people.add(AGENT, now=NOW)
        new = NewCustomer("李华", "+8613800138001", owner=AGENT, campaign="telesales")
        ref = store.by(BOSS).customers.add(new, now=NOW)
        publish(store, [StagedTouch(place, ref, _contact(place, contacts)) for place in range(contacts)])
        store.close()
        yield path, ref


def _contact(place: int, contacts: int) -> Touch:
    at = NOW - (contacts - place) * 3 * HOUR
    note = f"note {place}: wants the new price list and a date of delivery"
    return Touch(at, Channel.CALL, disposition=_ENDED[place % len(_ENDED)], agent=AGENT, seconds=place % 400, note=note)


def _read(database: Path, ref: str, contacts: int, rounds: int) -> list[tuple[str, ...]]:
    """The verbs by themselves."""
    store = Store.open(str(database), NOW)
    whole: list[float] = []
    page: list[float] = []
    last: list[float] = []
    try:
        for _ in range(rounds):
            with figures.timed(whole):
                store.details.get(ref, now=NOW, agent=AGENT)
            with figures.timed(page):
                store.timelines.page(ref)
            with figures.timed(last):
                store.timelines.page(ref, oldest=True)
    finally:
        store.close()
    named = {"`customer`": whole, "`timeline`, the newest page": page, "`timeline`, the oldest page": last}
    return [figures.row(f"{name}, {contacts:,} contacts", taken)[:-1] for name, taken in named.items()]


_PAGES, _SCREEN = 3, 30
"""Pages that are turned, where there are so many: no screen of a terminal has more lines of the timeline."""


def _keys(database: Path, contacts: int, rounds: int) -> dict[str, list[float]]:
    """The real program: from the key to the output with which the answer stands on the screen."""
    taken: dict[str, list[float]] = {}
    # The newest entry is the first owner, written after the contacts.
    newest, oldest = "owner", "note 0:"
    with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as home:
        terminal = Terminal(workstation(database), Path(home))

        def press(name: str, key: str, wanted: str) -> None:
            terminal.settle(_QUIET)
            shown = _cursor(terminal.text())
            began = terminal.type(key)
            answered = terminal.until(lambda text: wanted in _cursor(text) and (bool(wanted) or _cursor(text) != shown))
            taken.setdefault(name, []).append((answered - began) * 1000)

        try:
            terminal.until(lambda text: "李华" in text.replace(" ", ""))
            for _ in range(rounds):
                press("Enter: the newest contacts are drawn", "\r", newest)
                for _move in range(3):
                    press("arrow down", _DOWN, "")
                for _page in range(_PAGES if contacts > _SCREEN * _PAGES else 0):
                    press("page down", _PAGE_DOWN, "")
                press("`G`: the oldest contact", "G", oldest)
                press("`g`: the newest contact", "g", newest)
                terminal.type(_ESCAPE)
                terminal.until(lambda text: "n next" in text)
        finally:
            terminal.close()
    return taken


def _cursor(text: str) -> str:
    """The row of the timeline that the cursor is on: of the lists on the screen it is the last."""
    rows = [line for line in text.splitlines() if line.startswith(">")]
    return rows[-1] if rows else ""
