"""The power is cut while people work: whatever was called saved is on the disk, once.

The store lies on a file system of its own, on a block device that is a file. A cut is a copy of that device while the
file system is mounted: what the operating system only held in memory is not in it. The copy is mounted, its journal
is played back as after a real cut, and what the programs had reported as saved is counted in it.
"""

from __future__ import annotations

import filecmp
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from callcenter.access import Principal
from callcenter.model import Disposition
from callcenter.store import Store
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import at, customer, opened

MORNING = at("2026-03-02 10:00")
AGENTS = ("王敏", "赵磊")
CUTS = 8
CUSTOMERS = 200
DEVICE_BYTES = 96 * 1024 * 1024

pytestmark = pytest.mark.stress


def _run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)


@contextmanager
def mounted(device: Path, folder: Path) -> Iterator[Path]:
    """The file system of a block device that is a file."""
    folder.mkdir(exist_ok=True)
    _run("mount", "-o", "loop", device, folder)
    try:
        yield folder
    finally:
        _run("umount", folder)


@pytest.fixture
def device(tmp_path: Path) -> Path:
    """A block device with an empty file system; skipped, with the reason, where none may be mounted."""
    device = tmp_path / "device"
    with device.open("wb") as file:
        file.truncate(DEVICE_BYTES)
    try:
        _run("mkfs.ext4", "-q", "-E", "lazy_itable_init=0", device)
        with mounted(device, tmp_path / "tried"):
            pass
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"the power cut did not run: no file system may be mounted here ({error})")
    return device


def work(path: str, name: str, first: int) -> None:
    """One agent's calls, each reported on standard output when it is saved. Runs in a process of its own."""
    store, actor = Store.open(path, MORNING), Principal(name)
    for number in itertools.count(first, len(AGENTS)):
        ref, now = f"W{number % CUSTOMERS + 1:06d}", MORNING + number * 5_000
        claim = store.by(actor).claims.take(ref, now=now)
        token = store.by(actor).calls.start(claim, now=now).token
        store.calls.mark_answered(token, now=now + 1_000)
        store.calls.save_note(token, "客户想了解新的", now=now + 2_000)
        store.calls.mark_ended(token, now=now + 3_000)
        saved = store.by(actor).calls.finish(
            token, WrapUp(Disposition.NEUTRAL, "客户想了解新的报价方案"), now=now + 4_000
        )
        print(ref, saved.touch_id, flush=True)


class Caller:
    """A process that works, and what it has reported."""

    def __init__(self, path: Path, name: str, first: int) -> None:
        script = f"from tests.long.test_power_cut import work; work({str(path)!r}, {name!r}, {first})"
        self._process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self._output = self._process.stdout
        self._pipe = self._output.fileno()
        os.set_blocking(self._pipe, False)
        self._read = b""

    @property
    def works(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """Let it do nothing more; a system call that it is in comes to its end first."""
        assert self.works
        self._process.send_signal(signal.SIGSTOP)
        while Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
            time.sleep(0.001)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._output.close()

    @property
    def saved(self) -> list[tuple[str, int]]:
        """Refs and touches that it has reported so far."""
        with suppress(BlockingIOError):
            while part := os.read(self._pipe, 65_536):
                self._read += part
        lines = self._read.rpartition(b"\n")[0].decode().splitlines()
        return [(ref, int(touch)) for ref, touch in map(str.split, lines)]


def cut(device: Path, copy: Path) -> None:
    """Copy the device as it is at one moment: the kernel writes for itself, so a copy under a change is made again."""
    while True:
        shutil.copyfile(device, copy)
        if filecmp.cmp(device, copy, shallow=False):
            return
        filecmp.clear_cache()


def missing(copy: Path, folder: Path, saved: list[tuple[str, int]]) -> tuple[int, int]:
    """Count the saved calls that the copy has lost, and those it has twice."""
    with mounted(copy, folder):
        store = Store.open(str(folder / "store.db"), MORNING)
        assert store.database.read(lambda tx: tx.value("PRAGMA integrity_check")) == "ok"
        found = store.database.read(
            lambda tx: tx.rows("SELECT c.ref, t.id, t.at FROM touch t JOIN customer c ON c.id = t.customer_id")
        )
        store.close()
    kept = {(ref, touch) for ref, touch, _dialled in found}
    return sum(one not in kept for one in saved), len(found) - len({dialled for _ref, _touch, dialled in found})


def test_what_was_called_saved_survives_a_power_cut(device: Path, tmp_path: Path) -> None:
    began, moments = time.monotonic(), random.Random(12)
    lost = doubled = counted = 0
    with mounted(device, tmp_path / "disk") as disk:
        path = disk / "store.db"
        store = opened(str(path))
        for number in range(CUSTOMERS):
            customer(store, f"客户{number}", f"+861380000{number:04d}")
        store.close()
        callers = [Caller(path, name, first) for first, name in enumerate(AGENTS)]
        try:
            while not all(caller.saved for caller in callers):
                assert all(caller.works for caller in callers)
                time.sleep(0.05)
            for number in range(CUTS):
                time.sleep(moments.uniform(0.05, 0.6))
                for caller in callers:
                    caller.stop()
                saved = [one for caller in callers for one in caller.saved]
                cut(device, tmp_path / "copy")
                for caller in callers:
                    caller.go_on()
                gone, twice = missing(tmp_path / "copy", tmp_path / f"after-{number}", saved)
                lost, doubled, counted = lost + gone, doubled + twice, len(saved)
        finally:
            for caller in callers:
                caller.end()
    print(
        f"\npower cut: {CUTS} cuts, {counted} calls saved before the last one, {lost} lost, {doubled} doubled,"
        f" {time.monotonic() - began:.0f} s"
    )
    assert (lost, doubled) == (0, 0)
    assert counted > CUTS
