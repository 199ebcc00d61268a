"""Rights: every verb, by every role, inside and outside of their scope, on both databases (docs/security.md)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from callcenter.access import NOBODY, VERBS, Origin, Principal, Right, Scope, Verb
from callcenter.model import CaseKind, Channel, Direction, Disposition, Role, Touch
from callcenter.storage.access.door import Door, VerbCall
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.effects import BreachLogTable
from callcenter.store import SERVICES, Store
from callcenter.views.customers.customer import CustomerChanges, NewCustomer
from callcenter.views.customers.log import LogFilter
from callcenter.views.upkeep.trouble import REFUSALS, StoreError, Trouble
from tests.store.building import WANG, ZHAO, call
from tests.store.closed import BOSS, NOW, Office, office

DOCS = Path(__file__).parents[2] / "docs"
ROLES = ("王敏", "陈主管", "刘经理", "老板")
"""An agent, a supervisor, a manager, an administrator."""

ANYTHING, IN_SCOPE, NOTHING = "all", "scope", "-"


class _Whose(Struct, frozen=True):
    id: int
    owner_id: int
    rulebook_version_id: int


@pytest.fixture
def closed(database_url: str) -> Office:
    return office(database_url)


def refused(act: Callable[[], object]) -> Trouble | None:
    """The refusal of an act, None where it was let in."""
    try:
        act()
    except StoreError as error:
        return error.code if error.code in REFUSALS else None
    return None


def _let_in(one: Office, name: str, verb: str, about: dict[str, Any]) -> bool:
    """Tell whether somebody gets through the door with a verb."""
    entry = VerbCall(verb, VERBS[verb], one.people[name], tuple(about.items()), NOW)
    return refused(lambda: Door(one.store.database, entry).read(lambda tx: None)) is None


def _abouts(one: Office, name: str, verb: Verb, tokens: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The subjects of a verb: first within the scope of this person, then outside of it, for all but managers."""
    if verb.scope in (Scope.CUSTOMER, Scope.DIAL):
        inside: Any = {"ref": one.own, "other": one.own, "survivor": one.pool, **_records(one.store, one.own)}
        inside["refs"] = (one.own, one.pool)
        outside: Any = {"ref": one.other, "other": one.other, "survivor": one.other, **_records(one.store, one.other)}
        outside["refs"] = (one.own, one.other)
    elif verb.scope is Scope.PERSON:
        inside = dict.fromkeys(("agent", "owner", "name"), "王敏")
        outside = dict.fromkeys(("agent", "owner", "name"), "赵磊")
    elif verb.scope is Scope.CALL:
        mine, other = tokens[name], tokens["王敏" if name != "王敏" else "赵磊"]
        inside, outside = (
            dict.fromkeys(("token", "claim", "call"), mine),
            dict.fromkeys(("token", "claim", "call"), other),
        )
    else:
        return {}, {}
    return ({key: inside[key] for key in verb.parameters}, {key: outside[key] for key in verb.parameters})


def _records(store: Store, ref: str) -> dict[str, int]:
    """A touch, a case and a breach of a customer."""

    def look(tx: Any) -> dict[str, int]:
        found = {}
        for key, table in (("touch_id", "touch"), ("case_id", "kase"), ("breach_id", "breach_log")):
            found[key] = tx.value(
                f"SELECT min(r.id) FROM {table} r JOIN customer c ON c.id = r.customer_id WHERE c.ref = ?", (ref,)
            )
        return found

    return store.database.read(look)


def _with_records(one: Office) -> dict[str, str]:
    """Give both customers a touch, a case and a breach, and everybody a claim; the tokens by name."""
    for ref, name in ((one.own, "王敏"), (one.other, "赵磊")):
        theirs = one.by(name)
        theirs.touches.record(ref, replace(call("2026-03-02 09:30"), agent=name), now=NOW)
        theirs.cases.open(ref, CaseKind.COMPLAINT, "late", now=NOW)

        one.store.database.write(partial(_breach, ref))
    pool = {
        name: one.by("老板").customers.add(NewCustomer(f"客户{n}", f"+861390013900{n}"), now=NOW)
        for n, name in enumerate(one.people)
    }
    return {name: one.by(name).claims.take(ref, now=NOW).token for name, ref in pool.items()}


