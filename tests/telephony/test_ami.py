"""Click-to-call: what an exchange tells, what it is asked, and what happens when it is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Direction
from callcenter.telephony import (
    Ability,
    Answered,
    EndCause,
    Ended,
    EndedBy,
    LineDown,
    LineUp,
    Refused,
    Ringing,
)
from callcenter.telephony.ami import outcome
from callcenter.telephony.manager import ManagerConnection, ManagerError
from callcenter.telephony.process import LineProcess
from tests.telephony.benches import NOW, RINGS, TALKS, opened_exchange
from tests.telephony.courses import COURSES, Course, follow
from tests.telephony.ear import Ear, until
from tests.telephony.exchange import AGENT, SECRET, Exchange


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    exchange = Exchange()
    yield exchange
    exchange.close()


@pytest.fixture
def phone(exchange: Exchange, tmp_path: Path) -> Iterator[LineProcess]:
    with opened_exchange(tmp_path, exchange) as phone:
        until(lambda: phone.is_up)
        yield phone


@pytest.mark.parametrize(
    ("status", "cause", "sip", "expected"),
    [
        ("BUSY", 17, "", EndCause.BUSY),
        ("NOANSWER", 0, "", EndCause.TIMEOUT),
        ("NOANSWER", 1, "", EndCause.INVALID),
        ("NOANSWER", 19, "480", EndCause.UNREACHABLE),
        ("NOANSWER", 19, "", EndCause.TIMEOUT),
        ("CHANUNAVAIL", 20, "", EndCause.UNREACHABLE),
        ("CHANUNAVAIL", 21, "", EndCause.DECLINED),
        ("BUSY", 0, "603", EndCause.DECLINED),
        ("NOANSWER", 28, "484", EndCause.INVALID),
        ("CONGESTION", 38, "503", EndCause.GONE),
        ("CANCEL", 0, "487", EndCause.NORMAL),
        ("", 0, "", EndCause.GONE),
    ],
)
def test_status_and_cause_together_say_how_a_call_ended(status: str, cause: int, sip: str, expected: EndCause) -> None:
    assert outcome(status, cause, sip) is expected


@pytest.mark.parametrize(
    ("version", "course"),
    [(version, course) for course in COURSES for version in course.versions],
    ids=lambda value: value.name if isinstance(value, Course) else value,
)
def test_a_call_goes_as_a_real_exchange_told_it(tmp_path: Path, version: str, course: Course) -> None:
    exchange = Exchange(version, {"": course.name})
    with opened_exchange(tmp_path, exchange, course.extension, silent_seconds=0.05) as phone:
        until(lambda: phone.is_up)
        assert follow(course, phone, put_down=lambda: None) == course.events
    exchange.close()


@pytest.mark.parametrize("name", ["busy", "wrong-number"])
def test_the_cause_counts_whichever_leg_ends_first(tmp_path: Path, name: str) -> None:
    exchange = Exchange("22", {"": name}, agent_first=True)
    (course,) = (course for course in COURSES if course.name == name)
    with opened_exchange(tmp_path, exchange) as phone:
        until(lambda: phone.is_up)
        assert follow(course, phone, put_down=lambda: None) == course.events
    exchange.close()


def test_the_exchange_is_asked_to_ring_the_agent_and_then_the_customer(exchange: Exchange, tmp_path: Path) -> None:
    with opened_exchange(tmp_path, exchange, dial_as="9{number}", caller_id="4008001234") as phone:
        until(lambda: phone.is_up)
        phone.place("+12125550123", NOW)
        until(lambda: exchange.asked("Originate"))
        (asked,) = exchange.asked("Originate")
        assert asked.pop("ChannelId").startswith("cc-")
        assert asked == {
            "Channel": AGENT,
            "Context": "outbound",
            "Exten": "90012125550123",
            "Priority": "1",
            "Async": "true",
            "Timeout": "30000",
            "CallerID": "4008001234",
        }
    until(lambda: exchange.asked("Hangup"))
    (login,) = exchange.asked("Login")
    assert SECRET not in str(login)


def test_the_customer_sees_the_number_that_was_chosen_for_the_call(exchange: Exchange, tmp_path: Path) -> None:
    with opened_exchange(tmp_path, exchange, caller_id="4008001234") as phone:
        until(lambda: phone.is_up)
        phone.place("+8613812345678", NOW, shown="+862158001234")
        until(lambda: exchange.asked("Originate"))
        assert exchange.asked("Originate")[0]["CallerID"] == "02158001234"


def test_a_transfer_that_the_exchange_refuses_is_told(exchange: Exchange, phone: LineProcess) -> None:
    ear = Ear(phone)
    phone.place(TALKS, NOW, "c1")
    ear.wait(2)
    phone.transfer("8000")
    assert ear.wait(3)[2] == Refused(Ability.TRANSFER, NOW, "c1", "Redirect failed")
    assert phone.line is not None
    assert exchange.asked("Redirect")


def test_tones_and_a_transfer_go_to_the_customers_leg(tmp_path: Path) -> None:
    exchange = Exchange(courses={"": "hand-over"})
    with opened_exchange(tmp_path, exchange) as phone:
        until(lambda: phone.is_up)
        assert phone.abilities == {Ability.DIGITS, Ability.TRANSFER}
        ear = Ear(phone)
        phone.place(TALKS, NOW, "c1")
        ear.wait(2)
        phone.hold(True)
        phone.send_digits("1#")
        until(lambda: len(exchange.asked("PlayDTMF")) == 2)
        phone.transfer("+8657180193715")
        assert ear.wait(3)[2] == Ended(TALKS, NOW, EndedBy.AGENT, EndCause.NORMAL, "c1")
    (redirect,) = exchange.asked("Redirect")
    leg = redirect["Channel"]
    assert leg.startswith("PJSIP/trunk-")
    assert redirect == {"Channel": leg, "Context": "outbound", "Exten": "057180193715", "Priority": "1"}
    assert exchange.asked("PlayDTMF") == [{"Channel": leg, "Digit": "1"}, {"Channel": leg, "Digit": "#"}]
    exchange.close()


def test_the_next_call_waits_until_the_agents_telephone_is_free(exchange: Exchange, phone: LineProcess) -> None:
    ear = Ear(phone)
    phone.place(RINGS, NOW, "c1")
    ear.wait(1)
    phone.hang_up(NOW)
    phone.place(TALKS, NOW, "c2")
    assert ear.wait(4)[2:] == [Ringing(TALKS, Direction.OUT, NOW, "c2"), Answered(TALKS, NOW, "c2")]
    kinds = [fields["Action"] for fields in exchange.actions]
    assert kinds[2:] == ["Originate", "Hangup", "Originate"]


def test_an_exchange_that_goes_loses_the_call_and_is_found_again(exchange: Exchange, phone: LineProcess) -> None:
    ear = Ear(phone)
    phone.place(TALKS, NOW, "c1")
    ear.wait(2)
    exchange.hang_up_on()
    ended, down, up = ear.wait(5)[2:]
    assert isinstance(ended, Ended)
    assert (ended.call, ended.cause) == ("c1", EndCause.GONE)
    assert (type(down), up) == (LineDown, LineUp(NOW))
    phone.place(TALKS, NOW, "c2")
    ear.wait(7)


def test_a_call_comes_in_to_the_agents_telephone(exchange: Exchange, phone: LineProcess) -> None:
    ear = Ear(phone)
    exchange.play("incoming", DestChannel="PJSIP/10012-00000001")  # to another's
    exchange.play("incoming")
    rings, answered, ended = ear.wait(3)
    assert isinstance(rings, Ringing)
    call = rings.call
    assert rings == Ringing("+8613800000002", Direction.IN, NOW, call)
    assert answered == Answered("+8613800000002", NOW, call)
    assert ended == Ended("+8613800000002", NOW, EndedBy.FAR, EndCause.NORMAL, call)
    exchange.play("incoming-missed", CallerIDNum="<unknown>")
    rings, ended = ear.wait(5)[3:]
    assert isinstance(rings, Ringing)
    assert (rings.number, rings.call != call) == ("", True)
    assert ended == Ended("", NOW, EndedBy.FAR, EndCause.TIMEOUT, rings.call)


def test_a_wrong_secret_and_a_secret_for_all_eyes(exchange: Exchange, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("sesame")
    secret.chmod(0o644)
    with opened_exchange(tmp_path, exchange) as phone:
        ear = Ear(phone)
        until(lambda: ear.told)
        assert ear.told[0] == LineDown(NOW, "Authentication failed")
        phone.place(TALKS, NOW, "c1")
        assert ear.wait(2)[1] == Ended(TALKS, NOW, EndedBy.FAR, EndCause.GONE, "c1", "Authentication failed")
    assert secret.stat().st_mode & 0o777 == 0o600


def test_who_is_no_exchange_is_told_so(tmp_path: Path) -> None:
    exchange = Exchange(banner="SSH-2.0-OpenSSH")
    with opened_exchange(tmp_path, exchange) as phone:
        ear = Ear(phone)
        until(lambda: ear.told)
        assert ear.told == [LineDown(NOW, f"no Asterisk manager at 127.0.0.1:{exchange.port}")]
    exchange.close()


def test_a_field_cannot_hold_an_action_of_its_own(exchange: Exchange) -> None:
    async def act() -> None:
        manager = ManagerConnection(lambda event: None)
        await manager.log_in("127.0.0.1", exchange.port, "callcenter", SECRET)
        with pytest.raises(ManagerError):
            await manager.act("Hangup", Channel="x\r\n\r\nAction: Originate")
        await manager.act("Ping")
        manager.close()
        with pytest.raises(ManagerError):
            await manager.act("Ping")

    asyncio.run(act())
    assert [fields["Action"] for fields in exchange.actions] == ["Challenge", "Login", "Ping"]
