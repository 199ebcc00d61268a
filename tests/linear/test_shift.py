"""The shift in line mode: menus, calls, lists and alerts, with what is typed and what is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.access import Principal
from callcenter.clock import FixedClock
from callcenter.model import DAY, HOUR, MINUTE, Channel, Direction, Disposition, Touch
from callcenter.store import Store
from callcenter.telephony.lines import open_loopback
from callcenter.telephony.options import LoopbackCaller, LoopbackCustomer, LoopbackOptions, Reaction
from callcenter.telephony.process import LineProcess
from callcenter.views.customers.log import LogFilter, TouchRow
from callcenter.views.people.shift import BreakReason
from tests.linear.conversation import conversation
from tests.workstation.stage import BOSS, MONDAY, add, at, inquired, open_store

PASSWORD = "correct horse battery"
NUMBERS = {name: f"+861380013800{place}" for place, name in enumerate(("李雷", "韩梅", "Bert"), 1)}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with three leads; 李雷 inquired last and stands first."""
    opened = open_store(tmp_path, MONDAY)
    for place, (name, number) in enumerate(NUMBERS.items()):
        ref = add(opened, name, number, at("2026-03-02 09:00"), company="北方动力" if name == "李雷" else "")
        inquired(opened, ref, MONDAY - (place + 1) * MINUTE, MONDAY)
    yield opened
    opened.close()


def touches(store: Store) -> list[TouchRow]:
    """The contacts on record that count, the oldest first."""
    return [row for row in store.lookup.log(LogFilter())[::-1] if not row.withdrawn]


def line(**customers: LoopbackCustomer) -> LineProcess:
    """A line on which 李雷 does what is said of him."""
    return open_loopback(LoopbackOptions({NUMBERS["李雷"]: customers["first"]}), lambda: MONDAY)


def test_a_call_loop_is_held_by_ear_alone(store: Store) -> None:
    with conversation(store) as held:
        held.type("n")
        told = held.until(
            "next: 李雷\n", "company: 北方动力\n", "why: first call", "number: 138 0013 8001\n", "shift> "
        )
        assert "clock: left 23h\n" in told
        assert "owner: the pool\n" in told
        held.type("d")
        held.until("call to: 李雷\n", "call> ")
        held.type("1")
        held.until("Saved.\n", "next: 韩梅\n", "shift> ")
        held.type("d")
        held.until("call to: 韩梅\n", "call> ")
        held.type("7", "8", "wants the price list", "a second line", "", "2")
        held.until("state: talking\n", "note: ", "next call: Tue 3 Mar", "next call, Enter to save: ")
        held.type("+3d")
        held.until("next call: Thu 5 Mar", "next call, Enter to save: ")
        held.type("")
        held.until("Saved.\n", "next: Bert\n", "shift> ")
        held.type("q")
        held.until("calls today: 2\n", "Sign off?\n", "1: leave\n", "number: ")
        held.type("1")
    first, second = touches(store)
    assert (first.customer, first.disposition, first.note) == ("李雷", Disposition.NO_ANSWER, "")
    assert (second.customer, second.disposition) == ("韩梅", Disposition.INTERESTED)
    assert second.note == "wants the price list\na second line"
    assert second.callback_at is not None
    assert MONDAY + 2 * DAY < second.callback_at < MONDAY + 4 * DAY


def test_the_same_in_chinese(store: Store) -> None:
    with conversation(store, lang="zh") as held:
        held.type("ｄ")
        held.until("下一位：李雷\n", "公司：北方动力\n", "呼叫：李雷\n", "号码：138 0013 8001\n", "通话> ")
        held.type("８", "想要新的报价单，下周再定", "", "约回电")
        held.until("下次电话：", "回车保存：")
        held.type("明天 15:00", "")
        held.until("3月3日 周二 15:00", "已保存。\n", "下一位：韩梅\n")
    (touch,) = touches(store)
    assert (touch.disposition, touch.note, touch.callback_at) == (
        Disposition.CALLBACK,
        "想要新的报价单，下周再定",
        at("2026-03-03 15:00"),
    )


