"""Version 6: the workstation. Voided findings, merges, casework, scripts, referrals, the search, calls put off."""

from __future__ import annotations

from callcenter.storage.database.migrations.common import byte_order, serial
from callcenter.storage.database.transaction import Tx


def bring_forward(tx: Tx) -> None:
    """Bring a store of version 5 forward."""
    _voided_findings(tx)
    _merges(tx)
    _casework(tx)
    _promises(tx)
    _scripts(tx)
    _referrals(tx)
    _search(tx)
    _snoozes(tx)


def _voided_findings(tx: Tx) -> None:
    """A finding is voided as a breach is, and keeps the rulebook version that it was judged by."""
    tx.sql("ALTER TABLE finding ADD COLUMN rulebook_version_id INTEGER REFERENCES rulebook_version (id)")
    tx.sql("ALTER TABLE finding ADD COLUMN voided_at BIGINT")


def _merges(tx: Tx) -> None:
    """Customers who are doubles of others."""
    flag = "BOOLEAN NOT NULL DEFAULT false" if tx.postgres else "INTEGER NOT NULL DEFAULT 0"
    for statement in (
        "ALTER TABLE customer ADD COLUMN survivor_id INTEGER REFERENCES customer (id)",
        f"ALTER TABLE do_not_call_lift ADD COLUMN withdrawn {flag}",
        f"CREATE TABLE customer_merge (id {serial(tx)}, customer_id INTEGER NOT NULL REFERENCES customer (id)"
        " ON DELETE CASCADE, survivor_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " at BIGINT NOT NULL, actor TEXT NOT NULL, moved TEXT NOT NULL, withdrawn_at BIGINT,"
        " withdrawn_by TEXT NOT NULL)",
        "CREATE INDEX customer_merge_customer_id ON customer_merge (customer_id)",
        "CREATE INDEX customer_merge_survivor_id ON customer_merge (survivor_id)",
        "CREATE INDEX customer_survivor ON customer (survivor_id) WHERE survivor_id IS NOT NULL",
        "CREATE UNIQUE INDEX customer_merged ON customer_merge (customer_id) WHERE withdrawn_at IS NULL",
    ):
        tx.sql(statement)


def _casework(tx: Tx) -> None:
    """Answers from 1 to 5, second follow-up calls, exceptions that go to a helper and back, cases opened again."""
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
        f"CREATE TABLE case_reopening (id {serial(tx)}, customer_id INTEGER NOT NULL REFERENCES customer (id)"
        " ON DELETE CASCADE, rule TEXT NOT NULL, caused_at BIGINT NOT NULL, kase_id INTEGER NOT NULL"
        " REFERENCES kase (id) ON DELETE CASCADE, step_id INTEGER NOT NULL REFERENCES case_event (id)"
        f" ON DELETE CASCADE, was TEXT NOT NULL, was_closed_at BIGINT, withdrawn {flag} NOT NULL)",
        "CREATE UNIQUE INDEX case_reopening_customer_id_rule_caused_at"
        " ON case_reopening (customer_id, rule, caused_at)",
        "CREATE INDEX case_reopening_kase_id ON case_reopening (kase_id)",
    ):
        tx.sql(statement)


def _promises(tx: Tx) -> None:
    """Promises are found without reading all that is owed."""
    tx.sql("CREATE INDEX obligation_promise ON obligation (edition_id, breach_at) WHERE commitment")


def _scripts(tx: Tx) -> None:
    """Steps of call scripts that were ticked off are kept with the call (docs/rules.md#r14, #r16)."""
    tx.sql("ALTER TABLE open_call ADD COLUMN scripts TEXT NOT NULL DEFAULT ''")
    tx.sql("ALTER TABLE touch ADD COLUMN scripts TEXT NOT NULL DEFAULT ''")


def _referrals(tx: Tx) -> None:
    """Recommendations of one customer by another (docs/rules.md#r14)."""
    tx.sql(
        "CREATE TABLE referral (customer_id INTEGER NOT NULL PRIMARY KEY REFERENCES customer (id) ON DELETE CASCADE,"
        " referrer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE, at BIGINT NOT NULL,"
        " actor TEXT NOT NULL)"
    )
    tx.sql("CREATE INDEX referral_referrer_id ON referral (referrer_id)")


def _search(tx: Tx) -> None:
    """Company pinyin, other readings and what begins within a name are searched by, and an agent's own first.

    The new keys are filled in by ``store.search.fill`` while people work, who find by the old ones until then.
    """
    for statement in (
        f"ALTER TABLE customer ADD COLUMN company_pinyin TEXT{byte_order(tx)} NOT NULL DEFAULT ''",
        f"ALTER TABLE customer ADD COLUMN company_initials TEXT{byte_order(tx)} NOT NULL DEFAULT ''",
        "ALTER TABLE customer ADD COLUMN readings TEXT NOT NULL DEFAULT ''",
        f"CREATE TABLE search_word (kind SMALLINT NOT NULL, word TEXT{byte_order(tx)} NOT NULL,"
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


def _snoozes(tx: Tx) -> None:
    """Calls that were put off."""
    tx.sql(
        f"CREATE TABLE snooze (id {serial(tx)}, customer_id INTEGER NOT NULL REFERENCES customer (id)"
        " ON DELETE CASCADE, at BIGINT NOT NULL, until BIGINT NOT NULL, agent TEXT NOT NULL, reason TEXT NOT NULL)"
    )
    tx.sql("CREATE INDEX snooze_customer_id ON snooze (customer_id)")
