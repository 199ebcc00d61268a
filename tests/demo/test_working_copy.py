"""The demo's working copy: a shift that was killed goes on, one that was left begins anew."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from callcenter.demo import working_copy
from callcenter.model import HOUR, MINUTE, Instant


def made(path: Path) -> None:
    path.write_text("fresh", encoding="utf-8")


def began(folder: Path, at: Instant) -> None:
    """Have the one copy that is there begun at ``at``."""
    (place,) = folder.glob("demo-shift-*")
    os.utime(place / "lock", (at / 1000, at / 1000))


def killed(folder: Path, now: Instant) -> None:
    """A program works on a copy, and is killed."""
    source = (
        "import sys, time\nfrom pathlib import Path\nfrom callcenter.demo import working_copy\n"
        f"with working_copy.hold(Path({str(folder)!r}), 'en', {now}, lambda path: path.write_text('typed')) as copy:\n"
        "    print(copy.database, flush=True)\n    time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline().strip().endswith("demo.db")
        with working_copy.hold(folder, "en", now, made) as other:
            assert other.database.read_text(encoding="utf-8") == "fresh", "the first one lives"
        program.send_signal(signal.SIGKILL)
    began(folder, now)


def test_a_shift_that_was_killed_goes_on_with_its_clock(tmp_path: Path) -> None:
    killed(tmp_path, now=10 * HOUR)
    with working_copy.hold(tmp_path, "en", 10 * HOUR + 5 * MINUTE, made) as copy:
        assert copy.database.read_text(encoding="utf-8") == "typed"
        assert copy.elapsed == 5 * MINUTE
    assert list(tmp_path.iterdir()) == [], "left in the usual way it is gone"
    with working_copy.hold(tmp_path, "en", 10 * HOUR + 6 * MINUTE, made) as copy:
        assert (copy.database.read_text(encoding="utf-8"), copy.elapsed) == ("fresh", 0)


def test_another_language_begins_a_shift_of_its_own(tmp_path: Path) -> None:
    killed(tmp_path, now=10 * HOUR)
    with working_copy.hold(tmp_path, "zh", 10 * HOUR + MINUTE, made) as copy:
        assert copy.database.read_text(encoding="utf-8") == "fresh", "its notes are in the other language"


def test_a_shift_of_yesterday_is_thrown_away(tmp_path: Path) -> None:
    killed(tmp_path, now=10 * HOUR)
    with working_copy.hold(tmp_path, "en", 20 * HOUR, made) as copy:
        assert copy.database.read_text(encoding="utf-8") == "fresh"
        assert len(list(tmp_path.iterdir())) == 1


def test_where_nothing_can_be_kept_it_is_a_temporary_one(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("", encoding="utf-8")
    with working_copy.hold(taken / "callcenter", "en", HOUR, made) as copy:
        database = copy.database
        assert database.exists()
    assert not database.exists()
