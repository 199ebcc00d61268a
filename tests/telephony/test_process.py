"""A line in a process of its own: what it may do wrong, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from callcenter.model import Direction
from callcenter.telephony import (
    Ability,
    Answered,
    CallWaiting,
    EndCause,
    Ended,
    EndedBy,
    LineDown,
    LineState,
    LineUp,
    Refused,
    Ringing,
)
from callcenter.telephony.lines import open_loopback
from callcenter.telephony.options import LoopbackCaller, LoopbackCustomer, LoopbackOptions, Reaction
from callcenter.telephony.process import LineProcess
from callcenter.telephony.wire import LONGEST, LineCutter
from tests.telephony.benches import NOW, TALKS
from tests.telephony.ear import Ear, runs, until

CALLER = "+8613700000000"
UP = 'print(\'{"event":"registered"}\', flush=True)\n'


def script(code: str) -> list[str]:
    return [sys.executable, "-u", "-c", f"import json, sys, time\n{code}"]


def test_lines_are_cut_whatever_the_chunks_and_long_ones_left_out() -> None:
    text = b"one\n" + b"x" * (LONGEST + 1) + b"\n\ntwo\n" + b"y" * 3 * LONGEST + b"\nthree\nno end"
    for size in (1, 7, LONGEST, len(text)):
        cutter, lines = LineCutter(), []
        for start in range(0, len(text), size):
            lines += cutter.feed(text[start : start + size])
        assert lines == [b"one", b"two", b"three"]


def test_what_is_no_report_is_left_aside() -> None:
    phone = LineProcess(
        script(
            UP
            + r"""
order = json.loads(sys.stdin.readline())
said = [b"rubbish", b"\xff\xfe", b"[]", b'{"event":"sings"}', b'{"event":"answered","id":"77"}', b"x" * 100_000,
        b'{"event":"answered"}', b'{"event":"ended","id":"1","cause":"boredom"}']
for line in said:
    sys.stdout.buffer.write(line + b"\n")
print(json.dumps({"event": "answered", "id": order["id"], "more": 1}), flush=True)
sys.stdin.read()
"""
        ),
        lambda: NOW,
    )
    until(lambda: phone.is_up)
    ear = Ear(phone)
    phone.place(TALKS, NOW, "c1")
    assert ear.wait(2) == [Ringing(TALKS, Direction.OUT, NOW, "c1"), Answered(TALKS, NOW, "c1")]
    phone.close()


def test_the_program_says_when_it_cannot_start_and_why_it_ended(tmp_path: Path) -> None:
    phone = LineProcess([str(tmp_path / "nothing")], lambda: NOW)
    ear = Ear(phone)
    until(lambda: ear.told)
    assert ear.told == [LineDown(NOW, "No such file or directory")]
    phone.place(TALKS, NOW, "c1")
    assert ear.wait(2)[1] == Ended(TALKS, NOW, EndedBy.FAR, EndCause.GONE, "c1")
    phone.close()
    phone = LineProcess(script("sys.exit('first\\nno sound card')"), lambda: NOW)
    ear = Ear(phone)
    until(lambda: ear.told)
    assert ear.told == [LineDown(NOW, "no sound card")]
    phone.close()


def test_a_line_that_reads_nothing_never_holds_the_agent_up() -> None:
    phone = LineProcess(script(UP + "time.sleep(600)"), lambda: NOW)
    until(lambda: phone.is_up)
    ear = Ear(phone)
    pid = phone.pid
    while phone.pid == pid:
        phone.place(TALKS, NOW, "c1")
        phone.hang_up(NOW)
    until(lambda: LineUp(NOW) in ear.told)
    assert LineDown(NOW, "it reads nothing") in ear.told
    phone.close()


def test_a_line_that_freezes_in_a_call_loses_it_and_is_started_again() -> None:
    options = msgspec.json.encode(LoopbackOptions()).decode()
    command = [sys.executable, "-P", "-m", "callcenter.telephony.loopback", options]
    phone = LineProcess(command, lambda: NOW, silent_seconds=1)
    until(lambda: phone.is_up)
    ear = Ear(phone)
    phone.place(TALKS, NOW, "c1")
    ear.wait(2)
    assert phone.pid is not None
    os.kill(phone.pid, signal.SIGSTOP)
    silent = "no sign of life for 1 s"
    assert ear.wait(5)[2:] == [
        Ended(TALKS, NOW, EndedBy.FAR, EndCause.GONE, "c1", silent),
        LineDown(NOW, silent),
        LineUp(NOW),
    ]
    phone.close()


def test_a_line_that_is_quiet_and_answers_is_left_alone() -> None:
    code = """
print('{"event":"alive"}', flush=True)
for count, order in enumerate(sys.stdin):
    if json.loads(order) == {"do": "ping", "id": ""}:
        print('{"event":"alive"}' if count < 5 else '{"event":"incoming","id":"asked often"}', flush=True)
