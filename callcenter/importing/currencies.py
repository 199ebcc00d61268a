"""Amounts of money as lists write them, and their currencies: by code, sign or name, in English or Chinese."""

from __future__ import annotations

import re
from decimal import Decimal

from callcenter.dates.imported import Cell
from callcenter.importing.drafts import Money, RowFault
from callcenter.importing.values import BadValue, cell_text, clean_code, parse_number

_NAMES = {
    "CNY": "cny rmb ¥ ￥ 元 人民币 人民币元 yuan renminbi",
    "USD": "usd $ us$ 美元 美金 dollar dollars",
    "EUR": "eur € 欧元 euro euros",
    "GBP": "gbp £ 英镑 pound pounds",
    "HKD": "hkd hk$ 港币 港元",
    "TWD": "twd nt$ 台币 新台币",
    "JPY": "jpy 日元 日圆 yen",
    "KRW": "krw 韩元 won",
    "SGD": "sgd s$ 新加坡元 新元",
    "MYR": "myr rm 马来西亚林吉特 林吉特",
    "AUD": "aud a$ 澳元",
    "CAD": "cad c$ 加元",
    "CHF": "chf 瑞士法郎",
    "INR": "inr ₹ 印度卢比",
    "BRL": "brl r$ 雷亚尔",
    "MXN": "mxn 墨西哥比索",
    "RUB": "rub ₽ 卢布",
    "AED": "aed 迪拉姆",
    "VND": "vnd ₫ 越南盾",
    "THB": "thb ฿ 泰铢",
    "IDR": "idr 印尼盾",
    "PHP": "php ₱ 菲律宾比索",
    "PLN": "pln 兹罗提",
    "SEK": "sek 瑞典克朗",
    "NOK": "nok 挪威克朗",
    "DKK": "dkk 丹麦克朗",
    "TRY": "try ₺ 里拉",
    "ZAR": "zar 兰特",
}
_CODES = {name: code for code, names in _NAMES.items() for name in names.split()}
_EURO = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"
_OF_COUNTRIES = {code[:2]: code for code in _NAMES if code != "EUR"} | dict.fromkeys(_EURO.split(), "EUR")
_MARK = re.compile(r"[^\d.,+\-\s%万亿千]+")
"""Part of a cell that is no number: a sign, a code or a name."""


def parse_amount(cell: Cell) -> Money:
    """``1,200.50``, ``¥1.2万``, ``USD 300``. Raises :class:`BadValue`."""
    text = clean_code(cell_text(cell))
    named = {code for mark in _MARK.findall(text) if (code := _CODES.get(mark.casefold())) is not None}
    bare = text if not named else _MARK.sub("", text).strip()
    number = parse_number(cell if isinstance(cell, float) else bare)
    return Money(str(Decimal(str(number))), named.pop() if len(named) == 1 else "")


def parse_currency(cell: Cell) -> str:
    """A currency by its ISO 4217 code. Raises :class:`BadValue`."""
    text = clean_code(cell_text(cell))
    code = _CODES.get(text.casefold())
    if code is None and not re.fullmatch(r"[A-Za-z]{3}", text):
        raise BadValue(RowFault.BAD_CURRENCY)
    return code or text.upper()


def of_country(country: str) -> str:
    """The currency of a country (ISO 3166 alpha-2), '' where it is not known here."""
    return _OF_COUNTRIES.get(country, "")