def test_a_menu_offers_what_is_possible_and_keeps_its_numbers(store: Store) -> None:
    with conversation(store) as held:
        held.type("?")
        menu = held.until(
            "1 n: next customer\n", "2 d: dial the next customer\n", "15 q: leave the program\n", "shift> "
        )
        assert "open " not in menu, "nobody stands next"
        held.type("d", "?")
        menu = held.until(
            "1: no answer\n",
            "6 e: another disposition\n",
            "7 a: answered\n",
            "0: cancel the call, nothing was dialled",
            "call> ",
        )
        assert "line" not in menu, "a call by hand has nothing to hold or mute"
        held.type("a", "?")
        menu = held.until("1: no answer\n", "8 n: note\n", "11 f: customer\n", "13 q: leave the program\n", "call> ")
        assert "answered\n" not in menu
        held.type("nonsense")
        held.until("Not an option here: nonsense. ? lists the options.\n")


def test_all_sixteen_are_chosen_by_number_letter_or_name(store: Store) -> None:
    with conversation(store) as held:
        for typed in ("z", "switched off", "12"):
            held.type("d", "e")
            held.until("call> ", "1 o: no answer\n", "16 z: invalid number\n", "disposition")
            held.type(typed)
            held.until("Saved.\n")
    ended = [touch.disposition for touch in touches(store)]
    assert ended == [Disposition.INVALID_NUMBER, Disposition.SWITCHED_OFF, Disposition.BUSY]


def test_the_last_outcome_is_taken_back(store: Store) -> None:
    with conversation(store) as held:
        held.type("d", "1")
        held.until("Saved.\n", "shift> ")
        held.type("u")
        held.until("call to: 李雷\n", "state: wrap-up\n", "call> ")
        held.type("e", "b")
        held.until("Saved.\n")
    assert [touch.disposition for touch in touches(store)] == [Disposition.BUSY]


def test_a_dial_that_nobody_made_is_taken_back(store: Store) -> None:
    with conversation(store) as held:
        held.type("d", "0")
        held.until("Nothing was dialled: cancel this call?\n", "1: yes\n", "number: ")
        held.type("1")
        held.until("shift> ")
    assert touches(store) == []


def test_never_again_is_asked_about(store: Store) -> None:
    with conversation(store) as held:
        held.type("d", "e", "x")
        held.until("Mark 李雷 do not call?\n", "number: ")
        held.type("2", "e", "x", "1")
        held.until("Mark 李雷 do not call?\n", "Saved.\n")
    assert [touch.disposition for touch in touches(store)] == [Disposition.DO_NOT_CALL]


def test_a_date_that_nobody_understands_is_asked_again(store: Store) -> None:
    with conversation(store) as held:
        held.type("d", "4")
        held.until("next call: none\n", "next call, Enter to save: ")
        held.type("")
        held.until("Enter a time, such as +2h or Fri 10:00.\n", "next call, Enter to save: ")
        held.type("one fine day")
        held.until("Not understood: one fine day. such as +3d, Fri 10:00, 3/15 14:30\n", "next call, Enter to save: ")
        held.type("+2h", "", "1")
        held.until("Note too short: this call will not count. Save anyway?\n", "Saved.\n")
    (touch,) = touches(store)
    assert touch.callback_at is not None
    assert touch.callback_at - MONDAY == 2 * HOUR


def test_other_fields_of_the_form_are_a_choice_away(store: Store) -> None:
    with conversation(store) as held:
        held.type("d", "2", "m")
        held.until("1: tier: none\n", "2: appointment: none\n", "number")
        held.type("2", "Fri 15:00", "", "1")
        held.until("appointment (none): ", "confirm Thu 5 Mar", "Enter to save", "Saved.\n")
    ref = touches(store)[0].ref
    milestones = store.details.get(ref, now=MONDAY).facts.milestones
    assert at("2026-03-06 15:00") in [one.at for one in milestones]


def test_the_script_is_read_and_ticked_off(store: Store) -> None:
    with conversation(store) as held:
        held.type("d", "k")
        held.until("script: ", "step 1 of ", "Enter to tick off; ")
        held.type("", "", "u", "0", "1")
        held.until("step 2 of ", "step 3 of ", "step 2 of ", "Saved.\n")
    (touch,) = touches(store)
    assert [step.number for use in touch.scripts for step in use.ticked] == [1]


