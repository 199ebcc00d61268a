"""Schema versions: a fresh store is made at the newest one, an older one is brought forward step by step.

A step is plain SQL on what the version before it left: the models of ``tables/`` always describe the
newest version, so steps never use them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from callcenter.model import Instant
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables import VERSION
from callcenter.storage.tables.driver import peewee
from callcenter.views.trouble import StoreError, Trouble
from callcenter.workdays import local_date

Step = Callable[[Tx], None]


def _extensions(tx: Tx) -> None:
    """Extensions beside the numbers, which earlier versions had left out."""
    tx.sql("ALTER TABLE phone ADD COLUMN extension TEXT NOT NULL DEFAULT ''")


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


def _editions(tx: Tx) -> None:
    """Plans stand under editions of a campaign's rules, no longer on the customer: rules change while people work."""
    serial = "SERIAL PRIMARY KEY" if tx.postgres else "INTEGER NOT NULL PRIMARY KEY"
    flag = "BOOLEAN" if tx.postgres else "INTEGER"
    byte_order = ' COLLATE "C"' if tx.postgres else ""
    owed = "rule, due_at, breach_at, channel, commitment, until_breach, task, opening, retry, reason, ground, dialled"
    for statement in (
        f"CREATE TABLE campaign_edition (id {serial}, campaign_id INTEGER NOT NULL REFERENCES campaign (id)"
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
        f" ref TEXT{byte_order} NOT NULL, zone TEXT NOT NULL, owner_key INTEGER NOT NULL, lane SMALLINT NOT NULL,"
        " k1 BIGINT NOT NULL, k2 BIGINT NOT NULL, segments INTEGER NOT NULL, block_set INTEGER NOT NULL,"
        f" entry_rule TEXT NOT NULL, entry_due_at BIGINT NOT NULL, inquiry_at BIGINT, due_commitment {flag} NOT NULL,"
        " breached INTEGER NOT NULL, promised INTEGER NOT NULL, valid_until BIGINT,"
        " PRIMARY KEY (customer_id, edition_id))",
        f"INSERT INTO placement (customer_id, edition_id, ref, zone, owner_key, {', '.join(_PLAN)})"
        f" SELECT c.id, k.edition, c.ref, c.zone, c.owner_key, {', '.join(f'c.{name}' for name in _PLAN)}"
        " FROM customer c JOIN campaign k ON k.id = c.campaign_id",
        "CREATE TABLE obligation_before AS SELECT * FROM obligation",
        "DROP TABLE obligation",
        "CREATE TABLE obligation (customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " edition_id INTEGER NOT NULL REFERENCES campaign_edition (id) ON DELETE CASCADE,"
        f" rule TEXT{byte_order} NOT NULL, due_at BIGINT NOT NULL, breach_at BIGINT NOT NULL, channel TEXT NOT NULL,"
        f" commitment {flag} NOT NULL, until_breach {flag} NOT NULL, task {flag} NOT NULL, opening {flag} NOT NULL,"
        f" retry {flag} NOT NULL, dialled {flag} NOT NULL, reason TEXT NOT NULL, ground TEXT NOT NULL,"
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


def _rules(tx: Tx) -> None:
    """What a rule asks for is found by the rule."""
    tx.sql("CREATE INDEX obligation_rule ON obligation (rule, due_at, breach_at, customer_id)")
    tx.sql("CREATE INDEX customer_standing ON customer (id, campaign_id, owner_key)")


def _cohorts_and_tiers(tx: Tx) -> None:
    """Tiers that a rulebook works out, cohorts, rules that ask for a team, results (RULES R9, R15, R21)."""
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


def _voided_findings(tx: Tx) -> None:
    """A finding is voided as a breach is, and keeps the rulebook version that it was judged by."""
    tx.sql("ALTER TABLE finding ADD COLUMN rulebook_version_id INTEGER REFERENCES rulebook_version (id)")
    tx.sql("ALTER TABLE finding ADD COLUMN voided_at BIGINT")


def _merges(tx: Tx) -> None:
    """Customers who are doubles of others."""
    serial = "SERIAL PRIMARY KEY" if tx.postgres else "INTEGER NOT NULL PRIMARY KEY"
    flag = "BOOLEAN NOT NULL DEFAULT false" if tx.postgres else "INTEGER NOT NULL DEFAULT 0"
    for statement in (
        "ALTER TABLE customer ADD COLUMN survivor_id INTEGER REFERENCES customer (id)",
        f"ALTER TABLE do_not_call_lift ADD COLUMN withdrawn {flag}",
        f"CREATE TABLE customer_merge (id {serial}, customer_id INTEGER NOT NULL REFERENCES customer (id)"
        " ON DELETE CASCADE, survivor_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " at BIGINT NOT NULL, actor TEXT NOT NULL, moved TEXT NOT NULL, withdrawn_at BIGINT,"
        " withdrawn_by TEXT NOT NULL)",
        "CREATE INDEX customer_merge_customer_id ON customer_merge (customer_id)",
        "CREATE INDEX customer_merge_survivor_id ON customer_merge (survivor_id)",
        "CREATE INDEX customer_survivor ON customer (survivor_id) WHERE survivor_id IS NOT NULL",
        "CREATE UNIQUE INDEX customer_merged ON customer_merge (customer_id) WHERE withdrawn_at IS NULL",
    ):
        tx.sql(statement)


def _search(tx: Tx) -> None:
    """Company pinyin, other readings and what begins within a name are searched by, and an agent's own first.

    The new keys are filled in by ``store.search.fill`` while people work, who find by the old ones until then.
    """
    byte_order = ' COLLATE "C"' if tx.postgres else ""
    for statement in (
        f"ALTER TABLE customer ADD COLUMN company_pinyin TEXT{byte_order} NOT NULL DEFAULT ''",
        f"ALTER TABLE customer ADD COLUMN company_initials TEXT{byte_order} NOT NULL DEFAULT ''",
        "ALTER TABLE customer ADD COLUMN readings TEXT NOT NULL DEFAULT ''",
        f"CREATE TABLE search_word (kind SMALLINT NOT NULL, word TEXT{byte_order} NOT NULL,"
        " customer_id INTEGER NOT NULL,"
        f" PRIMARY KEY (kind, word, customer_id)){'' if tx.postgres else ' WITHOUT ROWID'}",
        "INSERT INTO meta (key, value) SELECT 'search_filled_to', '0' WHERE EXISTS (SELECT 1 FROM customer)",
        "CREATE INDEX customer_company_pinyin ON customer (company_pinyin)",
        "CREATE INDEX customer_company_initials ON customer (company_initials)",
        "DROP INDEX customer_owner",
        "CREATE INDEX customer_owner ON customer (owner_id, name_key) WHERE owner_id IS NOT NULL",
        "CREATE INDEX customer_owner_pinyin ON customer (owner_id, pinyin) WHERE owner_id IS NOT NULL",
        "CREATE INDEX customer_owner_initials ON customer (owner_id, initials) WHERE owner_id IS NOT NULL",
        "CREATE INDEX customer_owner_company ON customer (owner_id, company_key) WHERE owner_id IS NOT NULL",
    ):
        tx.sql(statement)


def _casework(tx: Tx) -> None:
    """Answers from 1 to 5, second call-backs, exceptions that go to a helper and back, cases opened again."""
    serial = "SERIAL PRIMARY KEY" if tx.postgres else "INTEGER NOT NULL PRIMARY KEY"
    flag, no = ("BOOLEAN", "FALSE") if tx.postgres else ("INTEGER", "0")
    for statement in (
        "ALTER TABLE touch ADD COLUMN satisfaction INTEGER",
        "ALTER TABLE touch ADD COLUMN on_case INTEGER",
        "CREATE INDEX touch_on_case ON touch (on_case) WHERE on_case IS NOT NULL",
        f"ALTER TABLE kase ADD COLUMN handed_over {flag} NOT NULL DEFAULT {no}",
        "ALTER TABLE kase ADD COLUMN first_owner_id INTEGER REFERENCES agent (id)",
        "ALTER TABLE kase ADD COLUMN milestone_id INTEGER REFERENCES milestone (id)",
        "ALTER TABLE case_event ADD COLUMN result TEXT",
        "ALTER TABLE case_event ADD COLUMN touch_id INTEGER REFERENCES touch (id)",
        f"CREATE TABLE case_reopening (id {serial}, customer_id INTEGER NOT NULL REFERENCES customer (id)"
        " ON DELETE CASCADE, rule TEXT NOT NULL, caused_at BIGINT NOT NULL, kase_id INTEGER NOT NULL"
        " REFERENCES kase (id) ON DELETE CASCADE, step_id INTEGER NOT NULL REFERENCES case_event (id)"
        f" ON DELETE CASCADE, was TEXT NOT NULL, was_closed_at BIGINT, withdrawn {flag} NOT NULL)",
        "CREATE UNIQUE INDEX case_reopening_customer_id_rule_caused_at"
        " ON case_reopening (customer_id, rule, caused_at)",
        "CREATE INDEX case_reopening_kase_id ON case_reopening (kase_id)",
    ):
        tx.sql(statement)


def _promises(tx: Tx) -> None:
    """What was promised is found without a look at all that is owed."""
    tx.sql("CREATE INDEX obligation_promise ON obligation (edition_id, breach_at) WHERE commitment")


def _scripts(tx: Tx) -> None:
    """Steps of call scripts that were ticked off are kept with the call (RULES R14, R16)."""
    tx.sql("ALTER TABLE open_call ADD COLUMN scripts TEXT NOT NULL DEFAULT ''")
    tx.sql("ALTER TABLE touch ADD COLUMN scripts TEXT NOT NULL DEFAULT ''")


def _referrals(tx: Tx) -> None:
    """Who recommended whom (RULES R14)."""
    tx.sql(
        "CREATE TABLE referral (customer_id INTEGER NOT NULL PRIMARY KEY REFERENCES customer (id) ON DELETE CASCADE,"
        " referrer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE, at BIGINT NOT NULL,"
        " actor TEXT NOT NULL)"
    )
    tx.sql("CREATE INDEX referral_referrer_id ON referral (referrer_id)")


def _snoozes(tx: Tx) -> None:
    """Calls that were put off."""
    serial = "SERIAL PRIMARY KEY" if tx.postgres else "INTEGER NOT NULL PRIMARY KEY"
    tx.sql(
        f"CREATE TABLE snooze (id {serial}, customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " at BIGINT NOT NULL, until BIGINT NOT NULL, agent TEXT NOT NULL, reason TEXT NOT NULL)"
    )
    tx.sql("CREATE INDEX snooze_customer_id ON snooze (customer_id)")


