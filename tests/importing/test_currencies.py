"""Amounts and currencies as lists write them."""

from __future__ import annotations

import pytest

from callcenter.importing import currencies
from callcenter.importing.drafts import Money, RowFault
from callcenter.importing.values import BadValue


@pytest.mark.parametrize(
    ("cell", "amount", "currency"),
    [
        ("1,200.50", "1200.5", ""),
        ("¥1.2万", "12000", "CNY"),
        ("300元", "300", "CNY"),
        ("USD 300", "300", "USD"),
        ("$99.5", "99.5", "USD"),
        ("1.234,50 €", "1234.5", "EUR"),
        (1200.0, "1200", ""),
        ("-5", "-5", ""),
    ],
)
def test_amounts(cell: str | float, amount: str, currency: str) -> None:
    assert currencies.parse_amount(cell) == Money(amount, currency)


@pytest.mark.parametrize("cell", ["many", "", "12 apples", "5 5"])
def test_no_amount(cell: str) -> None:
    with pytest.raises(BadValue) as bad:
        currencies.parse_amount(cell)
    assert bad.value.code is RowFault.BAD_NUMBER


def test_currencies_by_code_sign_and_name() -> None:
    assert [currencies.parse_currency(one) for one in ("人民币", "usd", "€", "Isk", "港币")] == [
        *("CNY", "USD", "EUR", "ISK", "HKD")
    ]
    with pytest.raises(BadValue) as bad:
        currencies.parse_currency("shells")
    assert bad.value.code is RowFault.BAD_CURRENCY
    assert [currencies.of_country(one) for one in ("CN", "DE", "US", "GB", "XX")] == ["CNY", "EUR", "USD", "GBP", ""]
