"""Every figure of random stores is what a plain recount of the bare records gives, and its rows are the counted ones.

See docs/figures.md and tests/oracle/figures.py.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest

from callcenter import policy
from callcenter.model import (
    DAY,
    HOUR,
    MINUTE,
    CaseKind,
    Channel,
    Direction,
    Disposition,
    Milestone,
    MilestoneKind,
    Stage,
    Touch,
)
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.figures.reports import CountedRow, Figure, Group, GroupKey, ReportPeriod
from callcenter.views.upkeep.imports import StagedCustomer, StagedTouch
from callcenter.views.upkeep.trouble import StoreError
from callcenter.views.worklists.calls import WrapUp
from tests.oracle.figures import Item, Records, Recount, Row
from tests.store.building import CHEN, WANG, ZHAO, at, opened
from tests.support.search import seeds

BEGAN = at("2026-02-23 08:00")
AGENTS = (WANG, ZHAO)
CAMPAIGNS = {"telesales": "Asia/Shanghai", "service": "Europe/Berlin"}
SOURCES = ("", "展会", "网站")
WINDOWS = {
    "telesales": [(set(range(7)), time(10), time(12)), (set(range(7)), time(14), time(18))],
    "service": [(set(range(7)), time(8), time(21))],
}
FIGURES = tuple(one for one in Figure if one not in (Figure.QUOTA, Figure.OCCUPANCY))
"""Those of people's time are worked out by hand in tests/store/test_figures.py."""
NOTES = ("", "客户想下周再谈报价", "短")


