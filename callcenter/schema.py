"""The tables, as Peewee models, and the indexes beside them. Only the store's rooms import this.

Instants are UTC epoch milliseconds, days ISO texts. History (touches, milestones, tier changes, the breach log) is
append-only: what is taken back is marked, never removed. ``placement`` and ``obligation`` hold the stored plans, one
for each edition of a campaign's rules (DESIGN §3, one truth, one fold): SQL filters and sorts these columns and knows
no rule.

The models are not bound to a database: every query is run by the transaction that it belongs to, so that several
stores can be open in one process.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import cast

# Peewee imports every PostgreSQL driver that it finds, which costs an SQLite start 0.2 s. The drivers are hidden
# while it loads; ``records.connecting`` gives it psycopg when a postgresql:// address asks for it.
_DRIVERS = [name for name in ("psycopg", "psycopg2", "psycopg2cffi") if name not in sys.modules]
_modules = cast("dict[str, ModuleType | None]", sys.modules)
_modules.update(dict.fromkeys(_DRIVERS))
try:
    import peewee as peewee  # noqa: PLC0414 (others take it from here)
finally:
    for _name in _DRIVERS:
        del _modules[_name]

from peewee import (  # noqa: E402
    AutoField,
    BigIntegerField,
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

VERSION = 6
"""The schema version that this program writes."""


class Table(peewee.Model):
    """Base of all tables: plain names, no database of their own."""

    class Meta:
        legacy_table_names = False


class Meta_(Table):
    """What the store knows about itself: ``schema_version``."""

    key = TextField(primary_key=True)
    value = TextField()

    class Meta:
        table_name = "meta"


class Counter(Table):
    """One row that grows with every change worth showing (SQLite; PostgreSQL has a sequence instead)."""

    id = IntegerField(primary_key=True)
    n = BigIntegerField()

    class Meta:
        table_name = "change_counter"


class Agent(Table):
    """A person who works here; owners that an import brought cannot sign in."""

    id = AutoField()
    name = TextField(unique=True)
    role = TextField()
    team = TextField(default="")
    line = TextField()
    can_sign_in = BooleanField(default=True)
    created_at = BigIntegerField()


class RulebookVersion(Table):
    """A rulebook's text as it was; the same text is kept once under its number."""

    id = AutoField()
    name = TextField()
    number = IntegerField()
    digest = TextField()
    text = TextField()
    created_at = BigIntegerField()
    actor = TextField()

    class Meta:
        table_name = "rulebook_version"
        indexes = ((("name", "number"), True), (("name", "digest"), True))


class Campaign(Table):
    """A list of customers under one rulebook, zone and country. The legal frame is in minutes of the local day.

    ``edition`` is the one that counts: the single value that a change of rules switches (DESIGN §3, rulebook versions).
    ``rulebook_version`` is the edition's, written with it.
    """

    id = AutoField()
    name = TextField(unique=True)
    rulebook_version = ForeignKeyField(RulebookVersion)
    edition = IntegerField(default=0)
    zone = TextField()
    country = TextField()
    legal_start = IntegerField()
    legal_end = IntegerField()
    closed_holidays = BooleanField(default=False)
    closed_days = TextField(default="[]")
    created_at = BigIntegerField()


class Edition(Table):
    """A stretch of a campaign's life under one rulebook version, and how far the change to it has come.

    ``state``: ``preparing`` (its plans are written beside those that count), ``settling`` (it counts; what follows from
    it is put on record and the plans before it go), ``settled``, ``dropped`` (another one came in its place).
    ``cursor`` is the last customer's id that was done in this state; ``worked_at`` when whoever looks after the change
    last did; ``since`` when it began to count.
    """

    id = AutoField()
    campaign = ForeignKeyField(Campaign, on_delete="CASCADE")
    rulebook_version = ForeignKeyField(RulebookVersion, index=False)
    state = TextField()
    cursor = IntegerField(default=0)
    begun_at = BigIntegerField()
    worked_at = BigIntegerField()
    since = BigIntegerField(null=True)
    actor = TextField()

    class Meta:
        table_name = "campaign_edition"


class ZoneGroup(Table):
    """The (campaign, customer zone) pairs that occur: what a claim asks the gates for."""

    campaign = ForeignKeyField(Campaign, index=False)
    zone = TextField()

    class Meta:
        table_name = "zone_group"
        primary_key = CompositeKey("campaign", "zone")


