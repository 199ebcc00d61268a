"""Version 8: nothing is lost. Notices, waiting owners, programs with leases and request keys, do-not-call lists,
placements ahead, times of writing, what was decided here."""

from __future__ import annotations

from callcenter.storage.database.migrations.common import byte_order, flag, last_done, serial
from callcenter.storage.database.transaction import Tx


def bring_forward(tx: Tx) -> None:
    """Bring a store of version 7 forward."""
    _notices(tx)
    _waiting_owners(tx)
    _programs(tx)
    _folds(tx)
    _fold_anew(tx)
    _listed(tx)
    _placements_ahead(tx)
    _times_of_writing(tx)
    _decided(tx)


def _notices(tx: Tx) -> None:
    """Messages to people."""
    tx.sql(
        f"CREATE TABLE notice (id {serial(tx)}, agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,"
        " at BIGINT NOT NULL, kind TEXT NOT NULL, params TEXT NOT NULL,"
        " customer_id INTEGER REFERENCES customer (id) ON DELETE CASCADE, actor TEXT NOT NULL, read_at BIGINT)"
    )
    tx.sql("CREATE INDEX notice_unread ON notice (agent_id, id) WHERE read_at IS NULL")


def _waiting_owners(tx: Tx) -> None:
    """Another owner waits until the call with a customer is saved."""
    tx.sql(
        "CREATE TABLE waiting_owner (customer_id INTEGER NOT NULL PRIMARY KEY REFERENCES customer (id)"
        " ON DELETE CASCADE, owner_id INTEGER REFERENCES agent (id), at BIGINT NOT NULL, actor TEXT NOT NULL,"
        " cause TEXT NOT NULL)"
    )


def _programs(tx: Tx) -> None:
    """Running programs, leases, and requests with a key."""
    for statement in (
        "CREATE TABLE program (id TEXT NOT NULL PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL,"
        " agent TEXT NOT NULL, started_at BIGINT NOT NULL, clock_at BIGINT NOT NULL,"
        " uptime_at BIGINT NOT NULL)",
        "CREATE TABLE lease (name TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, expires_at BIGINT NOT NULL,"
        " done INTEGER NOT NULL, total INTEGER NOT NULL)",
        "CREATE TABLE request (key TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, verb TEXT NOT NULL,"
        " content TEXT NOT NULL, result TEXT NOT NULL)",
        "CREATE INDEX request_at ON request (at)",
    ):
        tx.sql(statement)


def _folds(tx: Tx) -> None:
    """A plan carries the instant at which it was folded."""
    tx.sql("ALTER TABLE placement ADD COLUMN folded_at BIGINT NOT NULL DEFAULT 0")


def _fold_anew(tx: Tx) -> None:
    """Plans are folded by the rules as they are read now (docs/rules.md#dead-numbers, #retry, #r2, #r9), from the last
    that anybody did.
    """
    last = last_done(tx)
    tx.sql("UPDATE placement SET valid_until = ? WHERE valid_until IS NULL OR valid_until > ?", (last, last))


def _listed(tx: Tx) -> None:
    """Lists say of whom nobody may call."""
    for statement in (
        f"CREATE TABLE do_not_call (id {serial(tx)}, customer_id INTEGER NOT NULL REFERENCES customer (id)"
        f" ON DELETE CASCADE, phone TEXT{byte_order(tx)} NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,"
        f" word TEXT NOT NULL, import_id INTEGER NOT NULL, again_id INTEGER, withdrawn {flag(tx)} NOT NULL)",
        "CREATE INDEX do_not_call_customer_id ON do_not_call (customer_id)",
        "CREATE INDEX do_not_call_phone ON do_not_call (phone) WHERE phone <> ''",
        "CREATE INDEX do_not_call_import ON do_not_call (import_id) WHERE NOT withdrawn",
        "CREATE INDEX do_not_call_again ON do_not_call (again_id) WHERE again_id IS NOT NULL",
    ):
        tx.sql(statement)


