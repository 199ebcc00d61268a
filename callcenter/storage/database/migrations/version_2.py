"""Version 2: extensions beside the numbers."""

from __future__ import annotations

from callcenter.storage.database.transaction import Tx


def bring_forward(tx: Tx) -> None:
    """Add the extensions beside the numbers, which earlier versions had left out."""
    tx.sql("ALTER TABLE phone ADD COLUMN extension TEXT NOT NULL DEFAULT ''")