class ImportBatch(Table):
    """A file that came in. Published rows leave ``stage_row``, so that a kill resumes where it stopped."""

    id = AutoField()
    kind = TextField()
    filename = TextField()
    digest = TextField()
    actor = TextField()
    state = TextField()
    rows_left = IntegerField(default=0)
    started_at = BigIntegerField()
    finished_at = BigIntegerField(null=True)
    counts = TextField(default="{}")

    class Meta:
        table_name = "import_batch"


class StageRow(Table):
    """A good row of a file, read and checked, waiting to be published."""

    id = AutoField()
    batch = ForeignKeyField(ImportBatch, index=False, on_delete="CASCADE")
    line = IntegerField()
    kind = TextField()
    payload = TextField()

    class Meta:
        table_name = "stage_row"


class Customer(Table):
    """A customer's facts. ``tier`` is the given one. ``survivor`` follows from :class:`Merge`: whom the fold reads this
    one's history for, always somebody who stands for themselves."""

    id = AutoField()
    ref = TextField(unique=True)
    campaign = ForeignKeyField(Campaign, index=False)
    name = TextField()
    company = TextField(default="")
    tier = TextField(null=True)
    stage = TextField(default="")
    source = TextField(default="")
    owner = ForeignKeyField(Agent, null=True, index=False)
    zone = TextField()
    birthday = TextField(null=True)
    created_at = BigIntegerField(null=True)
    created_date_only = BooleanField(default=False)
    recorded_at = BigIntegerField()
    is_key = BooleanField(default=False)
    revenue = TextField(default="")
    attributes = TextField(default="{}")
    pinned = TextField(default="")
    import_id = IntegerField(null=True)
    cases_since = BigIntegerField(default=0)
    # merged with another: who stands for both
    survivor = ForeignKeyField("self", null=True, index=False)
    # search
    name_key = TextField(default="")
    company_key = TextField(default="")
    pinyin = TextField(default="")
    initials = TextField(default="")
    company_pinyin = TextField(default="")
    company_initials = TextField(default="")
    readings = TextField(default="")


class SearchWord(Table):
    """What begins within a customer's name or company, and other readings of the name (DESIGN §2).

    Found by its beginning alone, so it is written and taken away with what it follows from and has no index by
    customer: there are some seven rows a customer, and that one would double them.
    """

    kind = SmallIntegerField()
    word = TextField()
    customer = IntegerField(column_name="customer_id")

    class Meta:
        table_name = "search_word"
        primary_key = CompositeKey("kind", "word", "customer")


class Referral(Table):
    """Who recommended a customer to us, and who wrote it down (RULES R14)."""

    customer = ForeignKeyField(Customer, primary_key=True, on_delete="CASCADE")
    referrer = ForeignKeyField(Customer, on_delete="CASCADE")
    at = BigIntegerField()
    actor = TextField()


class Placement(Table):
    """The stored plan of a customer under one edition of their campaign's rules; its obligations stand beside it.

    ``lane`` 0 = offered in none. ``block_set`` is the segment set where blocks sort (lanes breached and due), else 0;
    ``owner_key`` the owner's id or 0. Together with ``k1``, ``k2``, ``ref`` they are the order of RULES §2.5.
    ``breached`` and ``promised`` count what is open past its time, and the due commitments. ``plan_tier`` is the tier
    that the rulebook puts the customer into, ``cohort_key`` what its cohorts read of them.
    """

    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    edition = ForeignKeyField(Edition, index=False, on_delete="CASCADE")
    ref = TextField()
    zone = TextField()
    owner_key = IntegerField()
    lane = SmallIntegerField()
    k1 = BigIntegerField()
    k2 = BigIntegerField()
    segments = IntegerField()
    block_set = IntegerField()
    entry_rule = TextField()
    entry_due_at = BigIntegerField()
    inquiry_at = BigIntegerField(null=True)
    due_commitment = BooleanField()
    breached = IntegerField()
    promised = IntegerField()
    valid_until = BigIntegerField(null=True)
    plan_tier = TextField(null=True)
    cohort_key = TextField()

    class Meta:
        primary_key = CompositeKey("customer", "edition")


class Phone(Table):
    """A customer's number; the first position is the one that is dialled by default. ``reversed`` finds tails.

    ``extension``: behind the number, several with commas between.
    """

    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    position = IntegerField()
    e164 = TextField()
    extension = TextField(default="")
    reversed = TextField()

    class Meta:
        primary_key = CompositeKey("customer", "position")