class Office:
    """A seeded series of whatever people, lists and time do; ten weeks over a month's end and a change of clocks."""

    def __init__(self, url: str, seed: int) -> None:
        self.store, self.random, self.now = opened(url), random.Random(seed), BEGAN
        boss = self.store.by(CHEN)
        boss.campaigns.ensure_shipped("telesales", now=BEGAN)
        boss.campaigns.add("service", rulebook="service", timezone="Europe/Berlin", country="DE", now=BEGAN)
        self.refs: list[str] = []
        self.written: list[tuple[str, int]] = []
        for agent in AGENTS:
            self.store.by(agent).presence.sign_in(agent.name, now=BEGAN)
        boss.rotations.set("telesales", [agent.name for agent in AGENTS], now=BEGAN)
        for _ in range(4):
            self.add()
        self.contact(how=Disposition.NEUTRAL)

    def run(self, steps: int) -> None:
        acts = {self.add: 4, self.contact: 12, self.calls_in_a_row: 4, self.sign: 2, self.change: 5, self.list_of: 1}
        for _ in range(steps):
            self.now += self.random.choice((3 * MINUTE, HOUR, 9 * HOUR, DAY, 3 * DAY)) + self.random.randrange(90_000)
            act = self.random.choices(list(acts), list(acts.values()))[0]
            with suppress(StoreError):
                act()
            if self.random.random() < 0.4:
                assert not self.store.plans.tick(self.now, budget=60_000).left
        assert not self.store.plans.tick(self.now, budget=60_000).left

    def add(self) -> None:
        chance = self.random
        campaign = chance.choice(list(CAMPAIGNS))
        new = NewCustomer(
            f"客户{len(self.refs)}",
            f"+861380013{8000 + len(self.refs)}",
            tier="C" if campaign == "telesales" else None,
            source=chance.choice(SOURCES),
            owner=None if (given := chance.random()) < 0.4 else chance.choice(AGENTS).name,
            campaign=campaign,
            inquiry=chance.random() < 0.7,
            allocate=given < 0.3 and campaign == "telesales",
        )
        self.refs.append(self.store.by(CHEN).customers.add(new, now=self.now))

    def contact(self, ref: str = "", phone: str = "", how: Disposition | None = None) -> None:
        chance, agent = self.random, self.random.choice(AGENTS)
        channel = chance.choice((Channel.CALL, Channel.CALL, Channel.CALL, Channel.VISIT, Channel.SMS))
        if how is not None:
            channel = Channel.CALL
        disposition = how or chance.choice(list(Disposition)) if channel is Channel.CALL else None
        talked = disposition is not None and disposition.reached
        touch = Touch(
            self.now - chance.choice((0, 0, 5 * MINUTE, 2 * HOUR)) * (how is None),
            channel,
            Direction.OUT if how is not None else chance.choice((Direction.OUT, Direction.OUT, Direction.IN)),
            disposition,
            seconds=chance.randrange(1, 600) if talked else 0,
            note=chance.choice(NOTES),
            phone=phone,
            satisfaction=chance.choice((None, 1, 3, 5)) if talked else None,
        )
        ref = ref or chance.choice(self.refs)
        self.written.append((agent.name, self.store.by(agent).touches.record(ref, touch, now=self.now)))

    def calls_in_a_row(self) -> None:
        """Failed calls at several numbers, one after the other, over a day's end where the clock stands so."""
        ref = self.random.choice(self.refs)
        if self.random.random() < 0.5:
            day = datetime.fromtimestamp(self.now / 1000, UTC).date()
            self.now = max(self.now, int(datetime.combine(day, time(15, 54), UTC).timestamp() * 1000))
        for place in range(self.random.randrange(2, 6)):
            self.contact(ref, f"+86138001399{self.random.randrange(10, 13)}", Disposition.NO_ANSWER)
            self.now += self.random.choice((MINUTE, 4 * MINUTE, 7 * MINUTE))
            assert place < 6

    def sign(self) -> None:
        """Take a call, and have the customer sign for an amount."""
        agent, ref = self.random.choice(AGENTS), self.random.choice(self.refs)
        calls = self.store.by(agent).calls
        call = calls.receive(ref, now=self.now)
        begun = self.now
        calls.mark_answered(call.token, now=begun + 5_000)
        self.now += 4 * MINUTE
        calls.mark_ended(call.token, now=self.now)
        self.now += self.random.randrange(5_000, 90_000)
        amount = self.random.choice(("", "1200", "99.50", "0.5"))
        calls.finish(call.token, WrapUp(Disposition.SIGNED, "签约，合同已寄出", amount=amount), now=self.now)

    def change(self) -> None:
        chance, boss = self.random, self.store.by(CHEN)
        ref, other = chance.choice(self.refs), chance.choice(self.refs)
        match chance.randrange(8):
            case 0:
                boss.ownership.assign(ref, chance.choice((None, "王敏", "赵磊")), now=self.now)
            case 1:
                boss.cases.open(ref, CaseKind.COMPLAINT, "漏水", now=self.now)
            case 2:
                boss.customers.set_stage(ref, chance.choice((Stage.SIGNED, Stage.NONE)), now=self.now)
            case 3 | 4:
                kind = chance.choice((MilestoneKind.INQUIRY, MilestoneKind.REPAIR_DONE, MilestoneKind.CONTRACT_START))
                when = self.now - chance.choice((0, HOUR, 2 * DAY))
                boss.customers.set_milestone(ref, Milestone(kind, when), now=self.now)
            case 5:
                boss.merges.merge(ref, other, now=self.now)
            case 6:
                name, key = chance.choice(self.written)
                self.store.by(WANG if name == "王敏" else ZHAO).touches.withdraw(key, now=self.now)
            case _:
                name, key = chance.choice(self.written)
                right = Touch(
                    0,
                    Channel.CALL,
                    Direction.OUT,
                    chance.choice((Disposition.NEUTRAL, Disposition.BUSY)),
                    note=NOTES[1],
                    agent=name,
                )
                boss.touches.correct(key, right, now=self.now)

    def list_of(self) -> None:
        """A list with a history that is older than it."""
        ref, came = f"K{len(self.refs)}", self.now - 20 * DAY
        owner = self.random.choice((None, "王敏"))
        imports = self.store.by(CHEN).imports
        for kind, row in (
            ("customers", StagedCustomer(1, ref, campaign="telesales", name=ref, owner=owner, tier="C")),
            ("touches", StagedTouch(1, ref, Touch(came, Channel.CALL, Direction.OUT, Disposition.NEUTRAL, seconds=60))),
        ):
            key = imports.stage_begin(kind, f"{kind}.csv", f"{ref}{kind}", now=self.now)
            imports.stage_rows(key, [row])
            imports.stage_ready(key, counts={"rows": 1})
            while imports.stage_publish_chunk(key, now=self.now).under_way:
                pass
        self.refs.append(ref)

    def records(self) -> Records:
        def read(table: str) -> list[Row]:
            def rows(tx: object) -> list[Row]:
                cursor = tx.sql(f"SELECT * FROM {table}")  # type: ignore[attr-defined]
                names = [column[0] for column in cursor.description]
                return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

            return self.store.database.read(rows)

        return Records(
            now=self.now,
            customers={row["id"]: row for row in read("customer")},
            touches=read("touch"),
            milestones=read("milestone"),
            changes=read("customer_change"),
            allocations=read("allocation"),
            closures=read("closure"),
            breaches=read("breach_log"),
            cases=read("kase"),
            agents={row["id"]: row["name"] for row in read("agent")},
            campaigns={row["id"]: (row["name"], CAMPAIGNS[row["name"]]) for row in read("campaign")},
            windows={row["id"]: WINDOWS[row["name"]] for row in read("campaign")},
        )


