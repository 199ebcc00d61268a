"""Recordings stay with their contacts, are listened to on record, and kept for years (docs/rules.md#r27)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from callcenter.model import Disposition
from callcenter.store import StoreError, Trouble
from callcenter.views.customers.log import LogFilter
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, at, call, customer, opened
from tests.store.closed import NOW, office

FILE = "/srv/recordings/2026/03/k1.wav"


def test_where_a_call_is_recorded_is_kept_at_once_and_with_its_contact(database_url: str) -> None:
    store = opened(database_url)
    ref, now = customer(store, "李雷", "+8613800138001"), at("2026-03-02 10:00")
    by = store.by(WANG)
    placed = by.calls.start(by.claims.take(ref, now=now), now=now)
    by.calls.note_recording(placed.token, f" {FILE}\n", now=now)
    found = store.calls.open_call_of(WANG.name)
    assert found is not None
    assert found.recording == FILE
    saved = by.calls.finish(placed.token, WrapUp(Disposition.NEUTRAL, GOOD_NOTE), now=now + 60_000)
    by.touches.correct(saved.touch_id, replace(call("2026-03-02 10:00"), recording="other.wav"), now=now + 90_000)
    (row,) = store.lookup.log(LogFilter(ref=ref))
    assert (row.corrects, row.recording) == (saved.touch_id, FILE), "a correction brings no other one"
    store.close()


def test_agents_listen_to_their_own_calls_and_supervisors_to_all_on_record(database_url: str) -> None:
    one = office(database_url)
    own, other = (
        one.by(name).touches.record(ref, replace(call("2026-03-02 09:30"), recording=FILE), now=NOW)
        for name, ref in (("王敏", one.own), ("赵磊", one.other))
    )
    plain = one.by("王敏").touches.record(one.own, call("2026-03-02 09:40"), now=NOW)
    assert one.by("王敏").recordings.listen(own, now=NOW) == FILE
    assert one.by("刘经理").recordings.listen(other, now=NOW) == FILE
    for touch, refusal in ((other, Trouble.NOT_ALLOWED), (plain, Trouble.NO_RECORDING), (9_999, Trouble.UNKNOWN_TOUCH)):
        with pytest.raises(StoreError) as refused:
            one.by("王敏").recordings.listen(touch, now=NOW)
        assert refused.value.code is refusal
    listened = [
        (line.principal, line.subject, line.denied)
        for line in reversed(one.by("老板").audit.all())
        if line.verb == "recordings.listen"
    ]
    customers = [subject for _, subject, _ in listened]
    assert [(who, denied) for who, _, denied in listened] == [("王敏", False), ("刘经理", False), ("王敏", True)]
    assert customers == [customers[0], customers[1], customers[1]]
    assert f"touch:{own}" in customers[0]
    one.store.close()


def test_in_a_colleagues_call_a_supervisor_alone_listens(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "李雷", "+8613800138001")
    touch = store.by(CHEN).touches.record(
        ref, replace(call("2026-03-02 09:30"), agent="赵磊", recording=FILE), now=at("2026-03-02 10:00")
    )
    with pytest.raises(StoreError) as refused:
        store.by(WANG).recordings.listen(touch, now=at("2026-03-02 10:01"))
    assert refused.value.code is Trouble.NOT_ALLOWED
    assert store.by(CHEN).recordings.listen(touch, now=at("2026-03-02 10:01")) == FILE
    store.close()


def test_recordings_are_kept_for_the_years_of_their_campaign(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "李雷", "+8613800138001")
    for when in ("2026-02-28 20:00", "2026-03-02 09:30"):
        touch = replace(call(when), recording=f"{when[:10]}.wav")
        store.by(WANG).touches.record(ref, touch, now=at("2026-03-02 10:00"))
    store.by(WANG).touches.record(ref, call("2026-02-01 10:00"), now=at("2026-03-02 10:00"))

    def expired(now: str) -> list[tuple[str, int]]:
        rows = store.by(CHEN).recordings.expired(now=at(now))
        return [(row.recording, row.kept_until) for row in rows]

    # Three calendar years after the day of the call: that of 28 February until 28 February 2029.
    assert expired("2029-02-28 23:59") == []
    assert expired("2029-03-01 00:00") == [("2026-02-28.wav", at("2029-02-28 00:00"))]
    assert [name for name, _ in expired("2029-03-03 00:00")] == ["2026-02-28.wav", "2026-03-02.wav"]
    store.by(CHEN).campaigns.change("telesales", {"recording_years": "5"}, now=at("2026-03-02 10:00"))
    assert expired("2029-03-03 00:00") == []
    with pytest.raises(StoreError) as refused:
        store.by(CHEN).campaigns.change("telesales", {"recording_years": "2"}, now=at("2026-03-02 10:00"))
    assert refused.value.code is Trouble.BAD_SETTING
    store.close()
