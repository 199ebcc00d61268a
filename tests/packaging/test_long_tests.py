"""Final lines of `make test-long`, and the shrinking of random histories."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import long_tests
from tests.support import search

_SKIPPED = '<skipped message="the power cut did not run: no file system may be mounted here" />'


def _report(folder: Path, *cases: str) -> Path:
    report = folder / "report.xml"
    report.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>", encoding="utf-8")
    return report


def _case(module: str, inside: str = "") -> str:
    return f'<testcase classname="tests.long.{module}" name="test">{inside}</testcase>'


def test_only_the_power_cut_may_be_skipped(tmp_path: Path) -> None:
    report = _report(
        tmp_path,
        _case("test_storms"),
        _case("test_storms", "<failure />"),
        _case("test_timings", "<error />"),
        _case("test_timings", _SKIPPED),
        _case("test_power_cut", _SKIPPED),
    )
    found = long_tests.counted(report)
    assert (found.passed, found.failed, found.power_cuts, len(found.skipped)) == (1, 3, 0, 1)
    assert long_tests.closing(found, 125, stress=True) == (
        "1 passed, 3 failed in 2 min 5 s; the power cut did not run: no file system may be mounted here"
    )


def test_the_last_line_says_that_the_power_cut_ran(tmp_path: Path) -> None:
    found = long_tests.counted(_report(tmp_path, _case("test_power_cut"), _case("test_storms")))
    assert long_tests.closing(found, 59.9, stress=True) == "2 passed, 0 failed in 0 min 59 s; the power cut ran"
    assert long_tests.closing(found, 59.9, stress=False) == "2 passed, 0 failed in 0 min 59 s"


def test_a_history_that_fails_says_how_few_steps_are_enough() -> None:
    def history(steps: int) -> None:
        assert steps < 7

    search.shortest(history, 6)
    with pytest.raises(AssertionError) as failed:
        search.shortest(history, 60)
    assert failed.value.__notes__ == ["the smallest: the first 7 steps of this seed fail"]
