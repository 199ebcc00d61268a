"""A closed store against whoever tries verbs with arguments that no screen gives, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from callcenter.access import NOBODY, VERBS, Origin, Principal
from callcenter.model import DAY, HOUR, CaseKind, Milestone, MilestoneKind, Role, Stage
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.customers.log import LogFilter
from callcenter.views.people.shift import AgentState
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.workdays import local_date
from tests.store.building import call, ticked
from tests.store.closed import NOW, Office, office

AGENT, COLLEAGUE, SUPERVISOR, MANAGER, BOSS = "王敏", "赵磊", "陈主管", "刘经理", "老板"


@pytest.fixture
def closed(database_url: str) -> Iterator[Office]:
    made = office(database_url)
    yield made
    made.store.close()


def trouble(act: Callable[[], object]) -> Trouble | None:
    """The error of an act, None where there was none."""
    try:
        act()
    except StoreError as error:
        return error.code
    return None


def test_a_mark_shows_nobody_outside_the_scope(closed: Office) -> None:
    boss, agent = closed.by(BOSS), closed.by(AGENT)
    twin = boss.customers.add(NewCustomer("李雷", "+8613800138001", owner=AGENT), now=NOW)
    for other in (closed.other, twin):
        boss.two_people.mark(closed.own, other, now=NOW)
    assert [row.customer.ref for row in agent.two_people.all(closed.own)] == [twin]
    assert {row.customer.ref for row in closed.by(MANAGER).two_people.all(closed.own)} == {closed.other, twin}


def _masking(closed: Office, colleague: str, now: int) -> dict[str, Callable[[Store], object]]:
    """Every verb that masks, on customers of an agent's own; ``colleague`` has others of their company."""
    case = closed.by(BOSS).cases.open(closed.own, CaseKind.COMPLAINT, "late", now=NOW)
    return {
        "cases.all": lambda store: store.cases.all(),
        "cases.get": lambda store: store.cases.get(case),
        "cases.must_act": lambda store: store.cases.must_act(),
        "duplicates.colleagues_of": lambda store: store.duplicates.colleagues_of(colleague),
        "duplicates.of": lambda store: store.duplicates.of(closed.own),
        "duplicates.pairs": lambda store: store.duplicates.pairs("telesales"),
        "lookup.by_phone": lambda store: store.lookup.by_phone("+8613800138001"),
        "lookup.customers_of": lambda store: store.lookup.customers_of(AGENT),
        "lookup.log": lambda store: store.lookup.log(LogFilter()),
        "lookup.own_customers": lambda store: store.lookup.own_customers(AGENT),
        "lookup.without_number": lambda store: store.lookup.without_number(agent=AGENT),
        "meeting_sheets.get": lambda _store: closed.by(MANAGER).meeting_sheets.get(now=now),
        "pool.page": lambda store: store.pool.page(agent=AGENT, now=now),
        "promises.open": lambda store: store.promises.open(now=now, agent=AGENT),
        "promises.open_as_of": lambda store: store.promises.open_as_of(as_of=now, agent=AGENT),
        "queue.page": lambda store: store.queue.page(now=now, agent=AGENT),
        "queue.page_as_of": lambda store: store.queue.page_as_of(as_of=now, agent=AGENT),
        "rotations.register": lambda _store: closed.by(MANAGER).rotations.register(
            "telesales", local_date(now, "Asia/Shanghai")
        ),
        "rule_counts.owed": lambda store: store.rule_counts.owed(
            "telesales", "telesales.first_call", now=now, agent=AGENT
        ),
        "search.find": lambda store: store.search.find("李雷"),
        "snoozes.all": lambda store: store.snoozes.all(now=now, agent=AGENT),
        "tasks.lapsed": lambda store: store.tasks.lapsed(since=0, now=now, agent=AGENT),
        "tasks.open": lambda store: store.tasks.open(now=now, agent=AGENT),
        "tasks.open_as_of": lambda store: store.tasks.open_as_of(as_of=now, agent=AGENT),
        "tasks.visits": lambda store: store.tasks.visits(now=now, agent=AGENT),
        "tasks.win_backs": lambda store: store.tasks.win_backs(now=now, agent=AGENT),
        "two_people.all": lambda store: store.two_people.all(closed.own),
    }