def _breach(ref: str, tx: Tx) -> None:
    found = tx.one(
        _Whose,
        "SELECT c.id, c.owner_id, k.rulebook_version_id FROM customer c JOIN campaign k"
        " ON k.id = c.campaign_id WHERE c.ref = ?",
        (ref,),
    )
    assert found is not None
    tx.insert(
        BreachLogTable,
        customer=found.id,
        rule="telesales.first_call",
        due_at=1,
        breach_at=2,
        logged_at=3,
        owner=found.owner_id,
        rulebook_version=found.rulebook_version_id,
        channel="call",
    )


def _table(one: Office) -> list[str]:
    tokens = _with_records(one)
    rows = []
    for name, verb in sorted(VERBS.items()):
        cells = []
        for who in ROLES:
            inside, outside = _abouts(one, who, verb, tokens)
            if not _let_in(one, who, name, inside):
                cells.append(NOTHING)
            else:
                cells.append(
                    ANYTHING if _let_in(one, who, name, outside) and verb.scope is not Scope.LIST else IN_SCOPE
                )
        rows.append(f"| `{name}` | {' | '.join(cells)} | {'yes' if verb.audited else ''} |")
    return rows


def test_every_verb_is_open_to_whom_the_documentation_says(closed: Office) -> None:
    rows = _table(closed)
    for page in ("security.md", "security.zh.md"):
        written = re.findall(r"^\| `[a-z_]+\.[a-z_]+` \|.*$", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE)
        assert written == rows, f"the table of docs/{page} is to be:\n" + "\n".join(rows)
    closed.store.close()


def test_every_public_method_of_a_service_stands_in_the_table(sqlite_path: Path) -> None:
    store = Store.open(str(sqlite_path), NOW)
    there = {
        f"{service}.{name}"
        for service in SERVICES
        for name, method in inspect.getmembers(type(getattr(store, service)), inspect.isfunction)
        if not name.startswith("_")
    }
    assert there == set(VERBS)
    store.close()


def test_nobody_comes_in_without_a_sign_in(closed: Office) -> None:
    """By the verbs themselves: each is refused before anything of it is done."""
    strangers = (NOBODY, Principal("王敏"), Principal("老板", Origin.COMMAND), Principal("王敏", Origin.RULE, "0" * 64))
    for name, verb in VERBS.items():
        if verb.right is Right.START:
            continue
        for stranger in strangers:
            entry = VerbCall(name, verb, stranger, (), NOW)
            door = Door(closed.store.database, entry)
            code = refused(partial(door.read, lambda tx: None))
            assert code is Trouble.NOT_SIGNED_IN, (name, stranger)
    for act in (
        lambda: closed.store.queue.page(now=NOW),
        lambda: closed.store.search.find("李雷"),
        lambda: closed.store.by(WANG).details.get(closed.own, now=NOW),
        lambda: closed.store.by(BOSS).people.add("me", role=Role.ADMIN, now=NOW),
    ):
        assert refused(act) is Trouble.NOT_SIGNED_IN
    closed.store.close()


