"""The tier is provisional until two reached follow-ups; then the wrap-up asks for it (docs/rules.md#r1-tier)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter
from callcenter.widgets.calls.wrap_up import WrapUpForm
from callcenter.widgets.forms.date_entry import DateEntry
from callcenter.widgets.lines.prompts import ChoiceBar
from tests.screens.office import AGENT, called, lead, office, toasts
from tests.workstation.stage import MONDAY, Stage, workstation

NOTE = "wants a price"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


def met(store: Store, *ended: Disposition) -> str:
    """李雷 of tier B, provisional, after calls on the days before that ended so."""
    ref = lead(store, "李雷", "+8613800138001", "2026-02-20 09:30", tier="B")
    for day, disposition in enumerate(ended, 23):
        called(store, ref, f"2026-02-{day} 11:00", disposition, "asked about the price", seconds=60)
    return ref


def tiers(store: Store, ref: str) -> list[tuple[str, str | None, str | None]]:
    return [(change.actor, change.old, change.new) for change in store.details.get(ref, now=MONDAY).tiers]


def saved(store: Store) -> bool:
    return store.lookup.log(LogFilter(), before=None, limit=1)[0].note == NOTE


async def wrap_up(stage: Stage, disposition: str = "f3") -> None:
    await stage.press("n", "d", *NOTE, disposition, "enter")


def asks(stage: Stage) -> bool:
    return stage.app.screen.query_one(ChoiceBar).asking


@pytest.mark.parametrize(
    ("lang", "question"),
    [("en", "Tier B still correct? Enter, or A, C, D, E"), ("zh", "等级仍为 B？回车确认，或改为 A、C、D、E")],
)
async def test_the_second_reached_call_asks_and_enter_confirms(store: Store, lang: str, question: str) -> None:
    ref = met(store, Disposition.NEUTRAL, Disposition.NO_ANSWER)
    async with workstation(store, lang=lang) as stage:
        await wrap_up(stage)
        assert isinstance(stage.app.screen, CallScreen)
        assert not saved(store)
        assert question in stage.text()
        read_back = stage.app.screen.query_one(DateEntry).reading.words
        assert read_back
        assert f"= {read_back}" in stage.text(), "when the next call is stays in sight"
        await stage.press("enter")
        assert saved(store)
    assert tiers(store, ref) == [(AGENT.name, "B", "B")]
    view = store.details.get(ref, now=MONDAY)
    assert (view.facts.tier, view.provisional_tier) == ("B", False)


@pytest.mark.parametrize("key", ["a", "A", "Ａ"])
async def test_the_letter_of_another_tier_saves_it(store: Store, key: str) -> None:
    ref = met(store, Disposition.NEUTRAL)
    async with workstation(store) as stage:
        await wrap_up(stage)
        await stage.press(key)
        assert saved(store)
    assert tiers(store, ref) == [(AGENT.name, "B", "A")]
    assert not store.details.get(ref, now=MONDAY).provisional_tier


async def test_any_other_key_rings_and_lands_nowhere(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    met(store, Disposition.NEUTRAL)
    async with workstation(store) as stage:
        rung: list[None] = []
        monkeypatch.setattr(stage.app, "bell", lambda: rung.append(None))
        await wrap_up(stage)
        form = stage.app.screen.query_one(WrapUpForm)
        before, text = form.draft, stage.text()
        keys = (
            *(
                "n",
                "x",
                "1",
                "space",
                "f1",
                "f2",
                "f5",
                "f9",
                "f12",
                "f6",
                "question_mark",
                "escape",
                "tab",
                "backspace",
            ),
            *("ctrl+e", "ctrl+k", "ctrl+t", "ctrl+l", "ctrl+p", "ctrl+x", "ctrl+g", "up", "down", "shift+tab"),
        )
        await stage.press(*keys)
        assert len(rung) == len(keys)
        assert (form.draft, stage.text()) == (before, text)
        assert asks(stage)
        assert not saved(store)


async def test_what_comes_too_soon_to_be_an_answer_is_none(store: Store) -> None:
    ref = met(store, Disposition.NEUTRAL)
    async with workstation(store, reading=60) as stage:
        await wrap_up(stage)
        await stage.press("d", "enter")  # the next customer's dial, which is a tier's letter too
        assert asks(stage)
        assert not saved(store)
    assert tiers(store, ref) == []


async def test_the_keys_at_the_foot_name_none_that_only_rings(store: Store) -> None:
    met(store, Disposition.NEUTRAL)
    async with workstation(store) as stage:
        await wrap_up(stage)
        foot = stage.text().splitlines()[-1]
        assert not foot.strip()
        await stage.press("enter")
        assert "? help" in stage.text()


async def test_help_is_not_named_while_a_question_stands(store: Store) -> None:
    met(store, Disposition.NEUTRAL)
    async with workstation(store) as stage:
        await stage.press("n", "d", "escape")
        assert "cancel this call?" in stage.text()
        assert "help" not in stage.text().splitlines()[-1]
        await stage.press("escape")
        assert "help" in stage.text().splitlines()[-1]


async def test_a_wrong_answer_is_taken_back_with_the_undo_of_the_call(store: Store) -> None:
    ref = met(store, Disposition.NEUTRAL)
    async with workstation(store) as stage:
        await wrap_up(stage)
        await stage.press("c")
        assert saved(store)
        await stage.press("u")
        assert isinstance(stage.app.screen, CallScreen)
        assert not saved(store)
        view = store.details.get(ref, now=MONDAY)
        assert (view.facts.tier, view.provisional_tier) == ("B", True)


async def test_another_window_in_front_leaves_the_question_where_it_is(store: Store) -> None:
    met(store, Disposition.NEUTRAL)
    async with workstation(store) as stage:
        await wrap_up(stage)
        stage.app.app_focus = False
        await stage.settle()
        assert asks(stage)
        await stage.press("x")
        assert asks(stage)
        assert not saved(store)
        await stage.press("enter")
        assert saved(store)


async def test_a_click_in_the_form_leads_back_and_enter_asks_again(store: Store) -> None:
    ref = met(store, Disposition.NEUTRAL)
    async with workstation(store) as stage:
        await wrap_up(stage)
        await stage.pilot.click("#date Input")
        await stage.settle()
        assert not asks(stage)
        assert not saved(store)
        await stage.press("enter", "c")
        assert saved(store)
    assert tiers(store, ref) == [(AGENT.name, "B", "C")]


@pytest.mark.parametrize(
    ("typed", "said_so"), [("a", "Tier A still correct? Enter, or B, C, D, E"), ("q", "Choose a tier:")]
)
async def test_what_was_typed_for_the_tier_is_asked_about(store: Store, typed: str, said_so: str) -> None:
    met(store, Disposition.NEUTRAL)
    async with workstation(store) as stage:
        await stage.press("n", "d", *NOTE, "f3", "tab", typed, "shift+tab", "enter")
        assert not saved(store)
        assert said_so in "\n".join([stage.text(), *toasts(stage)])


@pytest.mark.parametrize(
    "before", [(), (Disposition.NO_ANSWER, Disposition.BUSY)], ids=["never called", "never reached"]
)
async def test_the_first_reached_call_does_not_ask(store: Store, before: tuple[Disposition, ...]) -> None:
    ref = met(store, *before)
    async with workstation(store) as stage:
        await wrap_up(stage)
        assert saved(store)
    assert tiers(store, ref) == []
    assert store.details.get(ref, now=MONDAY).provisional_tier


async def test_a_tier_that_was_confirmed_is_not_asked_for_again(store: Store) -> None:
    ref = met(store, Disposition.NEUTRAL, Disposition.INTERESTED)
    store.by(AGENT).customers.set_tier(ref, "B", reason="asks for a contract", now=MONDAY - 1)
    async with workstation(store) as stage:
        await wrap_up(stage)
        assert saved(store)
    assert len(tiers(store, ref)) == 1


async def test_a_call_that_reached_nobody_does_not_ask(store: Store) -> None:
    ref = met(store, Disposition.NEUTRAL)
    async with workstation(store) as stage:
        await stage.press("n", "d", *NOTE, "f2", "f9")
        assert saved(store)
    assert tiers(store, ref) == []


async def test_without_a_tier_nothing_is_provisional(store: Store) -> None:
    lead(store, "李雷", "+8613800138001", "2026-02-20 09:30")
    async with workstation(store) as stage:
        await wrap_up(stage)
        assert saved(store)


async def test_another_ending_after_the_question_has_its_date_back(store: Store) -> None:
    met(store, Disposition.NEUTRAL)
    async with workstation(store) as stage:
        await wrap_up(stage)
        assert "Tier B still correct?" in stage.text()
        await stage.pilot.click("#date Input")
        await stage.press("f5", *"tomorrow 15:00")
        assert "Tier B still correct?" not in stage.text()
        assert "= Tue 3 Mar 15:00" in stage.text()