class Milestone(Table):
    """A dated fact; a newer one of its kind replaces it, none is removed (``withdrawn`` by undo)."""

    id = AutoField()
    customer = ForeignKeyField(Customer, on_delete="CASCADE")
    kind = TextField()
    at = BigIntegerField()
    date_only = BooleanField(default=False)
    recorded_at = BigIntegerField()
    actor = TextField()
    import_id = IntegerField(null=True)
    withdrawn = BooleanField(default=False)


class Touch(Table):
    """A contact record. ``corrects`` names the touch that it replaces, a ``withdrawn`` one takes it back; ``in_force``
    is what follows from those records: whether the fold reads this row. ``scripts``: see :class:`OpenCall`."""

    id = AutoField()
    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    at = BigIntegerField()
    agent = ForeignKeyField(Agent, null=True, index=False)
    channel = TextField()
    direction = TextField()
    disposition = TextField(null=True)
    seconds = IntegerField(default=0)
    wrap_seconds = IntegerField(default=0)
    note = TextField(default="")
    callback_at = BigIntegerField(null=True)
    team = TextField(default="")
    phone = TextField(default="")
    amount = TextField(default="")
    result = TextField(null=True)
    satisfaction = IntegerField(null=True)
    on_case = IntegerField(null=True)
    recorded_at = BigIntegerField()
    actor = TextField()
    rulebook_version = ForeignKeyField(RulebookVersion, index=False)
    import_id = IntegerField(null=True)
    effective = BooleanField(default=False)
    corrects = ForeignKeyField("self", null=True, index=False)
    withdrawn = BooleanField(default=False)
    in_force = BooleanField(default=True)
    scripts = TextField(default="")


class TierChange(Table):
    """A change of tier, kept for good."""

    id = AutoField()
    customer = ForeignKeyField(Customer, on_delete="CASCADE")
    at = BigIntegerField()
    actor = TextField()
    old = TextField(null=True)
    new = TextField(null=True)
    reason = TextField(default="")

    class Meta:
        table_name = "tier_change"


class Cohort(Table):
    """A cohort of an edition in a year, 0 where it simply stands; behind unless ``changes`` is ``drawn``."""

    edition = ForeignKeyField(Edition, index=False, on_delete="CASCADE")
    name = TextField()
    year = IntegerField()
    changes = IntegerField()
    drawn = IntegerField()

    class Meta:
        primary_key = CompositeKey("edition", "name", "year")


class CohortPlace(Table):
    """A customer's place in a cohort of an edition, from 0, of ``size`` (RULES R15, R21)."""

    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    edition = ForeignKeyField(Edition, index=False, on_delete="CASCADE")
    name = TextField()
    year = IntegerField()
    place = IntegerField()
    size = IntegerField()

    class Meta:
        table_name = "cohort_place"
        primary_key = CompositeKey("customer", "edition", "name", "year")


class Lift(Table):
    """A do-not-call that a supervisor lifted; ``withdrawn`` where it was lifted for a double that was none."""

    id = AutoField()
    customer = ForeignKeyField(Customer, on_delete="CASCADE")
    at = BigIntegerField()
    actor = TextField()
    withdrawn = BooleanField(default=False)

    class Meta:
        table_name = "do_not_call_lift"


class Snooze(Table):
    """A due call that an agent put off, with the reason; append-only."""

    id = AutoField()
    customer = ForeignKeyField(Customer, on_delete="CASCADE")
    at = BigIntegerField()
    until = BigIntegerField()
    agent = TextField()
    reason = TextField()


class Merge(Table):
    """A customer who is another one's double (DESIGN §3, corrections); a split withdraws the record.

    ``moved`` is the JSON of what went over to the survivor and comes back: numbers, facts, effects.
    """

    id = AutoField()
    customer = ForeignKeyField(Customer, on_delete="CASCADE")
    survivor = ForeignKeyField(Customer, on_delete="CASCADE")
    at = BigIntegerField()
    actor = TextField()
    moved = TextField()
    withdrawn_at = BigIntegerField(null=True)
    withdrawn_by = TextField(default="")

    class Meta:
        table_name = "customer_merge"


