"""The indexes beside the tables, and the columns that are compared as bytes."""

from __future__ import annotations

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
    ("contact_number", "e164"),
    ("tag", "name_key"),
    ("touch", "phone"),
    ("do_not_call", "phone"),
    ("claim_number", "e164"),
)
"""Columns compared as bytes (docs/rules.md#ties): SQLite does so by itself, PostgreSQL is told (``COLLATE "C"``)."""

INDEXES = (
    # The heads of the lanes: one probe a (edition, lane, owner, zone, segment set) finds its first row.
    # Not a partial one: SQLite takes such an index only where its condition stands in the query, and then searches by
    # that condition (lane > 0) and no longer by the lane.
    # It ends with the column that tells whether the row still holds: those that do not are passed over without a look
    # at the rows themselves.
    "CREATE INDEX placement_lane ON placement (edition_id, lane, owner_key, zone, block_set, k1, k2, ref, valid_until)",
    # Plans of a lane that still hold, looked for while very many are behind.
    "CREATE INDEX placement_holds ON placement (edition_id, lane, valid_until)",
    # As placement_lane, for plans that are behind.
    "CREATE INDEX placement_next ON placement (edition_id, next_lane, owner_key, zone, next_block_set, next_k1,"
    " next_k2, ref, valid_until, next_until)",
    # The tick: nothing new costs one query of the head.
    "CREATE INDEX placement_valid ON placement (edition_id, valid_until)",
    # Plans that were folded at a time that has not come yet; the same for breaches and findings below.
    "CREATE INDEX placement_folded ON placement (folded_at)",
    # Sums for the team are read from the index alone: of the few who have something breached or promised.
    "CREATE INDEX placement_open ON placement (edition_id, owner_key, breached, promised)"
    " WHERE breached > 0 OR promised > 0",
    # Obligations of a rule are counted by owner without reading the placements themselves.
    "CREATE INDEX placement_standing ON placement (customer_id, edition_id, owner_key)",
    "CREATE INDEX customer_campaign ON customer (campaign_id, id)",
    # An agent's own that begin so: of a text that fits many customers they come first.
    "CREATE INDEX customer_owner ON customer (owner_id, name_key) WHERE owner_id IS NOT NULL",
    "CREATE INDEX customer_owner_pinyin ON customer (owner_id, pinyin) WHERE owner_id IS NOT NULL",
    "CREATE INDEX customer_owner_initials ON customer (owner_id, initials) WHERE owner_id IS NOT NULL",
    "CREATE INDEX customer_owner_company ON customer (owner_id, company_key) WHERE owner_id IS NOT NULL",
    "CREATE INDEX customer_survivor ON customer (survivor_id) WHERE survivor_id IS NOT NULL",
    "CREATE UNIQUE INDEX two_people_marked ON two_people (first_id, second_id) WHERE withdrawn_at IS NULL",
    "CREATE UNIQUE INDEX customer_merged ON customer_merge (customer_id) WHERE withdrawn_at IS NULL",
    "CREATE INDEX customer_name ON customer (name_key)",
    "CREATE INDEX customer_company ON customer (company_key)",
    "CREATE INDEX customer_pinyin ON customer (pinyin)",
    "CREATE INDEX customer_initials ON customer (initials)",
    "CREATE INDEX customer_company_pinyin ON customer (company_pinyin)",
    "CREATE INDEX customer_company_initials ON customer (company_initials)",
    "CREATE INDEX customer_tag_of ON customer_tag (tag_id, customer_id) WHERE removed_at IS NULL",
    "CREATE INDEX phone_e164 ON phone (e164)",
    "CREATE INDEX phone_reversed ON phone (reversed)",
    "CREATE INDEX touch_customer ON touch (customer_id, at)",
    "CREATE INDEX touch_at ON touch (at, id)",
    "CREATE INDEX touch_agent ON touch (agent_id, at)",
    "CREATE INDEX touch_phone ON touch (phone) WHERE phone <> ''",
    # Own numbers are shown in turns and within their budgets: their newest calls are at the head.
    "CREATE INDEX touch_shown_number ON touch (shown_number, at) WHERE shown_number IS NOT NULL",
    "CREATE INDEX touch_recorded ON touch (at) WHERE recording IS NOT NULL",
    "CREATE INDEX touch_corrects ON touch (corrects_id) WHERE corrects_id IS NOT NULL",
    "CREATE INDEX touch_on_case ON touch (on_case) WHERE on_case IS NOT NULL",
    # An import is taken back some customers at a time: the next ones stand at the head.
    "CREATE INDEX touch_import ON touch (import_id, customer_id) WHERE import_id IS NOT NULL AND NOT withdrawn",
    "CREATE INDEX obligation_breach ON obligation (edition_id, breach_at)",
    "CREATE INDEX obligation_due ON obligation (edition_id, due_at)",
    "CREATE INDEX obligation_rule ON obligation (edition_id, rule, due_at, breach_at, customer_id)",
    "CREATE INDEX obligation_task ON obligation (edition_id, due_at) WHERE NOT dialled",
    # Promises are few among all that is owed.
    "CREATE INDEX obligation_promise ON obligation (edition_id, breach_at) WHERE commitment",
    # A day's breaches are counted by owner without reading the breaches themselves.
    "CREATE INDEX breach_owner ON breach_log (owner_id, breach_at, voided_at)",
    "CREATE INDEX breach_at ON breach_log (breach_at)",
    # Steps that are due are few among all breaches that ever were.
    "CREATE INDEX breach_step_due ON breach_log (step_at) WHERE step_at IS NOT NULL",
    "CREATE INDEX breach_logged ON breach_log (logged_at) WHERE voided_at IS NULL",
    "CREATE INDEX cohort_members ON cohort_place (edition_id, name, year)",
    "CREATE INDEX closure_owner ON closure (owner_id, closed_at)",
    "CREATE INDEX closure_at ON closure (closed_at)",
    "CREATE INDEX closure_customer ON closure (customer_id)",
    # Snoozes not taken back, by their end: those ahead are few among all that ever were.
    "CREATE INDEX snooze_until ON snooze (until) WHERE withdrawn_at IS NULL",
    # Acts on many customers that still go on are none or one.
    "CREATE INDEX allocation_of ON allocation (campaign_id, at)",
    "CREATE INDEX non_customer_call_of ON non_customer_call (campaign_id, at)",
    "CREATE INDEX reassignment_open ON reassignment (id) WHERE finished_at IS NULL",
    "CREATE INDEX kase_opened ON kase (opened_at)",
    # Absences that are to come or run are few; a customer has one deputy at a time.
    "CREATE INDEX absence_open ON absence (id) WHERE settled_at IS NULL",
    "CREATE UNIQUE INDEX stand_in_runs ON stand_in (customer_id) WHERE until IS NULL",
    "CREATE INDEX stand_in_deputy ON stand_in (deputy_id) WHERE until IS NULL",
    "CREATE INDEX stand_in_customer ON stand_in (customer_id, since)",
    "CREATE INDEX kase_state ON kase (state, opened_at)",
    # Steps to be taken next: in own cases, those of a department, those that wait for a supervisor or for anybody.
    "CREATE INDEX kase_deputy ON kase (deputy_id) WHERE deputy_id IS NOT NULL",
    "CREATE INDEX kase_turn ON kase (turn, assignee_id, department_id, act_by) WHERE turn IS NOT NULL",
    # Those whose times are not worked out yet are none, but after a new version.
    "CREATE INDEX kase_unknown ON kase (id) WHERE close_by IS NULL",
    "CREATE INDEX finding_at ON finding (caused_at)",
    "CREATE INDEX finding_logged ON finding (logged_at) WHERE voided_at IS NULL",
    "CREATE INDEX stage_batch ON stage_row (batch_id, id)",
    "CREATE INDEX span_agent ON presence_span (agent_id, since)",
    # Notices that a person has not read yet, the oldest first.
    "CREATE INDEX notice_unread ON notice (agent_id, id) WHERE read_at IS NULL",
    "CREATE INDEX request_at ON request (at)",
    # A do-not-call holds for the number; what an import said is taken back some customers at a time.
    "CREATE INDEX do_not_call_phone ON do_not_call (phone) WHERE phone <> ''",
    "CREATE INDEX do_not_call_import ON do_not_call (import_id) WHERE NOT withdrawn",
    "CREATE INDEX do_not_call_again ON do_not_call (again_id) WHERE again_id IS NOT NULL",
)
