CREATE TABLE agent (
    id integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    role text NOT NULL,
    team text NOT NULL,
    line text NOT NULL,
    can_sign_in boolean NOT NULL,
    created_at bigint NOT NULL
);
CREATE SEQUENCE agent_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE agent_id_seq OWNED BY agent.id;
CREATE TABLE breach_log (
    id integer NOT NULL,
    customer_id integer NOT NULL,
    rule text NOT NULL,
    channel text NOT NULL,
    due_at bigint NOT NULL,
    breach_at bigint NOT NULL,
    owner_id integer,
    rulebook_version_id integer NOT NULL,
    logged_at bigint NOT NULL,
    closed_day boolean NOT NULL,
    voided_at bigint,
    acknowledged_at bigint,
    acknowledged_by text NOT NULL
);
CREATE SEQUENCE breach_log_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE breach_log_id_seq OWNED BY breach_log.id;
CREATE TABLE campaign (
    id integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    rulebook_version_id integer NOT NULL,
    zone text NOT NULL,
    country text NOT NULL,
    legal_start integer NOT NULL,
    legal_end integer NOT NULL,
    closed_holidays boolean NOT NULL,
    closed_days text NOT NULL,
    created_at bigint NOT NULL
);
CREATE SEQUENCE campaign_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE campaign_id_seq OWNED BY campaign.id;
CREATE TABLE case_event (
    id integer NOT NULL,
    kase_id integer NOT NULL,
    at bigint NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    remark text NOT NULL
);
CREATE SEQUENCE case_event_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE case_event_id_seq OWNED BY case_event.id;
CREATE TABLE change_counter (
    id integer NOT NULL,
    n bigint NOT NULL
);
CREATE SEQUENCE change_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE claim (
    customer_id integer NOT NULL,
    agent_id integer NOT NULL,
    token text NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE claim_number (
    e164 text NOT NULL COLLATE pg_catalog."C",
    customer_id integer NOT NULL,
    token text NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE closure (
    id integer NOT NULL,
    customer_id integer NOT NULL,
    rule text NOT NULL,
    due_at bigint NOT NULL,
    breach_at bigint NOT NULL,
    touch_id integer NOT NULL,
    owner_id integer,
    closed_at bigint NOT NULL,
    in_time boolean NOT NULL
);
CREATE SEQUENCE closure_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE closure_id_seq OWNED BY closure.id;
CREATE TABLE customer (
    id integer NOT NULL,
    ref text NOT NULL COLLATE pg_catalog."C",
    campaign_id integer NOT NULL,
    name text NOT NULL,
    company text NOT NULL,
    tier text,
    stage text NOT NULL,
    source text NOT NULL,
    owner_id integer,
    zone text NOT NULL,
    birthday text,
    created_at bigint,
    created_date_only boolean NOT NULL,
    recorded_at bigint NOT NULL,
    is_key boolean NOT NULL,
    revenue text NOT NULL,
    attributes text NOT NULL,
    pinned text NOT NULL,
    import_id integer,
    cases_since bigint NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    company_key text NOT NULL COLLATE pg_catalog."C",
    pinyin text NOT NULL COLLATE pg_catalog."C",
    initials text NOT NULL COLLATE pg_catalog."C",
    lane smallint NOT NULL,
    k1 bigint NOT NULL,
    k2 bigint NOT NULL,
    segments integer NOT NULL,
    block_set integer NOT NULL,
    owner_key integer NOT NULL,
    entry_rule text NOT NULL,
    entry_due_at bigint NOT NULL,
    inquiry_at bigint,
    due_commitment boolean NOT NULL,
    breached integer NOT NULL,
    promised integer NOT NULL,
    valid_until bigint,
    plan_version integer NOT NULL
);
CREATE SEQUENCE customer_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE customer_id_seq OWNED BY customer.id;
CREATE TABLE do_not_call_lift (
    id integer NOT NULL,
    customer_id integer NOT NULL,
    at bigint NOT NULL,
    actor text NOT NULL
);
CREATE SEQUENCE do_not_call_lift_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE do_not_call_lift_id_seq OWNED BY do_not_call_lift.id;
CREATE TABLE finding (
    id integer NOT NULL,
    customer_id integer NOT NULL,
    rule text NOT NULL,
    caused_at bigint NOT NULL,
    agent text NOT NULL,
    amount integer NOT NULL,
    logged_at bigint NOT NULL
);
CREATE SEQUENCE finding_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE finding_id_seq OWNED BY finding.id;
CREATE TABLE import_batch (
    id integer NOT NULL,
    kind text NOT NULL,
    filename text NOT NULL,
    digest text NOT NULL,
    actor text NOT NULL,
    state text NOT NULL,
    rows_left integer NOT NULL,
    started_at bigint NOT NULL,
    finished_at bigint,
    counts text NOT NULL
);
CREATE SEQUENCE import_batch_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE import_batch_id_seq OWNED BY import_batch.id;
CREATE TABLE import_change (
    id integer NOT NULL,
    import_id integer NOT NULL,
    customer_id integer NOT NULL,
    before text NOT NULL
);
CREATE SEQUENCE import_change_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE import_change_id_seq OWNED BY import_change.id;
CREATE TABLE import_fact (
    id integer NOT NULL,
    import_id integer NOT NULL,
    customer_id integer NOT NULL,
    kind text NOT NULL,
    rule text NOT NULL,
    caused_at bigint NOT NULL
);
CREATE SEQUENCE import_fact_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE import_fact_id_seq OWNED BY import_fact.id;
CREATE TABLE kase (
    id integer NOT NULL,
    customer_id integer NOT NULL,
    kind text NOT NULL,
    rule text NOT NULL,
    caused_at bigint NOT NULL,
    opened_at bigint NOT NULL,
    closed_at bigint,
    state text NOT NULL,
    assignee_id integer,
    raised_by text NOT NULL,
    phone text NOT NULL
);
CREATE SEQUENCE kase_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE kase_id_seq OWNED BY kase.id;
CREATE TABLE last_call (
    agent_id integer NOT NULL,
    touch_id integer NOT NULL,
    dialled_at bigint NOT NULL,
    answered_at bigint,
    ended_at bigint,
    before text NOT NULL
);
CREATE TABLE meta (
    key text NOT NULL,
    value text NOT NULL
);
CREATE TABLE milestone (
    id integer NOT NULL,
    customer_id integer NOT NULL,
    kind text NOT NULL,
    at bigint NOT NULL,
    date_only boolean NOT NULL,
    recorded_at bigint NOT NULL,
    actor text NOT NULL,
    import_id integer,
    withdrawn boolean NOT NULL
);
CREATE SEQUENCE milestone_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE milestone_id_seq OWNED BY milestone.id;
CREATE TABLE obligation (
    customer_id integer NOT NULL,
    rule text NOT NULL COLLATE pg_catalog."C",
    due_at bigint NOT NULL,
    breach_at bigint NOT NULL,
    channel text NOT NULL,
    commitment boolean NOT NULL,
    until_breach boolean NOT NULL,
    task boolean NOT NULL,
    opening boolean NOT NULL,
    retry boolean NOT NULL,
    dialled boolean NOT NULL,
    reason text NOT NULL,
    ground text NOT NULL
);
CREATE TABLE open_call (
    agent_id integer NOT NULL,
    customer_id integer NOT NULL,
    token text NOT NULL,
    phone text NOT NULL,
    direction text NOT NULL,
    dialled_at bigint NOT NULL,
    answered_at bigint,
    ended_at bigint,
    note text NOT NULL,
    held boolean NOT NULL
);
CREATE TABLE phone (
    customer_id integer NOT NULL,
    "position" integer NOT NULL,
    e164 text NOT NULL COLLATE pg_catalog."C",
    reversed text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE presence (
    agent_id integer NOT NULL,
    state text NOT NULL,
    since bigint NOT NULL,
    signed_in_at bigint,
    heartbeat bigint NOT NULL,
    ref text NOT NULL
);
CREATE TABLE presence_span (
    id integer NOT NULL,
    agent_id integer NOT NULL,
    state text NOT NULL,
    since bigint NOT NULL,
    until bigint
);
CREATE SEQUENCE presence_span_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE presence_span_id_seq OWNED BY presence_span.id;
CREATE TABLE rulebook_version (
    id integer NOT NULL,
    name text NOT NULL,
    number integer NOT NULL,
    digest text NOT NULL,
    text text NOT NULL,
    created_at bigint NOT NULL,
    actor text NOT NULL
);
CREATE SEQUENCE rulebook_version_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE rulebook_version_id_seq OWNED BY rulebook_version.id;
CREATE TABLE stage_row (
    id integer NOT NULL,
    batch_id integer NOT NULL,
    line integer NOT NULL,
    kind text NOT NULL,
    payload text NOT NULL
);
CREATE SEQUENCE stage_row_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE stage_row_id_seq OWNED BY stage_row.id;
CREATE TABLE tier_change (
    id integer NOT NULL,
    customer_id integer NOT NULL,
    at bigint NOT NULL,
    actor text NOT NULL,
    old text,
    new text,
    reason text NOT NULL
);
CREATE SEQUENCE tier_change_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE tier_change_id_seq OWNED BY tier_change.id;
CREATE TABLE touch (
    id integer NOT NULL,
    customer_id integer NOT NULL,
    at bigint NOT NULL,
    agent_id integer,
    channel text NOT NULL,
    direction text NOT NULL,
    disposition text,
    seconds integer NOT NULL,
    wrap_seconds integer NOT NULL,
    note text NOT NULL,
    callback_at bigint,
    team text NOT NULL,
    phone text NOT NULL COLLATE pg_catalog."C",
    amount text NOT NULL,
    recorded_at bigint NOT NULL,
    actor text NOT NULL,
    rulebook_version_id integer NOT NULL,
    import_id integer,
    effective boolean NOT NULL,
    corrects_id integer,
    withdrawn boolean NOT NULL,
    in_force boolean NOT NULL
);
CREATE SEQUENCE touch_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE touch_id_seq OWNED BY touch.id;
CREATE TABLE zone_group (
    campaign_id integer NOT NULL,
    zone text NOT NULL
);
ALTER TABLE ONLY agent ALTER COLUMN id SET DEFAULT nextval('agent_id_seq'::regclass);
ALTER TABLE ONLY breach_log ALTER COLUMN id SET DEFAULT nextval('breach_log_id_seq'::regclass);
ALTER TABLE ONLY campaign ALTER COLUMN id SET DEFAULT nextval('campaign_id_seq'::regclass);
ALTER TABLE ONLY case_event ALTER COLUMN id SET DEFAULT nextval('case_event_id_seq'::regclass);
ALTER TABLE ONLY closure ALTER COLUMN id SET DEFAULT nextval('closure_id_seq'::regclass);
ALTER TABLE ONLY customer ALTER COLUMN id SET DEFAULT nextval('customer_id_seq'::regclass);
ALTER TABLE ONLY do_not_call_lift ALTER COLUMN id SET DEFAULT nextval('do_not_call_lift_id_seq'::regclass);
ALTER TABLE ONLY finding ALTER COLUMN id SET DEFAULT nextval('finding_id_seq'::regclass);
ALTER TABLE ONLY import_batch ALTER COLUMN id SET DEFAULT nextval('import_batch_id_seq'::regclass);
ALTER TABLE ONLY import_change ALTER COLUMN id SET DEFAULT nextval('import_change_id_seq'::regclass);
ALTER TABLE ONLY import_fact ALTER COLUMN id SET DEFAULT nextval('import_fact_id_seq'::regclass);
ALTER TABLE ONLY kase ALTER COLUMN id SET DEFAULT nextval('kase_id_seq'::regclass);
ALTER TABLE ONLY milestone ALTER COLUMN id SET DEFAULT nextval('milestone_id_seq'::regclass);
ALTER TABLE ONLY presence_span ALTER COLUMN id SET DEFAULT nextval('presence_span_id_seq'::regclass);
ALTER TABLE ONLY rulebook_version ALTER COLUMN id SET DEFAULT nextval('rulebook_version_id_seq'::regclass);
ALTER TABLE ONLY stage_row ALTER COLUMN id SET DEFAULT nextval('stage_row_id_seq'::regclass);
ALTER TABLE ONLY tier_change ALTER COLUMN id SET DEFAULT nextval('tier_change_id_seq'::regclass);
ALTER TABLE ONLY touch ALTER COLUMN id SET DEFAULT nextval('touch_id_seq'::regclass);
INSERT INTO agent VALUES (1, '王敏', 'agent', '一组', 'sales', true, 1772413200000);
INSERT INTO agent VALUES (2, '赵磊', 'agent', '一组', 'sales', true, 1772413200000);
INSERT INTO agent VALUES (3, '陈主管', 'supervisor', '', 'sales', true, 1772413200000);
INSERT INTO breach_log VALUES (1, 1, 'telesales.callback', 'call', 1772434800000, 1772435700000, 1, 1, 1772505000000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (2, 1, 'telesales.thanks_sms', 'sms', 1772413200000, 1772467200000, 1, 1, 1772505000000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (3, 2, 'telesales.thanks_sms', 'sms', 1772413200000, 1772467200000, 2, 1, 1772505000000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (4, 2, 'telesales.first_call', 'call', 1772413200000, 1772499600000, 2, 1, 1772505000000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (5, 3, 'telesales.thanks_sms', 'sms', 1772413200000, 1772467200000, NULL, 1, 1772505000000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (6, 3, 'telesales.first_call', 'call', 1772413200000, 1772499600000, NULL, 1, 1772505000000, false, NULL, NULL, '');
INSERT INTO campaign VALUES (1, 'telesales', 1, 'Asia/Shanghai', 'CN', 480, 1260, false, '[]', 1772413200000);
INSERT INTO change_counter VALUES (1, 0);
INSERT INTO closure VALUES (1, 1, 'telesales.first_call', 1772413200000, 1772499600000, 1, 1, 1772416800000, true);
INSERT INTO customer VALUES (1, 'W000001', 1, '吴静', '', 'A', '', '', 1, 'Asia/Shanghai', NULL, 1772413200000, false, 1772413200000, false, '', '{}', '', NULL, 0, '吴静', '', 'wujing', 'wj', 1, 0, 1772435700000, 33, 0, 1, 'telesales.callback', 1772434800000, 1772413200000, true, 2, 1, 1772553600000, 1);
INSERT INTO customer VALUES (2, 'W000002', 1, '李雷', '', 'C', '', '', 2, 'Asia/Shanghai', NULL, 1772413200000, false, 1772413200000, false, '', '{}', '', NULL, 0, '李雷', '', 'lilei', 'll', 3, 2, 1772499600000, 10, 10, 2, 'telesales.first_call', 1772413200000, 1772413200000, false, 2, 0, 1772553600000, 1);
INSERT INTO customer VALUES (3, 'W000003', 1, '韩梅', '', 'C', '', '', NULL, 'Asia/Shanghai', NULL, 1772413200000, false, 1772413200000, false, '', '{}', '', NULL, 0, '韩梅', '', 'hanmei', 'hm', 3, 2, 1772499600000, 10, 10, 0, 'telesales.first_call', 1772413200000, 1772413200000, false, 2, 0, 1772553600000, 1);
INSERT INTO meta VALUES ('schema_version', '1');
INSERT INTO meta VALUES ('created_at', '1772413200000');
INSERT INTO milestone VALUES (1, 1, 'inquiry', 1772413200000, false, 1772413200000, '陈主管', NULL, false);
INSERT INTO milestone VALUES (2, 2, 'inquiry', 1772413200000, false, 1772413200000, '陈主管', NULL, false);
INSERT INTO milestone VALUES (3, 3, 'inquiry', 1772413200000, false, 1772413200000, '陈主管', NULL, false);
INSERT INTO obligation VALUES (1, 'telesales.thanks_sms', 1772413200000, 1772467200000, 'sms', false, false, false, false, false, false, '', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":0}');
INSERT INTO obligation VALUES (1, 'telesales.intro.N+1', 1772467200000, 1772553600000, 'call', false, false, false, true, false, true, 'service', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":1}');
INSERT INTO obligation VALUES (1, 'telesales.intro.N+4', 1772726400000, 1772812800000, 'call', false, false, false, true, false, true, 'conversion', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":4}');
INSERT INTO obligation VALUES (1, 'telesales.promo_sms', 1772812800000, 1772899200000, 'sms', false, false, false, false, false, false, '', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":5}');
INSERT INTO obligation VALUES (1, 'telesales.intro.N+7', 1772985600000, 1773072000000, 'call', false, false, false, true, false, true, 'long_term', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":7}');
INSERT INTO obligation VALUES (2, 'telesales.thanks_sms', 1772413200000, 1772467200000, 'sms', false, false, false, false, false, false, '', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":0}');
INSERT INTO obligation VALUES (2, 'telesales.first_call', 1772413200000, 1772499600000, 'call', false, false, false, true, false, true, '', '{"code":"within","milestone":"inquiry","at":1772413200000,"within":"24h"}');
INSERT INTO obligation VALUES (2, 'telesales.intro.N+1', 1772467200000, 1772553600000, 'call', false, false, false, true, false, true, 'service', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":1}');
INSERT INTO obligation VALUES (2, 'telesales.intro.N+4', 1772726400000, 1772812800000, 'call', false, false, false, true, false, true, 'conversion', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":4}');
INSERT INTO obligation VALUES (2, 'telesales.promo_sms', 1772812800000, 1772899200000, 'sms', false, false, false, false, false, false, '', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":5}');
INSERT INTO obligation VALUES (2, 'telesales.intro.N+7', 1772985600000, 1773072000000, 'call', false, false, false, true, false, true, 'long_term', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":7}');
INSERT INTO obligation VALUES (3, 'telesales.thanks_sms', 1772413200000, 1772467200000, 'sms', false, false, false, false, false, false, '', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":0}');
INSERT INTO obligation VALUES (3, 'telesales.first_call', 1772413200000, 1772499600000, 'call', false, false, false, true, false, true, '', '{"code":"within","milestone":"inquiry","at":1772413200000,"within":"24h"}');
INSERT INTO obligation VALUES (3, 'telesales.intro.N+1', 1772467200000, 1772553600000, 'call', false, false, false, true, false, true, 'service', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":1}');
INSERT INTO obligation VALUES (3, 'telesales.intro.N+4', 1772726400000, 1772812800000, 'call', false, false, false, true, false, true, 'conversion', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":4}');
INSERT INTO obligation VALUES (3, 'telesales.promo_sms', 1772812800000, 1772899200000, 'sms', false, false, false, false, false, false, '', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":5}');
INSERT INTO obligation VALUES (3, 'telesales.intro.N+7', 1772985600000, 1773072000000, 'call', false, false, false, true, false, true, 'long_term', '{"code":"day","milestone":"inquiry","at":1772413200000,"day":7}');
INSERT INTO obligation VALUES (1, 'telesales.callback', 1772434800000, 1772435700000, 'call', true, false, false, false, false, true, '', '{"code":"callback","at":1772434800000,"promised":1772416800000,"agent":"王敏"}');
INSERT INTO obligation VALUES (1, 'telesales.unreached.A', 1772935200000, 1773021600000, 'call', false, false, false, false, false, true, '', '{"code":"unreached","interval":"7d","base":1772416800000,"touched":true,"tier":"A"}');
INSERT INTO phone VALUES (1, 0, '+8613812347731', '1377432183168+');
INSERT INTO phone VALUES (2, 0, '+8613812347732', '2377432183168+');
INSERT INTO rulebook_version VALUES (1, 'telesales', 1, '1e16c3e0f64c33a4198673b5447d6823cc5446ffc7abadd450c9725dfd7c075e', '# Telephone and web sales: the follow-up of inquiries, of signed customers and of renewals (RULES R1, R2, R4, R8).
name = "telesales"
title.en = "Telephone and web sales"
title.zh = "电话与网络销售跟进"
tiers = ["A", "B", "C", "D", "E"]
no_tier_as = "D"
provisional_tier_until_reached = 2
# Which calls count: whoever refuses was reached, but nothing was followed up; a note of a word or two says nothing.
[effective]
never = ["refused", "do_not_call"]
note_longer_than = 5
[retry]
attempts = 3
within = "48h"
[quota]
effective = 35
make_up_days = 2
amount = 50
[segments]
high_intent = ["A", "B"]
low_intent = ["C", "D", "E"]
[[windows]]
from = "10:00"
to = "12:00"
[[windows]]
from = "14:00"
to = "18:00"
[[blocks]]
from = "09:30"
to = "11:30"
prefers = ["high_intent", "key"]
[[blocks]]
from = "11:30"
to = "13:30"
prefers = ["maintenance", "low_intent"]
[[blocks]]
from = "13:30"
to = "14:00"
prefers = ["new", "low_intent"]
[[blocks]]
from = "14:00"
to = "17:00"
prefers = ["high_intent", "key"]
# Before the sale: from the inquiry for half a year, or until the customer signs or is supplied.
[phases.presale]
starts = "inquiry"
lasts = "6mo"
ends_on = ["signed", "delivered"]
[phases.contract]
starts = "signed"
until = "contract_end"
[phases.renewal]
starts = "signed"
until = "contract_end"
before_end = [{ years = 3, months = 6 }, { years = 2, months = 3 }, { years = 1, months = 2 }]
unknown_length_months = 2
[[rules]]
id = "first_call"
kind = "within"
phase = "presale"
channel = "call"
within = "24h"
opening = true
[[rules]]
id = "thanks_sms"
kind = "day"
phase = "presale"
channel = "sms"
day = 0
[[rules]]
id = "intro.N+1"
kind = "day"
phase = "presale"
channel = "call"
day = 1
opening = true
reason = "service"
[[rules]]
id = "intro.N+4"
kind = "day"
phase = "presale"
channel = "call"
day = 4
opening = true
reason = "conversion"
[[rules]]
id = "promo_sms"
kind = "day"
phase = "presale"
channel = "sms"
day = 5
[[rules]]
id = "intro.N+7"
kind = "day"
phase = "presale"
channel = "call"
day = 7
opening = true
reason = "long_term"
[[rules]]
id = "maintenance.A"
kind = "every"
phase = "presale"
channel = "call"
tiers = ["A"]
interval = "7d"
from_day = 8
maintains = true
[[rules]]
id = "maintenance.B"
kind = "every"
phase = "presale"
channel = "call"
tiers = ["B"]
interval = "7d"
from_day = 8
maintains = true
[[rules]]
id = "maintenance.C"
kind = "every"
phase = "presale"
channel = "call"
tiers = ["C"]
interval = "14d"
from_day = 8
maintains = true
[[rules]]
id = "maintenance.D"
kind = "every"
phase = "presale"
channel = "call"
tiers = ["D"]
interval = "14d"
from_day = 8
maintains = true
[[rules]]
id = "maintenance.E"
kind = "every"
phase = "presale"
channel = "call"
tiers = ["E"]
interval = "1mo"
from_day = 8
from_touch = "interested"
maintains = true
[[rules]]
id = "maintenance_sms.E"
kind = "every"
phase = "presale"
channel = "sms"
tiers = ["E"]
interval = "1mo"
times = 2
from_day = 8
from_touch = "interested"
# The promise of the house: nobody of tier A goes unreached for a week.
[[rules]]
id = "unreached.A"
kind = "every"
phase = "presale"
channel = "call"
tiers = ["A"]
interval = "7d"
counts = "reached"
base = "since_start"
[[rules]]
id = "signed"
kind = "every"
phase = "contract"
channel = "call"
interval = "1mo"
due_after = "7d"
[[rules]]
id = "renewal"
kind = "every"
phase = "renewal"
channel = "call"
interval = "1mo"
base = "since_start"
[[cases]]
id = "exception.no_visit.A"
kind = "no_touch"
phase = "presale"
channel = "visit"
within = "1w"
tiers = ["A"]
[[cases]]
id = "exception.no_visit.B"
kind = "no_touch"
phase = "presale"
channel = "visit"
within = "2w"
tiers = ["B"]
[[cases]]
id = "exception.negative"
kind = "disposition"
disposition = "negative"
[[cases]]
id = "exception.retry_spent"
kind = "retry_spent"
[[findings]]
id = "finding.no_reminder"
kind = "no_reminder"
amount = 20
[[findings]]
id = "finding.third_party"
kind = "untouched"
phase = "presale"
within = "1d"
sources = ["第三方网站", "third party"]
amount = 100
', 1772413200000, '陈主管');
INSERT INTO touch VALUES (1, 1, 1772416800000, 1, 'call', 'out', 'neutral', 0, 0, '客户想了解新的报价方案', 1772434800000, '', '+8613812347731', '', 1772417100000, '王敏', 1, NULL, true, NULL, false, true);
INSERT INTO zone_group VALUES (1, 'Asia/Shanghai');
SELECT pg_catalog.setval('agent_id_seq', 3, true);
SELECT pg_catalog.setval('breach_log_id_seq', 6, true);
SELECT pg_catalog.setval('campaign_id_seq', 1, true);
SELECT pg_catalog.setval('case_event_id_seq', 1, false);
SELECT pg_catalog.setval('change_sequence', 8, true);
SELECT pg_catalog.setval('closure_id_seq', 1, true);
SELECT pg_catalog.setval('customer_id_seq', 3, true);
SELECT pg_catalog.setval('do_not_call_lift_id_seq', 1, false);
SELECT pg_catalog.setval('finding_id_seq', 1, false);
SELECT pg_catalog.setval('import_batch_id_seq', 1, false);
SELECT pg_catalog.setval('import_change_id_seq', 1, false);
SELECT pg_catalog.setval('import_fact_id_seq', 1, false);
SELECT pg_catalog.setval('kase_id_seq', 1, false);
SELECT pg_catalog.setval('milestone_id_seq', 3, true);
SELECT pg_catalog.setval('presence_span_id_seq', 1, false);
SELECT pg_catalog.setval('rulebook_version_id_seq', 1, true);
SELECT pg_catalog.setval('stage_row_id_seq', 1, false);
SELECT pg_catalog.setval('tier_change_id_seq', 1, false);
SELECT pg_catalog.setval('touch_id_seq', 1, true);
ALTER TABLE ONLY agent
    ADD CONSTRAINT agent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY breach_log
    ADD CONSTRAINT breach_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY campaign
    ADD CONSTRAINT campaign_pkey PRIMARY KEY (id);
ALTER TABLE ONLY case_event
    ADD CONSTRAINT case_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY change_counter
    ADD CONSTRAINT change_counter_pkey PRIMARY KEY (id);
ALTER TABLE ONLY claim_number
    ADD CONSTRAINT claim_number_pkey PRIMARY KEY (e164);
ALTER TABLE ONLY claim
    ADD CONSTRAINT claim_pkey PRIMARY KEY (customer_id);
ALTER TABLE ONLY closure
    ADD CONSTRAINT closure_pkey PRIMARY KEY (id);
ALTER TABLE ONLY customer
    ADD CONSTRAINT customer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY do_not_call_lift
    ADD CONSTRAINT do_not_call_lift_pkey PRIMARY KEY (id);
ALTER TABLE ONLY finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (id);
ALTER TABLE ONLY import_batch
    ADD CONSTRAINT import_batch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY import_change
    ADD CONSTRAINT import_change_pkey PRIMARY KEY (id);
ALTER TABLE ONLY import_fact
    ADD CONSTRAINT import_fact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY kase
    ADD CONSTRAINT kase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY last_call
    ADD CONSTRAINT last_call_pkey PRIMARY KEY (agent_id);
ALTER TABLE ONLY meta
    ADD CONSTRAINT meta_pkey PRIMARY KEY (key);
ALTER TABLE ONLY milestone
    ADD CONSTRAINT milestone_pkey PRIMARY KEY (id);
ALTER TABLE ONLY obligation
    ADD CONSTRAINT obligation_pkey PRIMARY KEY (customer_id, rule, due_at);
ALTER TABLE ONLY open_call
    ADD CONSTRAINT open_call_pkey PRIMARY KEY (agent_id);
ALTER TABLE ONLY phone
    ADD CONSTRAINT phone_pkey PRIMARY KEY (customer_id, "position");
ALTER TABLE ONLY presence
    ADD CONSTRAINT presence_pkey PRIMARY KEY (agent_id);
ALTER TABLE ONLY presence_span
    ADD CONSTRAINT presence_span_pkey PRIMARY KEY (id);
ALTER TABLE ONLY rulebook_version
    ADD CONSTRAINT rulebook_version_pkey PRIMARY KEY (id);
ALTER TABLE ONLY stage_row
    ADD CONSTRAINT stage_row_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tier_change
    ADD CONSTRAINT tier_change_pkey PRIMARY KEY (id);
ALTER TABLE ONLY touch
    ADD CONSTRAINT touch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY zone_group
    ADD CONSTRAINT zone_group_pkey PRIMARY KEY (campaign_id, zone);
CREATE UNIQUE INDEX agent_name ON agent USING btree (name);
CREATE INDEX breach_at ON breach_log USING btree (breach_at);
CREATE UNIQUE INDEX breach_log_customer_id_rule_breach_at ON breach_log USING btree (customer_id, rule, breach_at);
CREATE INDEX breach_owner ON breach_log USING btree (owner_id, breach_at);
CREATE UNIQUE INDEX campaign_name ON campaign USING btree (name);
CREATE INDEX campaign_rulebook_version_id ON campaign USING btree (rulebook_version_id);
CREATE INDEX case_event_kase_id ON case_event USING btree (kase_id);
CREATE INDEX claim_agent_id ON claim USING btree (agent_id);
CREATE INDEX claim_number_customer_id ON claim_number USING btree (customer_id);
CREATE UNIQUE INDEX claim_token ON claim USING btree (token);
CREATE INDEX closure_at ON closure USING btree (closed_at);
CREATE INDEX closure_customer ON closure USING btree (customer_id);
CREATE INDEX closure_owner ON closure USING btree (owner_id, closed_at);
CREATE INDEX closure_touch_id ON closure USING btree (touch_id);
CREATE INDEX customer_company ON customer USING btree (company_key);
CREATE INDEX customer_import ON customer USING btree (import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX customer_initials ON customer USING btree (initials);
CREATE INDEX customer_lane ON customer USING btree (campaign_id, lane, owner_key, zone, block_set, k1, k2, ref);
CREATE INDEX customer_name ON customer USING btree (name_key);
CREATE INDEX customer_owner ON customer USING btree (owner_id, campaign_id, breached, promised);
CREATE INDEX customer_pinyin ON customer USING btree (pinyin);
CREATE UNIQUE INDEX customer_ref ON customer USING btree (ref);
CREATE INDEX customer_valid ON customer USING btree (valid_until) WHERE (valid_until IS NOT NULL);
CREATE INDEX do_not_call_lift_customer_id ON do_not_call_lift USING btree (customer_id);
CREATE INDEX finding_at ON finding USING btree (caused_at);
CREATE UNIQUE INDEX finding_customer_id_rule_caused_at ON finding USING btree (customer_id, rule, caused_at);
CREATE INDEX import_change_customer_id ON import_change USING btree (customer_id);
CREATE UNIQUE INDEX import_change_import_id_customer_id ON import_change USING btree (import_id, customer_id);
CREATE UNIQUE INDEX import_fact_customer_id_rule_caused_at ON import_fact USING btree (customer_id, rule, caused_at);
CREATE INDEX import_fact_import_id ON import_fact USING btree (import_id);
CREATE UNIQUE INDEX kase_customer_id_rule_caused_at ON kase USING btree (customer_id, rule, caused_at);
CREATE INDEX kase_state ON kase USING btree (state, opened_at);
CREATE INDEX milestone_customer_id ON milestone USING btree (customer_id);
CREATE INDEX obligation_breach ON obligation USING btree (breach_at);
CREATE INDEX obligation_due ON obligation USING btree (due_at);
CREATE INDEX obligation_task ON obligation USING btree (due_at) WHERE (NOT dialled);
CREATE INDEX open_call_customer_id ON open_call USING btree (customer_id);
CREATE UNIQUE INDEX open_call_token ON open_call USING btree (token);
CREATE INDEX phone_e164 ON phone USING btree (e164);
CREATE INDEX phone_reversed ON phone USING btree (reversed);
CREATE UNIQUE INDEX rulebook_version_name_digest ON rulebook_version USING btree (name, digest);
CREATE UNIQUE INDEX rulebook_version_name_number ON rulebook_version USING btree (name, number);
CREATE INDEX span_agent ON presence_span USING btree (agent_id, since);
CREATE INDEX stage_batch ON stage_row USING btree (batch_id, id);
CREATE INDEX tier_change_customer_id ON tier_change USING btree (customer_id);
CREATE INDEX touch_agent ON touch USING btree (agent_id, at);
CREATE INDEX touch_at ON touch USING btree (at, id);
CREATE INDEX touch_corrects ON touch USING btree (corrects_id) WHERE (corrects_id IS NOT NULL);
CREATE INDEX touch_customer ON touch USING btree (customer_id, at);
CREATE INDEX touch_import ON touch USING btree (import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX touch_phone ON touch USING btree (phone) WHERE (phone <> ''::text);
ALTER TABLE ONLY breach_log
    ADD CONSTRAINT breach_log_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY breach_log
    ADD CONSTRAINT breach_log_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES agent(id);
ALTER TABLE ONLY breach_log
    ADD CONSTRAINT breach_log_rulebook_version_id_fkey FOREIGN KEY (rulebook_version_id) REFERENCES rulebook_version(id);
ALTER TABLE ONLY campaign
    ADD CONSTRAINT campaign_rulebook_version_id_fkey FOREIGN KEY (rulebook_version_id) REFERENCES rulebook_version(id);
ALTER TABLE ONLY case_event
    ADD CONSTRAINT case_event_kase_id_fkey FOREIGN KEY (kase_id) REFERENCES kase(id) ON DELETE CASCADE;
ALTER TABLE ONLY claim
    ADD CONSTRAINT claim_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id);
ALTER TABLE ONLY claim
    ADD CONSTRAINT claim_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY claim_number
    ADD CONSTRAINT claim_number_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY closure
    ADD CONSTRAINT closure_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY closure
    ADD CONSTRAINT closure_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES agent(id);
ALTER TABLE ONLY closure
    ADD CONSTRAINT closure_touch_id_fkey FOREIGN KEY (touch_id) REFERENCES touch(id) ON DELETE CASCADE;
ALTER TABLE ONLY customer
    ADD CONSTRAINT customer_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id);
ALTER TABLE ONLY customer
    ADD CONSTRAINT customer_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES agent(id);
ALTER TABLE ONLY do_not_call_lift
    ADD CONSTRAINT do_not_call_lift_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY finding
    ADD CONSTRAINT finding_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY import_change
    ADD CONSTRAINT import_change_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY import_fact
    ADD CONSTRAINT import_fact_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY kase
    ADD CONSTRAINT kase_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES agent(id);
ALTER TABLE ONLY kase
    ADD CONSTRAINT kase_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY last_call
    ADD CONSTRAINT last_call_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id);
ALTER TABLE ONLY last_call
    ADD CONSTRAINT last_call_touch_id_fkey FOREIGN KEY (touch_id) REFERENCES touch(id) ON DELETE CASCADE;
ALTER TABLE ONLY milestone
    ADD CONSTRAINT milestone_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY obligation
    ADD CONSTRAINT obligation_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY open_call
    ADD CONSTRAINT open_call_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id);
ALTER TABLE ONLY open_call
    ADD CONSTRAINT open_call_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id);
ALTER TABLE ONLY phone
    ADD CONSTRAINT phone_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY presence
    ADD CONSTRAINT presence_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id);
ALTER TABLE ONLY presence_span
    ADD CONSTRAINT presence_span_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id);
ALTER TABLE ONLY stage_row
    ADD CONSTRAINT stage_row_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id) ON DELETE CASCADE;
ALTER TABLE ONLY tier_change
    ADD CONSTRAINT tier_change_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY touch
    ADD CONSTRAINT touch_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id);
ALTER TABLE ONLY touch
    ADD CONSTRAINT touch_corrects_id_fkey FOREIGN KEY (corrects_id) REFERENCES touch(id);
ALTER TABLE ONLY touch
    ADD CONSTRAINT touch_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY touch
    ADD CONSTRAINT touch_rulebook_version_id_fkey FOREIGN KEY (rulebook_version_id) REFERENCES rulebook_version(id);
ALTER TABLE ONLY zone_group
    ADD CONSTRAINT zone_group_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id);
