"""Saved filters: each person's own, for each list (docs/decisions.md)."""

from __future__ import annotations

import pytest

from callcenter.store import StoreError, Trouble
from callcenter.views.people.saved_filters import FilteredList, SavedFilter
from tests.store.building import WANG, ZHAO, at, opened

NOW = at("2026-03-02 10:05")
LOG, CASES = FilteredList.LOG, FilteredList.CASES


def test_a_filter_is_kept_for_a_person_and_a_list_and_replaced_by_its_name(database_url: str) -> None:
    store = opened(database_url)
    mine = store.by(WANG).saved_filters
    mine.save(WANG.name, LOG, SavedFilter("今天", "today"), now=NOW)
    mine.save(WANG.name, LOG, SavedFilter("价格", "price"), now=NOW)
    mine.save(WANG.name, LOG, SavedFilter("今天", "today \x1b王敏"), now=NOW)
    mine.save(WANG.name, CASES, SavedFilter("今天", "open"), now=NOW)
    assert mine.all(WANG.name, LOG) == (SavedFilter("今天", "today 王敏"), SavedFilter("价格", "price"))
    assert mine.all(WANG.name, CASES) == (SavedFilter("今天", "open"),)
    assert store.by(ZHAO).saved_filters.all(ZHAO.name, LOG) == ()
    mine.remove(WANG.name, LOG, "今天", now=NOW)
    mine.remove(WANG.name, LOG, "今天", now=NOW)
    assert mine.all(WANG.name, LOG) == (SavedFilter("价格", "price"),)
    with pytest.raises(StoreError) as refused:
        mine.save(WANG.name, LOG, SavedFilter(" ", "x"), now=NOW)
    assert refused.value.code is Trouble.EMPTY_NAME
    store.close()
