"""A softphone: what servers and other telephones tell, and what becomes of a call when they are gone."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

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
from callcenter.telephony.options import SipOptions
from callcenter.telephony.process import LineProcess
from callcenter.telephony.sip import caller
from tests.telephony.benches import ANSWERS, BUSY, INVALID, NOW, TALKS
from tests.telephony.ear import Ear, until
from tests.telephony.sip_server import SipServer
from tests.telephony.telephones import Customers, direct, registered, softphone

CALLER = "+8613800000003"


@pytest.fixture
def server() -> Iterator[SipServer]:
    server = SipServer(seconds=2)
    yield server
    server.close()


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[tuple[LineProcess, Customers, int]]:
    with direct(tmp_path, rtp_seconds=1) as talk:
        until(lambda: talk[0].is_up)
        yield talk


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("sip:13812345678@10.0.0.5:5060;transport=udp", "+8613812345678"),
        ("sip:%2B8613812345678@10.0.0.5", "+8613812345678"),
        ("<sips:1001@office>", "1001"),
        ("sip:anonymous@anonymous.invalid", ""),
        ("sip:10.0.0.5", ""),
        ("sip:a%0A%1B[2Jb@office", "a[2Jb"),
        ("", ""),
    ],
)
def test_a_caller_as_the_line_shows_them(uri: str, expected: str) -> None:
    assert caller(uri, "CN") == expected


def test_a_code_says_how_a_call_ended(server: SipServer, tmp_path: Path) -> None:
    expected = {
        "486": EndCause.BUSY,
        "600": EndCause.BUSY,
        "603": EndCause.DECLINED,
        "480": EndCause.UNREACHABLE,
        "404": EndCause.INVALID,
        "410": EndCause.INVALID,
        "484": EndCause.INVALID,
        "604": EndCause.INVALID,
        "8603": EndCause.DECLINED,
        "503": EndCause.GONE,
        "000": EndCause.TIMEOUT,
        "9000": EndCause.GONE,
    }
    with registered(tmp_path, server) as phone:
        until(lambda: phone.is_up)
        ear = Ear(phone)
        for number in expected:
            phone.place(f"+861380000{number:0>4}", NOW, number)
            until(lambda: phone.line is None)
        ended = [event for event in ear.told if isinstance(event, Ended)]
        assert {event.call: event.cause for event in ended} == expected
        assert {event.call: event.reason for event in ended if event.reason} == {
            "503": "503 No",
            "9000": f"127.0.0.1:{server.port}: no answer",
        }
        rang = {event.call for event in ear.told if isinstance(event, Ringing)}
        assert rang == expected.keys() - {"9000"}
        until(lambda: "CANCEL" in server.heard)
    assert server.called[0] == "13800000486"


def test_a_wrong_password_is_told(server: SipServer, tmp_path: Path) -> None:
    with registered(tmp_path, server, "guess") as phone:
        ear = Ear(phone)
        (down,) = ear.wait(1)
        assert isinstance(down, LineDown)
        assert "401" in down.reason
        assert not phone.is_up


def test_a_lost_registration_is_told_and_healed(server: SipServer, tmp_path: Path) -> None:
    with registered(tmp_path, server) as phone:
        until(lambda: phone.is_up)
        ear = Ear(phone)
        server.refuses = True
        (down,) = ear.wait(1)
        assert isinstance(down, LineDown)
        assert "503" in down.reason
        server.refuses = False
        assert ear.wait(2)[1] == LineUp(NOW)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (SipOptions("127.0.0.1", "1001", "/nowhere/secret"), "[Errno 2] No such file or directory: '/nowhere/secret'"),
        (SipOptions("127.0.0.1", "10 01", direct=True), "user contains ' ', which the stack's parser would misread"),
        (
            SipOptions("127.0.0.1", "1001", direct=True, listen="127.0.0.1:x"),
            "listen: '127.0.0.1:x' is no address with a port",
        ),
    ],
)
def test_a_line_that_cannot_be_opened_says_why(options: SipOptions, said: str) -> None:
    with softphone(options) as phone:
        assert Ear(phone).wait(1) == [LineDown(NOW, said)]


def test_a_second_caller_waits_and_a_third_is_refused(talk: tuple[LineProcess, Customers, int]) -> None:
    phone, customers, port = talk
    ear = Ear(phone)
    customers.order("call", CALLER, f"sip:agent@127.0.0.1:{port}")
    ear.wait(1)
    first = phone.line
    assert first is not None
    assert first == LineState(CALLER, Direction.IN, NOW, call=first.call)
    customers.order("call", TALKS, f"sip:agent@127.0.0.1:{port}")
    ear.wait(2)
    customers.order("call", BUSY, f"sip:agent@127.0.0.1:{port}")
    until(lambda: f"CALL_CLOSED {BUSY} 486 Busy Here" in customers.told, said=customers.told)
    phone.answer(NOW)
    until(lambda: phone.line is not None and phone.line.answered_at is not None)
    assert phone.line is not None
    assert phone.line.number == CALLER
    customers.order("end", CALLER)
    until(lambda: phone.line is not None and phone.line.number == TALKS)
    second = phone.line
    assert second is not None
    phone.answer(NOW)
    until(lambda: phone.line is not None and phone.line.answered_at is not None)
    assert [event for event in ear.told if event != CallWaiting(BUSY, NOW)] == [
        Ringing(CALLER, Direction.IN, NOW, first.call),
        CallWaiting(TALKS, NOW),
        Answered(CALLER, NOW, first.call),
        Ended(CALLER, NOW, EndedBy.FAR, EndCause.NORMAL, first.call),
        Ringing(TALKS, Direction.IN, NOW, second.call),
        Answered(TALKS, NOW, second.call),
    ]


def test_a_caller_who_waited_in_vain_is_gone(talk: tuple[LineProcess, Customers, int]) -> None:
    phone, customers, port = talk
    ear = Ear(phone)
    phone.place(TALKS, NOW, "c1")
    until(lambda: phone.line is not None and phone.line.answered_at is not None)
    customers.order("call", CALLER, f"sip:agent@127.0.0.1:{port}")
    until(lambda: CallWaiting(CALLER, NOW) in ear.told)
    customers.order("end", CALLER)
    until(lambda: any(line.startswith(f"CALL_CLOSED {CALLER}") for line in customers.told))
    phone.hang_up(NOW)
    phone.place(TALKS, NOW, "c2")
    until(lambda: phone.line is not None and phone.line.answered_at is not None)
    assert phone.line is not None
    assert phone.line.call == "c2"


@pytest.mark.parametrize("who", ["caller", "agent"])
def test_a_call_that_comes_in_is_not_taken(talk: tuple[LineProcess, Customers, int], who: str) -> None:
    phone, customers, port = talk
    ear = Ear(phone)
    customers.order("call", CALLER, f"sip:agent@127.0.0.1:{port}")
    ear.wait(1)
    if who == "caller":
        customers.order("end", CALLER)
    else:
        phone.hang_up(NOW)
        until(lambda: f"CALL_CLOSED {CALLER} 486 Busy Here" in customers.told)
    ended = ear.wait(2)[1]
    assert isinstance(ended, Ended)
    assert (ended.by, ended.cause) == (
        (EndedBy.FAR, EndCause.TIMEOUT) if who == "caller" else (EndedBy.AGENT, EndCause.NORMAL)
    )
    phone.place(TALKS, NOW, "c2")
    ear.wait(4)


def heard(customers: Customers) -> list[str]:
    """Return what a customer in a talk noticed, without what belongs to nobody's act."""
    kinds = ("CALL_HOLD", "CALL_RESUME", "digit")
    return [line.removesuffix(f" {TALKS}") for line in customers.told if line.startswith(kinds)]