"""
    phone = LineProcess(script(UP + code), lambda: NOW, silent_seconds=1)
    ear = Ear(phone)
    until(lambda: phone.line)
    assert phone.line is not None
    assert phone.line.call == "asked often"
    assert "LineDown" not in ear.kinds()
    phone.close()


def test_a_listener_that_fails_ends_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    phone = open_loopback(LoopbackOptions({"": LoopbackCustomer(talk_ms=1)}), lambda: NOW)
    until(lambda: phone.is_up)

    def fail(event: object) -> None:
        raise RuntimeError("gone home")

    phone.listen(fail)
    ear = Ear(phone)
    phone.place(TALKS, NOW)
    ear.wait(3)
    phone.close()
    assert capsys.readouterr().err.count("RuntimeError: gone home") == 3


def test_a_listener_may_dial() -> None:
    phone = open_loopback(LoopbackOptions({"": LoopbackCustomer(talk_ms=1)}), lambda: NOW)
    until(lambda: phone.is_up)
    phone.listen(lambda event: phone.place(TALKS, NOW, "c2") if event == ended else None)
    ended = Ended(TALKS, NOW, EndedBy.FAR, EndCause.NORMAL, "c1")
    ear = Ear(phone)
    phone.place(TALKS, NOW, "c1")
    assert [event.call for event in ear.wait(6) if isinstance(event, Ringing | Ended)] == ["c1", "c1", "c2", "c2"]
    phone.close()


def test_orders_for_the_talk_reach_the_line_that_can_carry_them_out(tmp_path: Path) -> None:
    orders = tmp_path / "orders"
    code = f"""
with open({str(orders)!r}, "wb", buffering=0) as out:
    for line in sys.stdin.buffer:
        out.write(line)
        if json.loads(line)["do"] == "dial":
            print(json.dumps({{"event": "answered", "id": json.loads(line)["id"]}}), flush=True)
"""
    phone = LineProcess(script(UP + code), lambda: NOW, abilities=frozenset(Ability) - {Ability.MUTE})
    until(lambda: phone.is_up)
    phone.hold(True)
    phone.place(TALKS, NOW)
    until(lambda: phone.line is not None and phone.line.answered_at)
    phone.hold(True)
    phone.hold(False)
    phone.mute(True)
    phone.send_digits("1a#\n")
    phone.send_digits("?")
    phone.transfer("+8613811112222")
    phone.hang_up(NOW)
    phone.close()
    written = re.sub(r'"id":"[0-9a-f]{8}-1"', '"id":"1"', orders.read_text())
    assert written.splitlines() == [
        f'{{"do":"dial","id":"1","to":"{TALKS}"}}',
        '{"do":"hold","id":"1","on":true}',
        '{"do":"hold","id":"1"}',
        '{"do":"dtmf","id":"1","digits":"1#"}',
        '{"do":"transfer","id":"1","to":"+8613811112222"}',
        '{"do":"hang_up","id":"1"}',
    ]


def test_what_the_line_refuses_in_a_talk_is_told() -> None:
    customers = {"": LoopbackCustomer(), "8002": LoopbackCustomer(Reaction.BUSY)}
    phone = open_loopback(LoopbackOptions(customers), lambda: NOW)
    ear = Ear(phone)
    until(lambda: phone.is_up)
    phone.place(TALKS, NOW, "c1")
    until(lambda: phone.line is not None and phone.line.answered_at)
    phone.transfer("8002")
    assert ear.wait(4)[3] == Refused(Ability.TRANSFER, NOW, "c1", "not taken")
    phone.transfer("8003")
    assert ear.wait(5)[4] == Ended(TALKS, NOW, EndedBy.AGENT, EndCause.NORMAL, "c1")
    phone.close()


def test_a_second_caller_is_told_and_rings_when_the_line_is_free() -> None:
    second = LoopbackCaller("+8613911112222", after_ms=1)
    phone = open_loopback(LoopbackOptions(callers=(LoopbackCaller(TALKS), second)), lambda: NOW)
    ear = Ear(phone)
    assert CallWaiting("+8613911112222", NOW) in ear.wait(3)
    assert phone.line is not None
    assert phone.line.number == TALKS
    phone.hang_up(NOW)
    until(lambda: phone.line)
    assert phone.line == LineState("+8613911112222", Direction.IN, NOW, call="in-2")
    phone.close()


def test_a_call_comes_in_and_is_taken() -> None:
    phone = open_loopback(LoopbackOptions(callers=(LoopbackCaller(CALLER, talk_ms=1),)), lambda: NOW)
    ear = Ear(phone)
    until(lambda: phone.line)
    assert phone.line == LineState(CALLER, Direction.IN, NOW, call="in-1")
    phone.answer(NOW)
    events = [event for event in ear.wait(4) if not isinstance(event, LineUp)]
    assert events == [
        Ringing(CALLER, Direction.IN, NOW, "in-1"),
        Answered(CALLER, NOW, "in-1"),
        Ended(CALLER, NOW, EndedBy.FAR, EndCause.NORMAL, "in-1"),
    ]
    phone.close()


def test_a_caller_gives_up() -> None:
    phone = open_loopback(LoopbackOptions(callers=(LoopbackCaller(CALLER, patience_ms=1),)), lambda: NOW)
    ear = Ear(phone)
    until(lambda: "Ended" in ear.kinds())
    assert ear.told[-1] == Ended(CALLER, NOW, EndedBy.FAR, EndCause.TIMEOUT, "in-1")
    phone.close()


_DEAF = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"


@pytest.mark.parametrize("before", ["", _DEAF])
def test_a_line_that_does_not_end_is_ended(before: str) -> None:
    phone = LineProcess(script(before + UP + "time.sleep(600)"), lambda: NOW)
    until(lambda: phone.is_up)
    pid = phone.pid
    assert pid is not None
    phone.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_killed_program_takes_its_line_along() -> None:
    code = """
import sys, time
from callcenter.telephony.lines import open_loopback
from callcenter.telephony.options import LoopbackOptions
phone = open_loopback(LoopbackOptions(), lambda: 0)
while not phone.is_up:
    time.sleep(0.005)
print(phone.pid, flush=True)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        pid = int(program.stdout.readline())
        assert runs(pid)
        program.send_signal(signal.SIGKILL)
    until(lambda: not runs(pid))
