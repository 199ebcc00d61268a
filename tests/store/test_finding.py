"""The search: what fits, the best of it first, whatever is typed; hand-worked, on both databases.

See docs/architecture.md#finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from callcenter.model import Disposition
from callcenter.storage.database import clean_text
from callcenter.storage.database.transaction import Tx
from callcenter.storage.search import search, search_keys
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import CustomerChanges, NewCustomer
from callcenter.views.customers.hits import Match
from callcenter.views.upkeep.imports import StagedCustomer
from tests.store.building import CHEN, WANG, ZHAO, at, call, opened
from tests.support import statements
from tests.support.search import examples

NOW = at("2026-03-02 10:00")


_NAMES = [
    ("曾国藩", "zengguofan"),
    ("单雄信", "shanxiongxin"),
    ("单雄信", "sxx"),
    ("单雄信", "danxiongxin"),
    ("仇英", "qiuying"),
    ("解晓东", "xiexiaodong"),
    ("尉迟恭", "yuchigong"),
    ("万俟卨", "moqi"),
    ("区志强", "ouzhiqiang"),
    ("查良镛", "zhaliangyong"),
    ("盖叫天", "gejiaotian"),
    ("缪荃孙", "miaoquansun"),
    ("朴树", "piaoshu"),
    ("冼星海", "xianxinghai"),
    ("繁星", "poxing"),
    ("长孙无忌", "zhangsunwuji"),
    ("单于丹", "chanyudan"),
    ("张乐", "zhangle"),
    ("张乐", "zhangyue"),
    ("李晟", "lisheng"),
    ("李晟", "licheng"),
    ("吕布", "lvbu"),
    ("吕布", "lubu"),
    ("吕布", "lü bu"),
    ("吕布", "lǚ bù"),
    ("李雷", "Lǐ Léi"),
    ("李雷", "LI LEI"),
    ("李雷", "li'lei"),
    ("李雷", "ｌｉｌｅｉ"),
    ("李雷", "雷"),
    ("José Müller", "jose"),
    ("José Müller", "muller"),
    ("José Müller", "MÜLLER"),
    ("José Müller", "muller jose"),
    ("José Müller", "jm"),
    ("John Smith", "smi"),
    ("John Smith", "js"),
    ("John Smith", "smith  john"),
    ("艾力·买买提", "almm"),
    ("艾力·买买提", "买买提"),
    ("𠮷野", "𠮷"),
]


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of names that are read in more than one way; nobody changes it."""
    store = opened(str(tmp_path_factory.mktemp("named") / "store.db"))
    for name in dict.fromkeys(name for name, _typed in _NAMES):
        add(store, name)
    yield store
    store.close()


@pytest.fixture
def numbered(database_url: str) -> Iterator[Store]:
    """Three customers with numbers of two countries, one with two of them."""
    store = opened(database_url)
    ref = add(store, "李雷", "+8613800130012")
    numbers = ("+8613800130012", "+8613900130099")
    store.by(WANG).customers.edit(ref, CustomerChanges(phones=numbers), now=NOW)
    add(store, "韩梅", "+861055551234")
    add(store, "John Smith", "+442079460958")
    yield store
    store.close()


def add(store: Store, name: str, phone: str = "", company: str = "", **more: object) -> str:
    new = NewCustomer(name, phone, company=company, campaign=str(more.pop("campaign", "telesales")), **more)  # type: ignore[arg-type]
    return store.by(CHEN).customers.add(new, now=NOW)


def names(store: Store, text: str, **more: object) -> list[str]:
    return [row.name for row in store.search.find(text, **more)]  # type: ignore[arg-type]


def matches(store: Store, text: str) -> dict[str, tuple[Match, ...]]:
    return {row.name: row.matches for row in store.search.find(text)}