MONTHS = (date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1))
WEEKS = (date(2026, 3, 25), date(2026, 3, 30), date(2026, 4, 2))
PLACES = {
    GroupKey.AGENT: lambda one: one.agent,
    GroupKey.CAMPAIGN: lambda one: one.campaign,
    GroupKey.RULE: lambda one: one.rule,
    GroupKey.SOURCE: lambda one: one.source,
}
WAYS: tuple[tuple[GroupKey, ...], ...] = (
    (),
    (GroupKey.AGENT,),
    (GroupKey.AGENT, GroupKey.CAMPAIGN),
    (GroupKey.RULE,),
    (GroupKey.SOURCE,),
)


def compare(office: Office) -> None:
    """Compare every figure of every group and month, and its rows, with the recount."""
    store, recount = office.store, Recount(office.records())
    for by in WAYS:
        for period, edges in ((ReportPeriod.MONTH, MONTHS), (ReportPeriod.WEEK, WEEKS)):
            recount.edges = edges
            figures = policy.groupable(FIGURES, by)
            found = store.figures.report(edges[0], edges[-1], period=period, by=by, figures=figures, now=office.now)
            told: dict[tuple[object, ...], list[tuple[object, ...]]] = {}
            for row in found:
                key = (row.figure, row.group, row.since)
                told.setdefault(key, []).append((row.value, row.numerator, row.denominator, row.currency))
            for (figure, group, since), values in told.items():
                wanted = (edges.index(since), *(getattr(group, one.value) for one in by))

                def place(one: Item, by: tuple[GroupKey, ...] = by) -> object:
                    return (recount.period(one), *(PLACES[key](one) for key in by))

                right = recount.figure(figure, place, wanted)  # type: ignore[arg-type]
                assert plain(values) == plain(right), (figure, group, since)
                if values and by:
                    check_rows(office, figure, group, since, edges)  # type: ignore[arg-type]
            # Nothing is left out: whatever the recount has stands in a group of the report.
            groups = {(row.since, row.group) for row in found}
            for item in (*recount.attempts(), *recount.new(), *recount.leads(), *recount.kept(), *recount.broken()):
                number = recount.period(item)
                if number is not None and (by != (GroupKey.RULE,) or item.rule):
                    parts = {key.value: PLACES[key](item) for key in by}
                    assert (edges[number], Group(**parts)) in groups


def check_rows(office: Office, figure: Figure, group: Group, since: date, edges: tuple[date, ...]) -> None:
    """Check that the rows of a figure are as many, and as much, as its numerator and denominator."""
    until = edges[edges.index(since) + 1]
    rows = office.store.figures.rows(figure, group, since, until, now=office.now)
    by = tuple(key for key in GroupKey if getattr(group, key.value) is not None)
    values = office.store.figures.report(since, until, by=by, figures=(figure,), now=office.now)
    definition = policy.DEFINITIONS[figure]
    first = next((one for one in values if one.group == group), None)
    if first is None:
        assert rows == ()
        return
    above = [row for row in rows if row.counted is definition.numerator]
    for row in rows:
        assert all(getattr(row.group, key.value) == getattr(group, key.value) for key in by)
    if definition.denominator in (None, definition.numerator):
        if first.denominator is not None:
            assert (len(above), total(above)) == (first.denominator, first.numerator)
        elif first.currency is None:
            assert len(above) == first.numerator
    else:
        below = [row for row in rows if row.counted is definition.denominator]
        assert (len(above), len(below)) == (first.numerator, first.denominator)


def total(rows: list[CountedRow]) -> object:
    return sum(row.amount for row in rows)


def plain(values: Iterable[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Values without the kind of their numbers, to 9 places."""
    return [
        tuple(round(float(one), 9) if isinstance(one, float | int | Fraction | Decimal) else one for one in value)
        for value in values
    ]


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(10, 16))
def test_every_figure_is_what_a_recount_gives(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    office = Office(str(tmp_path_factory.mktemp("figures") / "store.db"), seed)
    office.run(70)
    compare(office)
    office.store.close()


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(3, 4))
def test_every_figure_is_what_a_recount_gives_on_a_server(postgresql_url: str, seed: int) -> None:
    office = Office(postgresql_url, seed + 1_000_000)
    office.run(70)
    compare(office)
    office.store.close()