class Claim(Table):
    """A lease on a customer. The primary key guarantees that nobody else has it."""

    customer = ForeignKeyField(Customer, primary_key=True, on_delete="CASCADE")
    agent = ForeignKeyField(Agent)
    token = TextField(unique=True)
    expires_at = BigIntegerField()


class ClaimNumber(Table):
    """The numbers of a claimed customer: a number is claimed once, across campaigns."""

    e164 = TextField(primary_key=True)
    customer = ForeignKeyField(Customer, on_delete="CASCADE")
    token = TextField()
    expires_at = BigIntegerField()

    class Meta:
        table_name = "claim_number"


class OpenCall(Table):
    """A call on record from the moment it is dialled, one an agent. ``held``: its claim still keeps others away.
    ``scripts``: what of the call scripts is ticked off, as JSON."""

    agent = ForeignKeyField(Agent, primary_key=True)
    customer = ForeignKeyField(Customer)
    token = TextField(unique=True)
    phone = TextField()
    direction = TextField()
    dialled_at = BigIntegerField()
    answered_at = BigIntegerField(null=True)
    ended_at = BigIntegerField(null=True)
    note = TextField(default="")
    held = BooleanField(default=True)
    scripts = TextField(default="")

    class Meta:
        table_name = "open_call"


class LastCall(Table):
    """An agent's last finished call and what it changed, for the undo until their next dial."""

    agent = ForeignKeyField(Agent, primary_key=True)
    touch = ForeignKeyField(Touch, index=False, on_delete="CASCADE")
    dialled_at = BigIntegerField()
    answered_at = BigIntegerField(null=True)
    ended_at = BigIntegerField(null=True)
    before = TextField()

    class Meta:
        table_name = "last_call"


class Obligation(Table):
    """A line of a customer's stored plan; ``ground`` is the JSON of why. ``dialled`` = stands in the dial queue."""

    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    edition = ForeignKeyField(Edition, index=False, on_delete="CASCADE")
    rule = TextField()
    due_at = BigIntegerField()
    breach_at = BigIntegerField()
    channel = TextField()
    commitment = BooleanField()
    until_breach = BooleanField()
    task = BooleanField()
    opening = BooleanField()
    retry = BooleanField()
    dialled = BooleanField()
    reason = TextField()
    team = TextField(default="")
    ground = TextField()

    class Meta:
        primary_key = CompositeKey("customer", "edition", "rule", "due_at")


class BreachLog(Table):
    """Append-only: what was open at its ``breach_at``, whose it was then, under which rules. Voided, never deleted."""

    id = AutoField()
    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    rule = TextField()
    channel = TextField()
    due_at = BigIntegerField()
    breach_at = BigIntegerField()
    owner = ForeignKeyField(Agent, null=True, index=False)
    rulebook_version = ForeignKeyField(RulebookVersion, index=False)
    logged_at = BigIntegerField()
    closed_day = BooleanField(default=False)
    voided_at = BigIntegerField(null=True)
    acknowledged_at = BigIntegerField(null=True)
    acknowledged_by = TextField(default="")

    class Meta:
        table_name = "breach_log"
        indexes = ((("customer", "rule", "breach_at"), True),)


class Closure(Table):
    """An obligation that a touch closed, and whether in time (RULES §6, SLA attainment)."""

    id = AutoField()
    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    rule = TextField()
    due_at = BigIntegerField()
    breach_at = BigIntegerField()
    touch = ForeignKeyField(Touch, on_delete="CASCADE")
    owner = ForeignKeyField(Agent, null=True, index=False)
    closed_at = BigIntegerField()
    in_time = BooleanField()


class Kase(Table):
    """A case under its natural key (customer, rule, causing instant); those raised by hand have rule ``''``.

    ``handed_over``: the customer is with the helper, and returns at the close to ``first_owner`` (null = the pool).
    ``milestone`` is the one that its last close recorded.
    """

    id = AutoField()
    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    kind = TextField()
    rule = TextField()
    caused_at = BigIntegerField()
    opened_at = BigIntegerField()
    closed_at = BigIntegerField(null=True)
    state = TextField()
    assignee = ForeignKeyField(Agent, null=True, index=False)
    raised_by = TextField(default="")
    phone = TextField(default="")
    handed_over = BooleanField(default=False)
    first_owner = ForeignKeyField(Agent, null=True, index=False)
    milestone = ForeignKeyField(Milestone, null=True, index=False)

    class Meta:
        table_name = "kase"
        indexes = ((("customer", "rule", "caused_at"), True),)


