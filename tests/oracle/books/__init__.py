"""The rulebooks of docs/rules.md#rulebooks, one module each."""

from __future__ import annotations

from tests.oracle.books import (
    abc,
    brokerage,
    dealership,
    distributor,
    electrical,
    export,
    insurance,
    key_account,
    online_shop,
    power,
    service,
    store,
    telesales,
)
from tests.oracle.model import Book

BOOKS: dict[str, Book] = {
    module.BOOK.name: module.BOOK
    for module in (
        abc,
        brokerage,
        dealership,
        distributor,
        electrical,
        export,
        insurance,
        key_account,
        online_shop,
        power,
        service,
        store,
        telesales,
    )
}