def test_an_agent_who_uses_the_store_directly_is_refused(closed: Office) -> None:
    agent, colleague = closed.by("王敏"), closed.by("赵磊")
    written = colleague.touches.record(closed.other, replace(call("2026-03-02 09:30"), agent=ZHAO.name), now=NOW)
    case = colleague.cases.open(closed.other, CaseKind.COMPLAINT, "late", now=NOW)
    key = closed.by("老板").imports.stage_begin("customers", "list.csv", "digest", now=NOW)
    before = closed.store.database.read(lambda tx: tx.value("SELECT count(*) FROM customer_change"))
    for act in (
        lambda: agent.ownership.assign(closed.other, WANG.name, now=NOW),
        lambda: agent.claims.take(closed.other, now=NOW),
        lambda: agent.details.get(closed.other, now=NOW),
        lambda: agent.cases.close(case, "done", now=NOW),
        lambda: agent.touches.correct(written, call("2026-03-02 09:30", Disposition.INTERESTED), now=NOW),
        lambda: agent.touches.withdraw(written, now=NOW),
        lambda: agent.customers.edit(closed.other, CustomerChanges(name="x"), now=NOW),
        lambda: agent.customers.add(NewCustomer("x", "", owner=ZHAO.name), now=NOW),
        lambda: agent.customers.lift_do_not_call(closed.own, now=NOW),
        lambda: agent.people.add("me", role=Role.ADMIN, now=NOW),
        lambda: agent.people.set(WANG.name, role=Role.ADMIN, now=NOW),
        lambda: agent.sign_ins.set_password("老板", "long enough", now=NOW),
        lambda: agent.imports.undo(key, now=NOW),
        lambda: agent.tokens.create("t", role=Role.ADMIN, expires_at=NOW + 1, now=NOW),
        lambda: agent.queue.page(now=NOW),
        lambda: agent.queue.page(now=NOW, agent=ZHAO.name),
        agent.audit.all,
    ):
        assert refused(act) is Trouble.NOT_ALLOWED
    assert closed.store.database.read(lambda tx: tx.value("SELECT count(*) FROM customer_change")) == before
    # Every refusal is on record, under the name of the one who tried.
    denied = [row for row in closed.by("老板").audit.all() if row.denied]
    assert len(denied) == 17
    assert {row.principal for row in denied} == {WANG.name}
    closed.store.close()


def test_a_forged_principal_changes_nothing(closed: Office) -> None:
    """A secret is worth something only with the name to which it was given, and the role stands in the store alone."""
    own = closed.people["王敏"]
    for forged in (replace(own, name="老板"), replace(own, sign_in="f" * 64), replace(own, sign_in="")):
        assert refused(closed.store.by(forged).audit.all) is Trouble.NOT_SIGNED_IN
    for origin in Origin:
        moved = closed.store.by(replace(own, origin=origin))
        assert refused(moved.audit.all) is Trouble.NOT_ALLOWED
    closed.store.close()


def test_staff_are_the_supervisors_of_their_own_units(closed: Office) -> None:
    supervisor = closed.by("陈主管")
    assert supervisor.people.add("新人", team="一组", now=NOW).team == "一组"
    for act in (
        lambda: supervisor.people.add("另一个", team="二组", now=NOW),
        lambda: supervisor.people.add("另一个", now=NOW),
        lambda: supervisor.people.add("另一个", role=Role.SUPERVISOR, team="一组", now=NOW),
        lambda: supervisor.people.set("新人", team="二组", now=NOW),
        lambda: supervisor.people.set("新人", role=Role.MANAGER, now=NOW),
        lambda: supervisor.people.set("赵磊", team="一组", now=NOW),
        lambda: supervisor.people.leave("赵磊", now=NOW),
        lambda: supervisor.sign_ins.set_password("刘经理", "long enough", now=NOW),
        lambda: supervisor.ownership.assign(closed.own, "赵磊", now=NOW),
    ):
        assert refused(act) is Trouble.NOT_ALLOWED
    supervisor.ownership.assign(closed.own, "新人", now=NOW)
    with pytest.raises(StoreError) as error:
        supervisor.people.leave("新人", now=NOW)
    assert error.value.code is Trouble.STILL_OWNS
    supervisor.ownership.assign(closed.own, None, now=NOW)
    supervisor.people.leave("新人", now=NOW)
    assert not next(row for row in supervisor.people.all() if row.name == "新人").can_sign_in
    closed.store.close()