def test_the_best_match_comes_first(database_url: str) -> None:
    """One customer for each way in which a text can fit, added worst first."""
    store = opened(database_url)
    add(store, "Ann Lima")
    add(store, "罗伊", company="联营")
    add(store, "Ann Bo", company="Li & Sons")
    add(store, "Lena Ives Otto")
    add(store, "Lena Ives")
    add(store, "李雷")
    add(store, "李")
    add(store, "Li Ming")
    add(store, "Li")
    assert [(row.name, *row.matches) for row in store.search.find("li")] == [
        ("Li", Match.NAME),
        ("Li Ming", Match.NAME),
        ("李", Match.PINYIN),
        ("李雷", Match.PINYIN),
        ("Lena Ives", Match.INITIALS),
        ("Lena Ives Otto", Match.INITIALS),
        ("Ann Bo", Match.COMPANY),
        ("罗伊", Match.COMPANY_PINYIN),
        ("Ann Lima", Match.NAME),
    ]
    store.close()


def test_the_name_comes_before_the_company_and_parts_come_last(database_url: str) -> None:
    store = opened(database_url)
    middle = add(store, "赵六", company="北京恒通电气有限公司")
    add(store, "张三", company="恒通电气")
    add(store, "李恒通")
    add(store, "恒通")
    assert names(store, "恒通") == ["恒通", "张三", "李恒通", "赵六"]
    assert names(store, "电气") == ["赵六", "张三"]
    assert names(store, "htdq") == ["张三"]
    assert names(store, "bjht") == ["赵六"]
    assert names(store, "有限公司") == [], "that a company is one says nothing"
    store.by(WANG).customers.edit(middle, CustomerChanges(company="上海恒通"), now=NOW)
    assert names(store, "北京") == []
    assert names(store, "shht") == names(store, "上海") == ["赵六"]
    store.close()


@pytest.mark.parametrize(("name", "typed"), _NAMES)
def test_a_name_is_found_however_it_is_read(named: Store, name: str, typed: str) -> None:
    assert name in names(named, typed)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0012", ["李雷"]),
        ("13800130012", ["李雷"]),
        ("138 0013 0012", ["李雷"]),
        ("138-0013-0012", ["李雷"]),
        ("１３８００１３００１２", ["李雷"]),
        ("+86 138 0013 0012", ["李雷"]),
        ("0086 13800130012", ["李雷"]),
        ("+8613800130012", ["李雷"]),
        ("1380013", ["李雷"]),
        ("010-5555 1234", ["韩梅"]),
        ("010 5555", ["韩梅"]),
        ("55551234", ["韩梅"]),
        ("+44 (0)20 7946 0958", ["John Smith"]),
        ("0044 20 7946", ["John Smith"]),
        ("0958", ["John Smith"]),
        ("7777", []),
        ("李 0012", ["李雷"]),
        ("韩 0012", []),
    ],
)
def test_a_number_is_found_however_it_is_written(numbered: Store, typed: str, found: list[str]) -> None:
    rows = numbered.search.find(typed)
    assert [row.name for row in rows] == found
    assert all(Match.NUMBER in row.matches for row in rows)


def test_the_number_that_fitted_is_shown(numbered: Store) -> None:
    (row,) = numbered.search.find("0099")
    assert (row.name, row.phone) == ("李雷", "+8613900130099")
    (row,) = numbered.search.find("lilei")
    assert row.phone == "+8613800130012"


def test_several_words_must_all_fit(database_url: str) -> None:
    store = opened(database_url)
    add(store, "李雷", company="恒通电气")
    add(store, "李磊", company="北方动力")
    add(store, "张三", company="恒通电气")
    add(store, "Hengtong Li")
    assert names(store, "li 恒通") == ["李雷"]
    assert names(store, "恒通 ll") == ["李雷"]
    assert names(store, "李 电气") == ["李雷"]
    assert names(store, "李 bf") == ["李磊"]
    assert matches(store, "li 恒通") == {"李雷": (Match.PINYIN, Match.COMPANY)}
    assert names(store, "li hengtong") == ["Hengtong Li", "李雷"]
    assert names(store, "李 nobody") == []
    assert names(store, "li lei") == ["李雷", "李磊"]
    store.close()


