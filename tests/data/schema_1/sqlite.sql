BEGIN TRANSACTION;
CREATE TABLE "agent" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "role" TEXT NOT NULL, "team" TEXT NOT NULL, "line" TEXT NOT NULL, "can_sign_in" INTEGER NOT NULL, "created_at" INTEGER NOT NULL);
INSERT INTO "agent" VALUES(1,'王敏','agent','一组','sales',1,1772413200000);
INSERT INTO "agent" VALUES(2,'赵磊','agent','一组','sales',1,1772413200000);
INSERT INTO "agent" VALUES(3,'陈主管','supervisor','','sales',1,1772413200000);
CREATE TABLE "breach_log" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "rule" TEXT NOT NULL, "channel" TEXT NOT NULL, "due_at" INTEGER NOT NULL, "breach_at" INTEGER NOT NULL, "owner_id" INTEGER, "rulebook_version_id" INTEGER NOT NULL, "logged_at" INTEGER NOT NULL, "closed_day" INTEGER NOT NULL, "voided_at" INTEGER, "acknowledged_at" INTEGER, "acknowledged_by" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("owner_id") REFERENCES "agent" ("id"), FOREIGN KEY ("rulebook_version_id") REFERENCES "rulebook_version" ("id"));
INSERT INTO "breach_log" VALUES(1,1,'telesales.callback','call',1772434800000,1772435700000,1,1,1772505000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(2,1,'telesales.thanks_sms','sms',1772413200000,1772467200000,1,1,1772505000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(3,2,'telesales.thanks_sms','sms',1772413200000,1772467200000,2,1,1772505000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(4,2,'telesales.first_call','call',1772413200000,1772499600000,2,1,1772505000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(5,3,'telesales.thanks_sms','sms',1772413200000,1772467200000,NULL,1,1772505000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(6,3,'telesales.first_call','call',1772413200000,1772499600000,NULL,1,1772505000000,0,NULL,NULL,'');
CREATE TABLE "campaign" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "rulebook_version_id" INTEGER NOT NULL, "zone" TEXT NOT NULL, "country" TEXT NOT NULL, "legal_start" INTEGER NOT NULL, "legal_end" INTEGER NOT NULL, "closed_holidays" INTEGER NOT NULL, "closed_days" TEXT NOT NULL, "created_at" INTEGER NOT NULL, FOREIGN KEY ("rulebook_version_id") REFERENCES "rulebook_version" ("id"));
INSERT INTO "campaign" VALUES(1,'telesales',1,'Asia/Shanghai','CN',480,1260,0,'[]',1772413200000);
CREATE TABLE "case_event" ("id" INTEGER NOT NULL PRIMARY KEY, "kase_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "action" TEXT NOT NULL, "remark" TEXT NOT NULL, FOREIGN KEY ("kase_id") REFERENCES "kase" ("id") ON DELETE CASCADE);
CREATE TABLE "change_counter" ("id" INTEGER NOT NULL PRIMARY KEY, "n" INTEGER NOT NULL);
INSERT INTO "change_counter" VALUES(1,8);
CREATE TABLE "claim" ("customer_id" INTEGER NOT NULL PRIMARY KEY, "agent_id" INTEGER NOT NULL, "token" TEXT NOT NULL, "expires_at" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"));
CREATE TABLE "claim_number" ("e164" TEXT NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "token" TEXT NOT NULL, "expires_at" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
CREATE TABLE "closure" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "rule" TEXT NOT NULL, "due_at" INTEGER NOT NULL, "breach_at" INTEGER NOT NULL, "touch_id" INTEGER NOT NULL, "owner_id" INTEGER, "closed_at" INTEGER NOT NULL, "in_time" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("touch_id") REFERENCES "touch" ("id") ON DELETE CASCADE, FOREIGN KEY ("owner_id") REFERENCES "agent" ("id"));
INSERT INTO "closure" VALUES(1,1,'telesales.first_call',1772413200000,1772499600000,1,1,1772416800000,1);
CREATE TABLE "customer" ("id" INTEGER NOT NULL PRIMARY KEY, "ref" TEXT NOT NULL, "campaign_id" INTEGER NOT NULL, "name" TEXT NOT NULL, "company" TEXT NOT NULL, "tier" TEXT, "stage" TEXT NOT NULL, "source" TEXT NOT NULL, "owner_id" INTEGER, "zone" TEXT NOT NULL, "birthday" TEXT, "created_at" INTEGER, "created_date_only" INTEGER NOT NULL, "recorded_at" INTEGER NOT NULL, "is_key" INTEGER NOT NULL, "revenue" TEXT NOT NULL, "attributes" TEXT NOT NULL, "pinned" TEXT NOT NULL, "import_id" INTEGER, "cases_since" INTEGER NOT NULL, "name_key" TEXT NOT NULL, "company_key" TEXT NOT NULL, "pinyin" TEXT NOT NULL, "initials" TEXT NOT NULL, "lane" INTEGER NOT NULL, "k1" INTEGER NOT NULL, "k2" INTEGER NOT NULL, "segments" INTEGER NOT NULL, "block_set" INTEGER NOT NULL, "owner_key" INTEGER NOT NULL, "entry_rule" TEXT NOT NULL, "entry_due_at" INTEGER NOT NULL, "inquiry_at" INTEGER, "due_commitment" INTEGER NOT NULL, "breached" INTEGER NOT NULL, "promised" INTEGER NOT NULL, "valid_until" INTEGER, "plan_version" INTEGER NOT NULL, FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id"), FOREIGN KEY ("owner_id") REFERENCES "agent" ("id"));
INSERT INTO "customer" VALUES(1,'W000001',1,'吴静','','A','','',1,'Asia/Shanghai',NULL,1772413200000,0,1772413200000,0,'','{}','',NULL,0,'吴静','','wujing','wj',1,0,1772435700000,33,0,1,'telesales.callback',1772434800000,1772413200000,1,2,1,1772553600000,1);
INSERT INTO "customer" VALUES(2,'W000002',1,'李雷','','C','','',2,'Asia/Shanghai',NULL,1772413200000,0,1772413200000,0,'','{}','',NULL,0,'李雷','','lilei','ll',3,2,1772499600000,10,10,2,'telesales.first_call',1772413200000,1772413200000,0,2,0,1772553600000,1);
INSERT INTO "customer" VALUES(3,'W000003',1,'韩梅','','C','','',NULL,'Asia/Shanghai',NULL,1772413200000,0,1772413200000,0,'','{}','',NULL,0,'韩梅','','hanmei','hm',3,2,1772499600000,10,10,0,'telesales.first_call',1772413200000,1772413200000,0,2,0,1772553600000,1);
CREATE TABLE "do_not_call_lift" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
CREATE TABLE "finding" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "rule" TEXT NOT NULL, "caused_at" INTEGER NOT NULL, "agent" TEXT NOT NULL, "amount" INTEGER NOT NULL, "logged_at" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
CREATE TABLE "import_batch" ("id" INTEGER NOT NULL PRIMARY KEY, "kind" TEXT NOT NULL, "filename" TEXT NOT NULL, "digest" TEXT NOT NULL, "actor" TEXT NOT NULL, "state" TEXT NOT NULL, "rows_left" INTEGER NOT NULL, "started_at" INTEGER NOT NULL, "finished_at" INTEGER, "counts" TEXT NOT NULL);
CREATE TABLE "import_change" ("id" INTEGER NOT NULL PRIMARY KEY, "import_id" INTEGER NOT NULL, "customer_id" INTEGER NOT NULL, "before" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
CREATE TABLE "import_fact" ("id" INTEGER NOT NULL PRIMARY KEY, "import_id" INTEGER NOT NULL, "customer_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "rule" TEXT NOT NULL, "caused_at" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
CREATE TABLE "kase" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "rule" TEXT NOT NULL, "caused_at" INTEGER NOT NULL, "opened_at" INTEGER NOT NULL, "closed_at" INTEGER, "state" TEXT NOT NULL, "assignee_id" INTEGER, "raised_by" TEXT NOT NULL, "phone" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("assignee_id") REFERENCES "agent" ("id"));
CREATE TABLE "last_call" ("agent_id" INTEGER NOT NULL PRIMARY KEY, "touch_id" INTEGER NOT NULL, "dialled_at" INTEGER NOT NULL, "answered_at" INTEGER, "ended_at" INTEGER, "before" TEXT NOT NULL, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"), FOREIGN KEY ("touch_id") REFERENCES "touch" ("id") ON DELETE CASCADE);
CREATE TABLE "meta" ("key" TEXT NOT NULL PRIMARY KEY, "value" TEXT NOT NULL);
INSERT INTO "meta" VALUES('schema_version','1');
INSERT INTO "meta" VALUES('created_at','1772413200000');
CREATE TABLE "milestone" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "at" INTEGER NOT NULL, "date_only" INTEGER NOT NULL, "recorded_at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "import_id" INTEGER, "withdrawn" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "milestone" VALUES(1,1,'inquiry',1772413200000,0,1772413200000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(2,2,'inquiry',1772413200000,0,1772413200000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(3,3,'inquiry',1772413200000,0,1772413200000,'陈主管',NULL,0);
CREATE TABLE "obligation" ("customer_id" INTEGER NOT NULL, "rule" TEXT NOT NULL, "due_at" INTEGER NOT NULL, "breach_at" INTEGER NOT NULL, "channel" TEXT NOT NULL, "commitment" INTEGER NOT NULL, "until_breach" INTEGER NOT NULL, "task" INTEGER NOT NULL, "opening" INTEGER NOT NULL, "retry" INTEGER NOT NULL, "dialled" INTEGER NOT NULL, "reason" TEXT NOT NULL, "ground" TEXT NOT NULL, PRIMARY KEY ("customer_id", "rule", "due_at"), FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "obligation" VALUES(1,'telesales.thanks_sms',1772413200000,1772467200000,'sms',0,0,0,0,0,0,'','{"code":"day","milestone":"inquiry","at":1772413200000,"day":0}');
INSERT INTO "obligation" VALUES(1,'telesales.intro.N+1',1772467200000,1772553600000,'call',0,0,0,1,0,1,'service','{"code":"day","milestone":"inquiry","at":1772413200000,"day":1}');
INSERT INTO "obligation" VALUES(1,'telesales.intro.N+4',1772726400000,1772812800000,'call',0,0,0,1,0,1,'conversion','{"code":"day","milestone":"inquiry","at":1772413200000,"day":4}');
INSERT INTO "obligation" VALUES(1,'telesales.promo_sms',1772812800000,1772899200000,'sms',0,0,0,0,0,0,'','{"code":"day","milestone":"inquiry","at":1772413200000,"day":5}');
INSERT INTO "obligation" VALUES(1,'telesales.intro.N+7',1772985600000,1773072000000,'call',0,0,0,1,0,1,'long_term','{"code":"day","milestone":"inquiry","at":1772413200000,"day":7}');
INSERT INTO "obligation" VALUES(2,'telesales.thanks_sms',1772413200000,1772467200000,'sms',0,0,0,0,0,0,'','{"code":"day","milestone":"inquiry","at":1772413200000,"day":0}');
INSERT INTO "obligation" VALUES(2,'telesales.first_call',1772413200000,1772499600000,'call',0,0,0,1,0,1,'','{"code":"within","milestone":"inquiry","at":1772413200000,"within":"24h"}');
INSERT INTO "obligation" VALUES(2,'telesales.intro.N+1',1772467200000,1772553600000,'call',0,0,0,1,0,1,'service','{"code":"day","milestone":"inquiry","at":1772413200000,"day":1}');
INSERT INTO "obligation" VALUES(2,'telesales.intro.N+4',1772726400000,1772812800000,'call',0,0,0,1,0,1,'conversion','{"code":"day","milestone":"inquiry","at":1772413200000,"day":4}');
INSERT INTO "obligation" VALUES(2,'telesales.promo_sms',1772812800000,1772899200000,'sms',0,0,0,0,0,0,'','{"code":"day","milestone":"inquiry","at":1772413200000,"day":5}');
INSERT INTO "obligation" VALUES(2,'telesales.intro.N+7',1772985600000,1773072000000,'call',0,0,0,1,0,1,'long_term','{"code":"day","milestone":"inquiry","at":1772413200000,"day":7}');
INSERT INTO "obligation" VALUES(3,'telesales.thanks_sms',1772413200000,1772467200000,'sms',0,0,0,0,0,0,'','{"code":"day","milestone":"inquiry","at":1772413200000,"day":0}');
INSERT INTO "obligation" VALUES(3,'telesales.first_call',1772413200000,1772499600000,'call',0,0,0,1,0,1,'','{"code":"within","milestone":"inquiry","at":1772413200000,"within":"24h"}');
INSERT INTO "obligation" VALUES(3,'telesales.intro.N+1',1772467200000,1772553600000,'call',0,0,0,1,0,1,'service','{"code":"day","milestone":"inquiry","at":1772413200000,"day":1}');
INSERT INTO "obligation" VALUES(3,'telesales.intro.N+4',1772726400000,1772812800000,'call',0,0,0,1,0,1,'conversion','{"code":"day","milestone":"inquiry","at":1772413200000,"day":4}');
INSERT INTO "obligation" VALUES(3,'telesales.promo_sms',1772812800000,1772899200000,'sms',0,0,0,0,0,0,'','{"code":"day","milestone":"inquiry","at":1772413200000,"day":5}');
INSERT INTO "obligation" VALUES(3,'telesales.intro.N+7',1772985600000,1773072000000,'call',0,0,0,1,0,1,'long_term','{"code":"day","milestone":"inquiry","at":1772413200000,"day":7}');
INSERT INTO "obligation" VALUES(1,'telesales.callback',1772434800000,1772435700000,'call',1,0,0,0,0,1,'','{"code":"callback","at":1772434800000,"promised":1772416800000,"agent":"王敏"}');
INSERT INTO "obligation" VALUES(1,'telesales.unreached.A',1772935200000,1773021600000,'call',0,0,0,0,0,1,'','{"code":"unreached","interval":"7d","base":1772416800000,"touched":true,"tier":"A"}');
CREATE TABLE "open_call" ("agent_id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "token" TEXT NOT NULL, "phone" TEXT NOT NULL, "direction" TEXT NOT NULL, "dialled_at" INTEGER NOT NULL, "answered_at" INTEGER, "ended_at" INTEGER, "note" TEXT NOT NULL, "held" INTEGER NOT NULL, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"), FOREIGN KEY ("customer_id") REFERENCES "customer" ("id"));
CREATE TABLE "phone" ("customer_id" INTEGER NOT NULL, "position" INTEGER NOT NULL, "e164" TEXT NOT NULL, "reversed" TEXT NOT NULL, PRIMARY KEY ("customer_id", "position"), FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "phone" VALUES(1,0,'+8613812347731','1377432183168+');
INSERT INTO "phone" VALUES(2,0,'+8613812347732','2377432183168+');
CREATE TABLE "presence" ("agent_id" INTEGER NOT NULL PRIMARY KEY, "state" TEXT NOT NULL, "since" INTEGER NOT NULL, "signed_in_at" INTEGER, "heartbeat" INTEGER NOT NULL, "ref" TEXT NOT NULL, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"));
CREATE TABLE "presence_span" ("id" INTEGER NOT NULL PRIMARY KEY, "agent_id" INTEGER NOT NULL, "state" TEXT NOT NULL, "since" INTEGER NOT NULL, "until" INTEGER, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"));
CREATE TABLE "rulebook_version" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "number" INTEGER NOT NULL, "digest" TEXT NOT NULL, "text" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "actor" TEXT NOT NULL);
INSERT INTO "rulebook_version" VALUES(1,'telesales',1,'1e16c3e0f64c33a4198673b5447d6823cc5446ffc7abadd450c9725dfd7c075e','# Telephone and web sales: the follow-up of inquiries, of signed customers and of renewals (RULES R1, R2, R4, R8).
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
',1772413200000,'陈主管');
CREATE TABLE "stage_row" ("id" INTEGER NOT NULL PRIMARY KEY, "batch_id" INTEGER NOT NULL, "line" INTEGER NOT NULL, "kind" TEXT NOT NULL, "payload" TEXT NOT NULL, FOREIGN KEY ("batch_id") REFERENCES "import_batch" ("id") ON DELETE CASCADE);
CREATE TABLE "tier_change" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "old" TEXT, "new" TEXT, "reason" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
CREATE TABLE "touch" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "agent_id" INTEGER, "channel" TEXT NOT NULL, "direction" TEXT NOT NULL, "disposition" TEXT, "seconds" INTEGER NOT NULL, "wrap_seconds" INTEGER NOT NULL, "note" TEXT NOT NULL, "callback_at" INTEGER, "team" TEXT NOT NULL, "phone" TEXT NOT NULL, "amount" TEXT NOT NULL, "recorded_at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "rulebook_version_id" INTEGER NOT NULL, "import_id" INTEGER, "effective" INTEGER NOT NULL, "corrects_id" INTEGER, "withdrawn" INTEGER NOT NULL, "in_force" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"), FOREIGN KEY ("rulebook_version_id") REFERENCES "rulebook_version" ("id"), FOREIGN KEY ("corrects_id") REFERENCES "touch" ("id"));
INSERT INTO "touch" VALUES(1,1,1772416800000,1,'call','out','neutral',0,0,'客户想了解新的报价方案',1772434800000,'','+8613812347731','',1772417100000,'王敏',1,NULL,1,NULL,0,1);
CREATE TABLE "zone_group" ("campaign_id" INTEGER NOT NULL, "zone" TEXT NOT NULL, PRIMARY KEY ("campaign_id", "zone"), FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id"));
INSERT INTO "zone_group" VALUES(1,'Asia/Shanghai');
CREATE UNIQUE INDEX "agent_name" ON "agent" ("name");
CREATE UNIQUE INDEX "rulebook_version_name_number" ON "rulebook_version" ("name", "number");
CREATE UNIQUE INDEX "rulebook_version_name_digest" ON "rulebook_version" ("name", "digest");
CREATE UNIQUE INDEX "campaign_name" ON "campaign" ("name");
CREATE INDEX "campaign_rulebook_version_id" ON "campaign" ("rulebook_version_id");
CREATE UNIQUE INDEX "customer_ref" ON "customer" ("ref");
CREATE INDEX "milestone_customer_id" ON "milestone" ("customer_id");
CREATE INDEX "tier_change_customer_id" ON "tier_change" ("customer_id");
CREATE INDEX "do_not_call_lift_customer_id" ON "do_not_call_lift" ("customer_id");
CREATE INDEX "claim_agent_id" ON "claim" ("agent_id");
CREATE UNIQUE INDEX "claim_token" ON "claim" ("token");
CREATE INDEX "claim_number_customer_id" ON "claim_number" ("customer_id");
CREATE INDEX "open_call_customer_id" ON "open_call" ("customer_id");
CREATE UNIQUE INDEX "open_call_token" ON "open_call" ("token");
CREATE UNIQUE INDEX "breach_log_customer_id_rule_breach_at" ON "breach_log" ("customer_id", "rule", "breach_at");
CREATE INDEX "closure_touch_id" ON "closure" ("touch_id");
CREATE UNIQUE INDEX "kase_customer_id_rule_caused_at" ON "kase" ("customer_id", "rule", "caused_at");
CREATE INDEX "case_event_kase_id" ON "case_event" ("kase_id");
CREATE UNIQUE INDEX "finding_customer_id_rule_caused_at" ON "finding" ("customer_id", "rule", "caused_at");
CREATE INDEX "import_fact_import_id" ON "import_fact" ("import_id");
CREATE UNIQUE INDEX "import_fact_customer_id_rule_caused_at" ON "import_fact" ("customer_id", "rule", "caused_at");
CREATE INDEX "import_change_customer_id" ON "import_change" ("customer_id");
CREATE UNIQUE INDEX "import_change_import_id_customer_id" ON "import_change" ("import_id", "customer_id");
CREATE INDEX customer_lane ON customer (campaign_id, lane, owner_key, zone, block_set, k1, k2, ref);
CREATE INDEX customer_valid ON customer (valid_until) WHERE valid_until IS NOT NULL;
CREATE INDEX customer_owner ON customer (owner_id, campaign_id, breached, promised);
CREATE INDEX customer_import ON customer (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX customer_name ON customer (name_key);
CREATE INDEX customer_company ON customer (company_key);
CREATE INDEX customer_pinyin ON customer (pinyin);
CREATE INDEX customer_initials ON customer (initials);
CREATE INDEX phone_e164 ON phone (e164);
CREATE INDEX phone_reversed ON phone (reversed);
CREATE INDEX touch_customer ON touch (customer_id, at);
CREATE INDEX touch_at ON touch (at, id);
CREATE INDEX touch_agent ON touch (agent_id, at);
CREATE INDEX touch_phone ON touch (phone) WHERE phone <> '';
CREATE INDEX touch_corrects ON touch (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX touch_import ON touch (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX obligation_breach ON obligation (breach_at);
CREATE INDEX obligation_due ON obligation (due_at);
CREATE INDEX obligation_task ON obligation (due_at) WHERE NOT dialled;
CREATE INDEX breach_owner ON breach_log (owner_id, breach_at);
CREATE INDEX breach_at ON breach_log (breach_at);
CREATE INDEX closure_owner ON closure (owner_id, closed_at);
CREATE INDEX closure_at ON closure (closed_at);
CREATE INDEX closure_customer ON closure (customer_id);
CREATE INDEX kase_state ON kase (state, opened_at);
CREATE INDEX finding_at ON finding (caused_at);
CREATE INDEX stage_batch ON stage_row (batch_id, id);
CREATE INDEX span_agent ON presence_span (agent_id, since);
COMMIT;