def _snoozes_taken_back(tx: Tx) -> None:
    """A call that was put off can be made due again, and what is put off is listed by its end."""
    tx.sql("ALTER TABLE snooze ADD COLUMN withdrawn_at BIGINT")
    tx.sql("ALTER TABLE snooze ADD COLUMN withdrawn_by TEXT NOT NULL DEFAULT ''")
    tx.sql("CREATE INDEX snooze_until ON snooze (until) WHERE withdrawn_at IS NULL")


def _undone_calls(tx: Tx) -> None:
    """The undo of a call knows what the call changed, which was not written down before: those of before end."""
    tx.sql("DELETE FROM last_call")


def _imports_taken_back(tx: Tx) -> None:
    """What is left to take back of an import stands at the head of its index; one that nobody asked goes."""
    tx.sql("DROP INDEX customer_import")
    tx.sql("DROP INDEX touch_import")
    tx.sql("CREATE INDEX touch_import ON touch (import_id, customer_id) WHERE import_id IS NOT NULL AND NOT withdrawn")


def _customer_record(tx: Tx) -> None:
    """Labels of numbers, the history of owners and stages, pairs that look like one customer and are two."""
    serial = "SERIAL PRIMARY KEY" if tx.postgres else "INTEGER NOT NULL PRIMARY KEY"
    whose = "INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE"
    for statement in (
        "ALTER TABLE phone ADD COLUMN label TEXT NOT NULL DEFAULT ''",
        f"CREATE TABLE customer_change (id {serial}, customer_id {whose}, at BIGINT NOT NULL, actor TEXT NOT NULL,"
        " what TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL, cause TEXT NOT NULL)",
        "CREATE INDEX customer_change_customer_id ON customer_change (customer_id)",
        f"CREATE TABLE two_people (id {serial}, first_id {whose}, second_id {whose}, at BIGINT NOT NULL,"
        " actor TEXT NOT NULL, known TEXT NOT NULL, withdrawn_at BIGINT, withdrawn_by TEXT NOT NULL)",
        "CREATE INDEX two_people_first_id ON two_people (first_id)",
        "CREATE INDEX two_people_second_id ON two_people (second_id)",
        "CREATE UNIQUE INDEX two_people_marked ON two_people (first_id, second_id) WHERE withdrawn_at IS NULL",
    ):
        tx.sql(statement)


