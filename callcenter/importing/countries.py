"""Countries as lists name them: by code or by name, in English or Chinese."""

from __future__ import annotations

from functools import lru_cache

from callcenter.importing.values import folded
from callcenter.importing.words import COUNTRIES

COUNTRY_HEADINGS = frozenset(
    [
        "country",
        "countryregion",
        "countrycode",
        "countryname",
        "国家",
        "国家地区",
        "国家或地区",
        "国别",
        "所在国家",
        "所属国家",
    ]
)
"""Headings of a column that says where a customer is, in the form of ``heading_form``."""


def region_of(text: str) -> str | None:
    """The country that a cell means (ISO 3166 alpha-2); None where nobody can tell."""
    return _regions().get(folded(text))


@lru_cache(maxsize=1)
def _regions() -> dict[str, str]:
    from phonenumbers.geodata.locale import LOCALE_DATA

    named: dict[str, str] = {}
    for region, names in LOCALE_DATA.items():
        for language in ("en", "zh"):
            name = names.get(language, "")
            # "*aa": as in that language.
            name = names.get(name[1:], "") if name.startswith("*") else name
            if name:
                named[folded(name)] = region
        named[region.casefold()] = region
    return named | COUNTRIES
