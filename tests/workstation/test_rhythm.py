"""Calls typed in a row at full speed, with every question on the way: what was meant for a customer lands there and
nowhere else (docs/architecture.md#call-screen)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from msgspec import Struct

from callcenter.model import Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter
from callcenter.widgets.lines import prompts
from tests.screens.office import AGENT, called, lead, office
from tests.workstation.stage import MONDAY, at, typed, workstation

LANGUAGES = ("en", "zh")
NOTES = {"en": "wants a price on Friday", "zh": "想要一份报价，周五再说"}
NUMBERS = {name: f"+861380013800{place}" for place, name in enumerate(("吴静", "赵铁", "孙小美", "李雷", "周航"))}


class Record(Struct, frozen=True):
    """State of a customer after the calls: what the agent did to them. ``said``: disposition and note of each touch of
    today, oldest first."""

    said: tuple[tuple[Disposition | None, str], ...] = ()
    promised: tuple[int, ...] = ()
    tier: str | None = "B"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Three leads of this morning; behind them 李雷 and 周航, who were reached once: their tier is to be confirmed
    after the next talk. All are of tier B."""
    opened = office(tmp_path)
    for place, name in enumerate(("吴静", "赵铁", "孙小美")):
        lead(opened, name, NUMBERS[name], f"2026-03-02 09:{40 - place}", tier="B")
    for day, name in (23, "李雷"), (24, "周航"):
        ref = lead(opened, name, NUMBERS[name], "2026-02-20 09:30", tier="B")
        called(opened, ref, f"2026-02-{day} 11:00", Disposition.NEUTRAL, "asked about the price", seconds=60)
    opened.plans.tick(MONDAY)
    yield opened
    opened.close()


def records(store: Store) -> Mapping[str, Record]:
    """Every customer as they are after today's calls, by name."""
    touches = [row for row in reversed(store.lookup.log(LogFilter())) if row.at >= MONDAY]
    found = {}
    for name, number in NUMBERS.items():
        ref = store.search.find(number)[0].ref
        view = store.details.get(ref, now=MONDAY)
        found[name] = Record(
            tuple((row.disposition, row.note) for row in touches if row.ref == ref),
            tuple(sorted(one.due_at for one in view.plan.obligations if one.commitment)),
            view.facts.tier,
        )
    return found


def in_turn(store: Store) -> list[str]:
    return [row.name for row in store.queue.page(now=MONDAY, agent=AGENT.name).rows]


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_all_calls_of_one_burst_land_where_they_were_meant(store: Store, lang: str) -> None:
    """An agent who knows every question types through them, before the program answers the first key."""
    assert in_turn(store) == ["吴静", "赵铁", "孙小美", "李雷", "周航"]
    note, never = NOTES[lang], {"en": "never again", "zh": "再也不要打来"}[lang]
    far, friday = typed("2026-12-01 10:00"), typed("2026-03-06 10:00")
    async with workstation(store, lang=lang) as stage:
        await stage.burst(
            *("n", "d", "escape", "f9"),  # nobody was dialled
            *("d", *typed(never), "f12", "x", "f9"),
            *("d", "f2"),
            *("d", *typed(note), "f5", *friday, "enter"),
            *("d", *typed("ok"), "f3", *far, "enter", "f9", "a", "f9"),  # nine months off, the tier, a short note
        )
        assert isinstance(stage.app.screen, QueueScreen)
        claim = stage.app.queue.claim
        assert claim is not None
        assert store.details.get(claim.ref, now=MONDAY).name == "周航"
    assert records(store) == {
        "吴静": Record(((Disposition.DO_NOT_CALL, never),)),
        "赵铁": Record(((Disposition.NO_ANSWER, ""),)),
        "孙小美": Record(((Disposition.CALLBACK, note),), (at("2026-03-06 10:00"),)),
        "李雷": Record(((Disposition.INTERESTED, "ok"),), (at("2026-12-01 10:00"),), tier="A"),
        "周航": Record(),
    }


class Question(Struct, frozen=True):
    """A question that a key brings up which saves as a rule: the note and the keys before it, the key that answers it,
    and what is saved then. ``first``: keys up to the customer."""

    name: str
    keys: tuple[str, ...]
    answer: str
    saved: Record
    note: str = "wants a price"
    first: tuple[str, ...] = ("n",)
    customer: str = "吴静"


QUESTIONS = (
    Question(
        "tier",
        ("f3", "enter"),
        "enter",
        Record(((Disposition.INTERESTED, "wants a price"),)),
        first=("n", *3 * ("d", "f2")),
        customer="李雷",
    ),
    Question(
        "far date",
        ("f3", *typed("2026-12-01 10:00"), "enter"),
        "f9",
        Record(((Disposition.INTERESTED, "wants a price"),), (at("2026-12-01 10:00"),)),
    ),
    Question("short note", ("f3", "enter"), "f9", Record(((Disposition.INTERESTED, "ok"),)), note="ok"),
    Question("talked, yet no answer", ("f2",), "f9", Record(((Disposition.NO_ANSWER, "wants a price"),))),
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
async def test_keys_over_a_question_that_nobody_expected_land_nowhere(
    store: Store, lang: str, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two more calls are typed blindly behind it, with the very keys that answer it: it stands until it was read."""
    async with workstation(store, lang=lang, reading=60) as stage:
        await stage.burst(*question.first)
        before = records(store)
        blindly = ("d", *typed("yes, a price"), "f9", "f3", "enter", "d", "f2")
        await stage.burst("d", *typed(question.note), *question.keys, *blindly)
        assert isinstance(stage.app.screen, CallScreen)
        assert stage.app.screen.view.name == question.customer
        assert stage.app.screen.controller.note.made == question.note
        assert records(store) == before
        monkeypatch.setattr(prompts, "READING_SECONDS", 0.0)
        if question.answer == "f9":  # the tier takes letters: its question says which
            await stage.press("y")
            assert records(store) == before, "no letter is an answer: it begins the next note"
        await stage.press(question.answer)
        assert isinstance(stage.app.screen, QueueScreen)
    assert records(store) == {**before, question.customer: question.saved}
