"""Announcements reach everybody whom they are for, and whoever made them sees who has read them."""

from __future__ import annotations

import pytest

from callcenter import policy
from callcenter.model import MINUTE, Role
from callcenter.storage.people import notices
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.people.notices import NoticeKind
from tests.store.building import CHEN, WANG, ZHAO, at, customer, opened
from tests.store.closed import NOW, office

TEN = at("2026-03-02 10:05")


def told(store: Store, agent: str) -> list[str]:
    return [one.params["text"] for one in store.notices.unread(agent) if one.kind is NoticeKind.ANNOUNCED]


def receipts(store: Store, number: int = 0) -> dict[str, int | None]:
    return {one.agent: one.read_at for one in store.by(CHEN).announcements.all()[number].receipts}


def test_everybody_a_unit_and_one_person(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    chen.people.add("周航", team="二组", now=TEN)
    chen.people.add("何静", role=Role.SUPERVISOR, team="二组", now=TEN)
    chen.people.leave("何静", now=TEN)
    assert chen.announcements.make("16:00 开会", now=TEN) == 3, "not whoever says it, nor who has left"
    assert chen.announcements.make("二组换话术", unit="二组", now=TEN + 1) == 1
    assert chen.announcements.make("先别打了", agent=WANG.name, now=TEN + 2) == 1
    assert told(store, WANG.name) == ["16:00 开会", "先别打了"]
    assert told(store, ZHAO.name) == ["16:00 开会"]
    assert told(store, "周航") == ["16:00 开会", "二组换话术"]
    newest, of_unit, of_all = chen.announcements.all()
    assert (newest.text, newest.actor, newest.agent, newest.unit) == ("先别打了", CHEN.name, WANG.name, "")
    assert (of_unit.unit, of_all.unit, of_all.agent) == ("二组", "", "")
    store.close()


def test_a_receipt_is_the_instant_of_the_confirmation_and_stays(database_url: str) -> None:
    store = opened(database_url)
    store.by(CHEN).announcements.make("16:00 开会", now=TEN)
    assert receipts(store) == {WANG.name: None, ZHAO.name: None}
    (notice,) = store.notices.unread(WANG.name)
    store.by(ZHAO).notices.mark_read(notice.id, now=TEN + MINUTE)
    assert receipts(store)[WANG.name] is None, "nobody confirms for somebody else"
    store.by(WANG).notices.mark_read(notice.id, now=TEN + MINUTE)
    store.by(WANG).notices.mark_read(notice.id, now=TEN + 2 * MINUTE)
    assert receipts(store) == {WANG.name: TEN + MINUTE, ZHAO.name: None}
    assert told(store, WANG.name) == []
    # The notice goes after its days; the receipt does not.
    later = TEN + 2 * notices.KEPT
    store.by(CHEN).announcements.make("明天盘点", now=later)
    assert receipts(store, 1) == {WANG.name: TEN + MINUTE, ZHAO.name: None}
    store.close()


@pytest.mark.parametrize(
    ("text", "to", "code"),
    [
        ("  ", {}, Trouble.NO_REASON),
        ("开会", {"agent": "nobody"}, Trouble.UNKNOWN_AGENT),
        ("开会", {"unit": "三组"}, Trouble.UNKNOWN_UNIT),
    ],
)
def test_nothing_for_nobody(database_url: str, text: str, to: dict[str, str], code: Trouble) -> None:
    store = opened(database_url)
    with pytest.raises(StoreError) as refused:
        store.by(CHEN).announcements.make(text, now=TEN, **to)
    assert refused.value.code is code
    assert store.by(CHEN).announcements.all() == ()
    store.close()


def test_supervisors_tell_their_own_people(database_url: str) -> None:
    one = office(database_url)
    chief = one.by("陈主管")
    with pytest.raises(StoreError) as refused:
        chief.announcements.make("开会", agent="赵磊", now=NOW)
    assert refused.value.code is Trouble.NOT_ALLOWED
    chief.announcements.make("开会", now=NOW)
    (said,) = chief.announcements.all()
    names = {receipt.agent for receipt in said.receipts}
    assert "王敏" in names
    assert "赵磊" not in names
    one.by("老板").announcements.make("年会", agent="赵磊", now=NOW)
    assert [row.text for row in chief.announcements.all()] == ["开会"]
    one.store.close()


def test_an_announcement_is_about_no_customer(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "吴静", owner=WANG.name)
    store.by(CHEN).announcements.make("开会", now=TEN)
    (notice,) = store.notices.unread(WANG.name)
    assert (notice.ref, notice.customer, notice.actor) == ("", "", CHEN.name)
    store.close()


def test_whom_one_can_tell_is_whom_the_text_then_reaches(database_url: str) -> None:
    one = office(database_url)
    for who in ("陈主管", "老板"):
        store = one.by(who)
        found = store.announcements.addressees()
        assert [(row.unit, row.agent) for row in found[:1]] == [("", "")]
        for row in found:
            reached = store.announcements.make("x", unit=row.unit or None, agent=row.agent or None, now=NOW)
            assert reached == row.people, row
        persons = [row.agent for row in found if row.agent]
        assert found[0].people == len(persons)
        assert who not in persons
        assert persons == sorted(persons, key=policy.by_name)
    units = {row.unit for row in one.by("陈主管").announcements.addressees() if row.unit}
    assert units < {row.unit for row in one.by("老板").announcements.addressees()}
    assert "赵磊" not in {row.agent for row in one.by("陈主管").announcements.addressees()}
    with pytest.raises(StoreError) as refused:
        one.by("王敏").announcements.addressees()
    assert refused.value.code is Trouble.NOT_ALLOWED
    one.store.close()


def test_with_nobody_to_tell_there_is_no_addressee(database_url: str) -> None:
    store = Store.open(database_url, TEN)
    store.by(CHEN).people.add(CHEN.name, role=Role.SUPERVISOR, team="一组", now=TEN)
    assert store.by(CHEN).announcements.addressees() == ()
    store.close()
