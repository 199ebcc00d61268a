"""Timeline of a customer: read in pages of contacts, with what was decided about them in between."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from callcenter.model import HOUR, MINUTE, CaseKind, Channel, Disposition, Instant, Snooze, Stage, Touch
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.customers.log import TouchRow
from callcenter.views.customers.timeline import Cause, Decision, Entry, Happening, TimelinePage
from callcenter.views.upkeep.imports import StagedCustomer, StagedTouch
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, at, call, customer, opened

NOW = at("2026-03-03 10:05")


def publish(store: Store, rows: Sequence[StagedCustomer | StagedTouch], now: Instant = NOW) -> int:
    key = store.by(CHEN).imports.stage_begin("rows", "f", "d", now=now)
    store.imports.stage_rows(key, rows)
    store.imports.stage_ready(key, counts={})
    while store.by(CHEN).imports.stage_publish_chunk(key, now=now).state != "done":
        pass
    return key


def much_called(store: Store, contacts: int) -> str:
    """Somebody with so many contacts, two of each minute; in the middle they were given to somebody."""
    ref = customer(store, "吴静", "+8613812347731", now="2026-02-02 09:00")
    began = at("2026-02-02 10:00")
    half = contacts // 4 * MINUTE
    store.by(CHEN).ownership.assign(ref, "赵磊", now=began + half + 1)
    touches = [
        Touch(began + place // 2 * MINUTE, channel, note=f"{place}", agent="王敏")
        for place in range(contacts)
        for channel in [Channel.SMS if place % 2 else Channel.VISIT]
    ]
    publish(store, [StagedTouch(line, ref, touch) for line, touch in enumerate(touches)])
    return ref


def told(entries: Sequence[Entry]) -> list[str]:
    said: list[str] = []
    for entry in entries:
        match entry:
            case TouchRow():
                said.append(entry.note)
            case Decision():
                said.append(f"{entry.what}")
            case Snooze():
                said.append("put off")
    return said


def test_pages_have_everything_once_and_in_order_in_both_directions(database_url: str) -> None:
    store = opened(database_url)
    ref = much_called(store, 50)
    whole = store.timelines.page(ref, limit=1000)
    assert (whole.newer, whole.older, whole.total, whole.zone) == (None, None, 51, "Asia/Shanghai")
    notes = [str(place) for place in reversed(range(50))]
    assert [note for note in told(whole.entries) if note != "owner"] == notes
    at_owner = told(whole.entries).index("owner")
    for size in (1, 7, 50, 60):
        page = store.timelines.page(ref, limit=size)
        down: list[Entry] = list(page.entries)
        while page.older is not None:
            page = store.timelines.page(ref, below=page.older, limit=size)
            assert sum(isinstance(entry, TouchRow) for entry in page.entries) <= size
            down += page.entries
        assert tuple(down) == whole.entries
        page = store.timelines.page(ref, oldest=True, limit=size)
        up: list[Entry] = list(page.entries)
        while page.newer is not None:
            page = store.timelines.page(ref, above=page.newer, limit=size)
            up = [*page.entries, *up]
        assert tuple(up) == whole.entries
    assert whole.entries[at_owner] == Decision(Happening.OWNER, at("2026-02-02 10:12") + 1, "陈主管", "", "赵磊")
    store.close()


def test_a_page_reads_so_many_contacts_and_no_more(sqlite_path: Path) -> None:
    store = opened(str(sqlite_path))
    ref = much_called(store, 400)
    top = store.timelines.page(ref)
    asked: list[str] = []
    store.database.read(lambda tx: tx._db.connection().set_trace_callback(asked.append))
    store.timelines.page(ref, below=top.older)
    (text,) = (one for one in asked if one.endswith("LIMIT 201"))
    plan = store.database.read(lambda tx: tx.sql(f"EXPLAIN QUERY PLAN {text}").fetchall())
    assert "touch_customer" in str(plan)
    assert "B-TREE" not in str(plan), "found in order, not sorted"
    view = store.details.get(ref, now=NOW)
    assert len(view.touches) == 60, "the newest come with the customer, the others when somebody goes there"
    assert len(view.history.touches) == 400, "what is owed follows from all of them"
    store.close()


def test_a_corrected_contact_and_one_taken_back_stay_and_say_so(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    first = store.by(WANG).touches.record(ref, call("2026-03-02 10:00"), now=NOW)
    right = store.by(WANG).touches.correct(first, call("2026-03-02 10:00", Disposition.BUSY), now=NOW)
    gone = store.by(WANG).touches.record(ref, call("2026-03-02 11:00"), now=NOW)
    store.by(WANG).touches.withdraw(gone, now=NOW)
    states = {entry.id: (entry.replaced, entry.withdrawn) for entry in store.details.get(ref, now=NOW).touches}
    assert (states[first], states[right]) == ((True, False), (False, False))
    assert [states[key] for key in states if key not in (first, right)] == [(False, True)]  # once
    store.close()


def decided(store: Store, ref: str) -> list[tuple[str, str, str, Cause]]:
    """Return the decisions, oldest first: what, before, after, why."""
    entries = reversed(store.timelines.page(ref).entries)
    return [(one.what.value, one.old, one.new, one.cause) for one in entries if isinstance(one, Decision)]


def test_owners_and_stages_are_on_record_with_what_brought_them(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    store.by(CHEN).ownership.assign(ref, "赵磊", now=NOW)
    store.by(CHEN).ownership.assign(ref, "赵磊", now=NOW + 1)
    store.by(CHEN).ownership.assign(ref, None, now=NOW + 2)
    dialled = store.by(WANG).calls.start(store.by(WANG).claims.take(ref, now=NOW + 3), now=NOW + 3)
    wrap = WrapUp(Disposition.SIGNED, GOOD_NOTE, stage=Stage.SIGNED)
    store.by(WANG).calls.finish(dialled.token, wrap, now=NOW + 4)
    expected = [
        ("owner", "", "赵磊", Cause.HAND),
        ("owner", "赵磊", "", Cause.HAND),
        ("stage", "", "signed", Cause.CALL),
        ("owner", "", "王敏", Cause.CALL),
    ]
    assert decided(store, ref) == expected, "who is given to whom they belong to is no change"
    again = store.by(WANG).last_calls.undo(now=NOW + 5)
    assert sorted(decided(store, ref)[4:]) == [
        ("owner", "王敏", "", Cause.UNDONE),
        ("stage", "signed", "", Cause.UNDONE),
    ]
    store.calls.abandon(again.token, now=NOW + 6)
    store.by(WANG).customers.set_stage(ref, Stage.LOST, now=NOW + 7)
    assert decided(store, ref)[-1] == ("stage", "", "lost", Cause.HAND)
    store.close()


def test_an_exception_takes_the_customer_there_and_back(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner="王敏")
    case = store.by(WANG).cases.open(ref, CaseKind.EXCEPTION, "听不懂", now=NOW)
    store.by(CHEN).cases.assign(case, "赵磊", now=NOW + 1)
    store.by(CHEN).cases.close(case, "好了", now=NOW + 2)
    assert decided(store, ref) == [
        ("owner", "", "王敏", Cause.NEW),
        ("owner", "王敏", "赵磊", Cause.CASE),
        ("owner", "赵磊", "王敏", Cause.CASE_CLOSED),
    ]
    store.close()


def test_an_import_and_taking_it_back_are_on_record(database_url: str) -> None:
    store = opened(database_url)
    store.by(CHEN).campaigns.ensure_shipped("telesales", now=NOW)
    publish(store, [StagedCustomer(1, "K1", campaign="telesales", name="吴静", owner="王敏")])
    assert decided(store, "K1") == [], "who comes with an owner was nobody's before"
    batch = publish(store, [StagedCustomer(1, "K1", owner="赵磊", stage=Stage.SIGNED)], NOW + HOUR)
    changed = [("owner", "王敏", "赵磊", Cause.IMPORT), ("stage", "", "signed", Cause.IMPORT)]
    assert sorted(decided(store, "K1")) == changed
    store.by(CHEN).imports.undo(batch, now=NOW + 2 * HOUR)
    back = [("owner", "赵磊", "王敏", Cause.IMPORT_UNDONE), ("stage", "signed", "", Cause.IMPORT_UNDONE)]
    assert sorted(decided(store, "K1"))[-4:] == sorted([*changed, *back])
    store.close()


def test_merges_splits_lifts_tiers_and_calls_put_off_stand_there(database_url: str) -> None:
    store = opened(database_url)
    ref, double = customer(store, "吴静", "+8613812347731"), customer(store, "吴 静", "+8613812347731", owner="赵磊")
    store.by(WANG).customers.set_tier(ref, "A", reason="预算足", now=NOW)
    asked = call("2026-03-03 10:05", Disposition.DO_NOT_CALL)
    store.by(WANG).touches.record(double, asked, now=NOW + 1)
    store.by(CHEN).merges.merge(double, ref, now=NOW + 2)
    store.by(CHEN).customers.lift_do_not_call(ref, now=NOW + 3)
    happened = [
        ("owner", "", "赵磊", Cause.NEW),
        ("tier", "C", "A", Cause.HAND),
        ("owner", "", "赵磊", Cause.MERGE),
        ("merged", ref, double, Cause.HAND),
        ("lifted", "", "", Cause.HAND),
    ]
    assert sorted(decided(store, ref)) == sorted(happened), "lifted once, although for two"
    assert any(entry.at == asked.at for entry in store.timelines.page(ref).entries), "the double's contacts are theirs"
    store.by(CHEN).merges.split(double, now=NOW + 4)
    assert set(decided(store, ref)) >= {("split", ref, double, Cause.HAND), ("owner", "赵磊", "", Cause.SPLIT)}
    assert {what for what, *_ in decided(store, double)} == {"owner", "merged", "split"}
    store.close()


def test_a_call_put_off_stands_there_with_its_reason(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", now="2026-03-03 10:00")
    store.by(WANG).snoozes.put_off(ref, until=NOW + 30 * MINUTE, reason="开会", now=NOW)
    assert store.timelines.page(ref).entries == (Snooze(NOW, NOW + 30 * MINUTE, "王敏", "开会"),)
    store.close()


def test_the_contact_that_promised_a_callback_is_found_however_old(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", now="2026-02-02 09:00")
    promised = at("2026-03-05 10:00")
    made = call("2026-02-02 10:00", Disposition.CALLBACK, callback_at="2026-03-05 10:00")
    key = store.by(WANG).touches.record(ref, made, now=NOW)
    publish(
        store,
        [StagedTouch(n, ref, Touch(at("2026-02-03 10:00") + n * MINUTE, Channel.SMS, agent="王敏")) for n in range(70)],
    )
    found = store.timelines.promised_by(ref, promised)
    assert found is not None
    assert found.id == key
    assert store.timelines.promised_by(ref, promised + 1) is None
    store.close()


def test_an_empty_timeline(database_url: str) -> None:
    store = opened(database_url)
    store.by(CHEN).campaigns.ensure_shipped("telesales", now=NOW)
    ref = store.by(CHEN).customers.add(NewCustomer("吴静", "", inquiry=False), now=NOW)
    assert store.timelines.page(ref) == TimelinePage(total=0, zone="Asia/Shanghai")
    assert store.timelines.page(ref, oldest=True) == TimelinePage(total=0, zone="Asia/Shanghai")
    store.close()
