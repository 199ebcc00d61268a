"""The tier is provisional until two reached follow-ups; then the wrap-up asks for it (RULES R1)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Disposition
from callcenter.screens.call import CallScreen
from callcenter.store import Store
from callcenter.views.log import LogFilter
from tests.screens.office import AGENT, called, lead, office, said
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
    return [(change.actor, change.old, change.new) for change in store.customer(ref, now=MONDAY).tiers]


def saved(store: Store) -> bool:
    return store.log(LogFilter(), before=None, limit=1)[0].note == NOTE


async def wrap_up(stage: Stage, disposition: str = "f3") -> None:
    await stage.press("n", "d", *NOTE, disposition, "enter")


@pytest.mark.parametrize(
    ("lang", "question"),
    [("en", "Is B right? Enter, or A, C, D, E"), ("zh", "确认等级 B？回车确认，或改为 A、C、D、E")],
)
async def test_the_second_reached_call_asks_and_enter_confirms(store: Store, lang: str, question: str) -> None:
    ref = met(store, Disposition.NEUTRAL, Disposition.NO_ANSWER)
    async with workstation(store, lang=lang) as stage:
        await wrap_up(stage)
        assert isinstance(stage.app.screen, CallScreen)
        assert not saved(store)
        assert question in stage.text()
        assert stage.app.screen.focused is not None
        assert stage.app.screen.focused.id == "tier"
        await stage.press("enter")
        assert saved(store)
    assert tiers(store, ref) == [(AGENT.name, "B", "B")]
    view = store.customer(ref, now=MONDAY)
    assert (view.facts.tier, view.provisional_tier) == ("B", False)


async def test_another_tier_is_typed_over_it(store: Store) -> None:
    ref = met(store, Disposition.NEUTRAL)
    async with workstation(store) as stage:
        await wrap_up(stage)
        await stage.press("a", "enter")
        assert saved(store)
    assert tiers(store, ref) == [(AGENT.name, "B", "A")]
    assert not store.customer(ref, now=MONDAY).provisional_tier


@pytest.mark.parametrize("typed", ["backspace", "q"])
async def test_what_is_no_tier_confirms_nothing(store: Store, typed: str) -> None:
    ref = met(store, Disposition.NEUTRAL)
    async with workstation(store) as stage:
        await wrap_up(stage)
        await stage.press(typed, "enter")
        assert not saved(store)
        assert "The tiers are A, B, C, D, E." in "\n".join([stage.text(), *said(stage)])
        assert stage.app.screen.focused is not None
        assert stage.app.screen.focused.id == "tier"
        await stage.press("backspace", "c", "enter")
        assert saved(store)
    assert tiers(store, ref) == [(AGENT.name, "B", "C")]


@pytest.mark.parametrize(
    "before", [(), (Disposition.NO_ANSWER, Disposition.BUSY)], ids=["never called", "never reached"]
)
async def test_the_first_reached_call_does_not_ask(store: Store, before: tuple[Disposition, ...]) -> None:
    ref = met(store, *before)
    async with workstation(store) as stage:
        await wrap_up(stage)
        assert saved(store)
    assert tiers(store, ref) == []
    assert store.customer(ref, now=MONDAY).provisional_tier


async def test_a_tier_that_was_confirmed_is_not_asked_for_again(store: Store) -> None:
    ref = met(store, Disposition.NEUTRAL, Disposition.INTERESTED)
    store.set_tier(ref, "B", reason="asks for a contract", actor=AGENT, now=MONDAY - 1)
    async with workstation(store) as stage:
        await wrap_up(stage)
        assert saved(store)
    assert len(tiers(store, ref)) == 1


async def test_a_call_that_reached_nobody_does_not_ask(store: Store) -> None:
    ref = met(store, Disposition.NEUTRAL)
    async with workstation(store) as stage:
        await stage.press("n", "d", *NOTE, "f2")
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
        assert "Is B right?" in stage.text()
        await stage.press("f5", *"tomorrow 15:00")
        assert "Is B right?" not in stage.text()
        assert "= Tue 3 Mar 15:00" in stage.text()
