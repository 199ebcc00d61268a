"""The program's command line, run inside the test and as a process of its own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

from callcenter import cli
from callcenter.clock import Clock, FixedClock

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Ran:
    """Result of a command: its exit code, and what it wrote where."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert (self.code, self.err) == (0, "")
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        assert (self.code, self.err) == (0, "")
        return self.out.splitlines()


def millis(text: str, zone: ZoneInfo = SHANGHAI) -> int:
    """A time without an offset is local to Shanghai."""
    read = datetime.fromisoformat(text)
    return int((read if read.tzinfo else read.replace(tzinfo=zone)).timestamp() * 1000)


class Program:
    """Runs commands on one database, at one time unless told otherwise. English unless the arguments say zh."""

    def __init__(self, database: str, now: str = "2026-03-16 10:31") -> None:
        self.database = database
        self.clock: Clock = FixedClock(millis(now))

    def __call__(self, *arguments: str | Path) -> Ran:
        """Run a command; `--lang en` and the database go before it."""
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        given = ["--lang", "en", "--database", self.database, *map(str, arguments)]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                cli.main(given, self.clock)
            except SystemExit as ended:
                code = ended.code
        texts = []
        for stream in (out, err):
            stream.flush()
            texts.append(stream.buffer.getvalue().decode())
        assert isinstance(code, int)
        return Ran(code, *texts)

    def by(self, user: str) -> Callable[..., Ran]:
        """The same for another user of the operating system."""

        def run(*arguments: str | Path) -> Ran:
            with mock.patch("callcenter.storage.access.grants.os_account", return_value=user):
                return self(*arguments)

        return run

    def at(self, now: str) -> None:
        """Move the clock to a time, local to Shanghai."""
        self.clock = FixedClock(millis(now))


def process(*arguments: str | Path | bytes, environment: dict[str, str] | None = None, **more: Any) -> Any:
    """`python -m callcenter` as a process of its own; bytes out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CALLCENTER_", "LC_", "LANG"))}
    return subprocess.run(
        [sys.executable, "-m", "callcenter", *arguments],
        env=kept | (environment or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
        **more,
    )


def book(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """A CSV file of these rows, the headings first."""
    import csv

    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path