def test_lists_leave_out_whoever_lies_outside_and_mask_the_rest(closed: Office) -> None:
    agent, supervisor, manager = closed.by("王敏"), closed.by("陈主管"), closed.by("刘经理")
    for one in (agent, supervisor):
        assert [row.name for row in one.search.find("李雷")] == ["李雷"]
        assert one.search.find("韩梅") == ()
        assert one.search.find("8002") == (), "a tail is not enough outside"
        (outside,) = one.search.find("13800138002")
        assert (outside.name, outside.phone, outside.owner, outside.outside) == ("", "", "赵磊", True)
        assert one.lookup.by_phone("+8613800138002") == (replace(outside, matches=()),)
        assert one.search.find("8001")[0].phone == "+86138****8001"
    assert [row.name for row in manager.search.find("韩梅")] == ["韩梅"]
    names = {row.name for row in supervisor.queue.page(now=NOW).rows}
    assert names == {"李雷", "孙美"} == {row.name for row in agent.queue.page(now=NOW, agent="王敏").rows}
    assert {row.name for row in manager.queue.page(now=NOW).rows} == {"李雷", "孙美", "韩梅"}
    assert {row.phone for row in manager.queue.page(now=NOW).rows} == {f"+86138****800{n}" for n in (1, 2, 3)}
    assert agent.details.get(closed.own, now=NOW).facts.numbers == ("+8613800138001",)
    assert supervisor.customers.reveal(closed.own, now=NOW) == ("+8613800138001",)
    assert refused(lambda: agent.customers.reveal(closed.own, now=NOW)) is Trouble.NOT_ALLOWED
    revealed = [row for row in closed.by("老板").audit.all() if row.verb == "customers.reveal"]
    assert [(row.principal, row.denied) for row in revealed] == [("王敏", True), ("陈主管", False)]
    closed.store.close()


def test_a_masked_number_of_a_list_is_kept_whole_on_record(closed: Office) -> None:
    agent = closed.by("王敏")
    (row,) = agent.search.find("李雷")
    sms = Touch(NOW, Channel.SMS, Direction.OUT, note="sent", phone=row.phone)
    written = agent.touches.record(closed.own, sms, now=NOW)
    (logged,) = agent.lookup.log(LogFilter())
    assert logged.phone == row.phone == "+86138****8001"
    agent.touches.correct(written, replace(sms, note="sent again", phone=logged.phone), now=NOW)
    agent.touches.record(closed.own, replace(sms, at=NOW + 1, phone="+86139****9999"), now=NOW + 1)
    kept = closed.store.database.read(lambda tx: tx.values(TouchTable.select(TouchTable.phone).order_by(TouchTable.id)))
    assert kept == ["+8613800138001"] * 3, "a mask that fits nobody is the first number"
    closed.store.close()


def test_the_pool_is_that_of_the_units_of_its_campaign(closed: Office) -> None:
    boss = closed.by("老板")
    closed.put_campaign_into("二组")
    assert {row.name for row in closed.by("王敏").queue.page(now=NOW, agent="王敏").rows} == {"李雷"}
    assert {row.name for row in closed.by("赵磊").queue.page(now=NOW, agent="赵磊").rows} == {"韩梅", "孙美"}
    assert refused(lambda: closed.by("王敏").claims.take(closed.pool, now=NOW)) is Trouble.NOT_ALLOWED
    taken = closed.by("王敏").claims.take_next(now=NOW)
    assert taken is not None
    assert taken[1].name == "李雷"
    again = closed.by("王敏").claims.take_next(now=NOW)
    assert again is not None
    assert again[1].name == "李雷", "there is nobody else"
    boss.units.set("二组", parent="", now=NOW)
    assert {row.name for row in closed.by("陈主管").queue.page(now=NOW).rows} == set()
    closed.store.close()


