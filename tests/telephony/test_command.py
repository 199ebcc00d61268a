"""A line of two commands: what their ends mean, and in which order they run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from callcenter.model import Direction
from callcenter.telephony import Answered, EndCause, Ended, EndedBy, LineDown, LineUp, Ringing
from callcenter.telephony.lines import open_command
from callcenter.telephony.numbers import dialled, shown
from callcenter.telephony.options import CommandOptions
from callcenter.telephony.process import LineProcess
from tests.telephony.benches import DIALLER, NOW, RINGS
from tests.telephony.ear import Ear, runs, until

FAILS = "+8613800000006"
GOES_AWAY = "+8613800000007"


@contextmanager
def opened(dial: list[str], hang_up: list[str] | None = None) -> Iterator[LineProcess]:
    phone = open_command(CommandOptions(dial, hang_up or []), lambda: NOW)
    try:
        until(lambda: phone.is_up)
        yield phone
    finally:
        phone.close()


def test_a_program_that_cannot_dial_says_why(tmp_path: Path) -> None:
    with opened([*DIALLER, str(tmp_path), "{e164}", "{id}"]) as phone:
        ear = Ear(phone)
        phone.place(FAILS, NOW, "c1")
        assert ear.wait(1) == [Ended(FAILS, NOW, EndedBy.FAR, EndCause.GONE, "c1", "no device")]
        assert phone.is_up
    with opened([str(tmp_path / "nothing"), "{e164}"]) as phone:
        ear = Ear(phone)
        phone.place(FAILS, NOW, "c1")
        assert ear.wait(1) == [Ended(FAILS, NOW, EndedBy.FAR, EndCause.GONE, "c1", "No such file or directory")]


def test_a_program_that_goes_before_its_call_leaves_the_end_to_the_agent(tmp_path: Path) -> None:
    with opened([*DIALLER, str(tmp_path), "{e164}", "{id}"]) as phone:
        ear = Ear(phone)
        phone.place(GOES_AWAY, NOW, "c1")
        assert ear.wait(2) == [Ringing(GOES_AWAY, Direction.OUT, NOW, "c1"), Answered(GOES_AWAY, NOW, "c1")]
        until(lambda: not phone.hears)
        assert phone.line is not None
        phone.hang_up(NOW)
        assert ear.wait(3)[2] == Ended(GOES_AWAY, NOW, EndedBy.AGENT, EndCause.NORMAL, "c1")


def test_a_program_that_leaves_another_behind_has_dialled(tmp_path: Path) -> None:
    stop = tmp_path / "stop"
    code = f'(until [ -e {stop} ]; do sleep 0.01; done; echo \'{{"event":"answered"}}\') & exit 0'
    with opened(["sh", "-c", code]) as phone:
        ear = Ear(phone)
        phone.place(RINGS, NOW)
        assert ear.wait(1) == [Ringing(RINGS, Direction.OUT, NOW)]
        assert not phone.hears
        stop.touch()
        assert ear.wait(2)[1] == Answered(RINGS, NOW)
        until(lambda: not phone.hears)


def test_a_call_is_hung_up_before_the_next_is_dialled(tmp_path: Path) -> None:
    slow = f'{{ sleep 0.2; echo "hung up $1"; }} >> {tmp_path / "asked"}'
    with opened([*DIALLER, str(tmp_path), "{number}", "{id}"], ["sh", "-c", slow, "sh", "{id}"]) as phone:
        ear = Ear(phone)
        phone.place(RINGS, NOW)
        ear.wait(1)
        phone.hang_up(NOW)
        phone.place("+12125550123", NOW)
        ear.wait(3)
    asked = (tmp_path / "asked").read_text().split("\n")
    name = asked[0].split()[1][:-2]
    assert asked[:3] == [f"13800000003 {name}-1", f"hung up {name}-1", f"0012125550123 {name}-2"]


def test_a_hang_up_that_fails_is_told(tmp_path: Path) -> None:
    fails = ["sh", "-c", "echo no device >&2; exit 3"]
    with opened([*DIALLER, str(tmp_path), "{e164}", "{id}"], fails) as phone:
        ear = Ear(phone)
        phone.place(RINGS, NOW)
        ear.wait(1)
        phone.hang_up(NOW)
        assert ear.wait(4)[2:] == [LineDown(NOW, "no device"), LineUp(NOW)]


def test_a_killed_program_hangs_up(tmp_path: Path) -> None:
    code = f"""
import time
from callcenter.telephony.options import CommandOptions
from callcenter.telephony.lines import open_command
command = {[*DIALLER, str(tmp_path)]!r}
phone = open_command(CommandOptions([*command, "{{e164}}", "{{id}}"], [*command, "hang up", "{{id}}"]), lambda: 0)
while not phone.is_up:
    time.sleep(0.005)
phone.listen(lambda event: print("rings", flush=True))
phone.place({RINGS!r}, 0)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"rings\n"
        program.send_signal(signal.SIGKILL)
    until(lambda: "hang up" in (tmp_path / "asked").read_text())


def test_a_line_that_is_killed_takes_its_command_along(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    with opened(["sh", "-c", f"sleep 600 & echo $! $$ > {told}; wait"]) as phone:
        phone.place(RINGS, NOW)
        until(lambda: told.exists() and told.read_text().endswith("\n"))
        pids = [int(pid) for pid in told.read_text().split()]
        assert all(runs(pid) for pid in pids)
        assert phone.pid is not None
        os.kill(phone.pid, signal.SIGKILL)
        until(lambda: not any(runs(pid) for pid in pids))


@pytest.mark.parametrize(
    ("number", "country", "digits"),
    [
        ("+8613812345678", "CN", "13812345678"),
        ("+8657180193715", "CN", "057180193715"),
        ("+12125550123", "CN", "0012125550123"),
        ("+8613812345678", "US", "0118613812345678"),
        ("8001", "CN", "8001"),
    ],
)
def test_digits_to_dial(number: str, country: str, digits: str) -> None:
    assert dialled(number, country) == digits


@pytest.mark.parametrize(
    ("number", "whole"),
    [
        ("13812345678", "+8613812345678"),
        ("057180193715", "+8657180193715"),
        ("0012125550123", "+12125550123"),
        ("8001", "8001"),
        ("anonymous", "anonymous"),
        ("", ""),
    ],
)
def test_callers_as_they_are_shown(number: str, whole: str) -> None:
    assert shown(number, "CN") == whole