class CaseStep(Table):
    """A step in the work on a case; ``result`` and ``touch`` of a second call-back or a review (RULES R15)."""

    id = AutoField()
    kase = ForeignKeyField(Kase, on_delete="CASCADE")
    at = BigIntegerField()
    actor = TextField()
    action = TextField()
    remark = TextField(default="")
    result = TextField(null=True)
    touch = ForeignKeyField(Touch, null=True, index=False)

    class Meta:
        table_name = "case_event"


class Reopening(Table):
    """A fact that opened a case again, under its natural key (RULES R10), and how it found the case."""

    id = AutoField()
    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    rule = TextField()
    caused_at = BigIntegerField()
    kase = ForeignKeyField(Kase, on_delete="CASCADE")
    step = ForeignKeyField(CaseStep, index=False, on_delete="CASCADE")
    was = TextField()
    was_closed_at = BigIntegerField(null=True)
    withdrawn = BooleanField(default=False)

    class Meta:
        table_name = "case_reopening"
        indexes = ((("customer", "rule", "caused_at"), True),)


class Finding(Table):
    """A finding for the supervisor's ledger under its natural key (RULES R4). Voided, never deleted."""

    id = AutoField()
    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    rule = TextField()
    caused_at = BigIntegerField()
    agent = TextField()
    amount = IntegerField()
    rulebook_version = ForeignKeyField(RulebookVersion, null=True, index=False)
    logged_at = BigIntegerField()
    voided_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("customer", "rule", "caused_at"), True),)


class ImportFact(Table):
    """What an import brought that would have been a case or a finding: listed once for the supervisor (RULES §3)."""

    id = AutoField()
    import_id = IntegerField(index=True)
    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    kind = TextField()
    rule = TextField()
    caused_at = BigIntegerField()

    class Meta:
        table_name = "import_fact"
        indexes = ((("customer", "rule", "caused_at"), True),)


class ImportChange(Table):
    """What an import did to a customer, for its undo: ``before`` is JSON, empty where the customer is new."""

    id = AutoField()
    import_id = IntegerField()
    customer = ForeignKeyField(Customer, on_delete="CASCADE")
    before = TextField()

    class Meta:
        table_name = "import_change"
        indexes = ((("import_id", "customer"), True),)


class Presence(Table):
    """What an agent does right now; ``heartbeat`` says that their program still lives."""

    agent = ForeignKeyField(Agent, primary_key=True)
    state = TextField()
    since = BigIntegerField()
    signed_in_at = BigIntegerField(null=True)
    heartbeat = BigIntegerField()
    ref = TextField(default="")


class PresenceSpan(Table):
    """A stretch of an agent's shift in one state; ``until`` null = it still runs (RULES §6, occupancy)."""

    id = AutoField()
    agent = ForeignKeyField(Agent, index=False)
    state = TextField()
    since = BigIntegerField()
    until = BigIntegerField(null=True)

    class Meta:
        table_name = "presence_span"


TABLES: tuple[type[Table], ...] = (
    Meta_,
    Counter,
    Agent,
    RulebookVersion,
    Campaign,
    Edition,
    ZoneGroup,
    ImportBatch,
    StageRow,
    Customer,
    SearchWord,
    Referral,
    Placement,
    Phone,
    Milestone,
    Touch,
    TierChange,
    Cohort,
    CohortPlace,
    Lift,
    Snooze,
    Merge,
    Claim,
    ClaimNumber,
    OpenCall,
    LastCall,
    Obligation,
    BreachLog,
    Closure,
    Kase,
    CaseStep,
    Reopening,
    Finding,
    ImportFact,
    ImportChange,
    Presence,
    PresenceSpan,
)

BYTE_ORDERED = (
    ("customer", "ref"),
    ("customer", "name_key"),
    ("customer", "company_key"),
    ("customer", "pinyin"),
    ("customer", "initials"),
    ("customer", "company_pinyin"),
    ("customer", "company_initials"),
    ("search_word", "word"),
    ("agent", "name"),
    ("campaign", "name"),
    ("placement", "ref"),
    ("phone", "e164"),
    ("phone", "reversed"),
    ("obligation", "rule"),
    ("touch", "phone"),
    ("claim_number", "e164"),
)
"""Columns compared as bytes (RULES §2.5): SQLite does so by itself, PostgreSQL is told (``COLLATE "C"``)."""

