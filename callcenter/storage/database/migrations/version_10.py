"""Version 10: the company's own numbers, the one that each call showed, recordings, the pace of calls, the windows of
agents, notices of promises, contact persons, tags, saved filters, lists that count from their import on, reasons of
breaks, the end of the last rules, limits of attention, steps and acknowledgements of breaches, steps of
complaints, hand-ons, rotations and allocations, shifts, absences and deputies."""

from __future__ import annotations

from callcenter.storage.database.migrations.common import byte_order, flag, serial
from callcenter.storage.database.transaction import Tx


def bring_forward(tx: Tx) -> None:
    """Bring a store of version 9 forward."""
    no = "false" if tx.postgres else "0"
    for statement in (
        f"CREATE TABLE caller_number (id {serial(tx)}, e164 TEXT NOT NULL, label TEXT NOT NULL,"
        " campaign_id INTEGER REFERENCES campaign (id), per_day INTEGER, per_hour INTEGER,"
        " rest_minutes INTEGER NOT NULL, paused_at BIGINT, created_at BIGINT NOT NULL)",
        "CREATE UNIQUE INDEX caller_number_e164 ON caller_number (e164)",
        "CREATE INDEX caller_number_campaign_id ON caller_number (campaign_id)",
        "ALTER TABLE touch ADD COLUMN shown_number TEXT",
        "ALTER TABLE touch ADD COLUMN recording TEXT",
        "ALTER TABLE campaign ADD COLUMN recording_years INTEGER NOT NULL DEFAULT 3",
        "ALTER TABLE campaign ADD COLUMN ring_seconds INTEGER",
        f"ALTER TABLE campaign ADD COLUMN outcome_by_itself {flag(tx)} NOT NULL DEFAULT {no}",
        f"ALTER TABLE campaign ADD COLUMN auto_dial {flag(tx)} NOT NULL DEFAULT {no}",
        "ALTER TABLE campaign ADD COLUMN attention TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE open_call ADD COLUMN shown_number TEXT",
        "ALTER TABLE open_call ADD COLUMN recording TEXT",
        "ALTER TABLE open_call ADD COLUMN window_id TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE open_call ADD COLUMN note_beside TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE claim ADD COLUMN window_id TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE notice ADD COLUMN promise_at BIGINT",
        "ALTER TABLE customer ADD COLUMN history_until BIGINT",
        "ALTER TABLE customer ADD COLUMN updated_at BIGINT",
        f"ALTER TABLE import_batch ADD COLUMN from_today {flag(tx)} NOT NULL DEFAULT {no}",
        "ALTER TABLE import_batch ADD COLUMN only_empty TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE placement ADD COLUMN rules_ended_at BIGINT",
        # The next tick works it out for those of whom nothing is owed.
        "UPDATE placement SET valid_until = 0 WHERE lane = 0 AND NOT EXISTS (SELECT 1 FROM obligation o"
        " WHERE o.customer_id = placement.customer_id AND o.edition_id = placement.edition_id)",
        "ALTER TABLE presence ADD COLUMN reason TEXT",
        "ALTER TABLE presence_span ADD COLUMN reason TEXT",
        "CREATE TABLE desk_window (id TEXT NOT NULL PRIMARY KEY, agent_id INTEGER NOT NULL REFERENCES agent (id),"
        " host TEXT NOT NULL, pid INTEGER NOT NULL, started_at BIGINT NOT NULL, opened_at BIGINT NOT NULL,"
        " heard_at BIGINT NOT NULL)",
        "CREATE INDEX desk_window_agent_id ON desk_window (agent_id)",
        f"CREATE TABLE contact_person (id {serial(tx)},"
        " customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE, name TEXT NOT NULL, role TEXT,"
        " stance TEXT, remark TEXT NOT NULL, name_key TEXT NOT NULL, pinyin TEXT NOT NULL, initials TEXT NOT NULL,"
        " readings TEXT NOT NULL, recorded_at BIGINT NOT NULL, actor TEXT NOT NULL, import_id INTEGER,"
        " removed_at BIGINT, removed_by TEXT NOT NULL)",
        "CREATE INDEX contact_person_customer_id ON contact_person (customer_id)",
        "CREATE TABLE contact_number (person_id INTEGER NOT NULL REFERENCES contact_person (id) ON DELETE CASCADE,"
        f" e164 TEXT{byte_order(tx)} NOT NULL, PRIMARY KEY (person_id, e164))",
        f"CREATE TABLE tag (id {serial(tx)}, name TEXT NOT NULL, name_key TEXT{byte_order(tx)} NOT NULL)",
        "CREATE UNIQUE INDEX tag_name_key ON tag (name_key)",
        "CREATE TABLE customer_tag (customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " tag_id INTEGER NOT NULL REFERENCES tag (id), at BIGINT NOT NULL, actor TEXT NOT NULL, import_id INTEGER,"
        " removed_at BIGINT, PRIMARY KEY (customer_id, tag_id))",
        "CREATE INDEX customer_tag_of ON customer_tag (tag_id, customer_id) WHERE removed_at IS NULL",
        "CREATE TABLE saved_filter (agent_id INTEGER NOT NULL REFERENCES agent (id), place TEXT NOT NULL,"
        " name TEXT NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (agent_id, place, name))",
        f"CREATE TABLE reassignment (id {serial(tx)}, at BIGINT NOT NULL, actor TEXT NOT NULL,"
        " owner_id INTEGER REFERENCES agent (id), finished_at BIGINT, undone_at BIGINT, undone_by TEXT NOT NULL)",
        "CREATE INDEX reassignment_open ON reassignment (id) WHERE finished_at IS NULL",
        "CREATE TABLE reassigned_customer (reassignment_id INTEGER NOT NULL REFERENCES reassignment (id) ON DELETE"
        " CASCADE, customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " before_id INTEGER REFERENCES agent (id), step TEXT NOT NULL, change INTEGER,"
        " PRIMARY KEY (reassignment_id, customer_id))",
        "CREATE INDEX reassigned_customer_customer_id ON reassigned_customer (customer_id)",
        "ALTER TABLE waiting_owner ADD COLUMN reassignment_id INTEGER REFERENCES reassignment (id)",
        f"CREATE TABLE announcement (id {serial(tx)}, at BIGINT NOT NULL, actor TEXT NOT NULL, text TEXT NOT NULL,"
        " unit_id INTEGER REFERENCES unit (id), agent_id INTEGER REFERENCES agent (id))",
        "CREATE TABLE announcement_reader (announcement_id INTEGER NOT NULL REFERENCES announcement (id) ON DELETE"
        " CASCADE, agent_id INTEGER NOT NULL REFERENCES agent (id), read_at BIGINT,"
        " PRIMARY KEY (announcement_id, agent_id))",
        "CREATE INDEX announcement_reader_agent_id ON announcement_reader (agent_id)",
        "CREATE TABLE look (agent_id INTEGER NOT NULL REFERENCES agent (id), watcher_id INTEGER NOT NULL REFERENCES"
        " agent (id), since BIGINT NOT NULL, heard_at BIGINT NOT NULL, PRIMARY KEY (agent_id, watcher_id))",
        "CREATE INDEX look_watcher_id ON look (watcher_id)",
        "ALTER TABLE presence ADD COLUMN place TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE open_call ADD COLUMN disposition TEXT",
        "CREATE TABLE breach_step (breach_id INTEGER NOT NULL REFERENCES breach_log (id) ON DELETE CASCADE,"
        " level TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (breach_id, level))",
        f"CREATE TABLE acknowledgement (id {serial(tx)},"
        " breach_id INTEGER NOT NULL REFERENCES breach_log (id) ON DELETE CASCADE, actor TEXT NOT NULL,"
        " level TEXT NOT NULL, at BIGINT NOT NULL, remark TEXT NOT NULL)",
        "CREATE INDEX acknowledgement_breach_id ON acknowledgement (breach_id)",
        "INSERT INTO acknowledgement (breach_id, actor, level, at, remark) SELECT b.id, b.acknowledged_by,"
        " COALESCE((SELECT a.role FROM agent a WHERE a.name = b.acknowledged_by), 'agent'), b.acknowledged_at, ''"
        " FROM breach_log b WHERE b.acknowledged_at IS NOT NULL ORDER BY b.id",
        "ALTER TABLE breach_log DROP COLUMN acknowledged_at",
        "ALTER TABLE breach_log DROP COLUMN acknowledged_by",
        "ALTER TABLE breach_log ADD COLUMN step_at BIGINT",
        # The next tick works it out for what is still open.
        "UPDATE breach_log SET step_at = 0 WHERE voided_at IS NULL AND EXISTS (SELECT 1 FROM obligation o"
        " WHERE o.customer_id = breach_log.customer_id AND o.rule = breach_log.rule"
        " AND o.breach_at = breach_log.breach_at)",
        "CREATE INDEX breach_step_due ON breach_log (step_at) WHERE step_at IS NOT NULL",
        "CREATE TABLE lead_report (milestone_id INTEGER NOT NULL PRIMARY KEY REFERENCES milestone (id) ON DELETE"
        " CASCADE, actor TEXT NOT NULL, text TEXT NOT NULL)",
        "CREATE TABLE shift_week (agent_id INTEGER NOT NULL REFERENCES agent (id), since TEXT NOT NULL,"
        " week TEXT NOT NULL, PRIMARY KEY (agent_id, since))",
        "CREATE TABLE shift_day (agent_id INTEGER NOT NULL REFERENCES agent (id), day TEXT NOT NULL,"
        " hours TEXT NOT NULL, PRIMARY KEY (agent_id, day))",
        f"CREATE TABLE absence (id {serial(tx)}, agent_id INTEGER NOT NULL REFERENCES agent (id),"
        " since BIGINT NOT NULL, until BIGINT, reason TEXT NOT NULL, recorded_at BIGINT NOT NULL, actor TEXT NOT NULL,"
        " ended_at BIGINT, ended_by TEXT NOT NULL, settled_at BIGINT)",
        "CREATE INDEX absence_agent_id ON absence (agent_id)",
        "CREATE INDEX absence_open ON absence (id) WHERE settled_at IS NULL",
        "CREATE TABLE absence_deputy (absence_id INTEGER NOT NULL REFERENCES absence (id) ON DELETE CASCADE,"
        " agent_id INTEGER NOT NULL REFERENCES agent (id), PRIMARY KEY (absence_id, agent_id))",
        f"CREATE TABLE stand_in (id {serial(tx)},"
        " absence_id INTEGER NOT NULL REFERENCES absence (id) ON DELETE CASCADE,"
        " customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " owner_id INTEGER NOT NULL REFERENCES agent (id), deputy_id INTEGER NOT NULL REFERENCES agent (id),"
        " since BIGINT NOT NULL, until BIGINT)",
        "CREATE INDEX stand_in_absence_id ON stand_in (absence_id)",
        "CREATE UNIQUE INDEX stand_in_runs ON stand_in (customer_id) WHERE until IS NULL",
        "CREATE INDEX stand_in_deputy ON stand_in (deputy_id) WHERE until IS NULL",
        "CREATE INDEX stand_in_customer ON stand_in (customer_id, since)",
        "ALTER TABLE kase ADD COLUMN department_id INTEGER REFERENCES unit (id)",
        "ALTER TABLE kase ADD COLUMN turn TEXT",
        "ALTER TABLE kase ADD COLUMN act_by BIGINT",
        "ALTER TABLE kase ADD COLUMN close_by BIGINT",
        "ALTER TABLE kase ADD COLUMN cause TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE kase ADD COLUMN deputy_id INTEGER REFERENCES agent (id)",
        "CREATE INDEX kase_deputy ON kase (deputy_id) WHERE deputy_id IS NOT NULL",
        "CREATE INDEX kase_opened ON kase (opened_at)",
        # Of the others the next tick works it out.
        "UPDATE kase SET close_by = 0 WHERE state = 'withdrawn'",
        "CREATE INDEX kase_turn ON kase (turn, assignee_id, department_id, act_by) WHERE turn IS NOT NULL",
        "CREATE INDEX kase_unknown ON kase (id) WHERE close_by IS NULL",
        # A report of a complaint says what it comes from; a proposal comes next.
        "UPDATE kase SET state = 'investigated' WHERE kind = 'complaint' AND state = 'reported'",
        "CREATE TABLE rotation (campaign_id INTEGER NOT NULL PRIMARY KEY REFERENCES campaign (id),"
        " last_id INTEGER REFERENCES agent (id), counted TEXT NOT NULL, changed_at BIGINT NOT NULL,"
        " changed_by TEXT NOT NULL)",
        "CREATE TABLE rotation_seat (campaign_id INTEGER NOT NULL REFERENCES campaign (id),"
        " agent_id INTEGER NOT NULL REFERENCES agent (id), position INTEGER, qualified_at BIGINT NOT NULL,"
        " requalified_at BIGINT, PRIMARY KEY (campaign_id, agent_id))",
        "CREATE TABLE rotation_result (campaign_id INTEGER NOT NULL REFERENCES campaign (id),"
        " agent_id INTEGER NOT NULL REFERENCES agent (id), month TEXT NOT NULL, leads INTEGER NOT NULL,"
        " signed INTEGER NOT NULL, PRIMARY KEY (campaign_id, agent_id, month))",
        f"CREATE TABLE allocation (id {serial(tx)}, at BIGINT NOT NULL,"
        " campaign_id INTEGER NOT NULL REFERENCES campaign (id),"
        " customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " agent_id INTEGER REFERENCES agent (id), reason TEXT NOT NULL, skipped TEXT NOT NULL, actor TEXT NOT NULL)",
        "CREATE INDEX allocation_customer_id ON allocation (customer_id)",
        "CREATE INDEX allocation_of ON allocation (campaign_id, at)",
        f"CREATE TABLE non_customer_call (id {serial(tx)}, at BIGINT NOT NULL,"
        " campaign_id INTEGER NOT NULL REFERENCES campaign (id), kind TEXT NOT NULL, phone TEXT NOT NULL,"
        " note TEXT NOT NULL, actor TEXT NOT NULL)",
        "CREATE INDEX non_customer_call_of ON non_customer_call (campaign_id, at)",
        "ALTER TABLE touch ADD COLUMN currency TEXT NOT NULL DEFAULT ''",
        f"ALTER TABLE import_batch ADD COLUMN allocate {flag(tx)} NOT NULL DEFAULT {no}",
        "CREATE INDEX touch_shown_number ON touch (shown_number, at) WHERE shown_number IS NOT NULL",
        "CREATE INDEX touch_recorded ON touch (at) WHERE recording IS NOT NULL",
    ):
        tx.sql(statement)
