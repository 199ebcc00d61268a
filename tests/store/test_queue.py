"""The queue and the breaches, as they stand in the database, against the worked examples of docs/rules.md#examples."""

from __future__ import annotations

from callcenter.model import Disposition, Lane
from callcenter.views.worklists.queue import QueueFilter
from callcenter.workdays import moment as local_moment
from tests.store.building import WANG, at, call, customer, lines, opened, ticked


def test_a_new_inquiry_is_fresh_then_breached_and_one_call_closes_both(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    assert lines(store, "2026-03-02 10:05") == [("吴静", "fresh", "telesales.first_call")]
    assert lines(store, "2026-03-03 10:05") == [("吴静", "breached", "telesales.first_call")]
    found = [row.obligation.rule for row in store.breaches.open(now=at("2026-03-03 10:05"))]
    assert found == ["telesales.thanks_sms", "telesales.first_call"]
    store.by(WANG).touches.record(ref, call("2026-03-03 10:05"), now=at("2026-03-03 10:05"))
    assert lines(store, "2026-03-03 10:06") == []
    assert [row.obligation.rule for row in store.breaches.open(now=at("2026-03-03 10:06"))] == ["telesales.thanks_sms"]
    store.close()


def test_the_live_queue_is_the_fresh_fold_of_the_same_moment(database_url: str) -> None:
    store = opened(database_url)
    for number, tier in enumerate(["A", "B", "C", "D", "E", None]):
        ref = customer(store, f"客户{number}", f"+861380000000{number}", tier=tier)
        if number % 2:
            touch = call("2026-03-02 10:30", Disposition.NO_ANSWER if number == 3 else Disposition.INTERESTED)
            store.by(WANG).touches.record(ref, touch, now=at("2026-03-02 10:31"))
    for moment in ("2026-03-02 11:00", "2026-03-03 10:00", "2026-03-09 14:30", "2026-03-20 16:00"):
        live = store.queue.page(now=ticked(store, at(moment)))
        fresh = store.queue.page_as_of(as_of=at(moment))
        assert live.rows, moment
        assert (live.rows, live.total) == (fresh.rows, fresh.total)
        stored = [(row.ref, row.obligation, row.owner) for row in store.breaches.open(now=at(moment))]
        assert stored == [(row.ref, row.obligation, row.owner) for row in store.breaches.open_as_of(as_of=at(moment))]
    store.close()


def test_pages_of_the_queue_together_are_the_whole(database_url: str) -> None:
    store = opened(database_url)
    for number in range(7):
        customer(store, f"客户{number}", f"+861380000000{number}", tier="ABCDEAB"[number])
    whole = store.queue.page(now=at("2026-03-03 10:30"))
    pages = [store.queue.page(now=at("2026-03-03 10:30"), limit=3, offset=offset) for offset in (0, 3, 6)]
    assert whole.total == 7
    assert [page.total for page in pages] == [7, 7, 7]
    assert [row.ref for page in pages for row in page.rows] == [row.ref for row in whole.rows]
    store.close()


def test_a_filter_shows_some_of_the_order_and_who_is_next_all_the_same(database_url: str) -> None:
    store = opened(database_url)
    for number, (name, company) in enumerate([("李雷", "Acme"), ("吴静", ""), ("李梅", "acme 北方"), ("O'Neil%", "")]):
        customer(store, name, f"+861380000000{number}", company=company, tier="ABAB"[number])
    now = at("2026-03-02 10:30")
    whole = store.queue.page(now=now)

    def seen(*words: str, lanes: frozenset[Lane] = frozenset()) -> list[str]:
        page = store.queue.page(now=now, only=QueueFilter(words, lanes))
        order = [row.ref for row in whole.rows]
        assert [row.ref for row in page.rows] == sorted((row.ref for row in page.rows), key=order.index)
        assert (page.total, page.total + page.hidden) == (len(page.rows), whole.total)
        hides = whole.rows[0].ref not in {row.ref for row in page.rows}
        assert page.head == (whole.rows[0] if hides else None)
        return sorted(row.name for row in page.rows)

    assert seen("李") == ["李梅", "李雷"]
    assert seen("ACME", "北方") == ["李梅"]
    assert seen("%") == ["O'Neil%"]
    assert seen("o'neil") == ["O'Neil%"]
    assert seen("lilei") == ["李雷"]
    assert seen("0000001") == ["吴静"]
    assert seen("B", "wu") == ["吴静"]
    assert seen("telesales", lanes=frozenset({Lane.FRESH})) == ["O'Neil%", "吴静", "李梅", "李雷"]
    assert seen("telesales", lanes=frozenset({Lane.RETRY})) == []
    second = store.queue.page(now=now, only=QueueFilter(("李",)), limit=1, offset=1)
    assert (second.total, len(second.rows)) == (2, 1)
    store.close()


def test_an_empty_queue_says_who_comes_next_and_when(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "吴静", "+8613812347731")
    page = store.queue.page(now=at("2026-03-02 13:00"))  # between the windows
    assert (page.total, page.next_at) == (0, at("2026-03-02 14:00"))
    assert page.next_row is not None
    assert page.next_row.name == "吴静"
    store.close()


def test_who_comes_next_waits_for_the_hours_in_which_they_may_be_called(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "李雷", "+8613812347732", tier="A", now="2026-02-25 09:00")

    def following(now: str) -> tuple[str, str]:
        page = store.queue.page(now=ticked(store, at(now)))
        assert page.total == 0
        assert page.next_row is not None
        assert page.next_at is not None
        return page.next_row.name, local_moment(page.next_at, "Asia/Shanghai").strftime("%d %H:%M")

    assert following("2026-03-03 08:30") == ("李雷", "03 10:00"), "what falls due at 09:00 waits for the window too"
    asked = call("2026-03-03 11:00", Disposition.CALLBACK, callback_at="2026-03-04 09:30")
    store.by(WANG).touches.record(customer(store, "吴静", "+8613812347731"), asked, now=at("2026-03-03 11:00"))
    assert following("2026-03-04 07:30") == ("吴静", "04 09:30"), "a promise does not"
    assert following("2026-03-04 21:30") == ("吴静", "05 08:00"), "but for the legal frame"
    store.close()
