"""Version 5: cohorts, tiers that a rulebook works out, rules that ask for a team, results."""

from __future__ import annotations

from callcenter.storage.database.transaction import Tx


def bring_forward(tx: Tx) -> None:
    """Add tiers that a rulebook works out, cohorts, rules that ask for a team, results.

    See docs/rules.md#r9, #r15, #r21.
    """
    for statement in (
        "ALTER TABLE placement ADD COLUMN plan_tier TEXT",
        "UPDATE placement SET plan_tier = (SELECT c.tier FROM customer c WHERE c.id = placement.customer_id)",
        "ALTER TABLE placement ADD COLUMN cohort_key TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE obligation ADD COLUMN team TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE touch ADD COLUMN result TEXT",
        "CREATE TABLE cohort (edition_id INTEGER NOT NULL REFERENCES campaign_edition (id) ON DELETE CASCADE,"
        " name TEXT NOT NULL, year INTEGER NOT NULL, changes INTEGER NOT NULL, drawn INTEGER NOT NULL,"
        " PRIMARY KEY (edition_id, name, year))",
        "CREATE TABLE cohort_place (customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " edition_id INTEGER NOT NULL REFERENCES campaign_edition (id) ON DELETE CASCADE,"
        " name TEXT NOT NULL, year INTEGER NOT NULL, place INTEGER NOT NULL, size INTEGER NOT NULL,"
        " PRIMARY KEY (customer_id, edition_id, name, year))",
        "CREATE INDEX cohort_members ON cohort_place (edition_id, name, year)",
    ):
        tx.sql(statement)
