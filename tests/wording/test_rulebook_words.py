"""A rulebook in words, so complete that a manager could sign it (docs/rules.md#r1, #r2, #r4, #r8)."""

from __future__ import annotations

import pytest

from callcenter import locale
from callcenter.rulebook import reader, shelf
from callcenter.rulebook.book import COMMON_RULES, Rulebook
from callcenter.wording.rulebooks import rulebook_words


def books() -> list[Rulebook]:
    return [reader.load(shelf.shipped_text(name), name) for name in shelf.shipped()]


def telesales() -> Rulebook:
    return reader.load(shelf.shipped_text("telesales"), "telesales")


def _set_by(book: Rulebook) -> tuple[tuple[str, object], ...]:
    """The rules that a book has where it sets them."""
    return ("retry", book.retry), ("report", book.report), ("pool_warning", book.pool)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_rule_of_every_book_has_its_sentences(lang: locale.Language) -> None:
    locale.use(lang)
    for book in books():
        ids = rulebook_words.rule_ids(book)
        off = {name for name, rule in _set_by(book) if not rule}
        assert {rule.id for rule in book.rules} <= set(ids)
        assert len(ids) == len(set(ids))
        assert {f"{book.name}.{name}" for name in COMMON_RULES if name not in off} <= set(ids)
        for rule in ids:
            said = rulebook_words.rule(book, rule)
            assert len(said) >= 2, rule
            assert all(one.strip() and "{" not in one for one in said)
        assert rulebook_words.rule(book, f"{book.name}.no_such_rule") == ()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_sections_and_the_rules_are_the_whole_book(lang: locale.Language) -> None:
    """The pieces that a screen shows are what ``rulebook show`` says in one."""
    locale.use(lang)
    for book in books():
        whole = rulebook_words.book(book)
        for heading, body in rulebook_words.sections(book):
            assert f"\n\n{heading}\n" in whole
            assert all(f"\n  {line}" in whole for line in body)
        assert all(f"\n  {rule}  " in whole for rule in rulebook_words.rule_ids(book))


def test_one_rule_says_what_when_and_what_closes_it() -> None:
    book = telesales()
    assert rulebook_words.rule(book, "telesales.maintenance.E") == (
        "regular call, tier E: call at least every month; from day 8 on; only customers with a contact that ended"
        " as interested, from the first one on; whichever is the latest; tier E; customers reached within this time"
        ' count as maintenance customers; due 3 days before the time is up; in the phase "before the sale"',
        "before the sale  from the inquiry; until 24:00 on the day 6 months later; ends early on signing, delivery",
        "closed by an effective outgoing call, an incoming call that reached the customer, or a visit",
    )
    assert rulebook_words.rule(book, "telesales.thanks_sms")[-1] == "closed by an outgoing SMS"
    assert rulebook_words.rule(book, "telesales.unreached.A")[-1] == (
        "closed by every contact that reached the customer, in or out, effective or not"
    )
    assert "15 minutes before it" in rulebook_words.rule(book, "telesales.callback")[1]
    assert "one attempt a day" in rulebook_words.rule(book, "telesales.retry")[1]
    locale.use("zh")
    assert rulebook_words.rule(book, "telesales.maintenance.A")[0].endswith("期满前1天到期；时期 售前")


def test_the_lead_of_every_interval_is_said() -> None:
    """Up to 1d none, 15d 1 day, 1mo 3 days, 6mo 7 days, longer 30 days; k times in a period 3 days.

    See docs/rules.md#lead.
    """
    text = shelf.shipped_text("telesales").replace('interval = "7d"\nfrom_day = 8', 'interval = "{}"\nfrom_day = 8', 1)
    for interval, said in (
        ("1d", "due and overdue when the time is up"),
        ("15d", "due 1 day before the time is up"),
        ("30d", "due 3 days before the time is up"),
        ("1mo", "due 3 days before the time is up"),
        ("6mo", "due 7 days before the time is up"),
        ("1y", "due 30 days before the time is up"),
    ):
        book = reader.load(text.replace('"{}"', f'"{interval}"'), "ours")
        assert said in rulebook_words.rule(book, "telesales.maintenance.A")[0]
    assert "due 3 days before" in rulebook_words.rule(telesales(), "telesales.maintenance_sms.E")[0]
    assert "before the time is up" not in rulebook_words.rule(telesales(), "telesales.signed")[0]