def _figures(tx: Tx) -> None:
    """The figures of the shift are read from indexes alone, which have nothing in them that is not counted."""
    tx.sql("DROP INDEX placement_owner")
    tx.sql(
        "CREATE INDEX placement_open ON placement (edition_id, owner_key, breached, promised)"
        " WHERE breached > 0 OR promised > 0"
    )
    tx.sql("DROP INDEX breach_owner")
    tx.sql("CREATE INDEX breach_owner ON breach_log (owner_id, breach_at, voided_at)")


_DRAWN = '{"code":"drawn"'
"""How the ground of what a draw asks for begins."""


def _last_done(tx: Tx) -> Instant | None:
    """When anybody last did something: a plan is folded anew from where it stands, not from the beginning."""
    found: Instant | None = tx.value(
        "SELECT max(at) FROM (SELECT max(recorded_at) AS at FROM customer UNION ALL SELECT max(recorded_at) FROM touch"
        " UNION ALL SELECT max(logged_at) FROM breach_log UNION ALL SELECT max(heartbeat) FROM presence) AS done"
    )
    return found


def _draws_of_the_past(tx: Tx) -> None:
    """Draws of years that were over when their rules came to the campaign are given up (RULES R15).

    Nobody could have called: what stands on record as missed is voided, and the next tick folds whom it concerns.
    """
    editions = tx.rows(
        "SELECT e.id, k.zone, min(o.begun_at) FROM campaign_edition e JOIN campaign k ON k.id = e.campaign_id"
        " JOIN rulebook_version v ON v.id = e.rulebook_version_id"
        " JOIN campaign_edition o ON o.campaign_id = k.id AND (o.since IS NOT NULL OR o.id = e.id)"
        " JOIN rulebook_version w ON w.id = o.rulebook_version_id AND w.name = v.name"
        " WHERE e.id IN (SELECT edition_id FROM cohort WHERE year > 0) GROUP BY e.id, k.zone"
    )
    last = _last_done(tx)
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


