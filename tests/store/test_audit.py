"""The audit: what stands in it, and how a changed line is found, on both databases (docs/security.md)."""

from __future__ import annotations

from functools import partial

import pytest

from callcenter.access import Origin, Principal
from callcenter.model import HOUR, Stage
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.access import AuditKeyTable, AuditTable
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.people.audit import AuditHead, Chain
from callcenter.views.upkeep.trouble import StoreError
from tests.store.building import CHEN, WANG, at, customer, opened
from tests.store.closed import office

NOW = at("2026-03-02 10:00")
DROP = {
    False: ("DROP TRIGGER audit_update", "DROP TRIGGER audit_delete"),
    True: ("DROP TRIGGER audit_kept ON audit",),
}


def with_acts(address: str) -> tuple[Store, str]:
    """An open store in which a customer was edited three times."""
    store = opened(address)
    ref = customer(store, "李雷", "+8613800138001", owner="王敏")
    store.by(WANG).customers.edit(ref, CustomerChanges(name="李磊", company="北方"), now=NOW)
    store.by(WANG).customers.set_stage(ref, Stage.LOST, now=NOW + 1)
    store.by(CHEN).ownership.assign(ref, "赵磊", now=NOW + 2)
    return store, ref


def change(store: Store, *statements: str) -> None:
    """Do to the table what somebody with the database in their hands may do."""
    store.database.write(lambda tx: [tx.sql(one) for one in (*DROP[store.database.postgres], *statements)])


def test_acts_are_on_record_with_whom_they_are_about_and_the_names_of_what_changed(database_url: str) -> None:
    store, _ref = with_acts(database_url)
    first, second, third = reversed(store.by(CHEN).audit.all(limit=3))
    assert (first.principal, first.origin, first.verb, first.at, first.denied) == (
        "王敏",
        "workstation",
        "customers.edit",
        NOW,
        False,
    )
    assert (first.subject, first.fields) == ("customer:1", ("company", "name"))
    assert (second.verb, second.fields) == ("customers.set_stage", ("stage",))
    assert (third.principal, third.origin, third.verb, third.fields) == (
        "陈主管",
        "command",
        "ownership.assign",
        ("owner_id",),
    )
    written = store.database.read(lambda tx: " ".join(tx.values(AuditTable.select(AuditTable.changes))))
    assert "李" not in written
    assert "\\u" not in written, "digests alone, no value of a customer"
    store.close()


def test_calls_and_notes_are_not_in_the_audit(database_url: str) -> None:
    store, ref = with_acts(database_url)
    before = store.by(CHEN).audit.head()
    zhao = store.by(Principal("赵磊"))
    zhao.customers.set_stage(ref, Stage.NONE, now=NOW + 3)
    token = zhao.calls.start(zhao.claims.take(ref, now=NOW + 3), now=NOW + 3).token
    zhao.calls.save_note(token, "a note", now=NOW + 4)
    zhao.calls.abandon(token, now=NOW + 5)
    store.plans.tick(NOW + 6)
    assert store.by(CHEN).audit.head().seq == before.seq + 1, "the change of stage alone"
    store.close()


def test_the_database_itself_refuses_to_change_a_line(database_url: str) -> None:
    store, _ref = with_acts(database_url)
    for statement in ("UPDATE audit SET verb = 'x' WHERE seq = 1", "DELETE FROM audit"):
        with pytest.raises(StoreError):
            store.database.write(partial(_run, statement))
    assert store.by(CHEN).audit.verify().broken_at is None
    store.close()


def test_an_edited_an_inserted_and_a_removed_line_are_found(database_url: str) -> None:
    edited = "UPDATE audit SET principal = '别人' WHERE seq = 5"
    inserted = (
        "UPDATE audit SET seq = seq + 100 WHERE seq > 4",
        "INSERT INTO audit SELECT 5, at, principal, origin, verb, denied, subject, changes, digest FROM audit"
        " WHERE seq = 4",
        "UPDATE audit SET seq = seq - 99 WHERE seq > 100",
    )
    removed = ("DELETE FROM audit WHERE seq = 5", "UPDATE audit SET seq = seq - 1 WHERE seq > 5")
    for number, statements in enumerate(((edited,), inserted, removed)):
        store, _ref = with_acts(database_url) if number == 0 else (Store.open(database_url, NOW), "")
        if number == 0:
            kept = store.database.read(lambda tx: tx.all(dict, AuditTable.select().dicts()))
            whole = store.by(CHEN).audit.verify()
            assert whole.broken_at is None
            assert whole.lines == len(kept) == 7
        else:
            change_back(store, kept)
        change(store, *statements)
        assert store.by(CHEN).audit.verify() == Chain(4, broken_at=5), statements
        store.close()


