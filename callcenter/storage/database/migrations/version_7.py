"""Version 7: the record of a customer (labels, changes, pairs of two people) and the undo of calls and imports."""

from __future__ import annotations

from callcenter.storage.database.migrations.common import last_done, serial
from callcenter.storage.database.transaction import Tx
from callcenter.workdays import local_date

_DRAWN = '{"code":"drawn"'
"""The beginning of the ground of an obligation that a draw asks for."""


def bring_forward(tx: Tx) -> None:
    """Bring a store of version 6 forward."""
    _customer_record(tx)
    _undone_calls(tx)
    _imports_taken_back(tx)
    _snoozes_taken_back(tx)
    _draws_of_the_past(tx)
    _figures(tx)


def _customer_record(tx: Tx) -> None:
    """Labels of numbers, the history of owners and stages, pairs that look like one customer and are two."""
    whose = "INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE"
    for statement in (
        "ALTER TABLE phone ADD COLUMN label TEXT NOT NULL DEFAULT ''",
        f"CREATE TABLE customer_change (id {serial(tx)}, customer_id {whose}, at BIGINT NOT NULL, actor TEXT NOT NULL,"
        " what TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL, cause TEXT NOT NULL)",
        "CREATE INDEX customer_change_customer_id ON customer_change (customer_id)",
        f"CREATE TABLE two_people (id {serial(tx)}, first_id {whose}, second_id {whose}, at BIGINT NOT NULL,"
        " actor TEXT NOT NULL, known TEXT NOT NULL, withdrawn_at BIGINT, withdrawn_by TEXT NOT NULL)",
        "CREATE INDEX two_people_first_id ON two_people (first_id)",
        "CREATE INDEX two_people_second_id ON two_people (second_id)",
        "CREATE UNIQUE INDEX two_people_marked ON two_people (first_id, second_id) WHERE withdrawn_at IS NULL",
    ):
        tx.sql(statement)


def _undone_calls(tx: Tx) -> None:
    """The undo of a call knows what the call changed, which was not recorded before: those of before end."""
    tx.sql("DELETE FROM last_call")


def _imports_taken_back(tx: Tx) -> None:
    """The rest of an import that is taken back stands at the head of its index; one that nobody asked goes."""
    tx.sql("DROP INDEX customer_import")
    tx.sql("DROP INDEX touch_import")
    tx.sql("CREATE INDEX touch_import ON touch (import_id, customer_id) WHERE import_id IS NOT NULL AND NOT withdrawn")


def _snoozes_taken_back(tx: Tx) -> None:
    """A call that was put off can be made due again, and what is put off is listed by its end."""
    tx.sql("ALTER TABLE snooze ADD COLUMN withdrawn_at BIGINT")
    tx.sql("ALTER TABLE snooze ADD COLUMN withdrawn_by TEXT NOT NULL DEFAULT ''")
    tx.sql("CREATE INDEX snooze_until ON snooze (until) WHERE withdrawn_at IS NULL")


def _draws_of_the_past(tx: Tx) -> None:
    """Draws of years that were over when their rules came to the campaign are given up (docs/rules.md#r15-draw).

    Nobody could have called: what stands on record as missed is voided, and the next tick folds whom it concerns.
    """
    editions = tx.rows(
        "SELECT e.id, k.zone, min(o.begun_at) FROM campaign_edition e JOIN campaign k ON k.id = e.campaign_id"
        " JOIN rulebook_version v ON v.id = e.rulebook_version_id"
        " JOIN campaign_edition o ON o.campaign_id = k.id AND (o.since IS NOT NULL OR o.id = e.id)"
        " JOIN rulebook_version w ON w.id = o.rulebook_version_id AND w.name = v.name"
        " WHERE e.id IN (SELECT edition_id FROM cohort WHERE year > 0) GROUP BY e.id, k.zone"
    )
    last = last_done(tx)
    for edition, zone, began in editions:
        over = "edition_id = ? AND year > 0 AND year < ?"
        which = (edition, local_date(began, zone).year)
        concerned = f"customer_id IN (SELECT customer_id FROM cohort_place WHERE {over})"
        tx.sql(
            f"UPDATE breach_log SET voided_at = logged_at WHERE voided_at IS NULL AND breach_at <= ? AND {concerned}"
            f" AND rule IN (SELECT rule FROM obligation WHERE edition_id = ? AND substr(ground, 1, {len(_DRAWN)}) = ?)",
            (began, *which, edition, _DRAWN),
        )
        tx.sql(
            "UPDATE placement SET valid_until = ?"
            f" WHERE edition_id = ? AND (valid_until IS NULL OR valid_until > ?) AND {concerned}",
            (last, edition, last, *which),
        )
        tx.sql(f"DELETE FROM cohort_place WHERE {over}", which)
        tx.sql(f"DELETE FROM cohort WHERE {over}", which)


def _figures(tx: Tx) -> None:
    """The figures of the shift are read from indexes alone, which have nothing in them that is not counted."""
    tx.sql("DROP INDEX placement_owner")
    tx.sql(
        "CREATE INDEX placement_open ON placement (edition_id, owner_key, breached, promised)"
        " WHERE breached > 0 OR promised > 0"
    )
    tx.sql("DROP INDEX breach_owner")
    tx.sql("CREATE INDEX breach_owner ON breach_log (owner_id, breach_at, voided_at)")
