"""The customer's screen: what it shows, how facts, tier, appointment and do-not-call are changed.

See docs/architecture.md#detail-screen.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from callcenter.access import Origin, Principal
from callcenter.model import Disposition, MilestoneKind
from callcenter.model import Stage as Standing
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.customers.edit_customer import EditCustomerScreen
from callcenter.screens.customers.numbers import NumberScreen
from callcenter.screens.customers.why import WhyScreen
from callcenter.screens.frame.desk import CustomerWanted
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges, CustomerView
from callcenter.widgets.lists.history import ObligationList, Timeline
from tests.screens.office import AGENT, CHEF, called, lead, office, toasts
from tests.widgets.stage import HOSTILE, assert_harmless
from tests.workstation.stage import BOSS, MONDAY, Stage, at, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def ref(store: Store) -> str:
    """李雷, tier A, two numbers; the first was busy, then answered; asked to be called today at 10:00."""
    made = lead(store, "李雷", "+8613800138001", "2026-02-20 09:30", company="北方动力", tier="A")
    numbers = ("+8613800138001", "+861062345678")
    store.by(BOSS).customers.edit(made, CustomerChanges(phones=numbers), now=at("2026-02-20 09:30"))
    called(store, made, "2026-02-23 11:00", Disposition.INTERESTED, "wants a new price list", seconds=380)
    called(store, made, "2026-02-26 15:00", Disposition.CALLBACK, "on Monday", callback_at=at("2026-03-02 10:00"))
    called(store, made, "2026-02-27 15:00", Disposition.SWITCHED_OFF, phone="+861062345678")
    return made


async def show(stage: Stage, ref: str) -> CustomerScreen:
    stage.app.screen.post_message(CustomerWanted(ref))
    await stage.until(lambda: isinstance(stage.app.screen, CustomerScreen))
    await stage.settle()
    screen = stage.app.screen
    assert isinstance(screen, CustomerScreen)
    return screen


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_everything_about_a_customer_is_on_the_screen(store: Store, ref: str, size: tuple[int, int]) -> None:
    async with workstation(store, size=size) as stage:
        screen = await show(stage, ref)
        text = stage.text()
        assert "李雷  北方动力" in text.replace(" " * 3, "")
        assert "Callable now (promised)" in text
        assert "138 0013 8001  answered Thu 26 Feb" in text
        assert "010 6234 5678  switched off Fri 27 Feb" in text
        assert "callback, Mon 2 Mar 10:00" in text
        assert len(screen.query_one(Timeline).rows) == 3
        assert "telesales.callback" in " ".join(row.key for row in screen.query_one(ObligationList).rows)
        await stage.press("j", "j")
        assert "wants a new price list" in stage.text(), "the whole note of the touch under the cursor"


async def test_facts_that_have_no_room_are_scrolled_to(store: Store, ref: str) -> None:
    attributes = {f"column {place}": f"value {place}" for place in range(20)}
    store.by(BOSS).customers.edit(ref, CustomerChanges(attributes=attributes), now=MONDAY)
    async with workstation(store) as stage:
        screen = await show(stage, ref)
        assert "value 19" not in stage.text()
        await stage.press("tab")
        assert screen.focused is not None
        assert screen.focused.id == "facts"
        await stage.press("end")
        await stage.until(lambda: "value 19" in stage.text())


async def test_the_answer_goes_on_living(store: Store, ref: str) -> None:
    async with workstation(store) as stage:
        await show(stage, ref)
        assert ", overdue since" not in stage.text()
        stage.pass_time(20)
        stage.app._second()
        await stage.settle()
        assert ", overdue since" in stage.text(), "the promise broke at 10:15, without anybody writing anything"


async def test_the_number_is_chosen_with_one_key(store: Store, ref: str) -> None:
    async with workstation(store) as stage:
        await show(stage, ref)
        await stage.press("d")
        assert isinstance(stage.app.screen, NumberScreen)
        await stage.press("2")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        opened = store.calls.open_call_of("王敏")
        assert opened is not None
        assert opened.phone == "+861062345678"


async def test_the_number_that_answered_is_dialled_by_enter(store: Store, ref: str) -> None:
    store.by(BOSS).customers.edit(
        ref, CustomerChanges(phones=("+861062345678", "+8613800138001")), now=at("2026-03-01 10:00")
    )
    async with workstation(store) as stage:
        await show(stage, ref)
        await stage.press("d", "enter")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        opened = store.calls.open_call_of("王敏")
        assert opened is not None
        assert opened.phone == "+8613800138001"


async def test_an_only_number_is_dialled_at_once(store: Store) -> None:
    alone = lead(store, "吴静", "+8613800138002", "2026-03-02 09:30")
    async with workstation(store) as stage:
        await show(stage, alone)
        await stage.press("d")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))


async def test_a_tier_is_changed_with_its_reason(store: Store, ref: str) -> None:
    async with workstation(store, size=(160, 48)) as stage:
        await show(stage, ref)
        await stage.press("t", *"q", "enter")
        assert toasts(stage) == ["Choose a tier: A, B, C, D, E."]
        await stage.press("t", *"b", "enter", *"too small", "enter")
        view = store.details.get(ref, now=MONDAY)
        assert view.facts.tier == "B"
        assert [(one.old, one.new, one.reason, one.actor) for one in view.tiers] == [("A", "B", "too small", "王敏")]
        assert "A to B, Mon 2 Mar, 王敏: too small" in stage.text().replace("王敏 ", "王敏")


async def test_the_stage_is_set_by_its_word(store: Store, ref: str) -> None:
    async with workstation(store) as stage:
        await show(stage, ref)
        await stage.press("s", *"lost", "enter")
        assert store.details.get(ref, now=MONDAY).facts.stage is Standing.LOST
        assert "nothing more is owed" in stage.text()


async def test_an_appointment_is_read_back_and_set(store: Store, ref: str) -> None:
    async with workstation(store) as stage:
        await show(stage, ref)
        await stage.press("p", *"fri 10")
        assert "= Fri 6 Mar 10:00" in stage.text()
        await stage.press("escape")
        assert isinstance(stage.app.screen, CustomerScreen), "Escape leaves the line, not the screen"
        await stage.press("p", *"fri 10", "enter")
        made = store.details.get(ref, now=MONDAY).facts.milestones[-1]
        assert (made.kind, made.at) == (MilestoneKind.APPOINTMENT, at("2026-03-06 10:00"))


async def test_an_agent_cannot_lift_a_do_not_call_and_a_supervisor_confirms(store: Store) -> None:
    gone = lead(store, "周航", "+8613800138004", "2026-02-20 09:30", tier="B")
    called(store, gone, "2026-02-27 15:00", Disposition.DO_NOT_CALL, "never again")
    async with workstation(store) as stage:
        await show(stage, gone)
        await stage.press("L")
        assert toasts(stage) == ["Only a supervisor can do this."]
        await stage.press("y")
        assert not store.details.get(gone, now=MONDAY).facts.lifted
    async with workstation(store, agent=CHEF) as stage:
        await show(stage, gone)
        await stage.press("L", "L")
        assert not store.details.get(gone, now=MONDAY).facts.lifted, "the asking key does not confirm"
        await stage.press("y")
        assert store.details.get(gone, now=MONDAY).facts.lifted == (MONDAY,)
        assert "marked do not call" not in stage.text()


async def test_lifting_is_offered_only_where_there_is_something_to_lift(store: Store, ref: str) -> None:
    async with workstation(store, agent=CHEF, size=(160, 48)) as stage:
        await show(stage, ref)
        assert "lift do-not-call" not in stage.text()


async def test_the_number_is_copied_and_a_double_is_named(store: Store, ref: str) -> None:
    double = lead(store, "李雷", "+8613800138009", "2026-02-27 09:30")
    store.by(Principal(CHEF, Origin.COMMAND)).merges.merge(double, ref, now=MONDAY)
    async with workstation(store, size=(160, 48)) as stage:
        await show(stage, double)
        assert f"merged from {double} Mon 2 Mar" in stage.text()
        await stage.press("y")
        assert stage.app.clipboard == "138 0013 8001"
        assert toasts(stage) == ["Copied: 138 0013 8001"]


async def test_why_and_back(store: Store, ref: str) -> None:
    async with workstation(store) as stage:
        await show(stage, ref)
        await stage.press("w")
        assert isinstance(stage.app.screen, WhyScreen)
        await stage.press("escape")
        assert isinstance(stage.app.screen, CustomerScreen)


async def test_what_others_change_shows_and_the_cursor_stays(store: Store, ref: str) -> None:
    async with workstation(store) as stage:
        screen = await show(stage, ref)
        timeline = screen.query_one(Timeline)
        await stage.press("j")
        before = timeline.key
        called(store, ref, "2026-03-02 10:00", Disposition.BUSY, agent="赵磊")
        stage.app.store_watch.look_for_changes()
        await stage.until(lambda: len(timeline.rows) == 4)
        assert timeline.key == before


# --- editing --------------------------------------------------------------------------------------------------------


async def test_facts_are_edited(store: Store, ref: str) -> None:
    async with workstation(store, agent=CHEF) as stage:
        screen = await show(stage, ref)
        await stage.press("e")
        form = stage.app.screen
        assert isinstance(form, EditCustomerScreen)
        changes = {
            "name": "李磊",
            "number_0": "139 0013 8009",
            "number_1": "",
            "birthday": "1985-05-17",
            "key": "yes",
            "stage": "Signed",
            "owner": "赵磊",
        }
        for name, text in changes.items():
            form.query_one(f"#{name}").value = text  # type: ignore[attr-defined]
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen is screen)
        view = store.details.get(ref, now=MONDAY)
        assert view.name == "李磊"
        assert view.company == "北方动力", "what was not changed stays"
        assert view.facts.numbers == ("+8613900138009",)
        assert view.facts.birthday == date(1985, 5, 17)
        assert view.facts.key
        assert view.facts.stage is Standing.SIGNED
        assert view.facts.owner == "赵磊"
        await stage.settle()
        assert "李磊" in stage.text()


async def test_every_fact_but_the_name_can_be_cleared(store: Store, ref: str) -> None:
    known = CustomerChanges(source="fair", birthday=date(1985, 5, 17), key=True, zone="America/New_York")
    store.by(BOSS).customers.edit(ref, known, now=MONDAY)
    store.by(BOSS).customers.set_stage(ref, Standing.SIGNED, now=MONDAY)
    store.by(BOSS).ownership.assign(ref, "赵磊", now=MONDAY)
    async with workstation(store, agent=CHEF) as stage:
        screen = await show(stage, ref)
        await stage.press("e")
        form = stage.app.screen
        assert isinstance(form, EditCustomerScreen)
        for name in ("company", "number_0", "number_1", "source", "tier", "stage", "birthday", "key", "zone", "owner"):
            assert form.query_one(f"#{name}").value  # type: ignore[attr-defined]
            form.query_one(f"#{name}").value = ""  # type: ignore[attr-defined]
        form.query_one("#reason").value = "no date to resume"  # type: ignore[attr-defined]
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen is screen)
        view = store.details.get(ref, now=MONDAY)
        assert (view.company, view.facts.numbers, view.facts.source) == ("", (), "")
        assert (view.facts.tier, view.facts.stage, view.facts.birthday) == (None, Standing.NONE, None)
        assert (view.facts.key, view.facts.owner) == (False, None)
        assert view.facts.zone == "Asia/Shanghai", "empty is the campaign's"


async def test_an_extension_is_shown_and_outlives_the_form(store: Store, ref: str) -> None:
    numbers = ("+862155551234;ext=8001", "+862155551234;ext=8002", "+8613800138001")
    store.by(BOSS).customers.edit(ref, CustomerChanges(phones=numbers), now=MONDAY)
    async with workstation(store) as stage:
        screen = await show(stage, ref)
        assert "021 5555 1234 ext. 8001,8002" in stage.text()
        await stage.press("e")
        form = stage.app.screen
        typed = [form.query_one(f"#number_{place}").value for place in range(4)]  # type: ignore[attr-defined]
        assert typed == ["021 5555 1234 ext. 8001", "021 5555 1234 ext. 8002", "138 0013 8001", ""]
        form.query_one("#number_3").value = "021 5555 9999 x123"  # type: ignore[attr-defined]
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen is screen)
        view = store.details.get(ref, now=MONDAY)
        assert view.facts.numbers == ("+862155551234", "+8613800138001", "+862155559999")
        assert view.extensions == {"+862155551234": "8001,8002", "+862155559999": "123"}
        await stage.press("d", "1")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        await stage.until(lambda: "extension 8001,8002" in stage.text())


async def test_numbers_have_labels_and_an_order(store: Store, ref: str) -> None:
    async with workstation(store) as stage:
        screen = await show(stage, ref)
        await stage.press("e")
        form = stage.app.screen
        form.query_one("#number_0").value = "手机：138 0013 8001"  # type: ignore[attr-defined]
        form.query_one("#number_1").focus()
        await stage.press("home", *"office", "=", "shift+up")
        assert form.focused is form.query_one("#number_0"), "the cursor goes along"
        await stage.press("f6")
        assert form.query_one("#number_0").value == "office=010 6234 5678"  # type: ignore[attr-defined]
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen is screen)
        view = store.details.get(ref, now=MONDAY)
        assert view.facts.numbers == ("+861062345678", "+8613800138001")
        assert view.labels == {"+861062345678": "office", "+8613800138001": "手机"}
        await stage.settle()
        assert "phone office: 010 6234 5678" in stage.text()
        await stage.press("d")
        assert "手机: 138 0013 8001" in stage.text()
        await stage.press("escape", "e")
        form = stage.app.screen
        first = form.query_one("#number_0")
        assert first.value == "office: 010 6234 5678"  # type: ignore[attr-defined]
        first.value = "010 6234 5678"  # type: ignore[attr-defined]
        first.focus()
        await stage.press("f7", "enter")
        await stage.until(lambda: stage.app.screen is screen)
        view = store.details.get(ref, now=MONDAY)
        assert (view.number, view.labels) == ("+8613800138001", {"+8613800138001": "手机"})


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("number_1", "office: 12", "12 is not a valid phone number."),
        ("name", "", "Enter a name."),
        ("number_0", "12", "12 is not a valid phone number."),
        ("tier", "Q", "Choose a tier: A, B, C, D, E."),
        ("tier", "B", "Enter a reason for the new tier."),
        ("stage", "gone", "Choose a stage: in progress, signed, lost, closed."),
        ("birthday", "17 May", "Write a birthday as 1990-05-17."),
        ("key", "perhaps", "Enter yes or no."),
        ("zone", "Mars/North", "Mars/North"),
        ("owner", "nobody", "nobody"),
    ],
)
async def test_what_cannot_be_is_said_and_nothing_is_written(
    store: Store, ref: str, name: str, text: str, why: str
) -> None:
    before = store.details.get(ref, now=MONDAY)
    async with workstation(store, agent=CHEF) as stage:
        await show(stage, ref)
        await stage.press("e")
        form = stage.app.screen
        form.query_one("#source").value = "fair"  # type: ignore[attr-defined]
        form.query_one(f"#{name}").value = text  # type: ignore[attr-defined]
        await stage.press("enter")
        assert stage.app.screen is form
        assert why in stage.text()
        assert form.focused is not None
        assert form.focused.id == (name if why != "Enter a reason for the new tier." else "reason")
        assert store.details.get(ref, now=MONDAY).facts == before.facts


async def test_an_agent_does_not_give_customers_away(store: Store, ref: str) -> None:
    async with workstation(store) as stage:
        await show(stage, ref)
        await stage.press("e")
        assert not stage.app.screen.query("#owner")


# --- hostile and Chinese --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_hostile_customers_are_shown_as_they_are(store: Store, lang: str) -> None:
    text = " ".join(HOSTILE)
    bad = lead(store, text, "+8613800138005", "2026-02-20 09:30", company=text, source=text)
    attributes = {"[/x]": text}
    store.by(BOSS).customers.edit(bad, CustomerChanges(attributes=attributes, pinned=text), now=at("2026-02-20 09:30"))
    store.by(AGENT).customers.set_tier(bad, "B", reason=text, now=at("2026-02-21 09:30"))
    called(store, bad, "2026-02-23 11:00", Disposition.NEGATIVE, text)
    async with workstation(store, lang=lang, agent=CHEF, size=(160, 48)) as stage:
        await show(stage, bad)
        assert_harmless(stage.text().split("\n"), 160)
        assert "[/x] [VIP] 李雷 [@click=app.quit]x[/]" in stage.text()
        await stage.press("w")
        assert_harmless(stage.text().split("\n"), 160)
        await stage.press("escape", "e")
        assert_harmless(stage.text().split("\n"), 160)


async def test_chinese(store: Store, ref: str) -> None:
    async with workstation(store, lang="zh") as stage:
        await show(stage, ref)
        assert "现在可拨" in stage.text()
        assert "138 0013 8001" in stage.text()
        await stage.press("s", *"lost", "enter")
        assert "已流失" in stage.text() or "流失" in stage.text()


async def test_a_dead_number_is_neither_proposed_nor_copied(store: Store, ref: str) -> None:
    called(store, ref, "2026-03-01 11:00", Disposition.INVALID_NUMBER, phone="+8613800138001")
    async with workstation(store) as stage:
        await show(stage, ref)
        await stage.press("y")
        assert toasts(stage) == ["Copied: 010 6234 5678"]
        await stage.press("d", "enter")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        opened = store.calls.open_call_of("王敏")
        assert opened is not None
        assert opened.phone == "+861062345678"
        await stage.press("ctrl+r")
        await stage.settle()
        again = store.calls.open_call_of("王敏")
        assert again is not None
        assert again.phone == "+8613800138001", "asked for, the only other one is dialled all the same"


async def test_a_key_that_is_quicker_than_the_store_is_not_lost(
    store: Store, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workstation(store) as stage:
        go, details = threading.Event(), stage.app.desk.store.details
        really = details.get

        def slow(*given: Any, **more: Any) -> CustomerView:
            go.wait(10)
            return really(*given, **more)

        monkeypatch.setattr(details, "get", slow)
        stage.app.screen.post_message(CustomerWanted(ref))
        await stage.until(lambda: isinstance(stage.app.screen, CustomerScreen))
        await stage.pilot.press("e")
        await stage.pilot.pause()
        assert isinstance(stage.app.screen, CustomerScreen), "nothing is known of them yet"
        go.set()
        await stage.until(lambda: isinstance(stage.app.screen, EditCustomerScreen))
        await stage.settle()
        assert "李雷" in stage.text()