@pytest.mark.parametrize(
    "fact",
    [
        "overdue at 24:00 of that day",
        "rests for 2 hours, after 3 attempts in a day until the next day",
        "different numbers of a customer within 10 minutes are one attempt",
        "other customers on the same number rest too",
        "call that reaches the customer at least every 7 days; every contact that reached the customer counts",
        "on days the campaign is closed only promised calls are in the queue",
        "14 days at most",
        "one contact closes everything due",
        "the overdue record stays",
        "until a supervisor lifts it",
        "a reached call that is not effective closes nothing",
        "one per customer and day counts",
        "the program deducts nothing",
        "2. inquiries not called yet, the newest first",
        "reason to call: conversion",
        "only customers with a contact that ended as interested, from the first one on",
        "1 January to 31 December counts as a 1-year contract",
        "on closing, the customer returns to the previous agent",
        "after a call that ended as negative a win-back SMS is offered",
        "only a customer's latest promise counts",
        "without a time it has the whole next day",
        "hours run from the first minute of that day on which calls are allowed",
        "never overdue in the first 24 hours",
        "restores everything with its old deadlines",
        "a new value for a date replaces the old one",
        "what goes overdue then is reported separately",
    ],
)
def test_what_a_manager_signs_is_in_it(fact: str) -> None:
    assert fact in rulebook_words.book(telesales())


def own(name: str) -> str:
    return rulebook_words.book(reader.load(shelf.shipped_text(name), name))


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("abc", "1. A: closing probability (%) above 60"),
        ("abc", "2. the tier entered, if it is B, C"),
        ("abc", "3. C: all others"),
        ("distributor", "end customers with few units: units at least 1 and below 5"),
        ("distributor", "5. the tier entered, if it is A, B, C, D"),
        ("key-account", "1. VIP: best customers (the top 20% by revenue)"),
        ("key-account", "2. the tier entered, if it is small and revenue is known"),
        ("brokerage", "no one in the sales line may call"),
        ("brokerage", "no one may call their own customers; everyone else may"),
        ("brokerage", "each year 10% of the customers whose account opening is before 1 January of that year"),
        ("brokerage", 'first 15% of the group "margin accounts", then from all'),
        ("brokerage", "also excluded: dormant accounts"),
        ("brokerage", "from the year after the account opening"),
        ("brokerage", "turnover in CNY at least 10,000,000, or VIP customer: yes, or loss gap at least 20"),
        ("brokerage", "each customer is offered to everyone who may call them"),
        ("export", "within 7 days of the last day of the trade fair, best on Tue, Wed, Thu"),
        ("insurance", "within 10 working days once all attempts are used up or no number works"),
        ("power", 'visit instead for the group "high-voltage customers"'),
        ("distributor", "no rule is specific to tier D"),
        ("store", "a greeting: 1 May from 00:00"),
        ("dealership", "call within 2 hours of the delivery, best within 1 hour of the due time; with the script"),
        ("key-account", "written to each customer, signed by the agent and sent individually, never in bulk"),
        ("key-account", "if it cannot be answered yet, a callback is agreed for when it can be"),
        ("insurance", "step by step with the review script; ask the customer for referrals"),
        ("insurance", "no calls meanwhile; any contact that reaches the customer ends it"),
        ("brokerage", "number i of n, counted from 0, is due 365 × i / n days after 1 January, rounded down"),
        ("brokerage", "contacts, results, cases and overdue records are kept for good"),
        ("service", 'closing a case (repair) records "repair done"; rules that count from it start again'),
        ("telesales", "if the signing is on record, ahead of the contract end: 6 months for contracts"),
        ("telesales", "telesales.number  a call that finds a customer's number dead"),
    ],
)
def test_whom_a_book_means_is_in_it(name: str, fact: str) -> None:
    assert fact in own(name)


def test_what_people_call_alike_is_said_once() -> None:
    """Of a column with an English and a Chinese heading one is left in Chinese."""
    locale.use("zh")
    assert "参加满意度调查的客户：“满意度调查”为是\n" in own("service")


def test_how_a_rule_is_kept_is_said_in_both_languages() -> None:
    text = shelf.shipped_text("store").replace(
        'channel = "call"\nday = 7\n',
        'channel = "call"\nday = 7\nbest_days = ["sat"]\nbest_within = "2h"\nhow = { en = "{x} [b]", zh = "问问" }\n',
    )
    book = reader.load(text, "ours")
    assert (
        "call on day 7 after the delivery, best on Sat, best within 2 hours of the due time; {x} [b]; in the phase"
        in (rulebook_words.rule(book, "store.day7")[0])
    )
    locale.use("zh")
    assert (
        "交付之后第7天电话，最好在周六，最好在到期后2小时内；问问；时期" in rulebook_words.rule(book, "store.day7")[0]
    )


def test_who_owns_customers_calls_them_unless_the_book_forbids_it() -> None:
    assert "each customer is offered to the owner" in own("telesales")
    assert "each customer is offered to the owner" not in own("brokerage")


def test_a_visit_instead_of_calls_is_ended_by_any_reach() -> None:
    book = reader.load(shelf.shipped_text("insurance"), "insurance")
    assert rulebook_words.rule(book, "insurance.branch_visit")[-1] == (
        "ended by any contact that reached the customer, in or out"
    )


def test_an_included_book_is_named_and_its_groups_are_told_apart() -> None:
    text = 'include = ["power"]\n' + shelf.shipped_text("key-account")
    said = rulebook_words.book(reader.load(shelf.whole_text(text), "ours"))
    assert "the rules of rulebook power apply too and keep their ids" in said
    assert 'for the group "key customers (power)"' in said
    assert "\n  power.key_visit  " in said
