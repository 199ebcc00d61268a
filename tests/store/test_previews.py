"""A preview says what an import then does, and leaves nothing behind (docs/rules.md#preview)."""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import suppress

import pytest
from msgspec.structs import replace

from callcenter.access import Principal
from callcenter.model import ContactPersonFacts, Disposition, Stage
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.allocations import Allocated
from callcenter.views.customers.import_previews import PreviewedField
from callcenter.views.upkeep.imports import FIELDS, StagedCustomer
from tests.store.building import CHEN, WANG, ZHAO, at, call, opened
from tests.store.test_decided import listed, taken

NOW = "2026-03-03 09:00"


def counted(store: Store, table: str) -> int:
    return int(store.database.read(lambda tx: tx.value(f"SELECT count(*) FROM {table}")))


TABLES = (
    "customer",
    "agent",
    "campaign",
    "customer_change",
    "import_change",
    "import_batch",
    "milestone",
    "phone",
    "tag",
)


def test_a_preview_leaves_nothing_behind(database_url: str) -> None:
    store = opened(database_url)
    taken(store, listed(), now="2026-03-02 09:00")
    before = [counted(store, table) for table in TABLES]
    rows = [
        replace(listed(owner="新人", tier="B"), persons=(ContactPersonFacts("吴刚"),), tags=("重点",)),
        replace(listed("K2"), campaign="key-account", tier=None),
    ]
    for _again in range(2):
        seen = store.by(CHEN).imports.preview(rows, now=at(NOW))
        assert (seen.counts["new"], seen.counts["updated"]) == (1, 1)
        (one,) = seen.changes
        assert (one.ref, one.name) == ("K1", "甲")
        assert one.fields == (PreviewedField("tier", "C", "B"), PreviewedField("owner", "赵磊", "新人"))
        assert [counted(store, table) for table in TABLES] == before
    # The campaign that the preview made and took back is made anew, with its own rules.
    taken(store, *rows, now=NOW)
    assert store.campaigns.get("key-account").customers == 1
    store.close()


@pytest.mark.parametrize("seed", range(4))
def test_a_preview_counts_what_the_import_counts(database_url: str, seed: int) -> None:
    chance = random.Random(seed)
    store = opened(database_url)

    def some(number: int) -> list[StagedCustomer]:
        return [
            replace(
                listed(f"K{one}", chance.choice(["王敏", "赵磊", "", None]), chance.choice(["A", "B", None])),
                stage=chance.choice([None, Stage.LOST]),
                phones=chance.choice([None, (f"+86138000000{chance.randint(10, 20)}",)]),
                company=chance.choice([None, "东方", "西方"]),
                attributes=chance.choice([None, {"区域": chance.choice("东西")}]),
                campaign="telesales",
            )
            for one in chance.sample(range(20), number)
        ]

    taken(store, *some(12), now="2026-03-02 09:00")
    known = sorted(store.imports.known_customers([f"K{number}" for number in range(20)]))
    for ref in known[:4]:
        store.by(CHEN).ownership.assign(ref, WANG.name, now=at("2026-03-02 10:00"))
    for options in (
        {},
        {"overwrite": ("owner", "tier")},
        {"only_empty": FIELDS},
        {"only_empty": ("company", "attributes", "phone"), "overwrite": ("owner",)},
    ):
        rows = some(15)
        seen = store.by(CHEN).imports.preview(rows, now=at(NOW), **options)
        key = store.by(CHEN).imports.stage_begin("customers", "f", "d", now=at(NOW), **options)
        store.imports.stage_rows(key, rows)
        store.imports.stage_ready(key, counts={})
        while (row := store.by(CHEN).imports.stage_publish_chunk(key, now=at(NOW))).state != "done":
            pass
        counts = dict(row.counts)
        counts.pop("overdue", None)
        assert dict(seen.counts) == counts
    store.close()


