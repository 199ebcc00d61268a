"""The oracle's owners in histories worked out by hand."""

from __future__ import annotations

import pytest

from tests.oracle.owners import (
    Act,
    CallBegins,
    CallEnds,
    CallUndone,
    ExceptionClosed,
    ExceptionGiven,
    Given,
    owner,
)

OUT, IN = CallBegins("王敏", placed=True), CallBegins("王敏", placed=False)
REACHED, MISSED = CallEnds(reached=True), CallEnds(reached=False)


@pytest.mark.parametrize(
    ("first", "acts", "expected"),
    [
        (None, [OUT, REACHED], "王敏"),
        (None, [OUT, MISSED], None),
        (None, [IN, REACHED], None),
        ("赵磊", [OUT, REACHED], "赵磊"),
        (None, [OUT, CallEnds(reached=True, own_pool=False)], None),
        (None, [OUT, Given("赵磊"), REACHED], "赵磊"),
        (None, [OUT, Given("赵磊")], None),
        (None, [OUT, Given("赵磊"), Given(None), REACHED], "王敏"),
        (None, [OUT, REACHED, CallUndone("王敏", placed=True)], None),
        (None, [OUT, REACHED, Given("赵磊"), CallUndone("王敏", placed=True)], "赵磊"),
        ("王敏", [ExceptionGiven(1, "赵磊")], "赵磊"),
        ("王敏", [ExceptionGiven(1, "赵磊"), ExceptionClosed(1)], "王敏"),
        ("王敏", [ExceptionGiven(1, "赵磊"), ExceptionGiven(2, "孙外勤"), ExceptionClosed(2)], "赵磊"),
        ("王敏", [ExceptionGiven(1, "赵磊"), ExceptionGiven(2, "孙外勤"), ExceptionClosed(1)], "孙外勤"),
        ("王敏", [ExceptionGiven(1, "赵磊"), Given("陈主管"), ExceptionClosed(1)], "陈主管"),
        (None, [ExceptionGiven(1, "赵磊"), ExceptionClosed(1)], None),
    ],
)
def test_whose_the_customer_is(first: str | None, acts: list[Act], expected: str | None) -> None:
    assert owner(first, acts) == expected