def test_no_list_holds_a_whole_number(closed: Office) -> None:
    boss, agent = closed.by(BOSS), closed.by(AGENT)
    leilei = NewCustomer("李雷", "+8613800138001", company="恒通", owner=AGENT, campaign="telesales")
    boss.customers.add(leilei, now=NOW)
    twin = boss.customers.add(leilei, now=NOW)
    boss.two_people.mark(closed.own, twin, now=NOW)
    put_off = boss.customers.add(replace(leilei, name="吴静", phone="+8613800138006"), now=NOW)
    agent.snoozes.put_off(put_off, until=NOW + HOUR, reason="开会", now=NOW)
    spoken = call("2026-03-02 09:30", callback_at="2026-03-02 10:05", phone="+8613800138001")
    agent.touches.record(closed.own, replace(spoken, agent=AGENT), now=NOW)
    agent.customers.set_milestone(twin, Milestone(MilestoneKind.APPOINTMENT, NOW + 2 * HOUR), now=NOW)
    now = ticked(closed.store, NOW + 10 * 60_000)
    verbs = _masking(closed, twin, now)
    assert set(verbs) == {name for name, verb in VERBS.items() if verb.masks}
    told = {name: repr(ask(agent)) for name, ask in verbs.items()}
    assert [name for name, said in told.items() if "+8613800138" in said] == []
    hidden = {name for name, said in told.items() if "+86138****" in said}
    silent = {"cases.all", "cases.get", "cases.must_act", "lookup.without_number", "rule_counts.owed"}
    silent |= {"rotations.register", "tasks.lapsed", "tasks.visits", "tasks.win_backs"}
    assert set(told) - hidden <= silent, "the others have a number to hide"


def test_who_recommended_us_lies_in_the_scope(closed: Office) -> None:
    agent, boss = closed.by(AGENT), closed.by(BOSS)
    friend = NewCustomer("新客", "+8613900000001", referrer=closed.other)
    assert trouble(lambda: agent.customers.add(friend, now=NOW)) is Trouble.NOT_ALLOWED
    assert closed.by(COLLEAGUE).details.get(closed.other, now=NOW).referred == ()
    made = agent.customers.add(replace(friend, owner=AGENT, referrer=closed.own), now=NOW)
    (shown,) = agent.details.get(closed.own, now=NOW).referred
    assert (shown.ref, shown.name, shown.outside) == (made, "新客", False)
    by_boss = boss.customers.add(replace(friend, owner=AGENT), now=NOW)
    outside = agent.details.get(by_boss, now=NOW).referrer
    assert outside is not None
    assert (outside.ref, outside.name, outside.owner, outside.outside) == (closed.other, "", COLLEAGUE, True)
    (told,) = closed.by(COLLEAGUE).details.get(closed.other, now=NOW).referred
    assert (told.ref, told.name, told.owner) == (by_boss, "", AGENT)


def test_a_state_names_no_customer(closed: Office) -> None:
    with pytest.raises(TypeError):
        closed.by(AGENT).presence.change(AGENT, AgentState.READY, ref=closed.other, now=NOW)  # type: ignore[call-arg]


def test_the_overview_names_no_customer_outside_the_scope(closed: Office) -> None:
    closed.by(BOSS).people.add("孙小", team="一组", now=NOW)
    closed.sign_in("孙小")
    theirs = closed.by("孙小")
    ref = theirs.customers.add(NewCustomer("郑爽", "+8613800138007", owner="孙小", campaign="telesales"), now=NOW)
    theirs.calls.start(theirs.claims.take(ref, now=NOW), now=NOW)
    for name, said in ((AGENT, ""), (SUPERVISOR, "郑爽"), ("孙小", "郑爽")):
        shown = {row.agent: row for row in closed.by(name).team.overview(now=NOW).rows}["孙小"]
        assert (shown.ref, shown.customer) == (ref, said), name


def test_a_token_ends_with_its_person(closed: Office) -> None:
    boss = closed.by(BOSS)
    boss.people.add("孙小", team="一组", now=NOW)
    secret = boss.tokens.create_for("desk", "孙小", expires_at=NOW + DAY, now=NOW)
    closed.store.sign_ins.with_token(secret, now=NOW)
    boss.people.leave("孙小", now=NOW)
    boss.people.add("孙小", team="一组", now=NOW)
    assert trouble(lambda: closed.store.sign_ins.with_token(secret, now=NOW)) is Trouble.BAD_TOKEN
    assert [row.revoked_at for row in boss.tokens.all()] == [NOW]


def test_closing_a_store_ends_the_tokens_that_anybody_could_make(closed: Office) -> None:
    closed.store.sign_ins.reopen(now=NOW)
    anybody = closed.store.by(Principal(AGENT, Origin.COMMAND))
    secret = anybody.tokens.create("t", Role.ADMIN, expires_at=NOW + DAY, now=NOW)
    anybody.sign_ins.secure(BOSS, "correct horse", now=NOW)
    assert trouble(lambda: closed.store.sign_ins.with_token(secret, now=NOW)) is Trouble.BAD_TOKEN


def test_an_expired_token_is_worth_nothing_whatever_instant_is_given(closed: Office, database_url: str) -> None:
    secret = closed.by(BOSS).tokens.create_for("desk", COLLEAGUE, expires_at=NOW + HOUR, now=NOW)
    holder = replace(closed.people[COLLEAGUE], sign_in=secret)
    late = Store.open(database_url, NOW + DAY)
    theirs = late.by(holder)
    for act in (
        lambda: theirs.lookup.customers_of(COLLEAGUE),
        lambda: theirs.details.get(closed.other, now=NOW),
        lambda: late.sign_ins.with_token(secret, now=NOW),
    ):
        assert trouble(act) in (Trouble.NOT_SIGNED_IN, Trouble.BAD_TOKEN)
    late.close()
    theirs = closed.store.by(holder)
    assert theirs.details.get(closed.other, now=NOW).name == "韩梅"
    closed.store.plans.tick(NOW + DAY)  # the instant, given by its place
    assert trouble(lambda: theirs.details.get(closed.other, now=NOW)) is Trouble.NOT_SIGNED_IN


