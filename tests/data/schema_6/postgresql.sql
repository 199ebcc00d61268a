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
    edition integer NOT NULL,
    zone text NOT NULL,
    country text NOT NULL,
    legal_start integer NOT NULL,
    legal_end integer NOT NULL,
    closed_holidays boolean NOT NULL,
    closed_days text NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE campaign_edition (
    id integer NOT NULL,
    campaign_id integer NOT NULL,
    rulebook_version_id integer NOT NULL,
    state text NOT NULL,
    cursor integer NOT NULL,
    begun_at bigint NOT NULL,
    worked_at bigint NOT NULL,
    since bigint,
    actor text NOT NULL
);
CREATE SEQUENCE campaign_edition_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE campaign_edition_id_seq OWNED BY campaign_edition.id;
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
    remark text NOT NULL,
    result text,
    touch_id integer
);
CREATE SEQUENCE case_event_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE case_event_id_seq OWNED BY case_event.id;
CREATE TABLE case_reopening (
    id integer NOT NULL,
    customer_id integer NOT NULL,
    rule text NOT NULL,
    caused_at bigint NOT NULL,
    kase_id integer NOT NULL,
    step_id integer NOT NULL,
    was text NOT NULL,
    was_closed_at bigint,
    withdrawn boolean NOT NULL
);
CREATE SEQUENCE case_reopening_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE case_reopening_id_seq OWNED BY case_reopening.id;
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
CREATE TABLE cohort (
    edition_id integer NOT NULL,
    name text NOT NULL,
    year integer NOT NULL,
    changes integer NOT NULL,
    drawn integer NOT NULL
);
CREATE TABLE cohort_place (
    customer_id integer NOT NULL,
    edition_id integer NOT NULL,
    name text NOT NULL,
    year integer NOT NULL,
    place integer NOT NULL,
    size integer NOT NULL
);
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
    survivor_id integer,
    name_key text NOT NULL COLLATE pg_catalog."C",
    company_key text NOT NULL COLLATE pg_catalog."C",
    pinyin text NOT NULL COLLATE pg_catalog."C",
    initials text NOT NULL COLLATE pg_catalog."C",
    company_pinyin text NOT NULL COLLATE pg_catalog."C",
    company_initials text NOT NULL COLLATE pg_catalog."C",
    readings text NOT NULL
);
CREATE SEQUENCE customer_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE customer_id_seq OWNED BY customer.id;
CREATE TABLE customer_merge (
    id integer NOT NULL,
    customer_id integer NOT NULL,
    survivor_id integer NOT NULL,
    at bigint NOT NULL,
    actor text NOT NULL,
    moved text NOT NULL,
    withdrawn_at bigint,
    withdrawn_by text NOT NULL
);
CREATE SEQUENCE customer_merge_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE customer_merge_id_seq OWNED BY customer_merge.id;
CREATE TABLE do_not_call_lift (
    id integer NOT NULL,
    customer_id integer NOT NULL,
    at bigint NOT NULL,
    actor text NOT NULL,
    withdrawn boolean NOT NULL
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
    rulebook_version_id integer,
    logged_at bigint NOT NULL,
    voided_at bigint
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
    phone text NOT NULL,
    handed_over boolean NOT NULL,
    first_owner_id integer,
    milestone_id integer
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
    edition_id integer NOT NULL,
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
    team text NOT NULL,
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
    held boolean NOT NULL,
    scripts text NOT NULL
);
CREATE TABLE phone (
    customer_id integer NOT NULL,
    "position" integer NOT NULL,
    e164 text NOT NULL COLLATE pg_catalog."C",
    extension text NOT NULL,
    reversed text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE placement (
    customer_id integer NOT NULL,
    edition_id integer NOT NULL,
    ref text NOT NULL COLLATE pg_catalog."C",
    zone text NOT NULL,
    owner_key integer NOT NULL,
    lane smallint NOT NULL,
    k1 bigint NOT NULL,
    k2 bigint NOT NULL,
    segments integer NOT NULL,
    block_set integer NOT NULL,
    entry_rule text NOT NULL,
    entry_due_at bigint NOT NULL,
    inquiry_at bigint,
    due_commitment boolean NOT NULL,
    breached integer NOT NULL,
    promised integer NOT NULL,
    valid_until bigint,
    plan_tier text,
    cohort_key text NOT NULL
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
CREATE TABLE referral (
    customer_id integer NOT NULL,
    referrer_id integer NOT NULL,
    at bigint NOT NULL,
    actor text NOT NULL
);
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
CREATE TABLE search_word (
    kind smallint NOT NULL,
    word text NOT NULL COLLATE pg_catalog."C",
    customer_id integer NOT NULL
);
CREATE TABLE snooze (
    id integer NOT NULL,
    customer_id integer NOT NULL,
    at bigint NOT NULL,
    until bigint NOT NULL,
    agent text NOT NULL,
    reason text NOT NULL
);
CREATE SEQUENCE snooze_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE snooze_id_seq OWNED BY snooze.id;
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
    result text,
    satisfaction integer,
    on_case integer,
    recorded_at bigint NOT NULL,
    actor text NOT NULL,
    rulebook_version_id integer NOT NULL,
    import_id integer,
    effective boolean NOT NULL,
    corrects_id integer,
    withdrawn boolean NOT NULL,
    in_force boolean NOT NULL,
    scripts text NOT NULL
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
ALTER TABLE ONLY campaign_edition ALTER COLUMN id SET DEFAULT nextval('campaign_edition_id_seq'::regclass);
ALTER TABLE ONLY case_event ALTER COLUMN id SET DEFAULT nextval('case_event_id_seq'::regclass);
ALTER TABLE ONLY case_reopening ALTER COLUMN id SET DEFAULT nextval('case_reopening_id_seq'::regclass);
ALTER TABLE ONLY closure ALTER COLUMN id SET DEFAULT nextval('closure_id_seq'::regclass);
ALTER TABLE ONLY customer ALTER COLUMN id SET DEFAULT nextval('customer_id_seq'::regclass);
ALTER TABLE ONLY customer_merge ALTER COLUMN id SET DEFAULT nextval('customer_merge_id_seq'::regclass);
ALTER TABLE ONLY do_not_call_lift ALTER COLUMN id SET DEFAULT nextval('do_not_call_lift_id_seq'::regclass);
ALTER TABLE ONLY finding ALTER COLUMN id SET DEFAULT nextval('finding_id_seq'::regclass);
ALTER TABLE ONLY import_batch ALTER COLUMN id SET DEFAULT nextval('import_batch_id_seq'::regclass);
ALTER TABLE ONLY import_change ALTER COLUMN id SET DEFAULT nextval('import_change_id_seq'::regclass);
ALTER TABLE ONLY import_fact ALTER COLUMN id SET DEFAULT nextval('import_fact_id_seq'::regclass);
ALTER TABLE ONLY kase ALTER COLUMN id SET DEFAULT nextval('kase_id_seq'::regclass);
ALTER TABLE ONLY milestone ALTER COLUMN id SET DEFAULT nextval('milestone_id_seq'::regclass);
ALTER TABLE ONLY presence_span ALTER COLUMN id SET DEFAULT nextval('presence_span_id_seq'::regclass);
ALTER TABLE ONLY rulebook_version ALTER COLUMN id SET DEFAULT nextval('rulebook_version_id_seq'::regclass);
ALTER TABLE ONLY snooze ALTER COLUMN id SET DEFAULT nextval('snooze_id_seq'::regclass);
ALTER TABLE ONLY stage_row ALTER COLUMN id SET DEFAULT nextval('stage_row_id_seq'::regclass);
ALTER TABLE ONLY tier_change ALTER COLUMN id SET DEFAULT nextval('tier_change_id_seq'::regclass);
ALTER TABLE ONLY touch ALTER COLUMN id SET DEFAULT nextval('touch_id_seq'::regclass);
INSERT INTO agent VALUES (1, '王敏', 'agent', '一组', '', true, 1772413200000);
INSERT INTO agent VALUES (2, '赵磊', 'agent', '一组', '', true, 1772413200000);
INSERT INTO agent VALUES (3, '陈主管', 'supervisor', '', '', true, 1772413200000);
INSERT INTO breach_log VALUES (1, 8, 'brokerage.new_account', 'call', 1682906400000, 1685635200000, NULL, 2, 1772420460000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (2, 9, 'brokerage.new_account', 'call', 1682906400000, 1685635200000, NULL, 2, 1772420460000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (3, 10, 'brokerage.new_account', 'call', 1682906400000, 1685635200000, NULL, 2, 1772420460000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (4, 11, 'brokerage.new_account', 'call', 1682906400000, 1685635200000, NULL, 2, 1772420460000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (5, 8, 'brokerage.sample', 'call', 1735660800000, 1767196800000, NULL, 2, 1772421120000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (6, 9, 'brokerage.sample', 'call', 1704038400000, 1735660800000, NULL, 2, 1772421120000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (7, 1, 'telesales.callback', 'call', 1772434800000, 1772435700000, 1, 1, 1772503200000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (8, 1, 'telesales.thanks_sms', 'sms', 1772413200000, 1772467200000, 1, 1, 1772503200000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (9, 2, 'telesales.thanks_sms', 'sms', 1772413200000, 1772467200000, 2, 1, 1772503200000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (10, 2, 'telesales.first_call', 'call', 1772413200000, 1772499600000, 2, 1, 1772503200000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (11, 3, 'telesales.thanks_sms', 'sms', 1772413200000, 1772467200000, 2, 1, 1772503200000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (12, 3, 'telesales.first_call', 'call', 1772413200000, 1772499600000, 2, 1, 1772503200000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (13, 4, 'telesales.thanks_sms', 'sms', 1772438400000, 1772467200000, 1, 1, 1772503200000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (14, 5, 'telesales.thanks_sms', 'sms', 1772415000000, 1772467200000, 1, 1, 1772503200000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (15, 5, 'telesales.first_call', 'call', 1772415000000, 1772501400000, 1, 1, 1772503200000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (16, 6, 'telesales.thanks_sms', 'sms', 1772414400000, 1772467200000, NULL, 1, 1772503200000, false, NULL, NULL, '');
INSERT INTO breach_log VALUES (17, 12, 'telesales.thanks_sms', 'sms', 1772421060000, 1772467200000, 2, 1, 1772503200000, false, NULL, NULL, '');
INSERT INTO campaign VALUES (1, 'telesales', 1, 1, 'Asia/Shanghai', 'CN', 480, 1260, false, '[]', 1772413200000);
INSERT INTO campaign VALUES (2, 'brokerage', 2, 2, 'Asia/Shanghai', 'CN', 480, 1260, false, '[]', 1772420400000);
INSERT INTO campaign_edition VALUES (1, 1, 1, 'settled', 0, 1772413200000, 1772413200000, 0, '陈主管');
INSERT INTO campaign_edition VALUES (2, 2, 2, 'settled', 0, 1772420400000, 1772420400000, 0, '陈主管');
INSERT INTO case_event VALUES (1, 1, 1772417400000, '王敏', 'opened', '电话号码待核实', NULL, NULL);
INSERT INTO case_event VALUES (2, 1, 1772418000000, '陈主管', 'assigned', '赵磊', NULL, NULL);
INSERT INTO change_counter VALUES (1, 0);
INSERT INTO closure VALUES (1, 7, 'telesales.first_call', 1772414400000, 1772500800000, 1, NULL, 1772415600000, true);
INSERT INTO closure VALUES (2, 1, 'telesales.first_call', 1772413200000, 1772499600000, 2, 1, 1772431800000, true);
INSERT INTO cohort VALUES (2, 'stock', 2024, 0, 0);
INSERT INTO cohort VALUES (2, 'stock', 2025, 0, 0);
INSERT INTO cohort VALUES (2, 'stock', 2026, 0, 0);
INSERT INTO cohort_place VALUES (9, 2, 'stock', 2024, 0, 1);
INSERT INTO cohort_place VALUES (8, 2, 'stock', 2025, 0, 1);
INSERT INTO cohort_place VALUES (9, 2, 'stock', 2026, 0, 1);
INSERT INTO customer VALUES (4, 'W000004', 1, '周杰', '', 'C', '', '', 1, 'Asia/Shanghai', NULL, 1772438400000, false, 1772438400000, false, '', '{}', '', NULL, 0, NULL, '周杰', '', 'zhoujie', 'zj', '', '', '');
INSERT INTO customer VALUES (5, 'W000005', 1, '钱多', '', 'C', '', '', 1, 'Asia/Shanghai', NULL, 1772415000000, false, 1772415000000, false, '', '{}', '', NULL, 0, NULL, '钱多', '', 'qianduo', 'qd', '', '', '');
INSERT INTO customer VALUES (6, 'W000006', 1, '孙丽', '丽人服饰', 'B', '', '', NULL, 'Asia/Shanghai', NULL, 1772413800000, false, 1772413800000, false, '', '{}', '', NULL, 0, NULL, '孙丽', '丽人服饰', 'sunli', 'sl', 'lirenfushi', 'lrfs', '');
INSERT INTO customer VALUES (7, 'W000007', 1, '孙莉', '丽人服饰', 'B', '', '', NULL, 'Asia/Shanghai', NULL, 1772414400000, false, 1772414400000, false, '', '{}', '', NULL, 0, 6, '孙莉', '丽人服饰', 'sunli', 'sl', 'lirenfushi', 'lrfs', '');
INSERT INTO customer VALUES (3, 'W000003', 1, '韩梅', '', 'C', '', '', 2, 'Asia/Shanghai', NULL, 1772413200000, false, 1772413200000, false, '', '{}', '', NULL, 0, NULL, '韩梅', '', 'hanmei', 'hm', '', '', '');
INSERT INTO customer VALUES (8, 'K01', 2, '户主K01', '', NULL, '', '', NULL, 'Asia/Shanghai', NULL, NULL, false, 1772420460000, false, '', '{}', '', 1, 1772420460000, NULL, '户主k01', '', 'huzhuk01', 'hzk', '', '', '');
INSERT INTO customer VALUES (9, 'K02', 2, '户主K02', '', NULL, '', '', NULL, 'Asia/Shanghai', NULL, NULL, false, 1772420460000, false, '', '{}', '', 1, 1772420460000, NULL, '户主k02', '', 'huzhuk02', 'hzk', '', '', '');
INSERT INTO customer VALUES (10, 'K03', 2, '户主K03', '', NULL, '', '', NULL, 'Asia/Shanghai', NULL, NULL, false, 1772420460000, false, '', '{}', '', 1, 1772420460000, NULL, '户主k03', '', 'huzhuk03', 'hzk', '', '', '');
INSERT INTO customer VALUES (11, 'K04', 2, '户主K04', '', NULL, '', '', NULL, 'Asia/Shanghai', NULL, NULL, false, 1772420460000, false, '', '{}', '', 1, 1772420460000, NULL, '户主k04', '', 'huzhuk04', 'hzk', '', '', '');
INSERT INTO customer VALUES (2, 'W000002', 1, '李雷', '北方机械', 'C', '', '', 2, 'Asia/Shanghai', NULL, 1772413200000, false, 1772413200000, false, '', '{}', '', NULL, 1772421060000, NULL, '李雷', '北方机械', 'lilei', 'll', 'beifangjixie', 'bfjx', '');
INSERT INTO customer VALUES (12, 'L000001', 1, '高翔', '翔云科技', 'B', '', '', 2, 'Asia/Shanghai', NULL, NULL, false, 1772421060000, false, '', '{}', '', 2, 1772421060000, NULL, '高翔', '翔云科技', 'gaoxiang', 'gx', 'xiangyunkeji', 'xykj', '');
INSERT INTO customer VALUES (1, 'W000001', 1, '吴静', '', 'A', '', '', 1, 'Asia/Shanghai', NULL, 1772413200000, false, 1772413200000, false, '', '{}', '', NULL, 0, NULL, '吴静', '', 'wujing', 'wj', '', '', '');
INSERT INTO customer_merge VALUES (1, 7, 6, 1772416200000, '陈主管', '{"numbers": ["+8613812347736"], "facts": {}, "kase": [], "case_reopening": [], "breach_log": [], "finding": [1]}', NULL, '');
INSERT INTO finding VALUES (1, 6, 'telesales.finding.no_reminder', 1772415600000, '赵磊', 20, 1, 1772415900000, NULL);
INSERT INTO import_batch VALUES (1, 'customers', '开户.csv', 'd1', '陈主管', 'done', 0, 1772420400000, 1772420460000, '{"rows": 4, "new": 4}');
INSERT INTO import_batch VALUES (2, 'customers', '名单.csv', 'd2', '陈主管', 'done', 0, 1772421000000, 1772421060000, '{"rows": 2, "updated": 1, "new": 1}');
INSERT INTO import_batch VALUES (3, 'touches', '通话.csv', 'd3', '陈主管', 'publishing', 1, 1772499600000, NULL, '{"rows": 1}');
INSERT INTO import_change VALUES (1, 1, 8, '');
INSERT INTO import_change VALUES (2, 1, 9, '');
INSERT INTO import_change VALUES (3, 1, 10, '');
INSERT INTO import_change VALUES (4, 1, 11, '');
INSERT INTO import_change VALUES (5, 2, 2, '{"company": "", "phones": ["+8613812347732"]}');
INSERT INTO import_change VALUES (6, 2, 12, '');
INSERT INTO kase VALUES (1, 3, 'exception', '', 1772417400000, 1772417400000, NULL, 'assigned', 2, '王敏', '', true, NULL, NULL);
INSERT INTO last_call VALUES (1, 2, 1772431800000, 1772431805000, 1772431865000, '{"owner_id": null, "tier": "A", "stage": "", "milestones": []}');
INSERT INTO meta VALUES ('schema_version', '6');
INSERT INTO meta VALUES ('created_at', '1772413200000');
INSERT INTO milestone VALUES (1, 1, 'inquiry', 1772413200000, false, 1772413200000, '陈主管', NULL, false);
INSERT INTO milestone VALUES (2, 2, 'inquiry', 1772413200000, false, 1772413200000, '陈主管', NULL, false);
INSERT INTO milestone VALUES (3, 3, 'inquiry', 1772413200000, false, 1772413200000, '陈主管', NULL, false);
INSERT INTO milestone VALUES (4, 4, 'inquiry', 1772438400000, false, 1772438400000, '陈主管', NULL, false);
INSERT INTO milestone VALUES (5, 5, 'inquiry', 1772415000000, false, 1772415000000, '陈主管', NULL, false);
INSERT INTO milestone VALUES (6, 6, 'inquiry', 1772413800000, false, 1772413800000, '陈主管', NULL, false);
INSERT INTO milestone VALUES (7, 7, 'inquiry', 1772414400000, false, 1772414400000, '陈主管', NULL, false);
INSERT INTO milestone VALUES (8, 8, 'account_opened', 1682906400000, false, 1772420460000, '陈主管', 1, false);
INSERT INTO milestone VALUES (9, 9, 'account_opened', 1682906400000, false, 1772420460000, '陈主管', 1, false);
INSERT INTO milestone VALUES (10, 10, 'account_opened', 1682906400000, false, 1772420460000, '陈主管', 1, false);
INSERT INTO milestone VALUES (11, 11, 'account_opened', 1682906400000, false, 1772420460000, '陈主管', 1, false);
INSERT INTO obligation VALUES (1, 1, 'telesales.thanks_sms', 1772413200000, 1772467200000, 'sms', false, false, false, false, false, false, '', '', '{"code":"day","milestone":"inquiry","day":0,"at":1772413200000}');
INSERT INTO obligation VALUES (1, 1, 'telesales.intro.N+1', 1772467200000, 1772553600000, 'call', false, false, false, true, false, true, 'service', '', '{"code":"day","milestone":"inquiry","day":1,"at":1772413200000}');
INSERT INTO obligation VALUES (1, 1, 'telesales.intro.N+4', 1772726400000, 1772812800000, 'call', false, false, false, true, false, true, 'conversion', '', '{"code":"day","milestone":"inquiry","day":4,"at":1772413200000}');
INSERT INTO obligation VALUES (1, 1, 'telesales.promo_sms', 1772812800000, 1772899200000, 'sms', false, false, false, false, false, false, '', '', '{"code":"day","milestone":"inquiry","day":5,"at":1772413200000}');
INSERT INTO obligation VALUES (1, 1, 'telesales.intro.N+7', 1772985600000, 1773072000000, 'call', false, false, false, true, false, true, 'long_term', '', '{"code":"day","milestone":"inquiry","day":7,"at":1772413200000}');
INSERT INTO obligation VALUES (2, 1, 'telesales.thanks_sms', 1772413200000, 1772467200000, 'sms', false, false, false, false, false, false, '', '', '{"code":"day","milestone":"inquiry","day":0,"at":1772413200000}');
INSERT INTO obligation VALUES (2, 1, 'telesales.first_call', 1772413200000, 1772499600000, 'call', false, false, false, true, false, true, '', '', '{"code":"within","milestone":"inquiry","at":1772413200000,"within":"24h"}');
INSERT INTO obligation VALUES (2, 1, 'telesales.intro.N+1', 1772467200000, 1772553600000, 'call', false, false, false, true, false, true, 'service', '', '{"code":"day","milestone":"inquiry","day":1,"at":1772413200000}');
INSERT INTO obligation VALUES (2, 1, 'telesales.intro.N+4', 1772726400000, 1772812800000, 'call', false, false, false, true, false, true, 'conversion', '', '{"code":"day","milestone":"inquiry","day":4,"at":1772413200000}');
INSERT INTO obligation VALUES (2, 1, 'telesales.promo_sms', 1772812800000, 1772899200000, 'sms', false, false, false, false, false, false, '', '', '{"code":"day","milestone":"inquiry","day":5,"at":1772413200000}');
INSERT INTO obligation VALUES (2, 1, 'telesales.intro.N+7', 1772985600000, 1773072000000, 'call', false, false, false, true, false, true, 'long_term', '', '{"code":"day","milestone":"inquiry","day":7,"at":1772413200000}');
INSERT INTO obligation VALUES (3, 1, 'telesales.thanks_sms', 1772413200000, 1772467200000, 'sms', false, false, false, false, false, false, '', '', '{"code":"day","milestone":"inquiry","day":0,"at":1772413200000}');
INSERT INTO obligation VALUES (3, 1, 'telesales.first_call', 1772413200000, 1772499600000, 'call', false, false, false, true, false, true, '', '', '{"code":"within","milestone":"inquiry","at":1772413200000,"within":"24h"}');
INSERT INTO obligation VALUES (3, 1, 'telesales.intro.N+1', 1772467200000, 1772553600000, 'call', false, false, false, true, false, true, 'service', '', '{"code":"day","milestone":"inquiry","day":1,"at":1772413200000}');
INSERT INTO obligation VALUES (3, 1, 'telesales.intro.N+4', 1772726400000, 1772812800000, 'call', false, false, false, true, false, true, 'conversion', '', '{"code":"day","milestone":"inquiry","day":4,"at":1772413200000}');
INSERT INTO obligation VALUES (3, 1, 'telesales.promo_sms', 1772812800000, 1772899200000, 'sms', false, false, false, false, false, false, '', '', '{"code":"day","milestone":"inquiry","day":5,"at":1772413200000}');
INSERT INTO obligation VALUES (3, 1, 'telesales.intro.N+7', 1772985600000, 1773072000000, 'call', false, false, false, true, false, true, 'long_term', '', '{"code":"day","milestone":"inquiry","day":7,"at":1772413200000}');
INSERT INTO obligation VALUES (4, 1, 'telesales.thanks_sms', 1772438400000, 1772467200000, 'sms', false, false, false, false, false, false, '', '', '{"code":"day","milestone":"inquiry","day":0,"at":1772438400000}');
INSERT INTO obligation VALUES (4, 1, 'telesales.first_call', 1772438400000, 1772524800000, 'call', false, false, false, true, false, true, '', '', '{"code":"within","milestone":"inquiry","at":1772438400000,"within":"24h"}');
INSERT INTO obligation VALUES (4, 1, 'telesales.intro.N+1', 1772467200000, 1772553600000, 'call', false, false, false, true, false, true, 'service', '', '{"code":"day","milestone":"inquiry","day":1,"at":1772438400000}');
INSERT INTO obligation VALUES (4, 1, 'telesales.intro.N+4', 1772726400000, 1772812800000, 'call', false, false, false, true, false, true, 'conversion', '', '{"code":"day","milestone":"inquiry","day":4,"at":1772438400000}');
INSERT INTO obligation VALUES (4, 1, 'telesales.promo_sms', 1772812800000, 1772899200000, 'sms', false, false, false, false, false, false, '', '', '{"code":"day","milestone":"inquiry","day":5,"at":1772438400000}');
INSERT INTO obligation VALUES (4, 1, 'telesales.intro.N+7', 1772985600000, 1773072000000, 'call', false, false, false, true, false, true, 'long_term', '', '{"code":"day","milestone":"inquiry","day":7,"at":1772438400000}');
INSERT INTO obligation VALUES (5, 1, 'telesales.thanks_sms', 1772415000000, 1772467200000, 'sms', false, false, false, false, false, false, '', '', '{"code":"day","milestone":"inquiry","day":0,"at":1772415000000}');
INSERT INTO obligation VALUES (5, 1, 'telesales.first_call', 1772415000000, 1772501400000, 'call', false, false, false, true, false, true, '', '', '{"code":"within","milestone":"inquiry","at":1772415000000,"within":"24h"}');
INSERT INTO obligation VALUES (5, 1, 'telesales.intro.N+1', 1772467200000, 1772553600000, 'call', false, false, false, true, false, true, 'service', '', '{"code":"day","milestone":"inquiry","day":1,"at":1772415000000}');
INSERT INTO obligation VALUES (5, 1, 'telesales.intro.N+4', 1772726400000, 1772812800000, 'call', false, false, false, true, false, true, 'conversion', '', '{"code":"day","milestone":"inquiry","day":4,"at":1772415000000}');
INSERT INTO obligation VALUES (5, 1, 'telesales.promo_sms', 1772812800000, 1772899200000, 'sms', false, false, false, false, false, false, '', '', '{"code":"day","milestone":"inquiry","day":5,"at":1772415000000}');
INSERT INTO obligation VALUES (5, 1, 'telesales.intro.N+7', 1772985600000, 1773072000000, 'call', false, false, false, true, false, true, 'long_term', '', '{"code":"day","milestone":"inquiry","day":7,"at":1772415000000}');
INSERT INTO obligation VALUES (6, 1, 'telesales.thanks_sms', 1772414400000, 1772467200000, 'sms', false, false, false, false, false, false, '', '', '{"code":"day","milestone":"inquiry","day":0,"at":1772414400000}');
INSERT INTO obligation VALUES (6, 1, 'telesales.intro.N+1', 1772467200000, 1772553600000, 'call', false, false, false, true, false, true, 'service', '', '{"code":"day","milestone":"inquiry","day":1,"at":1772414400000}');
INSERT INTO obligation VALUES (6, 1, 'telesales.intro.N+4', 1772726400000, 1772812800000, 'call', false, false, false, true, false, true, 'conversion', '', '{"code":"day","milestone":"inquiry","day":4,"at":1772414400000}');
INSERT INTO obligation VALUES (6, 1, 'telesales.promo_sms', 1772812800000, 1772899200000, 'sms', false, false, false, false, false, false, '', '', '{"code":"day","milestone":"inquiry","day":5,"at":1772414400000}');
INSERT INTO obligation VALUES (6, 1, 'telesales.intro.N+7', 1772985600000, 1773072000000, 'call', false, false, false, true, false, true, 'long_term', '', '{"code":"day","milestone":"inquiry","day":7,"at":1772414400000}');
INSERT INTO obligation VALUES (8, 2, 'brokerage.new_account', 1682906400000, 1685635200000, 'call', false, false, false, false, false, true, '', '', '{"code":"within","milestone":"account_opened","at":1682906400000,"within":"1mo"}');
INSERT INTO obligation VALUES (9, 2, 'brokerage.new_account', 1682906400000, 1685635200000, 'call', false, false, false, false, false, true, '', '', '{"code":"within","milestone":"account_opened","at":1682906400000,"within":"1mo"}');
INSERT INTO obligation VALUES (10, 2, 'brokerage.new_account', 1682906400000, 1685635200000, 'call', false, false, false, false, false, true, '', '', '{"code":"within","milestone":"account_opened","at":1682906400000,"within":"1mo"}');
INSERT INTO obligation VALUES (11, 2, 'brokerage.new_account', 1682906400000, 1685635200000, 'call', false, false, false, false, false, true, '', '', '{"code":"within","milestone":"account_opened","at":1682906400000,"within":"1mo"}');
INSERT INTO obligation VALUES (12, 1, 'telesales.thanks_sms', 1772421060000, 1772467200000, 'sms', false, false, false, false, false, false, '', '', '{"code":"day","milestone":"inquiry","day":0,"at":1772421060000}');
INSERT INTO obligation VALUES (12, 1, 'telesales.first_call', 1772421060000, 1772507460000, 'call', false, false, false, true, false, true, '', '', '{"code":"within","milestone":"inquiry","at":1772421060000,"within":"24h"}');
INSERT INTO obligation VALUES (12, 1, 'telesales.intro.N+1', 1772467200000, 1772553600000, 'call', false, false, false, true, false, true, 'service', '', '{"code":"day","milestone":"inquiry","day":1,"at":1772421060000}');
INSERT INTO obligation VALUES (12, 1, 'telesales.intro.N+4', 1772726400000, 1772812800000, 'call', false, false, false, true, false, true, 'conversion', '', '{"code":"day","milestone":"inquiry","day":4,"at":1772421060000}');
INSERT INTO obligation VALUES (12, 1, 'telesales.promo_sms', 1772812800000, 1772899200000, 'sms', false, false, false, false, false, false, '', '', '{"code":"day","milestone":"inquiry","day":5,"at":1772421060000}');
INSERT INTO obligation VALUES (12, 1, 'telesales.intro.N+7', 1772985600000, 1773072000000, 'call', false, false, false, true, false, true, 'long_term', '', '{"code":"day","milestone":"inquiry","day":7,"at":1772421060000}');
INSERT INTO obligation VALUES (8, 2, 'brokerage.sample', 1735660800000, 1767196800000, 'call', false, false, false, false, false, true, '', '', '{"code":"drawn","year":2025,"place":1,"size":1}');
INSERT INTO obligation VALUES (9, 2, 'brokerage.sample', 1704038400000, 1735660800000, 'call', false, false, false, false, false, true, '', '', '{"code":"drawn","year":2024,"place":1,"size":1}');
INSERT INTO obligation VALUES (9, 2, 'brokerage.sample', 1767196800000, 1798732800000, 'call', false, false, false, false, false, true, '', '', '{"code":"drawn","year":2026,"place":1,"size":1}');
INSERT INTO obligation VALUES (1, 1, 'telesales.callback', 1772434800000, 1772435700000, 'call', true, false, false, false, false, true, '', '', '{"code":"callback","at":1772434800000,"promised":1772431800000,"agent":"王敏"}');
INSERT INTO obligation VALUES (1, 1, 'telesales.unreached.A', 1772950200000, 1773036600000, 'call', false, false, false, false, false, true, '', '', '{"code":"unreached","interval":"7d","base":1772431800000,"touched":true,"tier":"A"}');
INSERT INTO phone VALUES (1, 0, '+8613812347731', '', '1377432183168+');
INSERT INTO phone VALUES (2, 0, '+8613812347732', '', '2377432183168+');
INSERT INTO phone VALUES (4, 0, '+8613812347733', '', '3377432183168+');
INSERT INTO phone VALUES (5, 0, '+8613812347734', '', '4377432183168+');
INSERT INTO phone VALUES (7, 0, '+8613812347736', '', '6377432183168+');
INSERT INTO phone VALUES (6, 0, '+8613812347735', '', '5377432183168+');
INSERT INTO phone VALUES (6, 1, '+8613812347736', '', '6377432183168+');
INSERT INTO phone VALUES (12, 0, '+8613812347737', '', '7377432183168+');
INSERT INTO phone VALUES (12, 1, '+862155551234', '8001', '432155551268+');
INSERT INTO placement VALUES (10, 2, 'K03', 'Asia/Shanghai', 0, 3, 1000, 1685635200000, 8, 8, 'brokerage.new_account', 1682906400000, NULL, false, 1, 0, NULL, NULL, '{"stock":[null,1682906400000,[]]}');
INSERT INTO placement VALUES (11, 2, 'K04', 'Asia/Shanghai', 0, 3, 1000, 1685635200000, 8, 8, 'brokerage.new_account', 1682906400000, NULL, false, 1, 0, NULL, NULL, '{"stock":[null,1682906400000,[]]}');
INSERT INTO placement VALUES (8, 2, 'K01', 'Asia/Shanghai', 0, 3, 1000, 1685635200000, 8, 8, 'brokerage.new_account', 1682906400000, NULL, false, 2, 0, NULL, NULL, '{"stock":[null,1682906400000,[]]}');
INSERT INTO placement VALUES (9, 2, 'K02', 'Asia/Shanghai', 0, 3, 1000, 1685635200000, 8, 8, 'brokerage.new_account', 1682906400000, NULL, false, 2, 0, 1798732800000, NULL, '{"stock":[null,1682906400000,[]]}');
INSERT INTO placement VALUES (1, 1, 'W000001', 'Asia/Shanghai', 1, 1, 0, 1772435700000, 33, 0, 'telesales.callback', 1772434800000, 1772413200000, true, 2, 1, 1772553600000, 'A', '');
INSERT INTO placement VALUES (2, 1, 'W000002', 'Asia/Shanghai', 2, 3, 2, 1772499600000, 10, 10, 'telesales.first_call', 1772413200000, 1772413200000, false, 2, 0, 1772553600000, 'C', '');
INSERT INTO placement VALUES (3, 1, 'W000003', 'Asia/Shanghai', 2, 3, 2, 1772499600000, 10, 10, 'telesales.first_call', 1772413200000, 1772413200000, false, 2, 0, 1772553600000, 'C', '');
INSERT INTO placement VALUES (4, 1, 'W000004', 'Asia/Shanghai', 1, 0, 0, 0, 10, 0, '', 0, 1772438400000, false, 1, 0, 1772506800000, 'C', '');
INSERT INTO placement VALUES (5, 1, 'W000005', 'Asia/Shanghai', 1, 3, 2, 1772501400000, 10, 10, 'telesales.first_call', 1772415000000, 1772415000000, false, 2, 0, 1772553600000, 'C', '');
INSERT INTO placement VALUES (6, 1, 'W000006', 'Asia/Shanghai', 0, 5, 1, 1772553600000, 33, 33, 'telesales.intro.N+1', 1772467200000, 1772414400000, false, 1, 0, 1772553600000, 'B', '');
INSERT INTO placement VALUES (12, 1, 'L000001', 'Asia/Shanghai', 2, 2, 0, -1772421060000, 9, 0, 'telesales.first_call', 1772421060000, 1772421060000, false, 1, 0, 1772507460000, 'B', '');
INSERT INTO presence VALUES (1, 'ready', 1772431880000, 1772431800000, 1772431880000, '');
INSERT INTO presence_span VALUES (1, 1, 'ready', 1772431800000, 1772431800000);
INSERT INTO presence_span VALUES (2, 1, 'dialling', 1772431800000, 1772431805000);
INSERT INTO presence_span VALUES (3, 1, 'talking', 1772431805000, 1772431865000);
INSERT INTO presence_span VALUES (4, 1, 'wrap_up', 1772431865000, 1772431880000);
INSERT INTO presence_span VALUES (5, 1, 'ready', 1772431880000, NULL);
INSERT INTO rulebook_version VALUES (1, 'telesales', 1, 'bc501ff133f9d117475a3216d41bb10710f4b6f5872f196f47f1ca944fecda26', '# Telephone and web sales: the follow-up of inquiries, of signed customers and of renewals (RULES R1, R2, R4, R8).
name = "telesales"
title.en = "Telephone and web sales"
title.zh = "电话与网络销售跟进"
tiers = ["A", "B", "C", "D", "E"]
no_tier_as = "D"
provisional_tier_until_reached = 2
# uses: presale, retry (see below)

# Which calls count: whoever refuses was reached, but nothing was followed up; a note of a word or two says nothing.
[effective]
never = ["refused", "do_not_call"]
note_longer_than = 5

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

[phases.contract]
starts = "signed"
until = "contract_end"

[phases.renewal]
starts = "signed"
until = "contract_end"
before_end = [{ years = 3, months = 6 }, { years = 2, months = 3 }, { years = 1, months = 2 }]
unknown_length_months = 2

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

# --- presale ---
# Before the sale: what an inquiry asks for (RULES R1, R8). Tiers A to E, best first; the day of the inquiry is N.

# Before the sale: from the inquiry for half a year, or until the customer signs or is supplied.
[phases.presale]
starts = "inquiry"
lasts = "6mo"
ends_on = ["signed", "delivered"]

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

# --- retry ---
# Who was not reached is tried three times within 48 hours (RULES §2.3, retry).

[retry]
attempts = 3
within = "48h"
', 1772413200000, '陈主管');
INSERT INTO rulebook_version VALUES (2, 'brokerage', 1, 'bce3ab242174bbd4a380f79bfea408ac259f8c4b816d1f308ce2d5500a54c513', '# A broker''s call-backs: new accounts, key customers every year, events, and a yearly draw from the stock (RULES R15).
name = "brokerage"
title.en = "Brokerage call-backs"
title.zh = "证券客户回访"

# Whoever sold does not check: nobody of the sales line calls, and nobody their own customers.
[callers]
never_line = "sales"
never_own = true

[groups.key]
any_of = [
  { column = "key", yes = true },
  { column = "assets_cny", at_least = 10_000_000 },
  { column = "turnover_cny", at_least = 10_000_000 },
  { column = "vip", yes = true },
  { column = "loss_gap", at_least = 20 },
]

[groups.dormant]
any_of = [{ column = "dormant", yes = true }]

[groups.margin]
any_of = [{ column = "margin", yes = true }]

# Of the accounts that were open when the year began: 15 % of those with margin, then from all until 10 % are drawn.
[cohorts.stock]
kind = "draw"
since = "account_opened"
passes_over = "dormant"
first = "margin"
first_percent = 15
percent = 10

[phases.account]
starts = "account_opened"

[phases.customer]
starts = "account_opened"
or_else = "came"

[phases.event]
starts = "event"

[[rules]]
id = "new_account"
kind = "within"
phase = "account"
channel = "call"
within = "1mo"

[[rules]]
id = "key"
kind = "yearly"
phase = "customer"
channel = "call"
only = "key"
skips_year_of = "account_opened"

[[rules]]
id = "event"
kind = "within"
phase = "event"
channel = "call"
within = "3d"

[[rules]]
id = "sample"
kind = "drawn"
phase = "account"
channel = "call"
cohort = "stock"

# What did not pass goes to the branch, which calls back a second time.
[[cases]]
id = "second_call"
kind = "result"
results = ["failed", "refused", "unreachable"]
', 1772420400000, '陈主管');
INSERT INTO search_word VALUES (1, '静', 1);
INSERT INTO search_word VALUES (1, '雷', 2);
INSERT INTO search_word VALUES (1, '梅', 3);
INSERT INTO search_word VALUES (1, '杰', 4);
INSERT INTO search_word VALUES (1, '多', 5);
INSERT INTO search_word VALUES (1, '丽', 6);
INSERT INTO search_word VALUES (2, '人服饰', 6);
INSERT INTO search_word VALUES (2, '服饰', 6);
INSERT INTO search_word VALUES (2, '饰', 6);
INSERT INTO search_word VALUES (1, '莉', 7);
INSERT INTO search_word VALUES (2, '人服饰', 7);
INSERT INTO search_word VALUES (2, '服饰', 7);
INSERT INTO search_word VALUES (2, '饰', 7);
INSERT INTO search_word VALUES (1, 'k01', 8);
INSERT INTO search_word VALUES (1, 'k02', 9);
INSERT INTO search_word VALUES (1, 'k03', 10);
INSERT INTO search_word VALUES (1, 'k04', 11);
INSERT INTO search_word VALUES (1, '主k01', 8);
INSERT INTO search_word VALUES (1, '主k02', 9);
INSERT INTO search_word VALUES (1, '主k03', 10);
INSERT INTO search_word VALUES (1, '主k04', 11);
INSERT INTO search_word VALUES (2, '方机械', 2);
INSERT INTO search_word VALUES (2, '机械', 2);
INSERT INTO search_word VALUES (2, '械', 2);
INSERT INTO search_word VALUES (1, '翔', 12);
INSERT INTO search_word VALUES (2, '云科技', 12);
INSERT INTO search_word VALUES (2, '技', 12);
INSERT INTO search_word VALUES (2, '科技', 12);
INSERT INTO snooze VALUES (1, 5, 1772416800000, 1772420400000, '王敏', '客户开会');
INSERT INTO snooze VALUES (2, 4, 1772442000000, 1772506800000, '王敏', '客户在外地');
INSERT INTO stage_row VALUES (7, 3, 2, 'touch', '{"line":2,"ref":"W000002","touch":{"at":1772445600000,"channel":"call","direction":"out","disposition":"no_answer","agent":"赵磊","seconds":0,"note":"","callback_at":null,"team":"","phone":"","result":null,"satisfaction":null,"on_case":null}}');
INSERT INTO touch VALUES (1, 7, 1772415600000, 2, 'call', 'out', 'neutral', 0, 0, '客户想了解新的报价方案', NULL, '', '+8613812347736', '', NULL, NULL, NULL, 1772415900000, '赵磊', 1, NULL, true, NULL, false, true, '');
INSERT INTO touch VALUES (2, 1, 1772431800000, 1, 'call', 'out', 'neutral', 60, 15, '客户想了解新的报价方案', 1772434800000, '', '+8613812347731', '', NULL, NULL, NULL, 1772431880000, '王敏', 1, NULL, true, NULL, false, true, '');
INSERT INTO zone_group VALUES (1, 'Asia/Shanghai');
INSERT INTO zone_group VALUES (2, 'Asia/Shanghai');
SELECT pg_catalog.setval('agent_id_seq', 3, true);
SELECT pg_catalog.setval('breach_log_id_seq', 17, true);
SELECT pg_catalog.setval('campaign_edition_id_seq', 2, true);
SELECT pg_catalog.setval('campaign_id_seq', 2, true);
SELECT pg_catalog.setval('case_event_id_seq', 2, true);
SELECT pg_catalog.setval('case_reopening_id_seq', 1, false);
SELECT pg_catalog.setval('change_sequence', 27, true);
SELECT pg_catalog.setval('closure_id_seq', 2, true);
SELECT pg_catalog.setval('customer_id_seq', 12, true);
SELECT pg_catalog.setval('customer_merge_id_seq', 1, true);
SELECT pg_catalog.setval('do_not_call_lift_id_seq', 1, false);
SELECT pg_catalog.setval('finding_id_seq', 3, true);
SELECT pg_catalog.setval('import_batch_id_seq', 3, true);
SELECT pg_catalog.setval('import_change_id_seq', 6, true);
SELECT pg_catalog.setval('import_fact_id_seq', 1, false);
SELECT pg_catalog.setval('kase_id_seq', 1, true);
SELECT pg_catalog.setval('milestone_id_seq', 11, true);
SELECT pg_catalog.setval('presence_span_id_seq', 5, true);
SELECT pg_catalog.setval('rulebook_version_id_seq', 2, true);
SELECT pg_catalog.setval('snooze_id_seq', 2, true);
SELECT pg_catalog.setval('stage_row_id_seq', 7, true);
SELECT pg_catalog.setval('tier_change_id_seq', 1, false);
SELECT pg_catalog.setval('touch_id_seq', 2, true);
ALTER TABLE ONLY agent
    ADD CONSTRAINT agent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY breach_log
    ADD CONSTRAINT breach_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY campaign_edition
    ADD CONSTRAINT campaign_edition_pkey PRIMARY KEY (id);
ALTER TABLE ONLY campaign
    ADD CONSTRAINT campaign_pkey PRIMARY KEY (id);
ALTER TABLE ONLY case_event
    ADD CONSTRAINT case_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY case_reopening
    ADD CONSTRAINT case_reopening_pkey PRIMARY KEY (id);
ALTER TABLE ONLY change_counter
    ADD CONSTRAINT change_counter_pkey PRIMARY KEY (id);
ALTER TABLE ONLY claim_number
    ADD CONSTRAINT claim_number_pkey PRIMARY KEY (e164);
ALTER TABLE ONLY claim
    ADD CONSTRAINT claim_pkey PRIMARY KEY (customer_id);
ALTER TABLE ONLY closure
    ADD CONSTRAINT closure_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cohort
    ADD CONSTRAINT cohort_pkey PRIMARY KEY (edition_id, name, year);
ALTER TABLE ONLY cohort_place
    ADD CONSTRAINT cohort_place_pkey PRIMARY KEY (customer_id, edition_id, name, year);
ALTER TABLE ONLY customer_merge
    ADD CONSTRAINT customer_merge_pkey PRIMARY KEY (id);
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
    ADD CONSTRAINT obligation_pkey PRIMARY KEY (customer_id, edition_id, rule, due_at);
ALTER TABLE ONLY open_call
    ADD CONSTRAINT open_call_pkey PRIMARY KEY (agent_id);
ALTER TABLE ONLY phone
    ADD CONSTRAINT phone_pkey PRIMARY KEY (customer_id, "position");
ALTER TABLE ONLY placement
    ADD CONSTRAINT placement_pkey PRIMARY KEY (customer_id, edition_id);
ALTER TABLE ONLY presence
    ADD CONSTRAINT presence_pkey PRIMARY KEY (agent_id);
ALTER TABLE ONLY presence_span
    ADD CONSTRAINT presence_span_pkey PRIMARY KEY (id);
ALTER TABLE ONLY referral
    ADD CONSTRAINT referral_pkey PRIMARY KEY (customer_id);
ALTER TABLE ONLY rulebook_version
    ADD CONSTRAINT rulebook_version_pkey PRIMARY KEY (id);
ALTER TABLE ONLY search_word
    ADD CONSTRAINT search_word_pkey PRIMARY KEY (kind, word, customer_id);
ALTER TABLE ONLY snooze
    ADD CONSTRAINT snooze_pkey PRIMARY KEY (id);
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
CREATE INDEX campaign_edition_campaign_id ON campaign_edition USING btree (campaign_id);
CREATE UNIQUE INDEX campaign_name ON campaign USING btree (name);
CREATE INDEX campaign_rulebook_version_id ON campaign USING btree (rulebook_version_id);
CREATE INDEX case_event_kase_id ON case_event USING btree (kase_id);
CREATE UNIQUE INDEX case_reopening_customer_id_rule_caused_at ON case_reopening USING btree (customer_id, rule, caused_at);
CREATE INDEX case_reopening_kase_id ON case_reopening USING btree (kase_id);
CREATE INDEX claim_agent_id ON claim USING btree (agent_id);
CREATE INDEX claim_number_customer_id ON claim_number USING btree (customer_id);
CREATE UNIQUE INDEX claim_token ON claim USING btree (token);
CREATE INDEX closure_at ON closure USING btree (closed_at);
CREATE INDEX closure_customer ON closure USING btree (customer_id);
CREATE INDEX closure_owner ON closure USING btree (owner_id, closed_at);
CREATE INDEX closure_touch_id ON closure USING btree (touch_id);
CREATE INDEX cohort_members ON cohort_place USING btree (edition_id, name, year);
CREATE INDEX customer_campaign ON customer USING btree (campaign_id, id);
CREATE INDEX customer_company ON customer USING btree (company_key);
CREATE INDEX customer_company_initials ON customer USING btree (company_initials);
CREATE INDEX customer_company_pinyin ON customer USING btree (company_pinyin);
CREATE INDEX customer_import ON customer USING btree (import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX customer_initials ON customer USING btree (initials);
CREATE INDEX customer_merge_customer_id ON customer_merge USING btree (customer_id);
CREATE INDEX customer_merge_survivor_id ON customer_merge USING btree (survivor_id);
CREATE UNIQUE INDEX customer_merged ON customer_merge USING btree (customer_id) WHERE (withdrawn_at IS NULL);
CREATE INDEX customer_name ON customer USING btree (name_key);
CREATE INDEX customer_owner ON customer USING btree (owner_id, name_key) WHERE (owner_id IS NOT NULL);
CREATE INDEX customer_owner_company ON customer USING btree (owner_id, company_key) WHERE (owner_id IS NOT NULL);
CREATE INDEX customer_owner_initials ON customer USING btree (owner_id, initials) WHERE (owner_id IS NOT NULL);
CREATE INDEX customer_owner_pinyin ON customer USING btree (owner_id, pinyin) WHERE (owner_id IS NOT NULL);
CREATE INDEX customer_pinyin ON customer USING btree (pinyin);
CREATE UNIQUE INDEX customer_ref ON customer USING btree (ref);
CREATE INDEX customer_survivor ON customer USING btree (survivor_id) WHERE (survivor_id IS NOT NULL);
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
CREATE INDEX obligation_breach ON obligation USING btree (edition_id, breach_at);
CREATE INDEX obligation_due ON obligation USING btree (edition_id, due_at);
CREATE INDEX obligation_promise ON obligation USING btree (edition_id, breach_at) WHERE commitment;
CREATE INDEX obligation_rule ON obligation USING btree (edition_id, rule, due_at, breach_at, customer_id);
CREATE INDEX obligation_task ON obligation USING btree (edition_id, due_at) WHERE (NOT dialled);
CREATE INDEX open_call_customer_id ON open_call USING btree (customer_id);
CREATE UNIQUE INDEX open_call_token ON open_call USING btree (token);
CREATE INDEX phone_e164 ON phone USING btree (e164);
CREATE INDEX phone_reversed ON phone USING btree (reversed);
CREATE INDEX placement_lane ON placement USING btree (edition_id, lane, owner_key, zone, block_set, k1, k2, ref);
CREATE INDEX placement_owner ON placement USING btree (edition_id, owner_key, breached, promised);
CREATE INDEX placement_standing ON placement USING btree (customer_id, edition_id, owner_key);
CREATE INDEX placement_valid ON placement USING btree (edition_id, valid_until);
CREATE INDEX referral_referrer_id ON referral USING btree (referrer_id);
CREATE UNIQUE INDEX rulebook_version_name_digest ON rulebook_version USING btree (name, digest);
CREATE UNIQUE INDEX rulebook_version_name_number ON rulebook_version USING btree (name, number);
CREATE INDEX snooze_customer_id ON snooze USING btree (customer_id);
CREATE INDEX span_agent ON presence_span USING btree (agent_id, since);
CREATE INDEX stage_batch ON stage_row USING btree (batch_id, id);
CREATE INDEX tier_change_customer_id ON tier_change USING btree (customer_id);
CREATE INDEX touch_agent ON touch USING btree (agent_id, at);
CREATE INDEX touch_at ON touch USING btree (at, id);
CREATE INDEX touch_corrects ON touch USING btree (corrects_id) WHERE (corrects_id IS NOT NULL);
CREATE INDEX touch_customer ON touch USING btree (customer_id, at);
CREATE INDEX touch_import ON touch USING btree (import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX touch_on_case ON touch USING btree (on_case) WHERE (on_case IS NOT NULL);
CREATE INDEX touch_phone ON touch USING btree (phone) WHERE (phone <> ''::text);
ALTER TABLE ONLY breach_log
    ADD CONSTRAINT breach_log_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY breach_log
    ADD CONSTRAINT breach_log_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES agent(id);
ALTER TABLE ONLY breach_log
    ADD CONSTRAINT breach_log_rulebook_version_id_fkey FOREIGN KEY (rulebook_version_id) REFERENCES rulebook_version(id);
ALTER TABLE ONLY campaign_edition
    ADD CONSTRAINT campaign_edition_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id) ON DELETE CASCADE;
ALTER TABLE ONLY campaign_edition
    ADD CONSTRAINT campaign_edition_rulebook_version_id_fkey FOREIGN KEY (rulebook_version_id) REFERENCES rulebook_version(id);
ALTER TABLE ONLY campaign
    ADD CONSTRAINT campaign_rulebook_version_id_fkey FOREIGN KEY (rulebook_version_id) REFERENCES rulebook_version(id);
ALTER TABLE ONLY case_event
    ADD CONSTRAINT case_event_kase_id_fkey FOREIGN KEY (kase_id) REFERENCES kase(id) ON DELETE CASCADE;
ALTER TABLE ONLY case_event
    ADD CONSTRAINT case_event_touch_id_fkey FOREIGN KEY (touch_id) REFERENCES touch(id);
ALTER TABLE ONLY case_reopening
    ADD CONSTRAINT case_reopening_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY case_reopening
    ADD CONSTRAINT case_reopening_kase_id_fkey FOREIGN KEY (kase_id) REFERENCES kase(id) ON DELETE CASCADE;
ALTER TABLE ONLY case_reopening
    ADD CONSTRAINT case_reopening_step_id_fkey FOREIGN KEY (step_id) REFERENCES case_event(id) ON DELETE CASCADE;
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
ALTER TABLE ONLY cohort
    ADD CONSTRAINT cohort_edition_id_fkey FOREIGN KEY (edition_id) REFERENCES campaign_edition(id) ON DELETE CASCADE;
ALTER TABLE ONLY cohort_place
    ADD CONSTRAINT cohort_place_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY cohort_place
    ADD CONSTRAINT cohort_place_edition_id_fkey FOREIGN KEY (edition_id) REFERENCES campaign_edition(id) ON DELETE CASCADE;
ALTER TABLE ONLY customer
    ADD CONSTRAINT customer_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id);
ALTER TABLE ONLY customer_merge
    ADD CONSTRAINT customer_merge_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY customer_merge
    ADD CONSTRAINT customer_merge_survivor_id_fkey FOREIGN KEY (survivor_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY customer
    ADD CONSTRAINT customer_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES agent(id);
ALTER TABLE ONLY customer
    ADD CONSTRAINT customer_survivor_id_fkey FOREIGN KEY (survivor_id) REFERENCES customer(id);
ALTER TABLE ONLY do_not_call_lift
    ADD CONSTRAINT do_not_call_lift_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY finding
    ADD CONSTRAINT finding_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY finding
    ADD CONSTRAINT finding_rulebook_version_id_fkey FOREIGN KEY (rulebook_version_id) REFERENCES rulebook_version(id);
ALTER TABLE ONLY import_change
    ADD CONSTRAINT import_change_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY import_fact
    ADD CONSTRAINT import_fact_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY kase
    ADD CONSTRAINT kase_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES agent(id);
ALTER TABLE ONLY kase
    ADD CONSTRAINT kase_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY kase
    ADD CONSTRAINT kase_first_owner_id_fkey FOREIGN KEY (first_owner_id) REFERENCES agent(id);
ALTER TABLE ONLY kase
    ADD CONSTRAINT kase_milestone_id_fkey FOREIGN KEY (milestone_id) REFERENCES milestone(id);
ALTER TABLE ONLY last_call
    ADD CONSTRAINT last_call_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id);
ALTER TABLE ONLY last_call
    ADD CONSTRAINT last_call_touch_id_fkey FOREIGN KEY (touch_id) REFERENCES touch(id) ON DELETE CASCADE;
ALTER TABLE ONLY milestone
    ADD CONSTRAINT milestone_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY obligation
    ADD CONSTRAINT obligation_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY obligation
    ADD CONSTRAINT obligation_edition_id_fkey FOREIGN KEY (edition_id) REFERENCES campaign_edition(id) ON DELETE CASCADE;
ALTER TABLE ONLY open_call
    ADD CONSTRAINT open_call_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id);
ALTER TABLE ONLY open_call
    ADD CONSTRAINT open_call_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id);
ALTER TABLE ONLY phone
    ADD CONSTRAINT phone_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY placement
    ADD CONSTRAINT placement_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY placement
    ADD CONSTRAINT placement_edition_id_fkey FOREIGN KEY (edition_id) REFERENCES campaign_edition(id) ON DELETE CASCADE;
ALTER TABLE ONLY presence
    ADD CONSTRAINT presence_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id);
ALTER TABLE ONLY presence_span
    ADD CONSTRAINT presence_span_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id);
ALTER TABLE ONLY referral
    ADD CONSTRAINT referral_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY referral
    ADD CONSTRAINT referral_referrer_id_fkey FOREIGN KEY (referrer_id) REFERENCES customer(id) ON DELETE CASCADE;
ALTER TABLE ONLY snooze
    ADD CONSTRAINT snooze_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id) ON DELETE CASCADE;
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