def test_of_equals_ones_own_come_first_then_the_tier_then_the_last_contact(database_url: str) -> None:
    store = opened(database_url)
    old = add(store, "李一", tier="B")
    new = add(store, "李二", tier="B")
    add(store, "李三")
    add(store, "李四", tier="A")
    add(store, "李五", tier="E", owner=WANG.name)
    add(store, "李", tier="E")
    for ref, when in ((old, "2026-03-02 10:05"), (new, "2026-03-02 10:15")):
        store.by(ZHAO).touches.record(ref, call(when, Disposition.NO_ANSWER), now=at(when))
    assert names(store, "李", agent=WANG.name) == ["李", "李五", "李四", "李二", "李一", "李三"]
    assert names(store, "李", agent=ZHAO.name) == ["李", "李四", "李二", "李一", "李五", "李三"]
    assert names(store, "李", limit=2) == ["李", "李四"]
    with pytest.raises(StoreError) as refused:
        store.search.find("李", agent="nobody")
    assert refused.value.code is Trouble.UNKNOWN_AGENT
    store.close()


def test_ones_own_come_first_of_more_than_are_read(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many begin so that only some are read: the agent's own are among them wherever they stand."""
    monkeypatch.setattr(search, "_READ", 3)
    store = opened(database_url)
    for number in range(6):
        add(store, f"李{'一二三四五六'[number]}", f"+861380013800{number}", company=f"北京{number}", tier="A")
    add(store, "李龘", company="北京龘", owner=WANG.name, tier="E")
    for typed in ("李", "li", "l", "北京"):
        assert names(store, typed, agent=WANG.name)[0] == "李龘", typed
    assert names(store, "李 北京龘") == ["李龘"], "neither word alone leads to everybody"
    assert names(store, "北 李", agent=ZHAO.name)
    store.close()


def test_a_merged_double_leads_to_the_survivor(database_url: str) -> None:
    store = opened(database_url)
    survivor = add(store, "李雷", "+8613800130012", company="恒通电气")
    double = add(store, "Leo Li", "+8613900130099")
    store.by(CHEN).merges.merge(double, survivor, now=NOW)
    for typed in ("leo", double, "0099", "lilei", "恒通 0012"):
        assert [row.ref for row in store.search.find(typed)] == [survivor], typed
    assert [row.ref for row in store.search.find("l")] == [survivor], "once, whatever fitted"
    store.close()


def test_one_campaign_or_all(database_url: str) -> None:
    store = opened(database_url)
    add(store, "李雷")
    add(store, "李磊", campaign="service")
    assert sorted(names(store, "lilei")) == ["李磊", "李雷"]
    assert names(store, "lilei", campaign="service") == ["李磊"]
    with pytest.raises(StoreError) as refused:
        store.search.find("lilei", campaign="moon")
    assert refused.value.code is Trouble.UNKNOWN_CAMPAIGN
    store.close()


@pytest.mark.parametrize(
    "typed",
    ["%", "_", "'", '"', "\\", "--", "!", "\x00", "\ud800", "\u202e", "´", "·", "+", "( )", "?", "$1", "%s", "0", "00"],
)
def test_signs_are_no_wildcards(numbered: Store, typed: str) -> None:
    assert numbered.search.find(typed) == ()


def test_a_text_of_any_length_is_looked_for(database_url: str) -> None:
    store = opened(database_url)
    long = "长" * 500
    add(store, long, company=long)
    assert names(store, long) == [long]
    assert names(store, "a " * 2_000) == []
    assert names(store, "1" * 2_000) == []
    assert names(store, "㍿" * 300) == []
    assert store.search.find("长", limit=0) == ()
    store.close()


def test_an_import_and_its_undoing_keep_the_words(database_url: str) -> None:
    store = opened(database_url)
    known = add(store, "李雷", company="北方动力")
    batch = store.by(CHEN).imports.stage_begin("customers", "list.csv", "", now=NOW)
    staged = (
        StagedCustomer(1, known, name="曾雷", company="南方恒通", campaign="telesales"),
        StagedCustomer(2, "N1", name="单雄信", company="上海电气集团", campaign="telesales", tier="C"),
    )
    store.imports.stage_rows(batch, staged)
    store.imports.stage_ready(batch, counts={})
    while store.by(CHEN).imports.stage_publish_chunk(batch, now=NOW, budget=50).state != "done":
        pass
    assert names(store, "sxx") == names(store, "dxx") == names(store, "电气") == ["单雄信"]
    assert names(store, "恒通") == names(store, "zl") == ["曾雷"]
    assert names(store, "动力") == []
    store.by(CHEN).imports.undo(batch, now=NOW)
    assert names(store, "sxx") == names(store, "dxx") == names(store, "电气") == names(store, "恒通") == []
    assert names(store, "动力") == ["李雷"]
    assert store.database.read(_words) == {"雷", "方动力", "动力", "力"}
    store.close()


def _words(tx: Tx) -> set[str]:
    return {word for (word,) in tx.rows("SELECT word FROM search_word")}


def test_an_older_store_is_filled_while_people_work(database_url: str) -> None:
    store = opened(database_url)
    refs = [add(store, name, company="北京电气") for name in ("单雄信", "José Müller", "李雷")]

    def as_before(tx: Tx) -> None:
        tx.sql("DELETE FROM search_word")
        tx.sql("UPDATE customer SET company_pinyin = '', company_initials = '', readings = '', name_key = lower(name)")
        tx.sql("UPDATE customer SET pinyin = 'danxiongxin', initials = 'dxx' WHERE ref = ?", (refs[0],))
        tx.sql("INSERT INTO meta (key, value) VALUES (?, '0')", (search.FILLED_TO,))

    words = store.database.read(_words)
    store.database.write(as_before)
    assert names(store, "李雷") == names(store, "lilei") == ["李雷"], "by the old keys at once"
    assert names(store, "电气") == []
    assert store.search.fill(budget=0), "no time, nothing done"
    while store.search.fill(budget=100):
        pass
    assert names(store, "sxx") == ["单雄信"]
    assert names(store, "jose") == ["José Müller"]
    assert len(names(store, "电气")) == len(names(store, "bjdq")) == 3
    assert store.database.read(_words) == words
    assert not store.search.fill(budget=100)
    store.close()


def test_no_search_reads_more_than_the_beginning_of_an_index(named: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step of the plan looks an index up; nothing is scanned or sorted."""
    plans: list[str] = []

    def seen(connection: Any, text: str, params: Any) -> None:
        if "search_word" in text or "name_key" in text:
            plans.extend(str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", params).fetchall())

    statements.watch(monkeypatch, seen)
    named.database.read(lambda tx: search._find(tx, "li smith", search._Scope(1, None), ["CN"], 50))
    assert any("search_word" in step for step in plans)
    wrong = [step for step in plans if step.startswith("SCAN") and not step.startswith(("SCAN s", "SCAN (sub"))]
    assert wrong == []
    assert [step for step in plans if "TEMP B-TREE" in step] == []


_TEXT = st.text(st.characters(codec="utf-8"), max_size=12) | st.text("李雷曾单于 aéÜ'·-（1)２", max_size=12)


@settings(max_examples=examples(12, 30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=_TEXT, company=_TEXT, digits=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_whatever_is_stored_is_found(numbered: Store, name: str, company: str, digits: str) -> None:
    """By its ref, its number's end, the beginning of its name and company, whatever these are made of."""
    assume(clean_text.line(name))
    ref = add(numbered, name, f"+86{digits}", company=company)
    row = next(row for row in numbered.search.find(ref) if row.ref == ref)
    wanted = {ref, digits, digits[-4:], row.name, row.company}
    wanted |= {text[:end] for text in (row.name, row.company) for end in range(1, len(text))}
    for typed in wanted:
        found = numbered.search.find(typed, limit=1_000)
        # A text of blanks and accents alone is none once it is folded.
        assert ref in [one.ref for one in found] or not search_keys.fold(typed), typed
