"""The output of commands: JSON for scripts, tables for people. Nothing is decided here.

See docs/rules.md#queue.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import click

from callcenter import wording
from callcenter.model import Instant, Lane, Obligation

_GAP = "  "
_STEPS = 1000  # of the progress bar


def line(text: str) -> None:
    """Print a line on standard output."""
    click.echo(text)


def as_json(value: object) -> None:
    """Print a value for a script: UTF-8 whatever the locale; a list with an entry a line."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    if isinstance(value, list):
        body = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in value)
        line(f"[\n{body}\n]" if value else "[]")
    else:
        line(json.dumps(value, ensure_ascii=False, indent=2))


def entry(
    ref: str,
    name: str,
    tier: str | None,
    lane: Lane | None,
    owed: Obligation,
    *,
    now: Instant,
    zone: str,
) -> dict[str, object]:
    """An obligation in JSON, the fields in the order of docs/rules.md#queue; ``zone`` is the campaign's."""
    return {
        "ref": ref,
        "name": name,
        "tier": tier,
        "lane": None if lane is None else lane.id,
        "rule": owed.rule,
        "channel": owed.channel.value,
        "due_at": wording.iso(owed.due_at, zone),
        "breach_at": wording.iso(owed.breach_at, zone),
        "why": wording.why(owed, lane, now, zone),
    }


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print columns that align in cells, Chinese too. On a terminal the last one is cut to the rest of its width."""
    lines = [list(headings), *(list(row) for row in rows)]
    widths = [max(wording.width(cell) for cell in column) for column in zip(*lines, strict=True)]
    if sys.stdout.isatty():
        before = sum(widths[:-1]) + len(_GAP) * (len(widths) - 1)
        widths[-1] = min(widths[-1], max(shutil.get_terminal_size().columns - before, len(headings[-1])))
    for cells in lines:
        line(_GAP.join(wording.fit(cell, cells_wide) for cell, cells_wide in zip(cells, widths, strict=True)).rstrip())


def facts(pairs: Mapping[str, str]) -> None:
    """Print headings with a value each, one a line."""
    widest = max(map(wording.width, pairs), default=0)
    for heading, value in pairs.items():
        line(f"{wording.fit(heading, widest)}{_GAP}{value}".rstrip())


@contextmanager
def progress(label: str) -> Iterator[Callable[[float], None]]:
    """A bar on standard error, on a terminal only; it is told how much is done, from 0 to 1."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    with click.progressbar(length=_STEPS, label=label, file=sys.stderr) as bar:
        yield lambda done: bar.update(int(done * _STEPS) - bar.pos)
        bar.update(_STEPS - bar.pos)
