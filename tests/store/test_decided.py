"""Decisions made here stay when a list says otherwise, unless it is told to overwrite them.

See docs/rules.md#same-again.
"""

from __future__ import annotations

from collections.abc import Mapping

from callcenter.model import Disposition, Stage
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.upkeep.imports import StagedCustomer
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, at, customer, opened

ONE, TWO, THREE = "+8613800000001", "+8613800000002", "+8613800000003"


def listed(
    ref: str = "K1",
    owner: str | None = "赵磊",
    tier: str | None = "C",
    stage: Stage | None = None,
    phones: tuple[str, ...] | None = (ONE,),
) -> StagedCustomer:
    return StagedCustomer(2, ref, name="甲", owner=owner, tier=tier, stage=stage, phones=phones)


def taken(
    store: Store, *rows: StagedCustomer, now: str, overwrite: tuple[str, ...] = ()
) -> tuple[int, Mapping[str, int]]:
    """Take a list in; the import and what it counted."""
    key = store.by(CHEN).imports.stage_begin("customers", "名单.csv", "digest", now=at(now), overwrite=overwrite)
    store.imports.stage_rows(key, rows)
    store.imports.stage_ready(key, counts={})
    while (row := store.by(CHEN).imports.stage_publish_chunk(key, now=at(now))).state != "done":
        pass
    return key, row.counts


def facts(store: Store, ref: str = "K1") -> tuple[str | None, str | None, str, tuple[str, ...]]:
    view = store.details.get(ref, now=at("2026-03-20 10:00"))
    return view.facts.owner, view.facts.tier, view.facts.stage.value, view.facts.numbers


def test_a_list_that_comes_again_changes_what_only_lists_have_said(database_url: str) -> None:
    store = opened(database_url)
    taken(store, listed(), now="2026-03-02 09:00")
    _, counts = taken(store, listed(owner="王敏", tier="B", stage=Stage.LOST, phones=(TWO,)), now="2026-03-03 09:00")
    assert (facts(store), dict(counts)) == (("王敏", "B", "lost", (TWO,)), {"updated": 1})
    store.close()


def test_what_was_decided_here_stays_and_is_counted(database_url: str) -> None:
    store = opened(database_url)
    taken(store, listed(), now="2026-03-02 09:00")
    store.by(CHEN).ownership.assign("K1", WANG.name, now=at("2026-03-02 10:00"))
    store.by(WANG).customers.set_tier("K1", "C", now=at("2026-03-02 10:00"))  # confirmed
    store.by(WANG).customers.set_stage("K1", Stage.SIGNED, now=at("2026-03-02 10:00"))
    store.by(WANG).customers.edit("K1", CustomerChanges(phones=(TWO, ONE)), now=at("2026-03-02 10:00"))
    decided = (WANG.name, "C", "signed", (TWO, ONE))
    _, counts = taken(store, listed(tier="A", stage=Stage.LOST), now="2026-03-03 09:00")
    kept = {"kept_owner": 1, "kept_tier": 1, "kept_stage": 1, "kept_phone": 1}
    assert (facts(store), dict(counts)) == (decided, {"same": 1} | kept)
    # An empty cell says nothing, the same value is none that is kept.
    _, counts = taken(store, listed(owner=None, phones=None), now="2026-03-03 10:00")
    assert (facts(store), dict(counts)) == (decided, {"same": 1})
    # New numbers come behind.
    _, counts = taken(store, listed(owner=None, phones=(THREE,)), now="2026-03-03 11:00")
    assert facts(store)[3] == (TWO, ONE, THREE)
    store.close()


def test_overwriting_takes_the_field_from_the_list_and_undo_gives_it_back(database_url: str) -> None:
    store = opened(database_url)
    taken(store, listed(), now="2026-03-02 09:00")
    store.by(CHEN).ownership.assign("K1", WANG.name, now=at("2026-03-02 10:00"))
    store.by(WANG).customers.set_tier("K1", "B", now=at("2026-03-02 10:00"))
    store.by(WANG).customers.edit("K1", CustomerChanges(phones=(TWO,)), now=at("2026-03-02 10:00"))
    other = listed(tier="A", phones=(THREE,))
    key, counts = taken(store, other, now="2026-03-03 09:00", overwrite=("owner", "phone"))
    assert facts(store) == ("赵磊", "B", "", (THREE,))
    assert dict(counts) == {"updated": 1, "kept_tier": 1}
    # Now a list has written owner and numbers last: the next one may write them too.
    third, _ = taken(store, listed(owner=WANG.name, phones=(ONE,)), now="2026-03-03 10:00")
    assert facts(store) == (WANG.name, "B", "", (ONE,))
    store.by(CHEN).imports.undo(third, now=at("2026-03-03 11:00"))
    store.by(CHEN).imports.undo(key, now=at("2026-03-03 11:00"))
    assert facts(store) == (WANG.name, "B", "", (TWO,))
    # And it is decided here again.
    _, counts = taken(store, other, now="2026-03-03 12:00")
    assert facts(store) == (WANG.name, "B", "", (TWO, THREE))
    assert (counts["kept_owner"], counts["kept_tier"], counts["kept_phone"]) == (1, 1, 1)
    store.close()