def test_a_customer_is_held_hears_tones_and_is_handed_over(talk: tuple[LineProcess, Customers, int]) -> None:
    phone, customers, _port = talk
    ear = Ear(phone)
    phone.place(TALKS, NOW, "c1")
    ear.wait(2)
    phone.hold(True)
    phone.hold(False)
    phone.send_digits("1x#")
    phone.hold(True)
    until(lambda: heard(customers)[4:])
    assert heard(customers) == ["CALL_HOLD", "CALL_RESUME", "digit 1", "digit #", "CALL_HOLD"]
    phone.transfer(ANSWERS)
    assert ear.wait(3)[2] == Ended(TALKS, NOW, EndedBy.AGENT, EndCause.NORMAL, "c1")
    assert f"called {ANSWERS}" in customers.told


def test_a_transfer_that_nobody_takes_is_told(talk: tuple[LineProcess, Customers, int]) -> None:
    phone, _customers, _port = talk
    ear = Ear(phone)
    phone.place(TALKS, NOW, "c1")
    ear.wait(2)
    phone.transfer(INVALID)
    refused = ear.wait(3)[2]
    assert isinstance(refused, Refused)
    assert (refused.ability, refused.call) == (Ability.TRANSFER, "c1")
    assert phone.line is not None


def test_the_agent_hears_is_heard_and_mutes(tmp_path: Path) -> None:
    played = tmp_path / "played"
    record, play = ["yes"], ["sh", "-c", 'exec cat > "$0"', str(played)]
    with direct(tmp_path, microphone=record, speaker=play) as (phone, customers, _port):

        def hears() -> str:
            return next((told for told in reversed(customers.told) if told in ("sound", "silence")), "")

        until(lambda: phone.is_up)
        phone.place(TALKS, NOW, "c1")
        until(lambda: hears() == "sound")
        phone.mute(True)
        until(lambda: hears() == "silence")
        phone.mute(False)
        until(lambda: hears() == "sound")
        until(lambda: any(played.read_bytes()))
        phone.close()
        until(lambda: f"CALL_CLOSED {TALKS} Connection reset by peer [104]" in customers.told)


def test_a_line_without_a_microphone_cannot_mute(talk: tuple[LineProcess, Customers, int]) -> None:
    assert talk[0].abilities == {Ability.ANSWER, Ability.HOLD, Ability.DIGITS, Ability.TRANSFER}


def test_a_missing_package_is_told() -> None:
    program = "import runpy, sys; sys.modules['baresip'] = None; runpy.run_module('callcenter.telephony.sip')"
    phone = LineProcess([sys.executable, "-c", program], lambda: NOW)
    reason = "a softphone needs the package baresip-python: pip install 'callcenter[sip]'"
    assert Ear(phone).wait(1) == [LineDown(NOW, reason)]
    phone.close()


def test_a_line_that_is_killed_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with softphone(SipOptions("127.0.0.1", "agent", direct=True, listen="127.0.0.1")) as phone:
        until(lambda: phone.is_up)
        ear, pid = Ear(phone), phone.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert ear.wait(2) == [LineDown(NOW, "exit -9"), LineUp(NOW)]
        assert list(tmp_path.iterdir()) == []


def test_customers_who_are_gone_without_a_word(talk: tuple[LineProcess, Customers, int]) -> None:
    phone, customers, _port = talk
    ear = Ear(phone)
    phone.place(TALKS, NOW, "c1")
    ear.wait(2)
    customers.process.kill()
    ended = ear.wait(3)[2]
    assert isinstance(ended, Ended)
    assert (ended.cause, ended.by, bool(ended.reason)) == (EndCause.GONE, EndedBy.FAR, True)
