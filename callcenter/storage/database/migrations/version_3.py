"""Version 3: indexes by which what a rule asks for is found."""

from __future__ import annotations

from callcenter.storage.database.transaction import Tx


def bring_forward(tx: Tx) -> None:
    """Index what a rule asks for by the rule."""
    tx.sql("CREATE INDEX obligation_rule ON obligation (rule, due_at, breach_at, customer_id)")
    tx.sql("CREATE INDEX customer_standing ON customer (id, campaign_id, owner_key)")
