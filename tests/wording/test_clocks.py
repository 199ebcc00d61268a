"""Clocks of what is owed, worked out by hand: one set of words in both languages."""

from __future__ import annotations

from datetime import datetime

import pytest

from callcenter import locale
from callcenter.model import Because, Channel, Ground, Instant, Obligation
from callcenter.wording import clocks


def at(text: str) -> Instant:
    """An instant of 16 March in Shanghai: ``10:30``; or of another day: ``18 10:30``."""
    day, _space, time = text.rpartition(" ")
    return round(datetime.fromisoformat(f"2026-03-{day or 16}T{time}+08:00").timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "because", "english", "chinese"),
    [
        ("09:30", Because.CALLBACK, "in 1h", "1小时后"),
        ("10:29", Because.CALLBACK, "in 1m", "1分后"),
        ("10:30", Because.CALLBACK, "now", "到点"),
        ("10:38", Because.CALLBACK, "late 8m", "超时8分"),
        ("10:57", Because.CALLBACK, "late 27m", "超时27分"),  # from the time that was promised, not from 10:45
        ("09:30", Because.EVERY, "in 1h", "1小时后"),
        ("10:30", Because.EVERY, "left 15m", "剩15分"),
        ("10:45", Because.EVERY, "late 0s", "超时0秒"),
        ("18 10:46", Because.EVERY, "late 2d", "超时2天"),
        ("10:42", Because.APPOINTMENT_NO_SHOW, "left 3m", "剩3分"),
    ],
)
def test_the_clock_of_an_obligation_due_at_half_past_and_breached_at_a_quarter_to(
    now: str, because: Because, english: str, chinese: str
) -> None:
    owed = Obligation("telesales.rule", Channel.CALL, at("10:30"), at("10:45"), Ground(because))
    assert clocks.obligation(owed, at(now)) == english
    locale.use("zh")
    assert clocks.obligation(owed, at(now)) == chinese


def test_the_clocks_of_cases_and_of_calls_put_off() -> None:
    assert clocks.case(at("18 10:30"), None, at("10:30")) == "left 2d"
    assert clocks.case(at("10:30"), None, at("13:31")) == "late 3h"
    assert clocks.case(at("10:30"), at("13:31"), at("18 09:00")) == "late 3h", "as late as it was when it was closed"
    assert clocks.case(at("10:30"), at("10:29"), at("18 09:00")) == "-"
    assert clocks.put_off(at("10:30"), at("08:30")) == "in 2h"
    assert clocks.put_off(at("10:30"), at("10:35")) == "late 5m"