def test_an_import_is_taken_back_until_the_first_call(database_url: str) -> None:
    store = opened(database_url)
    taken(store, listed(), now="2026-03-02 09:00")
    morning, _ = taken(store, listed(tier="A"), listed("K2"), now=NOW)
    store.by(WANG).touches.record("K2", call("2026-03-03 10:00", Disposition.NO_ANSWER), now=at("2026-03-03 10:01"))
    with pytest.raises(StoreError) as refused:
        store.by(CHEN).imports.undo(morning, now=at("2026-03-03 10:05"))
    assert (refused.value.code, refused.value.params["ref"]) == (Trouble.LATER_TOUCHES, "K2")
    next_morning, _ = taken(store, listed(tier="B"), listed("K2", tier="B"), now="2026-03-04 08:00")
    store.by(CHEN).imports.undo(next_morning, now=at("2026-03-04 08:05"))
    assert store.details.get("K1", now=at("2026-03-04 08:06")).facts.tier == "A"
    store.close()


@pytest.mark.parametrize("seed", range(6))
def test_a_preview_says_who_then_gets_whom(database_url: str, seed: int) -> None:
    chance = random.Random(seed)
    store, boss = opened(database_url), CHEN
    for name in ("周航", "何静", "吴倩"):
        store.by(boss).people.add(name, team="一组", now=at("2026-03-02 09:00"))
    taken(store, listed("K0", None), now="2026-03-02 09:00")
    store.by(boss).campaigns.add("来电", now=at("2026-03-02 09:00"))
    everybody = [WANG.name, ZHAO.name, "周航", "何静", "吴倩"]
    for campaign in chance.sample(["telesales", "来电"], chance.randint(1, 2)):
        order = chance.sample(everybody, chance.randint(1, 5))
        store.by(boss).rotations.set(campaign, order, now=at("2026-03-02 10:00"))
    store.by(boss).people.leave(chance.choice(everybody), now=at("2026-03-02 11:00"))
    for name in chance.sample(everybody, 3):
        with suppress(StoreError):  # the one who has left
            store.by(Principal(name)).presence.sign_in(name, now=at("2026-03-03 08:30"))
    here = [row.name for row in store.people.all() if row.name in everybody and not row.left]
    store.by(boss).absences.record(chance.choice(here), now=at("2026-03-03 08:00"))
    rows = [
        replace(
            listed(f"K{number}", owner=chance.choice([None, None, "", "赵磊"])),
            campaign=chance.choice(["telesales", "telesales", "来电", "key-account"]),
            tier=None,
            phones=(f"+861380000{number:04}",),
        )
        for number in chance.sample(range(1, 90), 60)
    ]
    before = [counted(store, table) for table in (*TABLES, "allocation", "notice")]
    whole = store.by(boss).imports.preview(rows, now=at(NOW), allocate=True)
    # In parts, as a list is read, each going on where the one before it ended.
    parts: list[Allocated] = []
    turns: Mapping[str, str] = {}
    for start in range(0, len(rows), 25):
        part = store.by(boss).imports.preview(rows[start : start + 25], now=at(NOW), allocate=True, after=turns)
        parts += part.allocated
        turns = part.turns
    assert tuple(parts) == whole.allocated
    assert [counted(store, table) for table in (*TABLES, "allocation", "notice")] == before
    key = store.by(boss).imports.stage_begin("customers", "f", "d", now=at(NOW), allocate=True)
    store.imports.stage_rows(key, rows)
    store.imports.stage_ready(key, counts={})
    while (row := store.by(boss).imports.stage_publish_chunk(key, now=at(NOW))).state != "done":
        pass
    assert row.counts.get("allocated", 0) == sum(one.agent is not None for one in whole.allocated)
    expected = {one.ref: one for one in whole.allocated}
    for one in rows:
        found = store.rotations.allocation_of(one.ref)
        assert found == expected.get(one.ref), (seed, one.ref)
        owner = store.details.get(one.ref, now=at(NOW)).facts.owner
        # A list gives nobody to who has left.
        assert owner == ((one.owner in here and one.owner) or (found.agent if found is not None else None)), one
    store.close()