def test_a_customer_is_found_by_pinyin_opened_and_dialled(store: Store) -> None:
    with conversation(store) as held:
        held.type("/hanmei")
        held.until("1: 韩梅, 138****8002, owner the pool, pinyin\n", "number, Enter to go back: ")
        held.type("1")
        held.until("customer: 韩梅\n", "stage: in progress\n", "why now: Callable now (fresh): ", "韩梅> ")
        held.type("h", "w", "d")
        held.until("no contacts yet\n", "Callable now", "call to: 韩梅\n", "call> ")
        held.type("1", "/nobody of this name")
        held.until("Saved.\n", "No matching customer.\n")
    assert [touch.customer for touch in touches(store)] == ["韩梅"]


def test_the_owner_of_a_colleagues_customer_is_named_before_the_dial(store: Store) -> None:
    store.by(BOSS).people.add("赵铁", now=MONDAY)
    store.by(BOSS).ownership.assign(store.search.find("李雷")[0].ref, "赵铁", now=MONDAY)
    with conversation(store) as held:
        held.type("/lilei", "1")
        held.until("owner 赵铁, pinyin\n", "customer: 李雷\n", "owner: 赵铁\n", "李雷> ")


def test_who_is_not_offered_hears_why(store: Store) -> None:
    with conversation(store) as held:
        held.type("d", "1")
        held.until("Saved.\n")
        held.type("/8001", "1", "w")
        held.until("Not callable now: ", "(until ")


def test_a_due_call_is_put_off_and_due_again(store: Store) -> None:
    with conversation(store) as held:
        held.type("n", "o", "z", "+9d", "+1h", "asked for an hour")
        held.until("Tue 3 Mar 10:04 at the latest\n", "why: ", "Postponed until Mon 2 Mar 11:05", "shift> ")
        held.type("n", "/lilei", "1", "?", "u")
        held.until("next: 韩梅\n", "Not callable now: postponed by 王敏: asked for an hour")
        held.until("6 u: cancel the postponement\n", "The call to 李雷 is no longer postponed.\n")
        held.type("n")
        held.until("next: 李雷\n")


def test_promises_overdue_and_messages_are_lists(store: Store) -> None:
    mine = store.by(Principal("王敏"))
    ref = mine.search.find("李雷", agent="王敏")[0].ref
    talked = Touch(MONDAY, Channel.CALL, Direction.OUT, Disposition.CALLBACK, callback_at=MONDAY + HOUR, seconds=60)
    mine.touches.record(ref, talked, now=MONDAY)
    store.by(BOSS).ownership.assign(ref, "王敏", now=MONDAY)
    with conversation(store, now=MONDAY + 2 * DAY) as held:
        held.type("p")
        held.until("1: 李雷, 北方动力, callback, ", "late 47h")
        held.type("")
        held.type("v")
        held.until("1: 李雷, ", "number")
        held.type("1", "1", "他出差，周五打")
        held.until("1: acknowledge\n", "remark: ", "Acknowledged: it stays until the contact is made.\n")
        held.type("v", "")
        held.until("acknowledged\n", "shift> ")
        held.type("s")
        held.until("1: SMS ", "number")
        held.type("1")
        held.until("SMS: ", "1: record as sent\n")
        held.type("1")
        held.until("SMS to 李雷 recorded.\n")
    assert [touch.channel for touch in touches(store)] == [Channel.CALL, Channel.SMS]


def test_a_notice_is_told_before_the_next_prompt_and_read(store: Store) -> None:
    ref = store.search.find("李雷")[0].ref
    store.by(BOSS).ownership.assign(ref, "王敏", now=MONDAY)
    with conversation(store) as held:
        store.by(BOSS).notices.leave(ref, "wants a call today", now=MONDAY)
        while "notice: boss on 李雷: wants a call today\n" not in held.text:
            held.type("g")
            held.until("shift> ")
        assert held.desk.alerts.notices
        held.type("x", "?")
        held.until("notice: boss on 李雷: wants a call today\n", "1 n: ", "shift> ")
    assert store.notices.unread("王敏") == ()


def test_a_break_lasts_until_enter(store: Store) -> None:
    with conversation(store) as held:
        held.type("n", "B")
        held.until("break since: 10:05\n", "1: lunch\n", "number of the reason, Enter to end the break: ")
        assert str(store.presence.get("王敏")[0]) == "break"
        held.type("4")
        held.until("reason: meeting\n", "Enter to end the break: ")
        assert store.presence.get("王敏")[2] is BreakReason.MEETING
        held.type("")
        held.until("break: 0s\n", "shift> ")
        assert str(store.presence.get("王敏")[0]) == "ready"


