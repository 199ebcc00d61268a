"""The loop of a shift on every kind of line: the same keys, the same touches, and the next dial works.

Lines differ in what they hear. What one hears, the tests wait for; on another the agent's own keys say it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from msgspec import Struct

from callcenter.access import Principal
from callcenter.model import DAY, Channel, Direction, Disposition, Touch
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.customers.log import LogFilter
from tests.telephony.benches import ANSWERS, BUSY, CALLED, INVALID, MAKERS, RINGS, TALKS, Maker
from tests.workstation.stage import BOSS, MONDAY, Stage, add, inquired, open_store, workstation


class DeskLine(Struct, frozen=True):
    """A kind of line. ``unreached``: the key that saves a call that reached nobody."""

    kind: str
    hears: bool
    unreached: str

    async def heard(self, stage: Stage, holds: Callable[[CallScreen], bool]) -> None:
        """Wait for what a line that hears makes known by itself."""
        screen = call(stage)
        await stage.until(lambda: stage.app.desk.phone.hears is self.hears)
        if self.hears:
            await stage.until(lambda: holds(screen))

    def outcome(self, signalled: Disposition) -> Disposition:
        """Return what the one key writes where the network signals this."""
        return signalled if self.hears else Disposition.NO_ANSWER


LINES = {
    "manual": DeskLine("manual", hears=False, unreached="f2"),
    "loopback": DeskLine("loopback", hears=True, unreached="enter"),
    "command": DeskLine("command", hears=True, unreached="enter"),
    "ami": DeskLine("ami", hears=True, unreached="enter"),
    "sip": DeskLine("sip", hears=True, unreached="enter"),
}


@pytest.fixture(params=LINES)
def line(request: pytest.FixtureRequest) -> DeskLine:
    return LINES[request.param]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path, MONDAY)
    yield opened
    opened.close()


def leads(store: Store, *numbers: str) -> None:
    """Customers with these numbers, in the order in which the queue offers them."""
    for place, number in enumerate(numbers):
        inquired(store, add(store, f"Lead {place + 1}", number, MONDAY), MONDAY - place, MONDAY)


@asynccontextmanager
async def desk(store: Store, folder: Path, maker: Maker) -> AsyncIterator[Stage]:
    with maker(folder) as bench:
        async with workstation(store, phone=bench.phone) as stage:
            await stage.until(lambda: stage.app.desk.phone.is_up)
            yield stage


def call(stage: Stage) -> CallScreen:
    assert isinstance(stage.app.screen, CallScreen)
    return stage.app.screen


def touches(store: Store) -> list[tuple[str, Disposition | None, str]]:
    """Customer, disposition and note of every touch, oldest first."""
    return [(row.customer, row.disposition, row.note) for row in reversed(tuple(store.lookup.log(LogFilter())))]


def shows(stage: Stage, text: str) -> bool:
    return text in stage.text()


def claimed(stage: Stage) -> str:
    """Return the name of the customer who stands ready in the queue; nobody is on the line."""
    assert isinstance(stage.app.screen, QueueScreen)
    assert stage.app.desk.phone.line is None
    claim = stage.app.queue.claim
    assert claim is not None
    return stage.store.details.get(claim.ref, now=MONDAY).name


async def test_an_unreached_customer_costs_two_keys(line: DeskLine, store: Store, tmp_path: Path) -> None:
    """From one customer to the next, whatever keeps them from answering; the agent says nothing of it."""
    leads(store, BUSY, INVALID, RINGS, TALKS)
    async with desk(store, tmp_path, MAKERS[line.kind]) as stage:
        await stage.press("n")
        before = stage.keys
        for _ends_by_itself in range(2):
            await stage.press("d")
            await line.heard(stage, lambda screen: screen.controller.proposed is not None)
            assert isinstance(stage.app.screen, CallScreen), "nothing is written without the agent"
            await stage.press(line.unreached)
        await stage.press("d")
        await line.heard(stage, lambda screen: True)
        await stage.press("f2")
        assert stage.keys - before == 3 * 2
        assert touches(store) == [
            ("Lead 1", line.outcome(Disposition.BUSY), ""),
            ("Lead 2", line.outcome(Disposition.INVALID_NUMBER), ""),
            ("Lead 3", Disposition.NO_ANSWER, ""),
        ]
        assert claimed(stage) == "Lead 4"


@pytest.mark.parametrize("kind", [kind for kind, line in LINES.items() if line.hears])
async def test_an_unreached_customer_costs_no_key_where_the_campaign_says_so(
    kind: str, store: Store, tmp_path: Path
) -> None:
    """From one dial to the next but one: the outcomes are written and the next customers dialled by themselves."""
    store.by(BOSS).campaigns.change("telesales", {"outcome_by_itself": "yes", "auto_dial": "yes"}, now=MONDAY)
    leads(store, BUSY, INVALID, RINGS)
    async with desk(store, tmp_path, MAKERS[kind]) as stage:
        await stage.press("n", "d")
        before = stage.keys
        for name in ("Lead 2", "Lead 3"):
            await stage.until(partial(shows, stage, f"Dialling {name} in 3 s - any key cancels"))
            assert claimed(stage) == name
            for left in (1, 0):
                assert isinstance(stage.app.screen, QueueScreen)
                stage.clock.advance(2_000)
                stage.app.queue.tick(stage.clock.now())
                if left:
                    await stage.settle()
                    assert f"Dialling {name} in 1 s" in stage.text()
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen) and stage.app.desk.phone.line is not None)
        assert stage.keys == before
        assert touches(store) == [("Lead 1", Disposition.BUSY, ""), ("Lead 2", Disposition.INVALID_NUMBER, "")]
        assert call(stage).call.phone == RINGS


@pytest.mark.parametrize("number", [TALKS, ANSWERS], ids=["agent hangs up", "customer hangs up"])
async def test_a_reached_customer_costs_three_keys_and_the_note(
    line: DeskLine, store: Store, tmp_path: Path, number: str
) -> None:
    leads(store, number, RINGS)
    note = "wants a price"
    async with desk(store, tmp_path, MAKERS[line.kind]) as stage:
        await stage.press("n")
        before = stage.keys
        await stage.press("d")
        await line.heard(stage, lambda screen: screen.call.answered_at is not None)
        if number == ANSWERS:
            await line.heard(stage, lambda screen: screen.call.ended_at is not None)
        await stage.press(*note)
        assert call(stage).call.answered_at == MONDAY
        await stage.press("f3", "enter")
        assert stage.keys - before == 3 + len(note)
        assert touches(store) == [("Lead 1", Disposition.INTERESTED, note)]
        assert claimed(stage) == "Lead 2"
        await stage.press("d")
        await line.heard(stage, lambda screen: screen.call.answered_at is None)
        assert (call(stage).call.phone, call(stage).call.ended_at) == (RINGS, None)


@pytest.mark.parametrize(("answer", "tier"), [("enter", "B"), ("a", "A")], ids=["the tier is right", "another tier"])
async def test_the_tier_costs_one_key_more(store: Store, tmp_path: Path, answer: str, tier: str) -> None:
    """Asked once a customer: dial, disposition, Enter, the answer."""
    ref = add(store, "Anna", TALKS, MONDAY - 9 * DAY, tier="B")
    talk = Touch(
        MONDAY - 7 * DAY, Channel.CALL, disposition=Disposition.NEUTRAL, note="asked about the price", seconds=60
    )
    store.by(Principal("王敏")).touches.record(ref, talk, now=MONDAY - 7 * DAY)
    note = "wants a price"
    async with desk(store, tmp_path, MAKERS["manual"]) as stage:
        await stage.press("n")
        before = stage.keys
        await stage.press("d", *note, "f3", "enter", answer)
        assert stage.keys - before == 4 + len(note)
        assert isinstance(stage.app.screen, QueueScreen)
    assert touches(store)[-1] == ("Anna", Disposition.INTERESTED, note)
    view = store.details.get(ref, now=MONDAY)
    assert (view.facts.tier, view.provisional_tier) == (tier, False)


async def test_a_note_outlives_the_program_and_the_line(line: DeskLine, store: Store, tmp_path: Path) -> None:
    """The agent finds the call again with its note, dials nobody a second time, and saves it."""
    leads(store, TALKS, BUSY)
    async with desk(store, tmp_path, MAKERS[line.kind]) as stage:
        await stage.press("n", "d")
        await line.heard(stage, lambda screen: screen.call.answered_at is not None)
        await stage.press(*"price list")
        call(stage).keep_note()
        await stage.settle()
    async with desk(store, tmp_path, MAKERS[line.kind]) as stage:
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        await stage.settle()
        assert call(stage).call.answered_at == MONDAY
        await stage.press(*"s", "f3", "enter")
        assert touches(store) == [("Lead 1", Disposition.INTERESTED, "price lists")]
        await stage.press("d")
        await line.heard(stage, lambda screen: screen.controller.proposed is Disposition.BUSY)
        assert call(stage).call.phone == BUSY


async def test_the_other_number_is_one_key_away(line: DeskLine, store: Store, tmp_path: Path) -> None:
    ref = add(store, "Anna", RINGS, MONDAY)
    store.by(BOSS).customers.edit(ref, CustomerChanges(phones=(RINGS, BUSY)), now=MONDAY)
    async with desk(store, tmp_path, MAKERS[line.kind]) as stage:
        await stage.press("n", "d")
        await line.heard(stage, lambda screen: True)
        await stage.press("ctrl+r")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen) and call(stage).call.phone == BUSY)
        await line.heard(stage, lambda screen: screen.controller.proposed is not None)
        await stage.press(line.unreached)
        assert touches(store) == [
            ("Anna", Disposition.NO_ANSWER, ""),
            ("Anna", line.outcome(Disposition.BUSY), ""),
        ]
        assert stage.app.desk.phone.line is None


async def test_a_misdialled_call_is_taken_back(line: DeskLine, store: Store, tmp_path: Path) -> None:
    leads(store, RINGS)
    async with desk(store, tmp_path, MAKERS[line.kind]) as stage:
        await stage.press("n", "d")
        await line.heard(stage, lambda screen: True)
        await stage.press("escape")
        assert isinstance(stage.app.screen, CallScreen), "the key that does it is another one"
        await stage.press("f9")
        assert touches(store) == []
        assert store.calls.open_call_of("王敏") is None
        assert isinstance(stage.app.screen, QueueScreen)
        assert stage.app.desk.phone.line is None
        await stage.press("d")
        assert call(stage).call.phone == RINGS


@pytest.mark.parametrize("kind", CALLED)
async def test_who_calls_is_taken_with_two_keys(kind: str, store: Store, tmp_path: Path) -> None:
    leads(store, RINGS, BUSY)
    async with desk(store, tmp_path, CALLED[kind]) as stage:
        phone = stage.app.desk.phone
        await stage.until(lambda: phone.line is not None)
        await stage.press("n", "d")
        assert isinstance(stage.app.screen, QueueScreen), "nobody is dialled while somebody calls"
        await stage.press("i", "enter")
        await stage.until(lambda: phone.line is not None and phone.line.answered_at is not None)
        assert (call(stage).view.name, call(stage).call.direction) == ("Lead 1", Direction.IN)
        await stage.press(*"asks for a price", "f3", "enter")
        assert touches(store) == [("Lead 1", Disposition.INTERESTED, "asks for a price")]
        assert claimed(stage) == "Lead 2"
        await stage.press("d")
        await stage.until(lambda: call(stage).controller.proposed is Disposition.BUSY)