INDEXES = (
    # The heads of the lanes: one probe a (edition, lane, owner, zone, segment set) finds its first row.
    # Not a partial one: SQLite takes such an index only where its condition stands in the query, and then searches by
    # that condition (lane > 0) and no longer by the lane.
    "CREATE INDEX placement_lane ON placement (edition_id, lane, owner_key, zone, block_set, k1, k2, ref)",
    # The tick: nothing new costs one look at the head.
    "CREATE INDEX placement_valid ON placement (edition_id, valid_until)",
    # Sums over everybody, for the team, are read from the index alone.
    "CREATE INDEX placement_owner ON placement (edition_id, owner_key, breached, promised)",
    # What a rule asks for is counted by owner without a look at the placements themselves.
    "CREATE INDEX placement_standing ON placement (customer_id, edition_id, owner_key)",
    "CREATE INDEX customer_campaign ON customer (campaign_id, id)",
    # An agent's own that begin so: of a text that fits many customers they come first.
    "CREATE INDEX customer_owner ON customer (owner_id, name_key) WHERE owner_id IS NOT NULL",
    "CREATE INDEX customer_owner_pinyin ON customer (owner_id, pinyin) WHERE owner_id IS NOT NULL",
    "CREATE INDEX customer_owner_initials ON customer (owner_id, initials) WHERE owner_id IS NOT NULL",
    "CREATE INDEX customer_owner_company ON customer (owner_id, company_key) WHERE owner_id IS NOT NULL",
    "CREATE INDEX customer_survivor ON customer (survivor_id) WHERE survivor_id IS NOT NULL",
    "CREATE UNIQUE INDEX customer_merged ON customer_merge (customer_id) WHERE withdrawn_at IS NULL",
    "CREATE INDEX customer_import ON customer (import_id) WHERE import_id IS NOT NULL",
    "CREATE INDEX customer_name ON customer (name_key)",
    "CREATE INDEX customer_company ON customer (company_key)",
    "CREATE INDEX customer_pinyin ON customer (pinyin)",
    "CREATE INDEX customer_initials ON customer (initials)",
    "CREATE INDEX customer_company_pinyin ON customer (company_pinyin)",
    "CREATE INDEX customer_company_initials ON customer (company_initials)",
    "CREATE INDEX phone_e164 ON phone (e164)",
    "CREATE INDEX phone_reversed ON phone (reversed)",
    "CREATE INDEX touch_customer ON touch (customer_id, at)",
    "CREATE INDEX touch_at ON touch (at, id)",
    "CREATE INDEX touch_agent ON touch (agent_id, at)",
    "CREATE INDEX touch_phone ON touch (phone) WHERE phone <> ''",
    "CREATE INDEX touch_corrects ON touch (corrects_id) WHERE corrects_id IS NOT NULL",
    "CREATE INDEX touch_on_case ON touch (on_case) WHERE on_case IS NOT NULL",
    "CREATE INDEX touch_import ON touch (import_id) WHERE import_id IS NOT NULL",
    "CREATE INDEX obligation_breach ON obligation (edition_id, breach_at)",
    "CREATE INDEX obligation_due ON obligation (edition_id, due_at)",
    "CREATE INDEX obligation_rule ON obligation (edition_id, rule, due_at, breach_at, customer_id)",
    "CREATE INDEX obligation_task ON obligation (edition_id, due_at) WHERE NOT dialled",
    # Promises are few among all that is owed.
    "CREATE INDEX obligation_promise ON obligation (edition_id, breach_at) WHERE commitment",
    "CREATE INDEX breach_owner ON breach_log (owner_id, breach_at)",
    "CREATE INDEX breach_at ON breach_log (breach_at)",
    "CREATE INDEX cohort_members ON cohort_place (edition_id, name, year)",
    "CREATE INDEX closure_owner ON closure (owner_id, closed_at)",
    "CREATE INDEX closure_at ON closure (closed_at)",
    "CREATE INDEX closure_customer ON closure (customer_id)",
    "CREATE INDEX kase_state ON kase (state, opened_at)",
    "CREATE INDEX finding_at ON finding (caused_at)",
    "CREATE INDEX stage_batch ON stage_row (batch_id, id)",
    "CREATE INDEX span_agent ON presence_span (agent_id, since)",
)