def test_a_call_that_was_broken_off_is_led_back_to(store: Store) -> None:
    with conversation(store) as held:
        held.type("d", "n", "half a note")
        held.until("call> ", "note: ", "note: ")
    assert touches(store) == [], "the call is open"
    with conversation(store) as held:
        assert "This call is not finished yet.\ncall to: 李雷\n" in held.text
        assert "note: half a note\n" in held.text
        held.type("2", "")
        held.until("Saved.\n")
    assert [touch.note for touch in touches(store)] == ["half a note"]


def test_a_call_in_another_window_is_taken_over(store: Store) -> None:
    with conversation(store) as first:
        first.type("d", "n", "from the first window")
        first.until("call> ", "note: ", "note: ")
        with conversation(store) as second:
            assert "Also open in another window since 10:05.\n" in second.text
            assert "Your call with 李雷 is open in another window: T to take over.\n" in second.text
            second.type("d")
            second.until("shift> ")
            assert "call to" not in second.text
            second.type("T")
            second.until("call to: 李雷\n", "note: from the first window\n", "call> ")
            first.until("This call continues in another window.\n", "shift> ")
            second.type("1", "1")
            second.until("Saved.\n")
    assert [touch.note for touch in touches(store)] == ["from the first window"]


def test_an_incoming_call_leads_to_the_customer_or_a_new_one(store: Store) -> None:
    with conversation(store) as held:
        held.type("i", "13800138002")
        held.until("caller: number, name, company or ref: ", "1: 韩梅, ", "number")
        held.type("1", "1")
        held.until("incoming call: 韩梅\n", "call> ")
        held.type("2", "")
        held.until("Saved.\n")
        held.type("i", "13800138009", "1", "Zoe", "")
        held.until("Add a new customer and answer?\n", "incoming call: Zoe\n", "number: 138 0013 8009\n", "call> ")
        held.type("2", "")
        held.until("Saved.\n")
    assert [(touch.customer, touch.direction) for touch in touches(store)] == [
        ("韩梅", Direction.IN),
        ("Zoe", Direction.IN),
    ]


def test_what_a_line_hears_is_told_at_once_while_it_rings(store: Store) -> None:
    with conversation(store, phone=line(first=LoopbackCustomer(talk_ms=20))) as held:
        held.type("d")
        held.until("call to: 李雷\n", "line: answered\n", "call> ")
        while "The other side hung up: choose a disposition.\n" not in held.text:
            held.type("f")
            held.until("call> ")
        assert "line: ended\n" in held.text
        held.type("2", "", "1")
        held.until("Saved.\n")
    assert [touch.disposition for touch in touches(store)] == [Disposition.INTERESTED]


def test_enter_takes_the_end_that_the_line_tells(store: Store) -> None:
    with conversation(store, phone=line(first=LoopbackCustomer(Reaction.BUSY))) as held:
        held.type("d")
        held.until("call to: 李雷\n", "Line reports busy: Enter to save, or choose another disposition.\n", "call> ")
        held.type("")
        held.until("Saved.\n")
    assert [touch.disposition for touch in touches(store)] == [Disposition.BUSY]


def test_a_call_that_saves_itself_is_told(store: Store) -> None:
    store.by(BOSS).campaigns.change("telesales", {"outcome_by_itself": "yes"}, now=MONDAY)
    with conversation(store, phone=line(first=LoopbackCustomer(Reaction.BUSY))) as held:
        held.type("d")
        held.until("call to: 李雷\n", "Call saved automatically.\n", "next: 韩梅\n", "shift> ")
    assert [touch.disposition for touch in touches(store)] == [Disposition.BUSY]


def test_a_caller_rings_the_bell_and_is_told_with_the_next_line(store: Store) -> None:
    calls = LoopbackOptions(callers=(LoopbackCaller("+8613800138002", after_ms=10),))
    with conversation(store, phone=open_loopback(calls, lambda: MONDAY)) as held:
        held.until("\a")
        held.type("")
        held.until("138 0013 8002 is calling: i to answer.\n", "shift> ")
        held.type("i", "", "1", "1")
        held.until("caller: ", "1: 韩梅", "incoming call: 韩梅\n", "call> ")
        held.type("2", "")
        held.until("Saved.\n")
    assert [touch.direction for touch in touches(store)] == [Direction.IN]