def test_undoing_an_import_leaves_what_was_decided_since(database_url: str) -> None:
    store = opened(database_url)
    taken(store, listed(phones=(ONE,)), now="2026-03-02 09:00")
    key, _ = taken(store, listed(owner="王敏", tier="A", phones=(ONE, TWO)), now="2026-03-03 09:00")
    store.by(CHEN).ownership.assign("K1", CHEN.name, now=at("2026-03-03 10:00"))
    store.by(WANG).customers.edit("K1", CustomerChanges(phones=(THREE, ONE, TWO)), now=at("2026-03-03 10:00"))
    store.by(CHEN).imports.undo(key, now=at("2026-03-03 11:00"))
    assert facts(store) == (CHEN.name, "C", "", (THREE, ONE))
    store.close()


def test_a_number_that_somebody_took_away_does_not_come_back(database_url: str) -> None:
    store = opened(database_url)
    taken(store, listed(phones=(ONE,)), now="2026-03-02 09:00")
    store.by(WANG).customers.edit("K1", CustomerChanges(phones=(TWO,)), now=at("2026-03-02 10:00"))
    _, counts = taken(store, listed(phones=(ONE,)), now="2026-03-03 09:00")
    assert (facts(store)[3], counts["kept_phone"]) == ((TWO,), 1)
    store.by(WANG).customers.edit("K1", CustomerChanges(phones=(TWO, ONE)), now=at("2026-03-03 10:00"))
    store.by(WANG).customers.edit("K1", CustomerChanges(phones=(ONE,)), now=at("2026-03-03 11:00"))
    taken(store, listed(phones=(ONE, THREE)), now="2026-03-04 09:00")
    assert facts(store)[3] == (ONE, THREE)
    store.close()


def test_a_call_decides_and_its_undo_takes_that_back(database_url: str) -> None:
    store = opened(database_url)
    taken(store, listed(owner=""), now="2026-03-02 09:00")

    def call(when: str) -> None:
        opened_call = store.by(WANG).calls.start(store.by(WANG).claims.take("K1", now=at(when)), now=at(when))
        wrap = WrapUp(Disposition.SIGNED, note=GOOD_NOTE, tier="B")
        store.by(WANG).calls.finish(opened_call.token, wrap, now=at(when))

    call("2026-03-02 10:05")
    other = listed(owner="赵磊", tier="A", stage=Stage.LOST, phones=None)
    _, counts = taken(store, other, now="2026-03-03 09:00")
    assert facts(store)[:3] == (WANG.name, "B", "")
    assert (counts["kept_owner"], counts["kept_tier"], counts["kept_stage"]) == (1, 1, 1)
    store.by(WANG).last_calls.undo(now=at("2026-03-03 10:00"))
    assert facts(store)[:3] == (None, "C", "")
    # The call is open again: another owner waits for its end, and one that a supervisor names stays before a list's.
    _, counts = taken(store, other, now="2026-03-03 11:00")
    assert (facts(store)[:3], dict(counts)) == ((None, "A", "lost"), {"updated": 1})
    store.by(CHEN).ownership.assign("K1", CHEN.name, now=at("2026-03-03 11:05"))
    _, counts = taken(store, other, now="2026-03-03 11:10")
    assert counts["kept_owner"] == 1
    store.close()


def test_a_merge_decides_what_it_gives(database_url: str) -> None:
    store = opened(database_url)
    taken(store, listed("K1", owner="王敏", tier="B", phones=(ONE,)), now="2026-03-02 09:00")
    taken(store, listed("K2", owner="", tier=None, phones=(TWO,)), now="2026-03-02 09:00")
    store.by(CHEN).merges.merge("K1", "K2", now=at("2026-03-02 10:00"))
    assert facts(store, "K2") == ("王敏", "B", "", (TWO, ONE))
    _, counts = taken(store, listed("K2", owner="赵磊", tier="A", phones=(TWO,)), now="2026-03-03 09:00")
    assert facts(store, "K2") == ("王敏", "B", "", (TWO, ONE))
    assert (counts["kept_owner"], counts["kept_tier"], counts["kept_phone"]) == (1, 1, 1)
    store.by(CHEN).merges.split("K1", now=at("2026-03-03 10:00"))
    taken(store, listed("K2", owner="赵磊", tier="A", phones=None), now="2026-03-04 09:00")
    assert facts(store, "K2")[:2] == ("赵磊", "A")
    store.close()


def test_who_was_added_here_was_decided_here_as_far_as_it_says_anything(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "甲", "+8613800000001", tier=None, owner=WANG.name)
    _, counts = taken(store, listed(ref, tier="A", stage=Stage.LOST, phones=(TWO,)), now="2026-03-03 09:00")
    assert facts(store, ref) == (WANG.name, "A", "lost", (ONE, TWO))
    assert (counts["kept_owner"], counts["kept_phone"]) == (1, 1)
    store.close()