def _placements_ahead(tx: Tx) -> None:
    """The next placement of a plan that is behind: not known of those folded before, which are taken to stay."""
    for column, kind in (
        ("next_lane", "SMALLINT NOT NULL DEFAULT 0"),
        ("next_k1", "BIGINT NOT NULL DEFAULT 0"),
        ("next_k2", "BIGINT NOT NULL DEFAULT 0"),
        ("next_block_set", "INTEGER NOT NULL DEFAULT 0"),
        ("next_until", "BIGINT"),
    ):
        tx.sql(f"ALTER TABLE placement ADD COLUMN {column} {kind}")
    tx.sql(
        "UPDATE placement SET next_lane = lane, next_k1 = k1, next_k2 = k2, next_block_set = block_set,"
        " next_until = valid_until"
    )
    tx.sql("DROP INDEX placement_lane")
    tx.sql(
        "CREATE INDEX placement_lane ON placement (edition_id, lane, owner_key, zone, block_set, k1, k2, ref,"
        " valid_until)"
    )
    tx.sql("CREATE INDEX placement_holds ON placement (edition_id, lane, valid_until)")
    tx.sql(
        "CREATE INDEX placement_next ON placement (edition_id, next_lane, owner_key, zone, next_block_set, next_k1,"
        " next_k2, ref, valid_until, next_until)"
    )


def _times_of_writing(tx: Tx) -> None:
    """Records of a time that has not come yet are found at once."""
    for statement in (
        "CREATE INDEX placement_folded ON placement (folded_at)",
        "CREATE INDEX breach_logged ON breach_log (logged_at) WHERE voided_at IS NULL",
        "CREATE INDEX finding_logged ON finding (logged_at) WHERE voided_at IS NULL",
    ):
        tx.sql(statement)


def _decided(tx: Tx) -> None:
    """Decisions made here are told from facts that a list brought."""
    for statement in (
        "ALTER TABLE customer ADD COLUMN decided SMALLINT NOT NULL DEFAULT 0",
        "ALTER TABLE customer ADD COLUMN dropped_numbers TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE import_batch ADD COLUMN overwrite TEXT NOT NULL DEFAULT ''",
    ):
        tx.sql(statement)
    _derive_decided(tx)


def _derive_decided(tx: Tx) -> None:
    """Tell what was decided here in an older store by its history.

    Numbers have none: those of customers who were added here count as decided, and those that somebody named.
    """
    # An import writes a change of tier as it writes the customer: under its own name, while it is published.
    listed = (
        "EXISTS (SELECT 1 FROM import_batch b JOIN import_change i ON i.import_id = b.id"
        " WHERE i.customer_id = h.customer_id AND b.kind = 'customers' AND b.actor = h.actor AND h.reason = ''"
        " AND h.at >= b.started_at AND h.at <= coalesce(b.finished_at, h.at))"
    )
    newest = "NOT EXISTS (SELECT 1 FROM {0} n WHERE n.customer_id = h.customer_id AND n.id > h.id{1})"
    changed = (
        "SELECT h.customer_id FROM customer_change h WHERE h.cause NOT IN ('import', 'import_undone')"
        f" AND {newest.format('customer_change', ' AND n.what = h.what')}"
    )
    for decided, condition in (
        (1, f"{changed} AND h.what = 'owner'"),
        (2, f"SELECT h.customer_id FROM tier_change h WHERE NOT {listed} AND {newest.format('tier_change', '')}"),
        (4, f"{changed} AND h.what = 'stage'"),
        (4, "SELECT customer_id FROM touch WHERE disposition = 'signed' AND import_id IS NULL AND in_force"),
        (
            1,
            "SELECT id FROM customer c WHERE import_id IS NULL AND owner_id IS NOT NULL AND NOT EXISTS (SELECT 1"
            " FROM customer_change h WHERE h.customer_id = c.id AND h.what = 'owner')",
        ),
        (
            2,
            "SELECT id FROM customer c WHERE import_id IS NULL AND tier IS NOT NULL AND NOT EXISTS (SELECT 1"
            " FROM tier_change h WHERE h.customer_id = c.id)",
        ),
        (
            8,
            "SELECT p.customer_id FROM phone p JOIN customer c ON c.id = p.customer_id"
            " WHERE c.import_id IS NULL OR p.label <> ''",
        ),
        (8, "SELECT survivor_id FROM customer_merge WHERE withdrawn_at IS NULL"),
    ):
        tx.sql(f"UPDATE customer SET decided = decided | {decided} WHERE id IN ({condition})")
