"""Final lines of `make test-long`, and the shrinking of random histories."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import long_tests
from tests.support import search

_CUT, _ASTERISK = "the power cut", "Asterisk"
_SKIPPED = '<skipped message="the power cut did not run: no file system may be mounted here" />'
_NO_ASTERISK = '<skipped message="Asterisk 16 did not run, recorded text stands for it: no network" />'


def _report(folder: Path, *cases: str) -> Path:
    report = folder / "report.xml"
    report.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>", encoding="utf-8")
    return report


def _case(module: str, inside: str = "") -> str:
    return f'<testcase classname="tests.long.{module}" name="test">{inside}</testcase>'


def test_only_the_power_cut_and_the_exchange_may_be_skipped(tmp_path: Path) -> None:
    report = _report(
        tmp_path,
        _case("test_storms"),
        _case("test_storms", "<failure />"),
        _case("test_timings", "<error />"),
        _case("test_timings", _SKIPPED),
        _case("test_power_cut", _SKIPPED),
        _case("test_asterisk", _NO_ASTERISK),
        _case("test_asterisk", _NO_ASTERISK),
        _case("test_asterisk"),
    )
    found = long_tests.counted(report)
    assert (found.passed, found.failed, found.ran, len(found.skipped)) == (2, 3, frozenset({_ASTERISK}), 2)
    assert long_tests.closing(found, 125, (_CUT, _ASTERISK)) == (
        "2 passed, 3 failed in 2 min 5 s; the power cut did not run: no file system may be mounted here"
        "; Asterisk 16 did not run, recorded text stands for it: no network"
    )


def test_the_last_line_says_what_ran(tmp_path: Path) -> None:
    found = long_tests.counted(_report(tmp_path, _case("test_power_cut"), _case("test_storms")))
    assert long_tests.closing(found, 59.9, [_CUT]) == "2 passed, 0 failed in 0 min 59 s; the power cut ran"
    assert long_tests.closing(found, 59.9) == "2 passed, 0 failed in 0 min 59 s"
    assert long_tests.closing(found, 59.9, [_ASTERISK]).endswith("; there is no test of Asterisk")


def test_a_history_that_fails_says_how_few_steps_are_enough() -> None:
    def history(steps: int) -> None:
        assert steps < 7

    search.shortest(history, 6)
    with pytest.raises(AssertionError) as failed:
        search.shortest(history, 60)
    assert failed.value.__notes__ == ["the smallest: the first 7 steps of this seed fail"]