def test_a_campaign_says_whether_agents_dial_each_others_customers(closed: Office) -> None:
    boss, agent = closed.by("老板"), closed.by("王敏")
    take = partial(agent.claims.take, closed.other, now=NOW)
    assert refused(take) is Trouble.NOT_ALLOWED
    boss.campaigns.change("telesales", {"dial_colleagues": "yes"}, now=NOW)
    claim = take()
    (dialled,) = [row for row in boss.audit.all() if row.verb == "claims.take" and not row.denied]
    assert dialled.principal == "王敏"
    assert agent.details.get(closed.other, now=NOW).facts.owner == "赵磊", "while they have them on the line"
    agent.claims.release(claim, now=NOW)
    own = agent.claims.take(closed.own, now=NOW)
    agent.claims.release(own, now=NOW)
    assert len([row for row in boss.audit.all() if row.verb == "claims.take" and not row.denied]) == 1
    closed.store.sign_ins.reopen(now=NOW)
    open_store = closed.store.by(WANG)
    open_store.claims.release(open_store.claims.take(closed.other, now=NOW), now=NOW)
    closed.store.by(BOSS).campaigns.change("telesales", {"dial_colleagues": "no"}, now=NOW)
    assert refused(lambda: open_store.claims.take(closed.other, now=NOW)) is Trouble.NOT_ALLOWED
    closed.store.close()


def test_an_incoming_call_opens_the_record_for_its_time(closed: Office) -> None:
    agent = closed.by("王敏")
    assert refused(lambda: agent.details.get(closed.other, now=NOW)) is Trouble.NOT_ALLOWED
    token = agent.calls.receive(closed.other, phone="+8613800138002", now=NOW).token
    assert agent.details.get(closed.other, now=NOW).facts.owner == "赵磊"
    agent.calls.abandon(token, now=NOW)
    assert refused(lambda: agent.details.get(closed.other, now=NOW)) is Trouble.NOT_ALLOWED
    closed.store.close()


def test_a_message_about_somebody_elses_customer_reaches_the_owner(closed: Office) -> None:
    agent = closed.by("王敏")
    assert agent.notices.leave(closed.other, " 请回电 ", key="form", now=NOW) == "赵磊"
    assert agent.notices.leave(closed.other, " 请回电 ", key="form", now=NOW) == "赵磊", "the same form"
    (notice,) = closed.by("赵磊").notices.unread("赵磊")
    assert (notice.ref, notice.customer, notice.actor, notice.params) == (
        closed.other,
        "韩梅",
        "王敏",
        {"text": "请回电"},
    )
    for ref, text, code in (
        (closed.pool, "x", Trouble.NO_OWNER),
        ("nobody", "x", Trouble.UNKNOWN_REF),
        (closed.other, " ", Trouble.NO_REASON),
    ):
        with pytest.raises(StoreError) as error:
            agent.notices.leave(ref, text, now=NOW)
        assert error.value.code is code
    closed.store.close()


def test_a_second_caller_is_named_where_the_agent_may_know_them(closed: Office) -> None:
    agent = closed.by("王敏")
    for number in ("+8613800138001", "+8613800138002", ""):
        agent.notices.note_caller(number, now=NOW)
    told = [(one.ref, one.customer, one.params["number"]) for one in agent.notices.unread("王敏")]
    assert told == [(closed.own, "李雷", "+8613800138001"), ("", "", "+8613800138002"), ("", "", "")]
    closed.store.close()


def test_a_touch_of_another_cannot_be_written_down_as_ones_own_call(closed: Office) -> None:
    agent = closed.by("王敏")
    past = Touch(NOW, Channel.CALL, Direction.OUT, Disposition.NEUTRAL, note="call")
    assert refused(lambda: agent.touches.record(closed.other, past, now=NOW)) is Trouble.NOT_ALLOWED
    closed.store.close()