def _notices(tx: Tx) -> None:
    """Messages to people."""
    serial = "SERIAL PRIMARY KEY" if tx.postgres else "INTEGER NOT NULL PRIMARY KEY"
    tx.sql(
        f"CREATE TABLE notice (id {serial}, agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,"
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
    """Plans are folded by the rules as they are read now (RULES §2.2 no number, §2.3 retry, R2, R9), from the last that
    anybody did."""
    last = _last_done(tx)
    tx.sql("UPDATE placement SET valid_until = ? WHERE valid_until IS NULL OR valid_until > ?", (last, last))


def _times_of_writing(tx: Tx) -> None:
    """What was written at a time that has not come yet is found at once."""
    for statement in (
        "CREATE INDEX placement_folded ON placement (folded_at)",
        "CREATE INDEX breach_logged ON breach_log (logged_at) WHERE voided_at IS NULL",
        "CREATE INDEX finding_logged ON finding (logged_at) WHERE voided_at IS NULL",
    ):
        tx.sql(statement)


def _listed(tx: Tx) -> None:
    """Lists say of whom nobody may call."""
    serial = "SERIAL PRIMARY KEY" if tx.postgres else "INTEGER NOT NULL PRIMARY KEY"
    flag = "BOOLEAN" if tx.postgres else "INTEGER"
    byte_order = ' COLLATE "C"' if tx.postgres else ""
    for statement in (
        f"CREATE TABLE do_not_call (id {serial}, customer_id INTEGER NOT NULL REFERENCES customer (id)"
        f" ON DELETE CASCADE, phone TEXT{byte_order} NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,"
        f" word TEXT NOT NULL, import_id INTEGER NOT NULL, again_id INTEGER, withdrawn {flag} NOT NULL)",
        "CREATE INDEX do_not_call_customer_id ON do_not_call (customer_id)",
        "CREATE INDEX do_not_call_phone ON do_not_call (phone) WHERE phone <> ''",
        "CREATE INDEX do_not_call_import ON do_not_call (import_id) WHERE NOT withdrawn",
        "CREATE INDEX do_not_call_again ON do_not_call (again_id) WHERE again_id IS NOT NULL",
    ):
        tx.sql(statement)


def _placements_ahead(tx: Tx) -> None:
    """Where a plan that is behind puts its customer: not known of those folded before, which are taken to stay."""
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
    for flag, condition in (
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
        tx.sql(f"UPDATE customer SET decided = decided | {flag} WHERE id IN ({condition})")


def _decided(tx: Tx) -> None:
    """What was decided here is told from what a list brought."""
    for statement in (
        "ALTER TABLE customer ADD COLUMN decided SMALLINT NOT NULL DEFAULT 0",
        "ALTER TABLE customer ADD COLUMN dropped_numbers TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE import_batch ADD COLUMN overwrite TEXT NOT NULL DEFAULT ''",
    ):
        tx.sql(statement)
    _derive_decided(tx)


def _in_turn(*parts: Step) -> Step:
    """A step of several subjects, one function each."""

    def step(tx: Tx) -> None:
        for part in parts:
            part(tx)

    return step


_workstation = _in_turn(_voided_findings, _merges, _casework, _promises, _scripts, _referrals, _search, _snoozes)
_record_and_undo = _in_turn(
    _customer_record, _undone_calls, _imports_taken_back, _snoozes_taken_back, _draws_of_the_past, _figures
)
_nothing_lost = _in_turn(
    _notices,
    _waiting_owners,
    _programs,
    _folds,
    _fold_anew,
    _listed,
    _placements_ahead,
    _times_of_writing,
    _decided,
)

STEPS: Mapping[int, Step] = {
    1: _extensions,
    2: _rules,
    3: _editions,
    4: _cohorts_and_tiers,
    5: _workstation,
    6: _record_and_undo,
    7: _nothing_lost,
}
"""What brings a store of the version named to the next one."""


def found_version(tx: Tx, path: str) -> int | None:
    """The schema version of this store, None for an empty database.

    Raises :class:`StoreError` ``FOREIGN_DATABASE`` where the tables are another program's.
    """
    if tx.postgres:
        tables = {name for (name,) in tx.rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")}
    else:
        tables = {name for (name,) in tx.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return None
    if "meta" not in tables or "rulebook_version" not in tables:
        raise StoreError(Trouble.FOREIGN_DATABASE, path=path)
    return int(tx.value("SELECT value FROM meta WHERE key = 'schema_version'"))


def create(tx: Tx, db: Any, now: Instant) -> None:
    """Make all tables and indexes in an empty database."""
    from callcenter.storage.tables.customers import SearchWordTable
    from callcenter.storage.tables.indexes import BYTE_ORDERED, INDEXES
    from callcenter.storage.tables.tables import TABLES

    # On SQLite the key is the table; Peewee would say so to PostgreSQL too, which knows no such thing.
    SearchWordTable._meta.without_rowid = not tx.postgres
    for table in TABLES:
        peewee.SchemaManager(table, db).create_all(safe=False)
    if tx.postgres:
        for name, column in BYTE_ORDERED:
            tx.sql(f'ALTER TABLE "{name}" ALTER COLUMN "{column}" TYPE TEXT COLLATE "C"')
        tx.sql("CREATE SEQUENCE change_sequence")
    for statement in INDEXES:
        tx.sql(statement)
    tx.sql("INSERT INTO change_counter (id, n) VALUES (1, 0)")
    tx.sql("INSERT INTO meta (key, value) VALUES ('schema_version', ?)", (str(VERSION),))
    tx.sql("INSERT INTO meta (key, value) VALUES ('created_at', ?)", (str(now),))


def bring_forward(tx: Tx, found: int, steps: Mapping[int, Step], target: int) -> None:
    """Run the steps from ``found`` to ``target`` in this transaction."""
    for version in range(found, target):
        steps[version](tx)
    tx.sql("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(target),))
