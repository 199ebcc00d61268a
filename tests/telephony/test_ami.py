"""Click-to-call: what an exchange tells, what it is asked, and what happens when it is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Direction
from callcenter.telephony import Ability, Answered, EndCause, Ended, EndedBy, LineDown, LineState, LineUp, Ringing
from callcenter.telephony.ami import outcome
from callcenter.telephony.manager import ManagerConnection, ManagerError
from callcenter.telephony.process import LineProcess
from tests.telephony.benches import NOW, RINGS, TALKS, opened_exchange
from tests.telephony.ear import Ear, until
from tests.telephony.exchange import AGENT, SECRET, Exchange

NUMBER = "+861380000000"


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
    ("digit", "by", "cause", "reason"),
    [
        ("0", EndedBy.FAR, EndCause.GONE, f"{AGENT}: not reached"),
        ("6", EndedBy.FAR, EndCause.BUSY, ""),
        ("7", EndedBy.AGENT, EndCause.NORMAL, ""),
        ("8", EndedBy.FAR, EndCause.GONE, "CHANUNAVAIL x"),
        ("9", EndedBy.FAR, EndCause.GONE, "outbound: nothing was dialled"),
    ],
    ids=["agent not reached", "agent's leg ends first", "agent puts down", "no trunk", "no such number here"],
)
def test_calls_that_nobody_answers(phone: LineProcess, digit: str, by: EndedBy, cause: EndCause, reason: str) -> None:
    ear = Ear(phone)
    number = "+8612125551289" if digit == "9" else NUMBER + digit
    phone.place(number, NOW, "c1")
    until(lambda: phone.line is None)
    until(lambda: isinstance(ear.told[-1], Ended))
    assert ear.told[-1] == Ended(number, NOW, by, cause, "c1", reason)


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


def test_tones_and_a_transfer_go_to_the_customers_leg(exchange: Exchange, phone: LineProcess) -> None:
    assert phone.abilities == {Ability.DIGITS, Ability.TRANSFER}
    ear = Ear(phone)
    phone.place(TALKS, NOW, "c1")
    ear.wait(2)
    phone.hold(True)
    phone.send_digits("1#")
    phone.transfer("+8657180193715")
    until(lambda: exchange.asked("Redirect") and len(exchange.asked("PlayDTMF")) == 2)
    leg = "PJSIP/trunk-00000001"
    assert exchange.asked("PlayDTMF") == [{"Channel": leg, "Digit": "1"}, {"Channel": leg, "Digit": "#"}]
    assert exchange.asked("Redirect") == [
        {"Channel": leg, "Context": "outbound", "Exten": "057180193715", "Priority": "1"}
    ]
    assert ear.wait(3)[2] == Ended(TALKS, NOW, EndedBy.AGENT, EndCause.NORMAL, "c1")


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
    legs = f"Uniqueid=17.1 DestUniqueid=17.2 DestChannel={AGENT}-00000009 Channel=PJSIP/trunk-00000008"
    exchange.tell(f"DialBegin {legs.replace(AGENT, 'PJSIP/10012')} CallerIDNum=13800000001")
    exchange.tell(f"DialBegin {legs} CallerIDNum=13812345678", f"DialState {legs} DialStatus=RINGING")
    until(lambda: phone.line)
    assert phone.line == LineState("+8613812345678", Direction.IN, NOW, call="in-17.2")
    exchange.tell(f"DialEnd {legs} DialStatus=ANSWER", "HangupRequest Uniqueid=17.1")
    exchange.tell("Hangup Uniqueid=17.2 Cause=16", "Hangup Uniqueid=17.1 Cause=16")
    assert ear.wait(3)[1:] == [
        Answered("+8613812345678", NOW, "in-17.2"),
        Ended("+8613812345678", NOW, EndedBy.FAR, EndCause.NORMAL, "in-17.2"),
    ]
    exchange.tell(f"DialBegin {legs} CallerIDNum=<unknown>", f"DialEnd {legs} DialStatus=CANCEL")
    assert ear.wait(5)[3:] == [
        Ringing("", Direction.IN, NOW, "in-17.2"),
        Ended("", NOW, EndedBy.FAR, EndCause.TIMEOUT, "in-17.2"),
    ]


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
