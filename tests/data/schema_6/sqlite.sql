BEGIN TRANSACTION;
CREATE TABLE "agent" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "role" TEXT NOT NULL, "team" TEXT NOT NULL, "line" TEXT NOT NULL, "can_sign_in" INTEGER NOT NULL, "created_at" INTEGER NOT NULL);
INSERT INTO "agent" VALUES(1,'王敏','agent','一组','',1,1772413200000);
INSERT INTO "agent" VALUES(2,'赵磊','agent','一组','',1,1772413200000);
INSERT INTO "agent" VALUES(3,'陈主管','supervisor','','',1,1772413200000);
CREATE TABLE "breach_log" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "rule" TEXT NOT NULL, "channel" TEXT NOT NULL, "due_at" INTEGER NOT NULL, "breach_at" INTEGER NOT NULL, "owner_id" INTEGER, "rulebook_version_id" INTEGER NOT NULL, "logged_at" INTEGER NOT NULL, "closed_day" INTEGER NOT NULL, "voided_at" INTEGER, "acknowledged_at" INTEGER, "acknowledged_by" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("owner_id") REFERENCES "agent" ("id"), FOREIGN KEY ("rulebook_version_id") REFERENCES "rulebook_version" ("id"));
INSERT INTO "breach_log" VALUES(1,8,'brokerage.new_account','call',1682906400000,1685635200000,NULL,2,1772420460000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(2,9,'brokerage.new_account','call',1682906400000,1685635200000,NULL,2,1772420460000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(3,10,'brokerage.new_account','call',1682906400000,1685635200000,NULL,2,1772420460000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(4,11,'brokerage.new_account','call',1682906400000,1685635200000,NULL,2,1772420460000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(5,8,'brokerage.sample','call',1735660800000,1767196800000,NULL,2,1772421120000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(6,9,'brokerage.sample','call',1704038400000,1735660800000,NULL,2,1772421120000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(7,1,'telesales.callback','call',1772434800000,1772435700000,1,1,1772503200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(8,1,'telesales.thanks_sms','sms',1772413200000,1772467200000,1,1,1772503200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(9,2,'telesales.thanks_sms','sms',1772413200000,1772467200000,2,1,1772503200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(10,2,'telesales.first_call','call',1772413200000,1772499600000,2,1,1772503200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(11,3,'telesales.thanks_sms','sms',1772413200000,1772467200000,2,1,1772503200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(12,3,'telesales.first_call','call',1772413200000,1772499600000,2,1,1772503200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(13,4,'telesales.thanks_sms','sms',1772438400000,1772467200000,1,1,1772503200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(14,5,'telesales.thanks_sms','sms',1772415000000,1772467200000,1,1,1772503200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(15,5,'telesales.first_call','call',1772415000000,1772501400000,1,1,1772503200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(16,6,'telesales.thanks_sms','sms',1772414400000,1772467200000,NULL,1,1772503200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(17,12,'telesales.thanks_sms','sms',1772421060000,1772467200000,2,1,1772503200000,0,NULL,NULL,'');
CREATE TABLE "campaign" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "rulebook_version_id" INTEGER NOT NULL, "edition" INTEGER NOT NULL, "zone" TEXT NOT NULL, "country" TEXT NOT NULL, "legal_start" INTEGER NOT NULL, "legal_end" INTEGER NOT NULL, "closed_holidays" INTEGER NOT NULL, "closed_days" TEXT NOT NULL, "created_at" INTEGER NOT NULL, FOREIGN KEY ("rulebook_version_id") REFERENCES "rulebook_version" ("id"));
INSERT INTO "campaign" VALUES(1,'telesales',1,1,'Asia/Shanghai','CN',480,1260,0,'[]',1772413200000);
INSERT INTO "campaign" VALUES(2,'brokerage',2,2,'Asia/Shanghai','CN',480,1260,0,'[]',1772420400000);
CREATE TABLE "campaign_edition" ("id" INTEGER NOT NULL PRIMARY KEY, "campaign_id" INTEGER NOT NULL, "rulebook_version_id" INTEGER NOT NULL, "state" TEXT NOT NULL, "cursor" INTEGER NOT NULL, "begun_at" INTEGER NOT NULL, "worked_at" INTEGER NOT NULL, "since" INTEGER, "actor" TEXT NOT NULL, FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id") ON DELETE CASCADE, FOREIGN KEY ("rulebook_version_id") REFERENCES "rulebook_version" ("id"));
INSERT INTO "campaign_edition" VALUES(1,1,1,'settled',0,1772413200000,1772413200000,0,'陈主管');
INSERT INTO "campaign_edition" VALUES(2,2,2,'settled',0,1772420400000,1772420400000,0,'陈主管');
CREATE TABLE "case_event" ("id" INTEGER NOT NULL PRIMARY KEY, "kase_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "action" TEXT NOT NULL, "remark" TEXT NOT NULL, "result" TEXT, "touch_id" INTEGER, FOREIGN KEY ("kase_id") REFERENCES "kase" ("id") ON DELETE CASCADE, FOREIGN KEY ("touch_id") REFERENCES "touch" ("id"));
INSERT INTO "case_event" VALUES(1,1,1772417400000,'王敏','opened','电话号码待核实',NULL,NULL);
INSERT INTO "case_event" VALUES(2,1,1772418000000,'陈主管','assigned','赵磊',NULL,NULL);
CREATE TABLE "case_reopening" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "rule" TEXT NOT NULL, "caused_at" INTEGER NOT NULL, "kase_id" INTEGER NOT NULL, "step_id" INTEGER NOT NULL, "was" TEXT NOT NULL, "was_closed_at" INTEGER, "withdrawn" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("kase_id") REFERENCES "kase" ("id") ON DELETE CASCADE, FOREIGN KEY ("step_id") REFERENCES "case_event" ("id") ON DELETE CASCADE);
CREATE TABLE "change_counter" ("id" INTEGER NOT NULL PRIMARY KEY, "n" INTEGER NOT NULL);
INSERT INTO "change_counter" VALUES(1,27);
CREATE TABLE "claim" ("customer_id" INTEGER NOT NULL PRIMARY KEY, "agent_id" INTEGER NOT NULL, "token" TEXT NOT NULL, "expires_at" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"));
CREATE TABLE "claim_number" ("e164" TEXT NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "token" TEXT NOT NULL, "expires_at" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
CREATE TABLE "closure" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "rule" TEXT NOT NULL, "due_at" INTEGER NOT NULL, "breach_at" INTEGER NOT NULL, "touch_id" INTEGER NOT NULL, "owner_id" INTEGER, "closed_at" INTEGER NOT NULL, "in_time" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("touch_id") REFERENCES "touch" ("id") ON DELETE CASCADE, FOREIGN KEY ("owner_id") REFERENCES "agent" ("id"));
INSERT INTO "closure" VALUES(1,7,'telesales.first_call',1772414400000,1772500800000,1,NULL,1772415600000,1);
INSERT INTO "closure" VALUES(2,1,'telesales.first_call',1772413200000,1772499600000,2,1,1772431800000,1);
CREATE TABLE "cohort" ("edition_id" INTEGER NOT NULL, "name" TEXT NOT NULL, "year" INTEGER NOT NULL, "changes" INTEGER NOT NULL, "drawn" INTEGER NOT NULL, PRIMARY KEY ("edition_id", "name", "year"), FOREIGN KEY ("edition_id") REFERENCES "campaign_edition" ("id") ON DELETE CASCADE);
INSERT INTO "cohort" VALUES(2,'stock',2024,0,0);
INSERT INTO "cohort" VALUES(2,'stock',2025,0,0);
INSERT INTO "cohort" VALUES(2,'stock',2026,0,0);
CREATE TABLE "cohort_place" ("customer_id" INTEGER NOT NULL, "edition_id" INTEGER NOT NULL, "name" TEXT NOT NULL, "year" INTEGER NOT NULL, "place" INTEGER NOT NULL, "size" INTEGER NOT NULL, PRIMARY KEY ("customer_id", "edition_id", "name", "year"), FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("edition_id") REFERENCES "campaign_edition" ("id") ON DELETE CASCADE);
INSERT INTO "cohort_place" VALUES(9,2,'stock',2024,0,1);
INSERT INTO "cohort_place" VALUES(8,2,'stock',2025,0,1);
INSERT INTO "cohort_place" VALUES(9,2,'stock',2026,0,1);
CREATE TABLE "customer" ("id" INTEGER NOT NULL PRIMARY KEY, "ref" TEXT NOT NULL, "campaign_id" INTEGER NOT NULL, "name" TEXT NOT NULL, "company" TEXT NOT NULL, "tier" TEXT, "stage" TEXT NOT NULL, "source" TEXT NOT NULL, "owner_id" INTEGER, "zone" TEXT NOT NULL, "birthday" TEXT, "created_at" INTEGER, "created_date_only" INTEGER NOT NULL, "recorded_at" INTEGER NOT NULL, "is_key" INTEGER NOT NULL, "revenue" TEXT NOT NULL, "attributes" TEXT NOT NULL, "pinned" TEXT NOT NULL, "import_id" INTEGER, "cases_since" INTEGER NOT NULL, "survivor_id" INTEGER, "name_key" TEXT NOT NULL, "company_key" TEXT NOT NULL, "pinyin" TEXT NOT NULL, "initials" TEXT NOT NULL, "company_pinyin" TEXT NOT NULL, "company_initials" TEXT NOT NULL, "readings" TEXT NOT NULL, FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id"), FOREIGN KEY ("owner_id") REFERENCES "agent" ("id"), FOREIGN KEY ("survivor_id") REFERENCES "customer" ("id"));
INSERT INTO "customer" VALUES(1,'W000001',1,'吴静','','A','','',1,'Asia/Shanghai',NULL,1772413200000,0,1772413200000,0,'','{}','',NULL,0,NULL,'吴静','','wujing','wj','','','');
INSERT INTO "customer" VALUES(2,'W000002',1,'李雷','北方机械','C','','',2,'Asia/Shanghai',NULL,1772413200000,0,1772413200000,0,'','{}','',NULL,1772421060000,NULL,'李雷','北方机械','lilei','ll','beifangjixie','bfjx','');
INSERT INTO "customer" VALUES(3,'W000003',1,'韩梅','','C','','',2,'Asia/Shanghai',NULL,1772413200000,0,1772413200000,0,'','{}','',NULL,0,NULL,'韩梅','','hanmei','hm','','','');
INSERT INTO "customer" VALUES(4,'W000004',1,'周杰','','C','','',1,'Asia/Shanghai',NULL,1772438400000,0,1772438400000,0,'','{}','',NULL,0,NULL,'周杰','','zhoujie','zj','','','');
INSERT INTO "customer" VALUES(5,'W000005',1,'钱多','','C','','',1,'Asia/Shanghai',NULL,1772415000000,0,1772415000000,0,'','{}','',NULL,0,NULL,'钱多','','qianduo','qd','','','');
INSERT INTO "customer" VALUES(6,'W000006',1,'孙丽','丽人服饰','B','','',NULL,'Asia/Shanghai',NULL,1772413800000,0,1772413800000,0,'','{}','',NULL,0,NULL,'孙丽','丽人服饰','sunli','sl','lirenfushi','lrfs','');
INSERT INTO "customer" VALUES(7,'W000007',1,'孙莉','丽人服饰','B','','',NULL,'Asia/Shanghai',NULL,1772414400000,0,1772414400000,0,'','{}','',NULL,0,6,'孙莉','丽人服饰','sunli','sl','lirenfushi','lrfs','');
INSERT INTO "customer" VALUES(8,'K01',2,'户主K01','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1772420460000,0,'','{}','',1,1772420460000,NULL,'户主k01','','huzhuk01','hzk','','','');
INSERT INTO "customer" VALUES(9,'K02',2,'户主K02','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1772420460000,0,'','{}','',1,1772420460000,NULL,'户主k02','','huzhuk02','hzk','','','');
INSERT INTO "customer" VALUES(10,'K03',2,'户主K03','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1772420460000,0,'','{}','',1,1772420460000,NULL,'户主k03','','huzhuk03','hzk','','','');
INSERT INTO "customer" VALUES(11,'K04',2,'户主K04','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1772420460000,0,'','{}','',1,1772420460000,NULL,'户主k04','','huzhuk04','hzk','','','');
INSERT INTO "customer" VALUES(12,'L000001',1,'高翔','翔云科技','B','','',2,'Asia/Shanghai',NULL,NULL,0,1772421060000,0,'','{}','',2,1772421060000,NULL,'高翔','翔云科技','gaoxiang','gx','xiangyunkeji','xykj','');
CREATE TABLE "customer_merge" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "survivor_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "moved" TEXT NOT NULL, "withdrawn_at" INTEGER, "withdrawn_by" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("survivor_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "customer_merge" VALUES(1,7,6,1772416200000,'陈主管','{"numbers": ["+8613812347736"], "facts": {}, "kase": [], "case_reopening": [], "breach_log": [], "finding": [1]}',NULL,'');
CREATE TABLE "do_not_call_lift" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "withdrawn" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
CREATE TABLE "finding" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "rule" TEXT NOT NULL, "caused_at" INTEGER NOT NULL, "agent" TEXT NOT NULL, "amount" INTEGER NOT NULL, "rulebook_version_id" INTEGER, "logged_at" INTEGER NOT NULL, "voided_at" INTEGER, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("rulebook_version_id") REFERENCES "rulebook_version" ("id"));
INSERT INTO "finding" VALUES(1,6,'telesales.finding.no_reminder',1772415600000,'赵磊',20,1,1772415900000,NULL);
CREATE TABLE "import_batch" ("id" INTEGER NOT NULL PRIMARY KEY, "kind" TEXT NOT NULL, "filename" TEXT NOT NULL, "digest" TEXT NOT NULL, "actor" TEXT NOT NULL, "state" TEXT NOT NULL, "rows_left" INTEGER NOT NULL, "started_at" INTEGER NOT NULL, "finished_at" INTEGER, "counts" TEXT NOT NULL);
INSERT INTO "import_batch" VALUES(1,'customers','开户.csv','d1','陈主管','done',0,1772420400000,1772420460000,'{"rows": 4, "new": 4}');
INSERT INTO "import_batch" VALUES(2,'customers','名单.csv','d2','陈主管','done',0,1772421000000,1772421060000,'{"rows": 2, "updated": 1, "new": 1}');
INSERT INTO "import_batch" VALUES(3,'touches','通话.csv','d3','陈主管','publishing',1,1772499600000,NULL,'{"rows": 1}');
CREATE TABLE "import_change" ("id" INTEGER NOT NULL PRIMARY KEY, "import_id" INTEGER NOT NULL, "customer_id" INTEGER NOT NULL, "before" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "import_change" VALUES(1,1,8,'');
INSERT INTO "import_change" VALUES(2,1,9,'');
INSERT INTO "import_change" VALUES(3,1,10,'');
INSERT INTO "import_change" VALUES(4,1,11,'');
INSERT INTO "import_change" VALUES(5,2,2,'{"company": "", "phones": ["+8613812347732"]}');
INSERT INTO "import_change" VALUES(6,2,12,'');
CREATE TABLE "import_fact" ("id" INTEGER NOT NULL PRIMARY KEY, "import_id" INTEGER NOT NULL, "customer_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "rule" TEXT NOT NULL, "caused_at" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
CREATE TABLE "kase" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "rule" TEXT NOT NULL, "caused_at" INTEGER NOT NULL, "opened_at" INTEGER NOT NULL, "closed_at" INTEGER, "state" TEXT NOT NULL, "assignee_id" INTEGER, "raised_by" TEXT NOT NULL, "phone" TEXT NOT NULL, "handed_over" INTEGER NOT NULL, "first_owner_id" INTEGER, "milestone_id" INTEGER, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("assignee_id") REFERENCES "agent" ("id"), FOREIGN KEY ("first_owner_id") REFERENCES "agent" ("id"), FOREIGN KEY ("milestone_id") REFERENCES "milestone" ("id"));
INSERT INTO "kase" VALUES(1,3,'exception','',1772417400000,1772417400000,NULL,'assigned',2,'王敏','',1,NULL,NULL);
CREATE TABLE "last_call" ("agent_id" INTEGER NOT NULL PRIMARY KEY, "touch_id" INTEGER NOT NULL, "dialled_at" INTEGER NOT NULL, "answered_at" INTEGER, "ended_at" INTEGER, "before" TEXT NOT NULL, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"), FOREIGN KEY ("touch_id") REFERENCES "touch" ("id") ON DELETE CASCADE);
INSERT INTO "last_call" VALUES(1,2,1772431800000,1772431805000,1772431865000,'{"owner_id": null, "tier": "A", "stage": "", "milestones": []}');
CREATE TABLE "meta" ("key" TEXT NOT NULL PRIMARY KEY, "value" TEXT NOT NULL);
INSERT INTO "meta" VALUES('schema_version','6');
INSERT INTO "meta" VALUES('created_at','1772413200000');
CREATE TABLE "milestone" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "at" INTEGER NOT NULL, "date_only" INTEGER NOT NULL, "recorded_at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "import_id" INTEGER, "withdrawn" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "milestone" VALUES(1,1,'inquiry',1772413200000,0,1772413200000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(2,2,'inquiry',1772413200000,0,1772413200000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(3,3,'inquiry',1772413200000,0,1772413200000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(4,4,'inquiry',1772438400000,0,1772438400000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(5,5,'inquiry',1772415000000,0,1772415000000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(6,6,'inquiry',1772413800000,0,1772413800000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(7,7,'inquiry',1772414400000,0,1772414400000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(8,8,'account_opened',1682906400000,0,1772420460000,'陈主管',1,0);
INSERT INTO "milestone" VALUES(9,9,'account_opened',1682906400000,0,1772420460000,'陈主管',1,0);
INSERT INTO "milestone" VALUES(10,10,'account_opened',1682906400000,0,1772420460000,'陈主管',1,0);
INSERT INTO "milestone" VALUES(11,11,'account_opened',1682906400000,0,1772420460000,'陈主管',1,0);
CREATE TABLE "obligation" ("customer_id" INTEGER NOT NULL, "edition_id" INTEGER NOT NULL, "rule" TEXT NOT NULL, "due_at" INTEGER NOT NULL, "breach_at" INTEGER NOT NULL, "channel" TEXT NOT NULL, "commitment" INTEGER NOT NULL, "until_breach" INTEGER NOT NULL, "task" INTEGER NOT NULL, "opening" INTEGER NOT NULL, "retry" INTEGER NOT NULL, "dialled" INTEGER NOT NULL, "reason" TEXT NOT NULL, "team" TEXT NOT NULL, "ground" TEXT NOT NULL, PRIMARY KEY ("customer_id", "edition_id", "rule", "due_at"), FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("edition_id") REFERENCES "campaign_edition" ("id") ON DELETE CASCADE);
INSERT INTO "obligation" VALUES(1,1,'telesales.thanks_sms',1772413200000,1772467200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772413200000}');
INSERT INTO "obligation" VALUES(1,1,'telesales.intro.N+1',1772467200000,1772553600000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772413200000}');
INSERT INTO "obligation" VALUES(1,1,'telesales.intro.N+4',1772726400000,1772812800000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772413200000}');
INSERT INTO "obligation" VALUES(1,1,'telesales.promo_sms',1772812800000,1772899200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772413200000}');
INSERT INTO "obligation" VALUES(1,1,'telesales.intro.N+7',1772985600000,1773072000000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772413200000}');
INSERT INTO "obligation" VALUES(2,1,'telesales.thanks_sms',1772413200000,1772467200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772413200000}');
INSERT INTO "obligation" VALUES(2,1,'telesales.first_call',1772413200000,1772499600000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772413200000,"within":"24h"}');
INSERT INTO "obligation" VALUES(2,1,'telesales.intro.N+1',1772467200000,1772553600000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772413200000}');
INSERT INTO "obligation" VALUES(2,1,'telesales.intro.N+4',1772726400000,1772812800000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772413200000}');
INSERT INTO "obligation" VALUES(2,1,'telesales.promo_sms',1772812800000,1772899200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772413200000}');
INSERT INTO "obligation" VALUES(2,1,'telesales.intro.N+7',1772985600000,1773072000000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772413200000}');
INSERT INTO "obligation" VALUES(3,1,'telesales.thanks_sms',1772413200000,1772467200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772413200000}');
INSERT INTO "obligation" VALUES(3,1,'telesales.first_call',1772413200000,1772499600000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772413200000,"within":"24h"}');
INSERT INTO "obligation" VALUES(3,1,'telesales.intro.N+1',1772467200000,1772553600000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772413200000}');
INSERT INTO "obligation" VALUES(3,1,'telesales.intro.N+4',1772726400000,1772812800000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772413200000}');
INSERT INTO "obligation" VALUES(3,1,'telesales.promo_sms',1772812800000,1772899200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772413200000}');
INSERT INTO "obligation" VALUES(3,1,'telesales.intro.N+7',1772985600000,1773072000000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772413200000}');
INSERT INTO "obligation" VALUES(4,1,'telesales.thanks_sms',1772438400000,1772467200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772438400000}');
INSERT INTO "obligation" VALUES(4,1,'telesales.first_call',1772438400000,1772524800000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772438400000,"within":"24h"}');
INSERT INTO "obligation" VALUES(4,1,'telesales.intro.N+1',1772467200000,1772553600000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772438400000}');
INSERT INTO "obligation" VALUES(4,1,'telesales.intro.N+4',1772726400000,1772812800000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772438400000}');
INSERT INTO "obligation" VALUES(4,1,'telesales.promo_sms',1772812800000,1772899200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772438400000}');
INSERT INTO "obligation" VALUES(4,1,'telesales.intro.N+7',1772985600000,1773072000000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772438400000}');
INSERT INTO "obligation" VALUES(5,1,'telesales.thanks_sms',1772415000000,1772467200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772415000000}');
INSERT INTO "obligation" VALUES(5,1,'telesales.first_call',1772415000000,1772501400000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772415000000,"within":"24h"}');
INSERT INTO "obligation" VALUES(5,1,'telesales.intro.N+1',1772467200000,1772553600000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772415000000}');
INSERT INTO "obligation" VALUES(5,1,'telesales.intro.N+4',1772726400000,1772812800000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772415000000}');
INSERT INTO "obligation" VALUES(5,1,'telesales.promo_sms',1772812800000,1772899200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772415000000}');
INSERT INTO "obligation" VALUES(5,1,'telesales.intro.N+7',1772985600000,1773072000000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772415000000}');
INSERT INTO "obligation" VALUES(6,1,'telesales.thanks_sms',1772414400000,1772467200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772414400000}');
INSERT INTO "obligation" VALUES(6,1,'telesales.intro.N+1',1772467200000,1772553600000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772414400000}');
INSERT INTO "obligation" VALUES(6,1,'telesales.intro.N+4',1772726400000,1772812800000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772414400000}');
INSERT INTO "obligation" VALUES(6,1,'telesales.promo_sms',1772812800000,1772899200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772414400000}');
INSERT INTO "obligation" VALUES(6,1,'telesales.intro.N+7',1772985600000,1773072000000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772414400000}');
INSERT INTO "obligation" VALUES(8,2,'brokerage.new_account',1682906400000,1685635200000,'call',0,0,0,0,0,1,'','','{"code":"within","milestone":"account_opened","at":1682906400000,"within":"1mo"}');
INSERT INTO "obligation" VALUES(9,2,'brokerage.new_account',1682906400000,1685635200000,'call',0,0,0,0,0,1,'','','{"code":"within","milestone":"account_opened","at":1682906400000,"within":"1mo"}');
INSERT INTO "obligation" VALUES(10,2,'brokerage.new_account',1682906400000,1685635200000,'call',0,0,0,0,0,1,'','','{"code":"within","milestone":"account_opened","at":1682906400000,"within":"1mo"}');
INSERT INTO "obligation" VALUES(11,2,'brokerage.new_account',1682906400000,1685635200000,'call',0,0,0,0,0,1,'','','{"code":"within","milestone":"account_opened","at":1682906400000,"within":"1mo"}');
INSERT INTO "obligation" VALUES(12,1,'telesales.thanks_sms',1772421060000,1772467200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772421060000}');
INSERT INTO "obligation" VALUES(12,1,'telesales.first_call',1772421060000,1772507460000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772421060000,"within":"24h"}');
INSERT INTO "obligation" VALUES(12,1,'telesales.intro.N+1',1772467200000,1772553600000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772421060000}');
INSERT INTO "obligation" VALUES(12,1,'telesales.intro.N+4',1772726400000,1772812800000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772421060000}');
INSERT INTO "obligation" VALUES(12,1,'telesales.promo_sms',1772812800000,1772899200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772421060000}');
INSERT INTO "obligation" VALUES(12,1,'telesales.intro.N+7',1772985600000,1773072000000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772421060000}');
INSERT INTO "obligation" VALUES(8,2,'brokerage.sample',1735660800000,1767196800000,'call',0,0,0,0,0,1,'','','{"code":"drawn","year":2025,"place":1,"size":1}');
INSERT INTO "obligation" VALUES(9,2,'brokerage.sample',1704038400000,1735660800000,'call',0,0,0,0,0,1,'','','{"code":"drawn","year":2024,"place":1,"size":1}');
INSERT INTO "obligation" VALUES(9,2,'brokerage.sample',1767196800000,1798732800000,'call',0,0,0,0,0,1,'','','{"code":"drawn","year":2026,"place":1,"size":1}');
INSERT INTO "obligation" VALUES(1,1,'telesales.callback',1772434800000,1772435700000,'call',1,0,0,0,0,1,'','','{"code":"callback","at":1772434800000,"promised":1772431800000,"agent":"王敏"}');
INSERT INTO "obligation" VALUES(1,1,'telesales.unreached.A',1772950200000,1773036600000,'call',0,0,0,0,0,1,'','','{"code":"unreached","interval":"7d","base":1772431800000,"touched":true,"tier":"A"}');
CREATE TABLE "open_call" ("agent_id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "token" TEXT NOT NULL, "phone" TEXT NOT NULL, "direction" TEXT NOT NULL, "dialled_at" INTEGER NOT NULL, "answered_at" INTEGER, "ended_at" INTEGER, "note" TEXT NOT NULL, "held" INTEGER NOT NULL, "scripts" TEXT NOT NULL, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"), FOREIGN KEY ("customer_id") REFERENCES "customer" ("id"));
CREATE TABLE "phone" ("customer_id" INTEGER NOT NULL, "position" INTEGER NOT NULL, "e164" TEXT NOT NULL, "extension" TEXT NOT NULL, "reversed" TEXT NOT NULL, PRIMARY KEY ("customer_id", "position"), FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "phone" VALUES(1,0,'+8613812347731','','1377432183168+');
INSERT INTO "phone" VALUES(2,0,'+8613812347732','','2377432183168+');
INSERT INTO "phone" VALUES(4,0,'+8613812347733','','3377432183168+');
INSERT INTO "phone" VALUES(5,0,'+8613812347734','','4377432183168+');
INSERT INTO "phone" VALUES(7,0,'+8613812347736','','6377432183168+');
INSERT INTO "phone" VALUES(6,0,'+8613812347735','','5377432183168+');
INSERT INTO "phone" VALUES(6,1,'+8613812347736','','6377432183168+');
INSERT INTO "phone" VALUES(12,0,'+8613812347737','','7377432183168+');
INSERT INTO "phone" VALUES(12,1,'+862155551234','8001','432155551268+');
CREATE TABLE "placement" ("customer_id" INTEGER NOT NULL, "edition_id" INTEGER NOT NULL, "ref" TEXT NOT NULL, "zone" TEXT NOT NULL, "owner_key" INTEGER NOT NULL, "lane" INTEGER NOT NULL, "k1" INTEGER NOT NULL, "k2" INTEGER NOT NULL, "segments" INTEGER NOT NULL, "block_set" INTEGER NOT NULL, "entry_rule" TEXT NOT NULL, "entry_due_at" INTEGER NOT NULL, "inquiry_at" INTEGER, "due_commitment" INTEGER NOT NULL, "breached" INTEGER NOT NULL, "promised" INTEGER NOT NULL, "valid_until" INTEGER, "plan_tier" TEXT, "cohort_key" TEXT NOT NULL, PRIMARY KEY ("customer_id", "edition_id"), FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("edition_id") REFERENCES "campaign_edition" ("id") ON DELETE CASCADE);
INSERT INTO "placement" VALUES(1,1,'W000001','Asia/Shanghai',1,1,0,1772435700000,33,0,'telesales.callback',1772434800000,1772413200000,1,2,1,1772553600000,'A','');
INSERT INTO "placement" VALUES(2,1,'W000002','Asia/Shanghai',2,3,2,1772499600000,10,10,'telesales.first_call',1772413200000,1772413200000,0,2,0,1772553600000,'C','');
INSERT INTO "placement" VALUES(3,1,'W000003','Asia/Shanghai',2,3,2,1772499600000,10,10,'telesales.first_call',1772413200000,1772413200000,0,2,0,1772553600000,'C','');
INSERT INTO "placement" VALUES(4,1,'W000004','Asia/Shanghai',1,0,0,0,10,0,'',0,1772438400000,0,1,0,1772506800000,'C','');
INSERT INTO "placement" VALUES(5,1,'W000005','Asia/Shanghai',1,3,2,1772501400000,10,10,'telesales.first_call',1772415000000,1772415000000,0,2,0,1772553600000,'C','');
INSERT INTO "placement" VALUES(6,1,'W000006','Asia/Shanghai',0,5,1,1772553600000,33,33,'telesales.intro.N+1',1772467200000,1772414400000,0,1,0,1772553600000,'B','');
INSERT INTO "placement" VALUES(8,2,'K01','Asia/Shanghai',0,3,1000,1685635200000,8,8,'brokerage.new_account',1682906400000,NULL,0,2,0,NULL,NULL,'{"stock":[null,1682906400000,[]]}');
INSERT INTO "placement" VALUES(9,2,'K02','Asia/Shanghai',0,3,1000,1685635200000,8,8,'brokerage.new_account',1682906400000,NULL,0,2,0,1798732800000,NULL,'{"stock":[null,1682906400000,[]]}');
INSERT INTO "placement" VALUES(10,2,'K03','Asia/Shanghai',0,3,1000,1685635200000,8,8,'brokerage.new_account',1682906400000,NULL,0,1,0,NULL,NULL,'{"stock":[null,1682906400000,[]]}');
INSERT INTO "placement" VALUES(11,2,'K04','Asia/Shanghai',0,3,1000,1685635200000,8,8,'brokerage.new_account',1682906400000,NULL,0,1,0,NULL,NULL,'{"stock":[null,1682906400000,[]]}');
INSERT INTO "placement" VALUES(12,1,'L000001','Asia/Shanghai',2,2,0,-1772421060000,9,0,'telesales.first_call',1772421060000,1772421060000,0,1,0,1772507460000,'B','');
CREATE TABLE "presence" ("agent_id" INTEGER NOT NULL PRIMARY KEY, "state" TEXT NOT NULL, "since" INTEGER NOT NULL, "signed_in_at" INTEGER, "heartbeat" INTEGER NOT NULL, "ref" TEXT NOT NULL, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"));
INSERT INTO "presence" VALUES(1,'ready',1772431880000,1772431800000,1772431880000,'');
CREATE TABLE "presence_span" ("id" INTEGER NOT NULL PRIMARY KEY, "agent_id" INTEGER NOT NULL, "state" TEXT NOT NULL, "since" INTEGER NOT NULL, "until" INTEGER, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"));
INSERT INTO "presence_span" VALUES(1,1,'ready',1772431800000,1772431800000);
INSERT INTO "presence_span" VALUES(2,1,'dialling',1772431800000,1772431805000);
INSERT INTO "presence_span" VALUES(3,1,'talking',1772431805000,1772431865000);
INSERT INTO "presence_span" VALUES(4,1,'wrap_up',1772431865000,1772431880000);
INSERT INTO "presence_span" VALUES(5,1,'ready',1772431880000,NULL);
CREATE TABLE "referral" ("customer_id" INTEGER NOT NULL PRIMARY KEY, "referrer_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("referrer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
CREATE TABLE "rulebook_version" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "number" INTEGER NOT NULL, "digest" TEXT NOT NULL, "text" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "actor" TEXT NOT NULL);
INSERT INTO "rulebook_version" VALUES(1,'telesales',1,'bc501ff133f9d117475a3216d41bb10710f4b6f5872f196f47f1ca944fecda26','# Telephone and web sales: the follow-up of inquiries, of signed customers and of renewals (RULES R1, R2, R4, R8).
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
',1772413200000,'陈主管');
INSERT INTO "rulebook_version" VALUES(2,'brokerage',1,'bce3ab242174bbd4a380f79bfea408ac259f8c4b816d1f308ce2d5500a54c513','# A broker''s call-backs: new accounts, key customers every year, events, and a yearly draw from the stock (RULES R15).
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
',1772420400000,'陈主管');
CREATE TABLE "search_word" ("kind" INTEGER NOT NULL, "word" TEXT NOT NULL, "customer_id" INTEGER NOT NULL, PRIMARY KEY ("kind", "word", "customer_id")) WITHOUT ROWID;
INSERT INTO "search_word" VALUES(1,'k01',8);
INSERT INTO "search_word" VALUES(1,'k02',9);
INSERT INTO "search_word" VALUES(1,'k03',10);
INSERT INTO "search_word" VALUES(1,'k04',11);
INSERT INTO "search_word" VALUES(1,'主k01',8);
INSERT INTO "search_word" VALUES(1,'主k02',9);
INSERT INTO "search_word" VALUES(1,'主k03',10);
INSERT INTO "search_word" VALUES(1,'主k04',11);
INSERT INTO "search_word" VALUES(1,'丽',6);
INSERT INTO "search_word" VALUES(1,'多',5);
INSERT INTO "search_word" VALUES(1,'杰',4);
INSERT INTO "search_word" VALUES(1,'梅',3);
INSERT INTO "search_word" VALUES(1,'翔',12);
INSERT INTO "search_word" VALUES(1,'莉',7);
INSERT INTO "search_word" VALUES(1,'雷',2);
INSERT INTO "search_word" VALUES(1,'静',1);
INSERT INTO "search_word" VALUES(2,'云科技',12);
INSERT INTO "search_word" VALUES(2,'人服饰',6);
INSERT INTO "search_word" VALUES(2,'人服饰',7);
INSERT INTO "search_word" VALUES(2,'技',12);
INSERT INTO "search_word" VALUES(2,'方机械',2);
INSERT INTO "search_word" VALUES(2,'服饰',6);
INSERT INTO "search_word" VALUES(2,'服饰',7);
INSERT INTO "search_word" VALUES(2,'机械',2);
INSERT INTO "search_word" VALUES(2,'械',2);
INSERT INTO "search_word" VALUES(2,'科技',12);
INSERT INTO "search_word" VALUES(2,'饰',6);
INSERT INTO "search_word" VALUES(2,'饰',7);
CREATE TABLE "snooze" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "until" INTEGER NOT NULL, "agent" TEXT NOT NULL, "reason" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "snooze" VALUES(1,5,1772416800000,1772420400000,'王敏','客户开会');
INSERT INTO "snooze" VALUES(2,4,1772442000000,1772506800000,'王敏','客户在外地');
CREATE TABLE "stage_row" ("id" INTEGER NOT NULL PRIMARY KEY, "batch_id" INTEGER NOT NULL, "line" INTEGER NOT NULL, "kind" TEXT NOT NULL, "payload" TEXT NOT NULL, FOREIGN KEY ("batch_id") REFERENCES "import_batch" ("id") ON DELETE CASCADE);
INSERT INTO "stage_row" VALUES(1,3,2,'touch','{"line":2,"ref":"W000002","touch":{"at":1772445600000,"channel":"call","direction":"out","disposition":"no_answer","agent":"赵磊","seconds":0,"note":"","callback_at":null,"team":"","phone":"","result":null,"satisfaction":null,"on_case":null}}');
CREATE TABLE "tier_change" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "old" TEXT, "new" TEXT, "reason" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
CREATE TABLE "touch" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "agent_id" INTEGER, "channel" TEXT NOT NULL, "direction" TEXT NOT NULL, "disposition" TEXT, "seconds" INTEGER NOT NULL, "wrap_seconds" INTEGER NOT NULL, "note" TEXT NOT NULL, "callback_at" INTEGER, "team" TEXT NOT NULL, "phone" TEXT NOT NULL, "amount" TEXT NOT NULL, "result" TEXT, "satisfaction" INTEGER, "on_case" INTEGER, "recorded_at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "rulebook_version_id" INTEGER NOT NULL, "import_id" INTEGER, "effective" INTEGER NOT NULL, "corrects_id" INTEGER, "withdrawn" INTEGER NOT NULL, "in_force" INTEGER NOT NULL, "scripts" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"), FOREIGN KEY ("rulebook_version_id") REFERENCES "rulebook_version" ("id"), FOREIGN KEY ("corrects_id") REFERENCES "touch" ("id"));
INSERT INTO "touch" VALUES(1,7,1772415600000,2,'call','out','neutral',0,0,'客户想了解新的报价方案',NULL,'','+8613812347736','',NULL,NULL,NULL,1772415900000,'赵磊',1,NULL,1,NULL,0,1,'');
INSERT INTO "touch" VALUES(2,1,1772431800000,1,'call','out','neutral',60,15,'客户想了解新的报价方案',1772434800000,'','+8613812347731','',NULL,NULL,NULL,1772431880000,'王敏',1,NULL,1,NULL,0,1,'');
CREATE TABLE "zone_group" ("campaign_id" INTEGER NOT NULL, "zone" TEXT NOT NULL, PRIMARY KEY ("campaign_id", "zone"), FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id"));
INSERT INTO "zone_group" VALUES(1,'Asia/Shanghai');
INSERT INTO "zone_group" VALUES(2,'Asia/Shanghai');
CREATE UNIQUE INDEX "agent_name" ON "agent" ("name");
CREATE UNIQUE INDEX "rulebook_version_name_number" ON "rulebook_version" ("name", "number");
CREATE UNIQUE INDEX "rulebook_version_name_digest" ON "rulebook_version" ("name", "digest");
CREATE UNIQUE INDEX "campaign_name" ON "campaign" ("name");
CREATE INDEX "campaign_rulebook_version_id" ON "campaign" ("rulebook_version_id");
CREATE INDEX "campaign_edition_campaign_id" ON "campaign_edition" ("campaign_id");
CREATE UNIQUE INDEX "customer_ref" ON "customer" ("ref");
CREATE INDEX "referral_referrer_id" ON "referral" ("referrer_id");
CREATE INDEX "milestone_customer_id" ON "milestone" ("customer_id");
CREATE INDEX "tier_change_customer_id" ON "tier_change" ("customer_id");
CREATE INDEX "do_not_call_lift_customer_id" ON "do_not_call_lift" ("customer_id");
CREATE INDEX "snooze_customer_id" ON "snooze" ("customer_id");
CREATE INDEX "customer_merge_customer_id" ON "customer_merge" ("customer_id");
CREATE INDEX "customer_merge_survivor_id" ON "customer_merge" ("survivor_id");
CREATE INDEX "claim_agent_id" ON "claim" ("agent_id");
CREATE UNIQUE INDEX "claim_token" ON "claim" ("token");
CREATE INDEX "claim_number_customer_id" ON "claim_number" ("customer_id");
CREATE INDEX "open_call_customer_id" ON "open_call" ("customer_id");
CREATE UNIQUE INDEX "open_call_token" ON "open_call" ("token");
CREATE UNIQUE INDEX "breach_log_customer_id_rule_breach_at" ON "breach_log" ("customer_id", "rule", "breach_at");
CREATE INDEX "closure_touch_id" ON "closure" ("touch_id");
CREATE UNIQUE INDEX "kase_customer_id_rule_caused_at" ON "kase" ("customer_id", "rule", "caused_at");
CREATE INDEX "case_event_kase_id" ON "case_event" ("kase_id");
CREATE INDEX "case_reopening_kase_id" ON "case_reopening" ("kase_id");
CREATE UNIQUE INDEX "case_reopening_customer_id_rule_caused_at" ON "case_reopening" ("customer_id", "rule", "caused_at");
CREATE UNIQUE INDEX "finding_customer_id_rule_caused_at" ON "finding" ("customer_id", "rule", "caused_at");
CREATE INDEX "import_fact_import_id" ON "import_fact" ("import_id");
CREATE UNIQUE INDEX "import_fact_customer_id_rule_caused_at" ON "import_fact" ("customer_id", "rule", "caused_at");
CREATE INDEX "import_change_customer_id" ON "import_change" ("customer_id");
CREATE UNIQUE INDEX "import_change_import_id_customer_id" ON "import_change" ("import_id", "customer_id");
CREATE INDEX placement_lane ON placement (edition_id, lane, owner_key, zone, block_set, k1, k2, ref);
CREATE INDEX placement_valid ON placement (edition_id, valid_until);
CREATE INDEX placement_owner ON placement (edition_id, owner_key, breached, promised);
CREATE INDEX placement_standing ON placement (customer_id, edition_id, owner_key);
CREATE INDEX customer_campaign ON customer (campaign_id, id);
CREATE INDEX customer_owner ON customer (owner_id, name_key) WHERE owner_id IS NOT NULL;
CREATE INDEX customer_owner_pinyin ON customer (owner_id, pinyin) WHERE owner_id IS NOT NULL;
CREATE INDEX customer_owner_initials ON customer (owner_id, initials) WHERE owner_id IS NOT NULL;
CREATE INDEX customer_owner_company ON customer (owner_id, company_key) WHERE owner_id IS NOT NULL;
CREATE INDEX customer_survivor ON customer (survivor_id) WHERE survivor_id IS NOT NULL;
CREATE UNIQUE INDEX customer_merged ON customer_merge (customer_id) WHERE withdrawn_at IS NULL;
CREATE INDEX customer_import ON customer (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX customer_name ON customer (name_key);
CREATE INDEX customer_company ON customer (company_key);
CREATE INDEX customer_pinyin ON customer (pinyin);
CREATE INDEX customer_initials ON customer (initials);
CREATE INDEX customer_company_pinyin ON customer (company_pinyin);
CREATE INDEX customer_company_initials ON customer (company_initials);
CREATE INDEX phone_e164 ON phone (e164);
CREATE INDEX phone_reversed ON phone (reversed);
CREATE INDEX touch_customer ON touch (customer_id, at);
CREATE INDEX touch_at ON touch (at, id);
CREATE INDEX touch_agent ON touch (agent_id, at);
CREATE INDEX touch_phone ON touch (phone) WHERE phone <> '';
CREATE INDEX touch_corrects ON touch (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX touch_on_case ON touch (on_case) WHERE on_case IS NOT NULL;
CREATE INDEX touch_import ON touch (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX obligation_breach ON obligation (edition_id, breach_at);
CREATE INDEX obligation_due ON obligation (edition_id, due_at);
CREATE INDEX obligation_rule ON obligation (edition_id, rule, due_at, breach_at, customer_id);
CREATE INDEX obligation_task ON obligation (edition_id, due_at) WHERE NOT dialled;
CREATE INDEX obligation_promise ON obligation (edition_id, breach_at) WHERE commitment;
CREATE INDEX breach_owner ON breach_log (owner_id, breach_at);
CREATE INDEX breach_at ON breach_log (breach_at);
CREATE INDEX cohort_members ON cohort_place (edition_id, name, year);
CREATE INDEX closure_owner ON closure (owner_id, closed_at);
CREATE INDEX closure_at ON closure (closed_at);
CREATE INDEX closure_customer ON closure (customer_id);
CREATE INDEX kase_state ON kase (state, opened_at);
CREATE INDEX finding_at ON finding (caused_at);
CREATE INDEX stage_batch ON stage_row (batch_id, id);
CREATE INDEX span_agent ON presence_span (agent_id, since);
COMMIT;