def test_an_old_instant_leads_to_no_former_unit(closed: Office) -> None:
    closed.by(BOSS).people.set(SUPERVISOR, team="二组", now=NOW + HOUR)
    supervisor = closed.by(SUPERVISOR)
    assert trouble(lambda: supervisor.details.get(closed.own, now=NOW)) is Trouble.NOT_ALLOWED


def test_a_daily_backup_takes_somebody_who_signed_in(
    closed: Office, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "chosen"
    for stranger in (NOBODY, replace(closed.people[AGENT], sign_in="")):
        make = partial(closed.store.by(stranger).backups.make_daily, folder, keep_days=1, now=NOW)
        assert trouble(make) is Trouble.NOT_SIGNED_IN
    by_agent = closed.by(AGENT).backups.make_daily(folder, keep_days=1, now=NOW)
    assert by_agent is not None
    assert by_agent.parent.name == "backups"
    assert not folder.exists(), "another folder is an administrator's choice"
    by_boss = closed.by(BOSS).backups.make_daily(folder, keep_days=1, now=NOW + DAY)
    assert by_boss is not None
    assert by_boss.parent == folder
    made = [row.principal for row in closed.by(BOSS).audit.all() if row.verb == "backups.make_daily" and not row.denied]
    assert made == [BOSS, AGENT]


def test_nobody_below_changes_a_manager(closed: Office) -> None:
    closed.by(BOSS).people.set(MANAGER, team="一组", now=NOW)
    supervisor = closed.by(SUPERVISOR)
    assert trouble(lambda: supervisor.people.set(MANAGER, team="一组", now=NOW)) is Trouble.NOT_ALLOWED
    assert trouble(lambda: closed.by(MANAGER).people.set(BOSS, team="一组", now=NOW)) is Trouble.NOT_ALLOWED
    assert supervisor.people.set(AGENT, team="一组", now=NOW).team == "一组"


def test_a_campaign_is_made_by_whoever_may_add_one(closed: Office) -> None:
    agent, boss = closed.by(AGENT), closed.by(BOSS)
    assert agent.campaigns.ensure_shipped("telesales", now=NOW).name == "telesales"
    for act in (
        lambda: agent.campaigns.ensure_shipped("dealership", now=NOW),
        lambda: agent.customers.add(NewCustomer("新客", "", campaign="dealership"), now=NOW),
    ):
        assert trouble(act) is Trouble.NOT_ALLOWED
    assert [row.name for row in boss.campaigns.all()] == ["telesales"]
    assert closed.by(MANAGER).campaigns.ensure_shipped("dealership", now=NOW).name == "dealership"
    boss.customers.add(NewCustomer("新客", "", campaign="power"), now=NOW)
    made = [(row.principal, row.verb) for row in boss.audit.all() if row.verb == "campaigns.add"]
    assert made[:2] == [(BOSS, "campaigns.add"), (MANAGER, "campaigns.add")]


def test_nobody_is_described_to_whoever_stands_at_the_door(closed: Office) -> None:
    for name in (MANAGER, "没有人"):
        assert trouble(partial(closed.store.people.ensure, name, now=NOW)) is Trouble.NOT_SIGNED_IN
    assert closed.by(AGENT).people.ensure(AGENT, now=NOW).name == AGENT


def test_a_row_outside_the_scope_holds_ref_and_owner(closed: Office) -> None:
    closed.by(COLLEAGUE).customers.set_stage(closed.other, Stage.LOST, now=NOW)
    agent = closed.by(AGENT)
    for (row,) in (agent.search.find("13800138002"), agent.lookup.by_phone("+8613800138002")):
        assert (row.ref, row.owner, row.outside) == (closed.other, COLLEAGUE, True)
        assert not any((row.name, row.company, row.tier, row.phone, row.campaign, row.matches))
        assert row.stage is Stage.NONE


def test_the_team_counts_the_cases_that_its_supervisor_finds_in_their_list(closed: Office) -> None:
    boss = closed.by(BOSS)
    for ref in (closed.own, closed.other, closed.pool):
        boss.cases.open(ref, CaseKind.COMPLAINT, "x", now=NOW)
    counted = {}
    for name in ("陈主管", "刘经理"):
        theirs = closed.by(name)
        counted[name] = theirs.team.overview(now=NOW).cases
        assert counted[name] == len(theirs.cases.all()), name
        assert counted[name] == theirs.team.overview(now=NOW, campaign="telesales").cases
    assert counted["陈主管"] < counted["刘经理"] == 3, "the other team's customer is not hers"