def _run(statement: str, tx: Tx) -> None:
    tx.sql(statement)


def change_back(store: Store, rows: list[dict[str, object]]) -> None:
    """Put the lines back as they were, with the triggers."""
    from callcenter.storage.database.migrations.common import guard_audit

    def work(tx: Tx) -> None:
        tx.sql("DELETE FROM audit")
        tx.insert_each(AuditTable, rows)
        guard_audit(tx)

    store.database.write(work)


def test_a_tail_that_was_cut_is_found_by_a_head_noted_elsewhere(database_url: str) -> None:
    store, _ref = with_acts(database_url)
    audit = store.by(CHEN).audit
    head = audit.head()
    assert audit.verify(head).broken_at is None
    change(store, f"DELETE FROM audit WHERE seq > {head.seq - 2}")
    assert audit.verify().broken_at is None, "the chain that is left holds"
    assert audit.verify(head) == Chain(head.seq - 2, broken_at=head.seq - 1)
    assert audit.verify(AuditHead(head.seq - 2, "0" * 64)).broken_at == head.seq - 2
    store.close()


def test_the_digests_say_nothing_without_the_key_of_the_person(database_url: str) -> None:
    store, _ref = with_acts(database_url)
    store.database.write(lambda tx: tx.run(AuditKeyTable.delete()))
    assert store.by(CHEN).audit.verify().broken_at is None
    store.close()


def test_two_programs_add_to_one_chain(postgresql_url: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    store, ref = with_acts(postgresql_url)
    others = [Store.open(postgresql_url, NOW) for _ in range(3)]

    def edits(one: Store) -> None:
        for number in range(15):
            one.by(WANG).customers.edit(ref, CustomerChanges(company=f"{id(one)} {number}"), now=NOW + number)

    before = store.by(CHEN).audit.head().seq
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(edits, others))
    assert store.by(CHEN).audit.verify() == Chain(before + 45, None)
    for one in (*others, store):
        one.close()


def test_a_refusal_is_on_record_in_an_open_store_too(database_url: str) -> None:
    store, ref = with_acts(database_url)
    with pytest.raises(StoreError):
        store.by(WANG).customers.lift_do_not_call(ref, now=NOW + 9)
    (denied,) = store.by(Principal("x", Origin.COMMAND)).audit.all(limit=1)
    assert (denied.principal, denied.verb, denied.denied, denied.at) == (
        "王敏",
        "customers.lift_do_not_call",
        True,
        NOW + 9,
    )
    store.close()


def test_somebody_who_tries_numbers_out_stands_in_the_audit(database_url: str) -> None:
    """Numbers of nobody and of colleagues' customers count, new customers too; own ones, tails and names do not."""
    made = office(database_url)
    agent, boss = made.by("王敏"), made.by("老板")

    def misses() -> list[tuple[str, str]]:
        return [(row.principal, row.subject) for row in boss.audit.all() if row.verb == "search.misses"]

    for number in range(16):
        agent.search.find(f"139{number:08d}")
    assert agent.conflicts.look("甲", phone="+8613800138002", campaign="telesales", now=NOW)
    assert agent.conflicts.look("甲", phone="+8613800138001", campaign="telesales", now=NOW) is None, "one's own"
    assert [row.outside for row in agent.search.find("13800138002")] == [True]
    assert [row.outside for row in agent.lookup.by_phone("+8613800138002")] == [True]
    assert agent.lookup.by_phone("+8613800138001")
    for typed in ("13800138001", "8003", "lilei", "李雷"):
        assert agent.search.find(typed)
    assert misses() == []
    agent.search.find("13911111111")
    assert misses() == [("王敏", "misses:20")]
    for number in range(19):
        agent.search.find(f"139{number:08d}")
    agent.presence.heartbeat("王敏", now=NOW + HOUR)
    agent.search.find("13911111111")
    assert misses() == [("王敏", "misses:20")], "another hour"
    assert boss.audit.verify().broken_at is None
    made.store.close()
