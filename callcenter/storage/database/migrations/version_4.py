"""Version 4: editions of a campaign's rules, and the plans that stand under them."""

from __future__ import annotations

from callcenter.storage.database.migrations.common import byte_order, flag, serial
from callcenter.storage.database.transaction import Tx

_PLAN = (
    "lane",
    "k1",
    "k2",
    "segments",
    "block_set",
    "entry_rule",
    "entry_due_at",
    "inquiry_at",
    "due_commitment",
    "breached",
    "promised",
    "valid_until",
)


def bring_forward(tx: Tx) -> None:
    """Move plans from the customer to editions of a campaign's rules: rules change while people work."""
    order, kind = byte_order(tx), flag(tx)
    owed = "rule, due_at, breach_at, channel, commitment, until_breach, task, opening, retry, reason, ground, dialled"
    for statement in (
        f"CREATE TABLE campaign_edition (id {serial(tx)}, campaign_id INTEGER NOT NULL REFERENCES campaign (id)"
        " ON DELETE CASCADE, rulebook_version_id INTEGER NOT NULL REFERENCES rulebook_version (id),"
        " state TEXT NOT NULL, cursor INTEGER NOT NULL, begun_at BIGINT NOT NULL, worked_at BIGINT NOT NULL,"
        " since BIGINT, actor TEXT NOT NULL)",
        "CREATE INDEX campaign_edition_campaign_id ON campaign_edition (campaign_id)",
        "INSERT INTO campaign_edition (campaign_id, rulebook_version_id, state, cursor, begun_at, worked_at, since,"
        " actor) SELECT c.id, c.rulebook_version_id, 'settled', 0, c.created_at, c.created_at, 0, v.actor"
        " FROM campaign c JOIN rulebook_version v ON v.id = c.rulebook_version_id",
        "ALTER TABLE campaign ADD COLUMN edition INTEGER NOT NULL DEFAULT 0",
        "UPDATE campaign SET edition = (SELECT e.id FROM campaign_edition e WHERE e.campaign_id = campaign.id)",
        f"CREATE TABLE placement (customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " edition_id INTEGER NOT NULL REFERENCES campaign_edition (id) ON DELETE CASCADE,"
        f" ref TEXT{order} NOT NULL, zone TEXT NOT NULL, owner_key INTEGER NOT NULL, lane SMALLINT NOT NULL,"
        " k1 BIGINT NOT NULL, k2 BIGINT NOT NULL, segments INTEGER NOT NULL, block_set INTEGER NOT NULL,"
        f" entry_rule TEXT NOT NULL, entry_due_at BIGINT NOT NULL, inquiry_at BIGINT, due_commitment {kind} NOT NULL,"
        " breached INTEGER NOT NULL, promised INTEGER NOT NULL, valid_until BIGINT,"
        " PRIMARY KEY (customer_id, edition_id))",
        f"INSERT INTO placement (customer_id, edition_id, ref, zone, owner_key, {', '.join(_PLAN)})"
        f" SELECT c.id, k.edition, c.ref, c.zone, c.owner_key, {', '.join(f'c.{name}' for name in _PLAN)}"
        " FROM customer c JOIN campaign k ON k.id = c.campaign_id",
        "CREATE TABLE obligation_before AS SELECT * FROM obligation",
        "DROP TABLE obligation",
        "CREATE TABLE obligation (customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " edition_id INTEGER NOT NULL REFERENCES campaign_edition (id) ON DELETE CASCADE,"
        f" rule TEXT{order} NOT NULL, due_at BIGINT NOT NULL, breach_at BIGINT NOT NULL, channel TEXT NOT NULL,"
        f" commitment {kind} NOT NULL, until_breach {kind} NOT NULL, task {kind} NOT NULL, opening {kind} NOT NULL,"
        f" retry {kind} NOT NULL, dialled {kind} NOT NULL, reason TEXT NOT NULL, ground TEXT NOT NULL,"
        " PRIMARY KEY (customer_id, edition_id, rule, due_at))",
        f"INSERT INTO obligation (customer_id, edition_id, {owed})"
        f" SELECT o.customer_id, k.edition, {', '.join(f'o.{name}' for name in owed.split(', '))}"
        " FROM obligation_before o JOIN customer c ON c.id = o.customer_id JOIN campaign k ON k.id = c.campaign_id",
        "DROP TABLE obligation_before",
        "CREATE INDEX obligation_breach ON obligation (edition_id, breach_at)",
        "CREATE INDEX obligation_due ON obligation (edition_id, due_at)",
        "CREATE INDEX obligation_rule ON obligation (edition_id, rule, due_at, breach_at, customer_id)",
        "CREATE INDEX obligation_task ON obligation (edition_id, due_at) WHERE NOT dialled",
        "DROP INDEX customer_lane",
        "DROP INDEX customer_valid",
        "DROP INDEX customer_owner",
        "DROP INDEX customer_standing",
        *(f"ALTER TABLE customer DROP COLUMN {name}" for name in (*_PLAN, "owner_key", "plan_version")),
        "CREATE INDEX placement_lane ON placement (edition_id, lane, owner_key, zone, block_set, k1, k2, ref)",
        "CREATE INDEX placement_valid ON placement (edition_id, valid_until)",
        "CREATE INDEX placement_owner ON placement (edition_id, owner_key, breached, promised)",
        "CREATE INDEX placement_standing ON placement (customer_id, edition_id, owner_key)",
        "CREATE INDEX customer_campaign ON customer (campaign_id, id)",
        "CREATE INDEX customer_owner ON customer (owner_id)",
    ):
        tx.sql(statement)