def test_hostile_text_stays_text(store: Store) -> None:
    inquired(store, add(store, "\x1b[31mEve\x07\x1b]0;x\x07", "+8613800138005", MONDAY), MONDAY, MONDAY)
    with conversation(store) as held:
        held.type("d", "n", "typed \x1b[D\x1b[31m \u202e arrows", "", "1", "1")
        held.until("Saved.\n")
        assert not set(held.text) & {chr(code) for code in (*range(10), *range(11, 32), 127, 0x202E)}
    (touch,) = touches(store)
    assert touch.note == "typed   arrows"


def test_a_new_customer_is_added_and_a_double_number_is_asked_about(store: Store) -> None:
    with conversation(store) as held:
        held.type("a", "Zoe", "12", "13800138001", "1", "Acme")
        held.until(
            "12 is not a valid phone number.\n", "This number belongs to 李雷", "customer: Zoe\n", "company: Acme\n"
        )
    assert [row.name for row in store.search.find("Zoe")] == ["Zoe"]


def test_a_line_that_can_hold_is_offered_in_a_talk(store: Store) -> None:
    with conversation(store, phone=line(first=LoopbackCustomer())) as held:
        held.type("d")
        held.until("line: answered\n", "call> ")
        held.type("?")
        held.until("12 l: line\n", "call> ")
        held.type("l", "1", "l", "")
        held.until("1: put 李雷 on hold\n", "2: mute\n", "1: take 李雷 off hold\n", "call> ")
        held.type("l", "3", "12#", "2", "", "1")
        held.until("tones: ", "Saved.\n")


def closed(store: Store) -> str:
    """Close the store; the secret of 王敏's sign-in."""
    boss = store.by(BOSS)
    boss.sign_ins.secure("boss", PASSWORD, now=MONDAY)
    boss = store.by(store.sign_ins.with_password("boss", PASSWORD, now=MONDAY).principal)
    boss.sign_ins.set_password("王敏", PASSWORD, now=MONDAY)
    store.sign_ins.change_password("王敏", PASSWORD, f"{PASSWORD}!", now=MONDAY)
    return store.sign_ins.with_password("王敏", f"{PASSWORD}!", now=MONDAY).principal.sign_in


def test_who_was_away_gives_the_password_before_anything_is_done(store: Store) -> None:
    with conversation(store, sign_in=closed(store)) as held:
        clock = held.desk.clock
        assert isinstance(clock, FixedClock)
        clock.advance(20 * MINUTE)
        held.type("d", "wrong", f"{PASSWORD}!", "g")
        told = held.until("Locked: enter your password to continue.\n", "discarded, type it again: d\n", "calls: 0\n")
        assert "call to" not in told
        assert PASSWORD not in held.text


def test_a_sign_in_that_ended_in_a_call_is_asked_for_and_nothing_is_lost(store: Store) -> None:
    with conversation(store, sign_in=closed(store)) as held:
        held.type("d", "n", "the first line")
        held.until("call> ", "note: ", "note: ")
        store.by(held.desk.session.principal).sign_ins.end(now=MONDAY)
        held.type("the second line", "")
        held.until("You have been signed out. Sign in again to continue.\n", "password: ")
        held.type(f"{PASSWORD}!", "2", "")
        held.until("call> ", "Saved.\n")
        found = held.desk.store.lookup.log(LogFilter())
    assert [touch.note for touch in found] == ["the first line\nthe second line"]


def test_a_server_holds_a_call_as_a_file_does(database_url: str) -> None:
    opened = Store.open(database_url, MONDAY)
    try:
        opened.by(BOSS).campaigns.ensure_shipped("telesales", now=MONDAY)
        opened.by(BOSS).people.add("王敏", now=MONDAY)
        inquired(opened, add(opened, "李雷", NUMBERS["李雷"], MONDAY), MONDAY - MINUTE, MONDAY)
        with conversation(opened) as held:
            held.type("d", "n", "wants the price list", "", "2", "")
            held.until("call to: 李雷\n", "Saved.\n", "shift> ")
            held.type("u", "3", "")
            held.until("state: wrap-up\n", "Saved.\n", "shift> ")
        assert [touch.disposition for touch in touches(opened)] == [Disposition.NEUTRAL]
    finally:
        opened.close()
