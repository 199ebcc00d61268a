"""Fields of a text: people addressed as they wish, dates in the text's language and the customer's zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from callcenter.locale import Language
from callcenter.model import Channel, Disposition, Milestone, MilestoneKind, Touch
from callcenter.store import Store
from callcenter.texts.fields import NAMES, FieldName, Sender, known, salutation, surname
from callcenter.views.customers.customer import CustomerChanges
from tests.workstation.stage import BOSS, MONDAY, add, at, inquired, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path, MONDAY)
    yield opened
    opened.close()


def facts(store: Store, ref: str, language: Language = "en") -> Mapping[FieldName, str]:
    view = store.details.get(ref, now=MONDAY, agent="王敏")
    owed = next((o for o in view.plan.obligations if o.channel is Channel.SMS), None)
    return known(view, Sender("王敏", "北方电气"), language=language, now=MONDAY, owed=owed)


def test_every_milestone_has_a_placeholder_and_every_placeholder_a_chinese_name() -> None:
    assert {kind.value for kind in MilestoneKind} <= set(FieldName)
    for field in FieldName:
        assert [name for name, named in NAMES.items() if named is field and not name.isascii()], field
    assert all(name == name.casefold() for name in NAMES)


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("李雷", "李"),
        ("欧阳修", "欧阳"),
        ("欧阳", "欧"),
        ("阳太平", "阳"),  # stands inside two compound surnames, and is none
        ("司马相如", "司马"),
        ("恒通电气有限公司", ""),
        ("Ann Smith", "Smith"),
        ("Ann", ""),
        ("shop 24", ""),
        ("", ""),
    ],
)
def test_surnames(name: str, family: str) -> None:
    assert surname(name) == family


@pytest.mark.parametrize(
    ("name", "columns", "language", "said"),
    [
        ("李雷", {"性别": "男"}, "zh", "李先生"),
        ("李雷", {"称呼": "经理"}, "zh", "李经理"),
        ("李雷", {"称呼": "李总"}, "zh", "李总"),
        ("李雷", {}, "zh", "李雷"),
        ("恒通电气有限公司", {"性别": "男"}, "zh", "恒通电气有限公司"),
        ("Ann Smith", {"Gender": "F"}, "en", "Ms Smith"),
        ("Ann Smith", {"title": "Dr."}, "en", "Dr. Smith"),
        ("Ann Smith", {}, "en", "Ann Smith"),
    ],
)
def test_salutations(name: str, columns: Mapping[str, str], language: Language, said: str) -> None:
    assert salutation(name, columns, language) == said


def test_facts_of_customer_agent_and_moment(store: Store) -> None:
    ref = add(store, "李雷", "13800138001", at("2026-02-27 09:00"), company="北方动力")
    inquired(store, ref, at("2026-03-02 09:00"), MONDAY)
    appointment = Milestone(MilestoneKind.APPOINTMENT, at("2027-01-05 10:30"))
    store.by(BOSS).customers.set_milestone(ref, appointment, now=MONDAY)
    promise = Touch(
        at("2026-03-02 09:30"),
        Channel.CALL,
        disposition=Disposition.CALLBACK,
        note="call again, please",
        callback_at=at("2026-03-03 15:00"),
    )
    store.by(BOSS).touches.record(ref, promise, now=MONDAY)
    assert facts(store, ref) == {
        FieldName.NAME: "李雷",
        FieldName.SURNAME: "李",
        FieldName.SALUTATION: "李雷",
        FieldName.COMPANY: "北方动力",
        FieldName.AGENT: "王敏",
        FieldName.ORGANISATION: "北方电气",
        FieldName.CAMPAIGN: "telesales",
        FieldName.DATE: "2 March",
        FieldName.TIME: "10:05",
        FieldName.INQUIRY: "2 March",
        FieldName.APPOINTMENT: "Tuesday 5 January 2027 at 10:30",
        FieldName.CALLBACK: "Tuesday 3 March at 15:00",
        FieldName.DEADLINE: "2 March",
        FieldName.LAST_CONTACT: "2 March",
    }
    chinese = facts(store, ref, "zh")
    assert chinese[FieldName.APPOINTMENT] == "2027年1月5日（周二）10:30"
    assert chinese[FieldName.CALLBACK] == "3月3日（周二）15:00"
    assert chinese[FieldName.DATE] == "3月2日"


def test_who_never_came_with_a_milestone_came_to_ask(store: Store) -> None:
    ref = add(store, "李雷", "13800138001", at("2026-02-27 09:00"), inquiry=False)
    found = facts(store, ref)
    assert found[FieldName.INQUIRY] == "27 February"
    assert FieldName.LAST_CONTACT not in found
    assert FieldName.COMPANY not in found


def test_times_are_the_customers_own_days_the_campaigns(store: Store) -> None:
    ref = add(store, "Ann Smith", "+442071838750", at("2026-02-27 09:00"))
    store.by(BOSS).customers.edit(ref, CustomerChanges(zone="Europe/London"), now=MONDAY)
    planned = Milestone(MilestoneKind.APPOINTMENT, at("2026-03-05 17:00"))
    store.by(BOSS).customers.set_milestone(ref, planned, now=MONDAY)
    day = Milestone(MilestoneKind.QUOTED, at("2026-03-01 00:00"), date_only=True)
    store.by(BOSS).customers.set_milestone(ref, day, now=MONDAY)
    found = facts(store, ref)
    assert found[FieldName.APPOINTMENT] == "Thursday 5 March at 09:00"
    assert found[FieldName.QUOTED] == "1 March"
    assert found[FieldName.TIME] == "02:05"
