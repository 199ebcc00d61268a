BEGIN TRANSACTION;
CREATE TABLE "agent" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "role" TEXT NOT NULL, "team" TEXT NOT NULL, "line" TEXT NOT NULL, "can_sign_in" INTEGER NOT NULL, "created_at" INTEGER NOT NULL);
INSERT INTO "agent" VALUES(1,'王敏','agent','一组','',1,1771203600000);
INSERT INTO "agent" VALUES(2,'赵磊','agent','一组','',1,1771203600000);
INSERT INTO "agent" VALUES(3,'陈主管','supervisor','','',1,1771203600000);
CREATE TABLE "breach_log" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "rule" TEXT NOT NULL, "channel" TEXT NOT NULL, "due_at" INTEGER NOT NULL, "breach_at" INTEGER NOT NULL, "owner_id" INTEGER, "rulebook_version_id" INTEGER NOT NULL, "logged_at" INTEGER NOT NULL, "closed_day" INTEGER NOT NULL, "voided_at" INTEGER, "acknowledged_at" INTEGER, "acknowledged_by" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("owner_id") REFERENCES "agent" ("id"), FOREIGN KEY ("rulebook_version_id") REFERENCES "rulebook_version" ("id"));
INSERT INTO "breach_log" VALUES(1,1,'brokerage.new_account','call',1704247200000,1706976000000,NULL,2,1771203600000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(2,2,'brokerage.new_account','call',1706925600000,1709481600000,NULL,2,1771203600000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(3,3,'brokerage.new_account','call',1709431200000,1712160000000,NULL,2,1771203600000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(4,4,'brokerage.new_account','call',1712109600000,1714752000000,NULL,2,1771203600000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(5,5,'brokerage.new_account','call',1714701600000,1717430400000,NULL,2,1771203600000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(6,6,'brokerage.new_account','call',1717380000000,1720022400000,NULL,2,1771203600000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(7,7,'brokerage.new_account','call',1719972000000,1722700800000,NULL,2,1771203600000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(8,8,'brokerage.new_account','call',1722650400000,1725379200000,NULL,2,1771203600000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(9,27,'telesales.thanks_sms','sms',1771812000000,1771862400000,NULL,4,1771898460000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(10,27,'telesales.first_call','call',1771812000000,1771898400000,NULL,4,1771898460000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(11,19,'telesales.thanks_sms','sms',1771898400000,1771948800000,NULL,4,1772071260000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(12,19,'telesales.intro.N+1','call',1771948800000,1772035200000,NULL,4,1772071260000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(13,20,'telesales.thanks_sms','sms',1772003400000,1772035200000,NULL,4,1772071560000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(14,17,'key-account.weekly','any',1771722060000,1771808460000,NULL,1,1772154000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(15,18,'key-account.weekly','any',1771722060000,1771808460000,NULL,1,1772154000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(16,20,'telesales.first_call','call',1772003400000,1772089800000,NULL,4,1772154000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(17,20,'telesales.intro.N+1','call',1772035200000,1772121600000,NULL,4,1772154000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(18,21,'telesales.thanks_sms','sms',1772068800000,1772121600000,NULL,4,1772154000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(19,24,'telesales.thanks_sms','sms',1772085600000,1772121600000,NULL,4,1772154000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(20,28,'dealership.thanks_sms','sms',1771552800000,1771603200000,NULL,3,1772154000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(21,28,'dealership.first_call','call',1771552800000,1771639200000,NULL,3,1772154000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(22,28,'dealership.intro.N+1','call',1771603200000,1771689600000,NULL,3,1772154000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(23,28,'dealership.intro.N+4','call',1771862400000,1771948800000,NULL,3,1772154000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(24,28,'dealership.promo_sms','sms',1771948800000,1772035200000,NULL,3,1772154000000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(25,21,'telesales.first_call','call',1772068800000,1772155200000,NULL,4,1772199060000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(26,22,'telesales.thanks_sms','sms',1772161200000,1772208000000,NULL,4,1772416860000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(27,22,'telesales.first_call','call',1772161200000,1772247600000,NULL,4,1772416860000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(28,22,'telesales.intro.N+1','call',1772208000000,1772294400000,NULL,4,1772416860000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(29,21,'telesales.intro.N+1','call',1772121600000,1772208000000,NULL,4,1772419200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(30,23,'telesales.thanks_sms','sms',1772440800000,1772467200000,NULL,4,1772499600000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(31,10,'key-account.halfmonth','call',1772413260000,1772499660000,NULL,1,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(32,12,'key-account.halfmonth','call',1772413260000,1772499660000,NULL,1,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(33,13,'key-account.halfmonth','call',1772413260000,1772499660000,NULL,1,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(34,14,'key-account.halfmonth','call',1772413260000,1772499660000,NULL,1,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(35,15,'key-account.halfmonth','call',1772413260000,1772499660000,NULL,1,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(36,16,'key-account.halfmonth','call',1772413260000,1772499660000,NULL,1,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(37,17,'key-account.friday_sms','sms',1772186400000,1772208000000,NULL,1,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(38,17,'key-account.halfmonth','call',1772413260000,1772499660000,NULL,1,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(39,18,'key-account.friday_sms','sms',1772186400000,1772208000000,NULL,1,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(40,18,'key-account.halfmonth','call',1772413260000,1772499660000,NULL,1,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(41,19,'telesales.intro.N+4','call',1772208000000,1772294400000,NULL,4,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(42,19,'telesales.promo_sms','sms',1772294400000,1772380800000,NULL,4,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(43,20,'telesales.retry','call',1772078700000,1772244300000,2,4,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(44,20,'telesales.intro.N+4','call',1772294400000,1772380800000,2,4,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(45,20,'telesales.promo_sms','sms',1772380800000,1772467200000,2,4,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(46,21,'telesales.intro.N+4','call',1772380800000,1772467200000,2,4,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(47,24,'telesales.intro.N+4','call',1772380800000,1772467200000,NULL,4,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(48,25,'telesales.thanks_sms','sms',1772413560000,1772467200000,2,4,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(49,25,'telesales.first_call','call',1772413560000,1772499960000,2,4,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(50,28,'dealership.intro.N+7','call',1772121600000,1772208000000,NULL,3,1772500200000,0,NULL,NULL,'');
INSERT INTO "breach_log" VALUES(51,9,'key-account.halfmonth','call',1772413260000,1772499660000,NULL,1,1772500200000,0,NULL,NULL,'');
CREATE TABLE "campaign" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "rulebook_version_id" INTEGER NOT NULL, "edition" INTEGER NOT NULL, "zone" TEXT NOT NULL, "country" TEXT NOT NULL, "legal_start" INTEGER NOT NULL, "legal_end" INTEGER NOT NULL, "closed_holidays" INTEGER NOT NULL, "closed_days" TEXT NOT NULL, "created_at" INTEGER NOT NULL, FOREIGN KEY ("rulebook_version_id") REFERENCES "rulebook_version" ("id"));
INSERT INTO "campaign" VALUES(1,'key-account',1,1,'Asia/Shanghai','CN',480,1260,0,'[]',1771203600000);
INSERT INTO "campaign" VALUES(2,'brokerage',2,2,'Asia/Shanghai','CN',480,1260,0,'[]',1771203600000);
INSERT INTO "campaign" VALUES(3,'dealership',3,3,'Asia/Shanghai','CN',480,1260,0,'[]',1771203600000);
INSERT INTO "campaign" VALUES(4,'telesales',4,4,'Asia/Shanghai','CN',480,1260,0,'[]',1771898400000);
CREATE TABLE "campaign_edition" ("id" INTEGER NOT NULL PRIMARY KEY, "campaign_id" INTEGER NOT NULL, "rulebook_version_id" INTEGER NOT NULL, "state" TEXT NOT NULL, "cursor" INTEGER NOT NULL, "begun_at" INTEGER NOT NULL, "worked_at" INTEGER NOT NULL, "since" INTEGER, "actor" TEXT NOT NULL, FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id") ON DELETE CASCADE, FOREIGN KEY ("rulebook_version_id") REFERENCES "rulebook_version" ("id"));
INSERT INTO "campaign_edition" VALUES(1,1,1,'settled',0,1771203600000,1771203600000,0,'陈主管');
INSERT INTO "campaign_edition" VALUES(2,2,2,'settled',0,1771203600000,1771203600000,0,'陈主管');
INSERT INTO "campaign_edition" VALUES(3,3,3,'settled',0,1771203600000,1771203600000,0,'陈主管');
INSERT INTO "campaign_edition" VALUES(4,4,4,'settled',0,1771898400000,1771898400000,0,'陈主管');
CREATE TABLE "case_event" ("id" INTEGER NOT NULL PRIMARY KEY, "kase_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "action" TEXT NOT NULL, "remark" TEXT NOT NULL, "result" TEXT, "touch_id" INTEGER, FOREIGN KEY ("kase_id") REFERENCES "kase" ("id") ON DELETE CASCADE, FOREIGN KEY ("touch_id") REFERENCES "touch" ("id"));
INSERT INTO "case_event" VALUES(1,1,1772072400000,'王敏','opened','发票抬头错',NULL,NULL);
INSERT INTO "case_event" VALUES(2,1,1772078400000,'陈主管','closed','已重开',NULL,NULL);
INSERT INTO "case_event" VALUES(3,3,1772418000000,'王敏','opened','客户收不到样品',NULL,NULL);
INSERT INTO "case_event" VALUES(4,3,1772419200000,'陈主管','assigned','赵磊',NULL,NULL);
CREATE TABLE "case_reopening" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "rule" TEXT NOT NULL, "caused_at" INTEGER NOT NULL, "kase_id" INTEGER NOT NULL, "step_id" INTEGER NOT NULL, "was" TEXT NOT NULL, "was_closed_at" INTEGER, "withdrawn" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("kase_id") REFERENCES "kase" ("id") ON DELETE CASCADE, FOREIGN KEY ("step_id") REFERENCES "case_event" ("id") ON DELETE CASCADE);
CREATE TABLE "change_counter" ("id" INTEGER NOT NULL PRIMARY KEY, "n" INTEGER NOT NULL);
INSERT INTO "change_counter" VALUES(1,56);
CREATE TABLE "claim" ("customer_id" INTEGER NOT NULL PRIMARY KEY, "agent_id" INTEGER NOT NULL, "token" TEXT NOT NULL, "expires_at" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"));
INSERT INTO "claim" VALUES(23,1,'4637a592791e460dba0bd4a32b96543a',4611686018427387904);
CREATE TABLE "claim_number" ("e164" TEXT NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "token" TEXT NOT NULL, "expires_at" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "claim_number" VALUES('+8613812347734',23,'4637a592791e460dba0bd4a32b96543a',4611686018427387904);
CREATE TABLE "closure" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "rule" TEXT NOT NULL, "due_at" INTEGER NOT NULL, "breach_at" INTEGER NOT NULL, "touch_id" INTEGER NOT NULL, "owner_id" INTEGER, "closed_at" INTEGER NOT NULL, "in_time" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("touch_id") REFERENCES "touch" ("id") ON DELETE CASCADE, FOREIGN KEY ("owner_id") REFERENCES "agent" ("id"));
INSERT INTO "closure" VALUES(1,19,'telesales.first_call',1771898400000,1771984800000,1,NULL,1771902000000,1);
INSERT INTO "closure" VALUES(2,19,'telesales.intro.N+1',1771948800000,1772035200000,3,NULL,1772071200000,0);
INSERT INTO "closure" VALUES(3,24,'telesales.first_call',1772085600000,1772172000000,7,NULL,1772158200000,1);
INSERT INTO "closure" VALUES(4,24,'telesales.intro.N+1',1772121600000,1772208000000,7,NULL,1772158200000,1);
INSERT INTO "closure" VALUES(5,20,'telesales.thanks_sms',1772003400000,1772035200000,8,2,1772161200000,0);
INSERT INTO "closure" VALUES(6,22,'telesales.first_call',1772161200000,1772247600000,10,NULL,1772416800000,0);
INSERT INTO "closure" VALUES(7,22,'telesales.intro.N+1',1772208000000,1772294400000,10,NULL,1772416800000,0);
CREATE TABLE "cohort" ("edition_id" INTEGER NOT NULL, "name" TEXT NOT NULL, "year" INTEGER NOT NULL, "changes" INTEGER NOT NULL, "drawn" INTEGER NOT NULL, PRIMARY KEY ("edition_id", "name", "year"), FOREIGN KEY ("edition_id") REFERENCES "campaign_edition" ("id") ON DELETE CASCADE);
INSERT INTO "cohort" VALUES(1,'top',0,0,0);
INSERT INTO "cohort" VALUES(2,'stock',2026,0,0);
CREATE TABLE "cohort_place" ("customer_id" INTEGER NOT NULL, "edition_id" INTEGER NOT NULL, "name" TEXT NOT NULL, "year" INTEGER NOT NULL, "place" INTEGER NOT NULL, "size" INTEGER NOT NULL, PRIMARY KEY ("customer_id", "edition_id", "name", "year"), FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("edition_id") REFERENCES "campaign_edition" ("id") ON DELETE CASCADE);
INSERT INTO "cohort_place" VALUES(18,1,'top',0,0,0);
INSERT INTO "cohort_place" VALUES(17,1,'top',0,0,0);
INSERT INTO "cohort_place" VALUES(8,2,'stock',2026,0,1);
CREATE TABLE "customer" ("id" INTEGER NOT NULL PRIMARY KEY, "ref" TEXT NOT NULL, "campaign_id" INTEGER NOT NULL, "name" TEXT NOT NULL, "company" TEXT NOT NULL, "tier" TEXT, "stage" TEXT NOT NULL, "source" TEXT NOT NULL, "owner_id" INTEGER, "zone" TEXT NOT NULL, "birthday" TEXT, "created_at" INTEGER, "created_date_only" INTEGER NOT NULL, "recorded_at" INTEGER NOT NULL, "is_key" INTEGER NOT NULL, "revenue" TEXT NOT NULL, "attributes" TEXT NOT NULL, "pinned" TEXT NOT NULL, "import_id" INTEGER, "cases_since" INTEGER NOT NULL, "decided" INTEGER NOT NULL, "dropped_numbers" TEXT NOT NULL, "survivor_id" INTEGER, "name_key" TEXT NOT NULL, "company_key" TEXT NOT NULL, "pinyin" TEXT NOT NULL, "initials" TEXT NOT NULL, "company_pinyin" TEXT NOT NULL, "company_initials" TEXT NOT NULL, "readings" TEXT NOT NULL, FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id"), FOREIGN KEY ("owner_id") REFERENCES "agent" ("id"), FOREIGN KEY ("survivor_id") REFERENCES "customer" ("id"));
INSERT INTO "customer" VALUES(1,'B1',2,'B1','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203600000,0,'','{}','',1,1771203600000,0,'',NULL,'b1','','b1','b','','','');
INSERT INTO "customer" VALUES(2,'B2',2,'B2','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203600000,0,'','{}','',1,1771203600000,0,'',NULL,'b2','','b2','b','','','');
INSERT INTO "customer" VALUES(3,'B3',2,'B3','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203600000,0,'','{}','',1,1771203600000,0,'',NULL,'b3','','b3','b','','','');
INSERT INTO "customer" VALUES(4,'B4',2,'B4','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203600000,0,'','{}','',1,1771203600000,0,'',NULL,'b4','','b4','b','','','');
INSERT INTO "customer" VALUES(5,'B5',2,'B5','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203600000,0,'','{}','',1,1771203600000,0,'',NULL,'b5','','b5','b','','','');
INSERT INTO "customer" VALUES(6,'B6',2,'B6','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203600000,0,'','{}','',1,1771203600000,0,'',NULL,'b6','','b6','b','','','');
INSERT INTO "customer" VALUES(7,'B7',2,'B7','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203600000,0,'','{}','',1,1771203600000,0,'',NULL,'b7','','b7','b','','','');
INSERT INTO "customer" VALUES(8,'B8',2,'B8','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203600000,0,'','{}','',1,1771203600000,0,'',NULL,'b8','','b8','b','','','');
INSERT INTO "customer" VALUES(9,'V01',1,'大客户1','','VIP','','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203660000,0,'1000','{}','',2,1772442000000,0,'',NULL,'大客户1','','dakehu1','dkh1','','','');
INSERT INTO "customer" VALUES(10,'V02',1,'大客户2','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203660000,0,'2000','{}','',2,1771203660000,0,'',NULL,'大客户2','','dakehu2','dkh2','','','');
INSERT INTO "customer" VALUES(11,'V03',1,'大客户3','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203660000,0,'3000','{}','',2,1771203660000,0,'',NULL,'大客户3','','dakehu3','dkh3','','','');
INSERT INTO "customer" VALUES(12,'V04',1,'大客户4','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203660000,0,'4000','{}','',2,1771203660000,0,'',NULL,'大客户4','','dakehu4','dkh4','','','');
INSERT INTO "customer" VALUES(13,'V05',1,'大客户5','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203660000,0,'5000','{}','',2,1771203660000,0,'',NULL,'大客户5','','dakehu5','dkh5','','','');
INSERT INTO "customer" VALUES(14,'V06',1,'大客户6','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203660000,0,'6000','{}','',2,1771203660000,0,'',NULL,'大客户6','','dakehu6','dkh6','','','');
INSERT INTO "customer" VALUES(15,'V07',1,'大客户7','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203660000,0,'7000','{}','',2,1771203660000,0,'',NULL,'大客户7','','dakehu7','dkh7','','','');
INSERT INTO "customer" VALUES(16,'V08',1,'大客户8','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203660000,0,'8000','{}','',2,1771203660000,0,'',NULL,'大客户8','','dakehu8','dkh8','','','');
INSERT INTO "customer" VALUES(17,'V09',1,'大客户9','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203660000,0,'9000','{}','',2,1771203660000,0,'',NULL,'大客户9','','dakehu9','dkh9','','','');
INSERT INTO "customer" VALUES(18,'V10',1,'大客户10','',NULL,'','',NULL,'Asia/Shanghai',NULL,NULL,0,1771203660000,0,'10000','{}','',2,1771203660000,0,'',NULL,'大客户10','','dakehu10','dkh1','','','');
INSERT INTO "customer" VALUES(19,'W000019',4,'吴静','','A','','',NULL,'Asia/Shanghai',NULL,1771898400000,0,1771898400000,0,'','{}','',NULL,0,10,'',NULL,'吴静','','wujing','wj','','','');
INSERT INTO "customer" VALUES(20,'W000020',4,'李雷','','B','','第三方网站',2,'Asia/Shanghai',NULL,1772003400000,0,1772003400000,0,'','{}','',NULL,0,11,'',NULL,'李雷','','lilei','ll','','','');
INSERT INTO "customer" VALUES(21,'W000021',4,'韩梅','','C','','',2,'Asia/Shanghai',NULL,1772068800000,0,1772068800000,0,'','{}','',NULL,1772500680000,11,'',NULL,'韩梅','','hanmei','hm','','','');
INSERT INTO "customer" VALUES(22,'W000022',4,'钱多','','D','','第三方网站',NULL,'Asia/Shanghai',NULL,1772161200000,0,1772161200000,0,'','{}','',NULL,0,10,'',NULL,'钱多','','qianduo','qd','','','');
INSERT INTO "customer" VALUES(23,'W000023',4,'高翔','',NULL,'','',NULL,'Asia/Shanghai',NULL,1772440800000,0,1772440800000,0,'','{"units": "5"}','先发报价',NULL,0,8,'',NULL,'高翔','','gaoxiang','gx','','','');
INSERT INTO "customer" VALUES(24,'W000024',4,'周杰','','A','','',NULL,'Asia/Shanghai',NULL,1772085600000,0,1772085600000,0,'','{}','',NULL,0,10,'',NULL,'周杰','','zhoujie','zj','','','');
INSERT INTO "customer" VALUES(25,'W000025',4,'孙丽','','C','','',2,'Asia/Shanghai',NULL,1772413500000,0,1772413500000,0,'','{}','',NULL,0,11,'',NULL,'孙丽','','sunli','sl','','','');
INSERT INTO "customer" VALUES(26,'W000026',4,'孙莉','','C','','',2,'Asia/Shanghai',NULL,1772413560000,0,1772413560000,0,'','{}','',NULL,0,11,'',25,'孙莉','','sunli','sl','','','');
INSERT INTO "customer" VALUES(27,'W000027',4,'郑一','','A','','third party',NULL,'Asia/Shanghai',NULL,1771812000000,0,1771812000000,0,'','{}','',NULL,0,10,'',NULL,'郑一','','zhengyi','zy','','','');
INSERT INTO "customer" VALUES(28,'W000028',3,'车主','',NULL,'','',NULL,'Asia/Shanghai',NULL,1771552800000,0,1771552800000,0,'','{}','',NULL,0,8,'',NULL,'车主','','chezhu','cz','','','ju''zhu');
INSERT INTO "customer" VALUES(29,'N001',4,'新客1','','C','','',NULL,'Asia/Shanghai',NULL,1772499600000,0,1772500800000,0,'','{}','',5,1772500800000,0,'',NULL,'新客1','','xinke1','xk1','','','');
INSERT INTO "customer" VALUES(30,'N002',4,'新客2','','A','','',NULL,'Asia/Shanghai',NULL,1772499600000,0,1772500800000,0,'','{}','',5,1772500800000,2,'',NULL,'新客2','','xinke2','xk2','','','');
INSERT INTO "customer" VALUES(31,'N003',4,'新客3','','C','','',NULL,'Asia/Shanghai',NULL,1772499600000,0,1772500800000,0,'','{}','',5,1772500800000,0,'',NULL,'新客3','','xinke3','xk3','','','');
INSERT INTO "customer" VALUES(32,'N004',4,'新客4','','C','','',NULL,'Asia/Shanghai',NULL,1772499600000,0,1772500800000,0,'','{}','',5,1772500800000,0,'',NULL,'新客4','','xinke4','xk4','','','');
INSERT INTO "customer" VALUES(33,'N005',4,'新客5','','C','','',NULL,'Asia/Shanghai',NULL,1772499600000,0,1772500800000,0,'','{}','',5,1772500800000,0,'',NULL,'新客5','','xinke5','xk5','','','');
INSERT INTO "customer" VALUES(34,'N006',4,'新客6','','C','','',NULL,'Asia/Shanghai',NULL,1772499600000,0,1772500800000,0,'','{}','',5,1772500800000,0,'',NULL,'新客6','','xinke6','xk6','','','');
INSERT INTO "customer" VALUES(35,'N007',4,'新客7','','C','','',NULL,'Asia/Shanghai',NULL,1772499600000,0,1772500800000,0,'','{}','',5,1772500800000,0,'',NULL,'新客7','','xinke7','xk7','','','');
INSERT INTO "customer" VALUES(36,'N008',4,'新客8','','C','','',NULL,'Asia/Shanghai',NULL,1772499600000,0,1772500800000,0,'','{}','',5,1772500800000,0,'',NULL,'新客8','','xinke8','xk8','','','');
CREATE TABLE "customer_change" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "what" TEXT NOT NULL, "old" TEXT NOT NULL, "new" TEXT NOT NULL, "cause" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "customer_change" VALUES(1,20,1772154000000,'陈主管','owner','','赵磊','');
INSERT INTO "customer_change" VALUES(2,21,1772419200000,'陈主管','owner','','赵磊','case');
INSERT INTO "customer_change" VALUES(3,25,1772420400000,'陈主管','owner','','赵磊','merge');
CREATE TABLE "customer_merge" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "survivor_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "moved" TEXT NOT NULL, "withdrawn_at" INTEGER, "withdrawn_by" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("survivor_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "customer_merge" VALUES(1,26,25,1772420400000,'陈主管','{"numbers": ["+8613812347737"], "facts": {"owner_id": 2}, "decided": 1, "kase": [], "case_reopening": [], "breach_log": [], "finding": []}',NULL,'');
CREATE TABLE "do_not_call" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "phone" TEXT NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "word" TEXT NOT NULL, "import_id" INTEGER NOT NULL, "again_id" INTEGER, "withdrawn" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "do_not_call" VALUES(1,11,'+8613700000003',1772442000000,'陈主管','勿打',3,NULL,0);
CREATE TABLE "do_not_call_lift" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "withdrawn" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
CREATE TABLE "finding" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "rule" TEXT NOT NULL, "caused_at" INTEGER NOT NULL, "agent" TEXT NOT NULL, "amount" INTEGER NOT NULL, "rulebook_version_id" INTEGER, "logged_at" INTEGER NOT NULL, "voided_at" INTEGER, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("rulebook_version_id") REFERENCES "rulebook_version" ("id"));
INSERT INTO "finding" VALUES(1,22,'telesales.finding.third_party',1772294400000,'',100,4,1772416860000,NULL);
CREATE TABLE "import_batch" ("id" INTEGER NOT NULL PRIMARY KEY, "kind" TEXT NOT NULL, "filename" TEXT NOT NULL, "digest" TEXT NOT NULL, "actor" TEXT NOT NULL, "state" TEXT NOT NULL, "rows_left" INTEGER NOT NULL, "started_at" INTEGER NOT NULL, "finished_at" INTEGER, "counts" TEXT NOT NULL, "overwrite" TEXT NOT NULL);
INSERT INTO "import_batch" VALUES(1,'customers','名单.csv','digest of 名单.csv','陈主管','done',0,1771203600000,1771203600000,'{"new": 8}','');
INSERT INTO "import_batch" VALUES(2,'customers','大客户.csv','digest of 大客户.csv','陈主管','done',0,1771203660000,1771203660000,'{"new": 10}','');
INSERT INTO "import_batch" VALUES(3,'customers','勿扰.csv','digest of 勿扰.csv','陈主管','done',0,1772442000000,1772442000000,'{"same": 0, "do_not_call": 1, "updated": 2}','');
INSERT INTO "import_batch" VALUES(4,'touches','通话.csv','digest of 通话.csv','陈主管','done',0,1772500680000,1772500680000,'{"new": 1}','');
INSERT INTO "import_batch" VALUES(5,'customers','新名单.csv','digest of 新名单.csv','陈主管','publishing',32,1772500800000,NULL,'{"new": 8}','');
CREATE TABLE "import_change" ("id" INTEGER NOT NULL PRIMARY KEY, "import_id" INTEGER NOT NULL, "customer_id" INTEGER NOT NULL, "before" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "import_change" VALUES(1,1,1,'');
INSERT INTO "import_change" VALUES(2,1,2,'');
INSERT INTO "import_change" VALUES(3,1,3,'');
INSERT INTO "import_change" VALUES(4,1,4,'');
INSERT INTO "import_change" VALUES(5,1,5,'');
INSERT INTO "import_change" VALUES(6,1,6,'');
INSERT INTO "import_change" VALUES(7,1,7,'');
INSERT INTO "import_change" VALUES(8,1,8,'');
INSERT INTO "import_change" VALUES(9,2,9,'');
INSERT INTO "import_change" VALUES(10,2,10,'');
INSERT INTO "import_change" VALUES(11,2,11,'');
INSERT INTO "import_change" VALUES(12,2,12,'');
INSERT INTO "import_change" VALUES(13,2,13,'');
INSERT INTO "import_change" VALUES(14,2,14,'');
INSERT INTO "import_change" VALUES(15,2,15,'');
INSERT INTO "import_change" VALUES(16,2,16,'');
INSERT INTO "import_change" VALUES(17,2,17,'');
INSERT INTO "import_change" VALUES(18,2,18,'');
INSERT INTO "import_change" VALUES(19,3,9,'{"tier": null, "phones": ["+8613700000001"], "brought": []}');
INSERT INTO "import_change" VALUES(20,5,29,'');
INSERT INTO "import_change" VALUES(21,5,30,'');
INSERT INTO "import_change" VALUES(22,5,31,'');
INSERT INTO "import_change" VALUES(23,5,32,'');
INSERT INTO "import_change" VALUES(24,5,33,'');
INSERT INTO "import_change" VALUES(25,5,34,'');
INSERT INTO "import_change" VALUES(26,5,35,'');
INSERT INTO "import_change" VALUES(27,5,36,'');
CREATE TABLE "import_fact" ("id" INTEGER NOT NULL PRIMARY KEY, "import_id" INTEGER NOT NULL, "customer_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "rule" TEXT NOT NULL, "caused_at" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "import_fact" VALUES(1,4,21,'exception','telesales.exception.negative',1772071200000);
CREATE TABLE "kase" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "rule" TEXT NOT NULL, "caused_at" INTEGER NOT NULL, "opened_at" INTEGER NOT NULL, "closed_at" INTEGER, "state" TEXT NOT NULL, "assignee_id" INTEGER, "raised_by" TEXT NOT NULL, "phone" TEXT NOT NULL, "handed_over" INTEGER NOT NULL, "first_owner_id" INTEGER, "milestone_id" INTEGER, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("assignee_id") REFERENCES "agent" ("id"), FOREIGN KEY ("first_owner_id") REFERENCES "agent" ("id"), FOREIGN KEY ("milestone_id") REFERENCES "milestone" ("id"));
INSERT INTO "kase" VALUES(1,19,'exception','',1772072400000,1772072400000,1772078400000,'closed',NULL,'王敏','',0,NULL,NULL);
INSERT INTO "kase" VALUES(2,22,'exception','telesales.exception.negative',1772416800000,1772416860000,NULL,'open',NULL,'','',0,NULL,NULL);
INSERT INTO "kase" VALUES(3,21,'exception','',1772418000000,1772418000000,NULL,'assigned',2,'王敏','',1,NULL,NULL);
INSERT INTO "kase" VALUES(4,27,'exception','telesales.exception.no_visit.A',1772467200000,1772500200000,NULL,'open',NULL,'','',0,NULL,NULL);
CREATE TABLE "last_call" ("agent_id" INTEGER NOT NULL PRIMARY KEY, "touch_id" INTEGER NOT NULL, "dialled_at" INTEGER NOT NULL, "answered_at" INTEGER, "ended_at" INTEGER, "before" TEXT NOT NULL, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"), FOREIGN KEY ("touch_id") REFERENCES "touch" ("id") ON DELETE CASCADE);
INSERT INTO "last_call" VALUES(2,11,1772500500000,NULL,NULL,'{"before": {"owner_id": null, "tier": "A", "stage": "", "decided": 10}, "after": {"owner_id": null, "tier": "A", "stage": "", "decided": 10}, "milestones": []}');
CREATE TABLE "lease" ("name" TEXT NOT NULL PRIMARY KEY, "holder" TEXT NOT NULL, "expires_at" INTEGER NOT NULL, "done" INTEGER NOT NULL, "total" INTEGER NOT NULL);
INSERT INTO "lease" VALUES('catch_up','00000000000000000000000000000001',1772500860000,0,0);
CREATE TABLE "meta" ("key" TEXT NOT NULL PRIMARY KEY, "value" TEXT NOT NULL);
INSERT INTO "meta" VALUES('schema_version','8');
INSERT INTO "meta" VALUES('created_at','1771203600000');
CREATE TABLE "milestone" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "at" INTEGER NOT NULL, "date_only" INTEGER NOT NULL, "recorded_at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "import_id" INTEGER, "withdrawn" INTEGER NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "milestone" VALUES(1,1,'account_opened',1704247200000,0,1771203600000,'陈主管',1,0);
INSERT INTO "milestone" VALUES(2,2,'account_opened',1706925600000,0,1771203600000,'陈主管',1,0);
INSERT INTO "milestone" VALUES(3,3,'account_opened',1709431200000,0,1771203600000,'陈主管',1,0);
INSERT INTO "milestone" VALUES(4,4,'account_opened',1712109600000,0,1771203600000,'陈主管',1,0);
INSERT INTO "milestone" VALUES(5,5,'account_opened',1714701600000,0,1771203600000,'陈主管',1,0);
INSERT INTO "milestone" VALUES(6,6,'account_opened',1717380000000,0,1771203600000,'陈主管',1,0);
INSERT INTO "milestone" VALUES(7,7,'account_opened',1719972000000,0,1771203600000,'陈主管',1,0);
INSERT INTO "milestone" VALUES(8,8,'account_opened',1722650400000,0,1771203600000,'陈主管',1,0);
INSERT INTO "milestone" VALUES(9,19,'inquiry',1771898400000,0,1771898400000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(10,20,'inquiry',1772003400000,0,1772003400000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(11,21,'inquiry',1772068800000,0,1772068800000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(12,22,'inquiry',1772161200000,0,1772161200000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(13,23,'inquiry',1772440800000,0,1772440800000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(14,24,'inquiry',1772085600000,0,1772085600000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(15,25,'inquiry',1772413500000,0,1772413500000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(16,26,'inquiry',1772413560000,0,1772413560000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(17,27,'inquiry',1771812000000,0,1771812000000,'陈主管',NULL,0);
INSERT INTO "milestone" VALUES(18,28,'inquiry',1771552800000,0,1771552800000,'陈主管',NULL,0);
CREATE TABLE "notice" ("id" INTEGER NOT NULL PRIMARY KEY, "agent_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "kind" TEXT NOT NULL, "params" TEXT NOT NULL, "customer_id" INTEGER, "actor" TEXT NOT NULL, "read_at" INTEGER, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id") ON DELETE CASCADE, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "notice" VALUES(1,1,1772500815000,'owner_waits','{"owner": "赵磊", "agent": "王敏"}',23,'陈主管',NULL);
INSERT INTO "notice" VALUES(2,3,1772500815000,'owner_waits','{"owner": "赵磊", "agent": "王敏"}',23,'陈主管',NULL);
CREATE TABLE "obligation" ("customer_id" INTEGER NOT NULL, "edition_id" INTEGER NOT NULL, "rule" TEXT NOT NULL, "due_at" INTEGER NOT NULL, "breach_at" INTEGER NOT NULL, "channel" TEXT NOT NULL, "commitment" INTEGER NOT NULL, "until_breach" INTEGER NOT NULL, "task" INTEGER NOT NULL, "opening" INTEGER NOT NULL, "retry" INTEGER NOT NULL, "dialled" INTEGER NOT NULL, "reason" TEXT NOT NULL, "team" TEXT NOT NULL, "ground" TEXT NOT NULL, PRIMARY KEY ("customer_id", "edition_id", "rule", "due_at"), FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("edition_id") REFERENCES "campaign_edition" ("id") ON DELETE CASCADE);
INSERT INTO "obligation" VALUES(1,2,'brokerage.new_account',1704247200000,1706976000000,'call',0,0,0,0,0,1,'','','{"code":"within","milestone":"account_opened","at":1704247200000,"within":"1mo"}');
INSERT INTO "obligation" VALUES(2,2,'brokerage.new_account',1706925600000,1709481600000,'call',0,0,0,0,0,1,'','','{"code":"within","milestone":"account_opened","at":1706925600000,"within":"1mo"}');
INSERT INTO "obligation" VALUES(3,2,'brokerage.new_account',1709431200000,1712160000000,'call',0,0,0,0,0,1,'','','{"code":"within","milestone":"account_opened","at":1709431200000,"within":"1mo"}');
INSERT INTO "obligation" VALUES(4,2,'brokerage.new_account',1712109600000,1714752000000,'call',0,0,0,0,0,1,'','','{"code":"within","milestone":"account_opened","at":1712109600000,"within":"1mo"}');
INSERT INTO "obligation" VALUES(5,2,'brokerage.new_account',1714701600000,1717430400000,'call',0,0,0,0,0,1,'','','{"code":"within","milestone":"account_opened","at":1714701600000,"within":"1mo"}');
INSERT INTO "obligation" VALUES(6,2,'brokerage.new_account',1717380000000,1720022400000,'call',0,0,0,0,0,1,'','','{"code":"within","milestone":"account_opened","at":1717380000000,"within":"1mo"}');
INSERT INTO "obligation" VALUES(7,2,'brokerage.new_account',1719972000000,1722700800000,'call',0,0,0,0,0,1,'','','{"code":"within","milestone":"account_opened","at":1719972000000,"within":"1mo"}');
INSERT INTO "obligation" VALUES(8,2,'brokerage.new_account',1722650400000,1725379200000,'call',0,0,0,0,0,1,'','','{"code":"within","milestone":"account_opened","at":1722650400000,"within":"1mo"}');
INSERT INTO "obligation" VALUES(9,1,'key-account.halfmonth',1772413260000,1772499660000,'call',0,0,0,0,0,1,'','','{"code":"every","interval":"15d","base":1771203660000,"touched":false,"tier":"regular"}');
INSERT INTO "obligation" VALUES(10,1,'key-account.halfmonth',1772413260000,1772499660000,'call',0,0,0,0,0,1,'','','{"code":"every","interval":"15d","base":1771203660000,"touched":false,"tier":"regular"}');
INSERT INTO "obligation" VALUES(12,1,'key-account.halfmonth',1772413260000,1772499660000,'call',0,0,0,0,0,1,'','','{"code":"every","interval":"15d","base":1771203660000,"touched":false,"tier":"regular"}');
INSERT INTO "obligation" VALUES(13,1,'key-account.halfmonth',1772413260000,1772499660000,'call',0,0,0,0,0,1,'','','{"code":"every","interval":"15d","base":1771203660000,"touched":false,"tier":"regular"}');
INSERT INTO "obligation" VALUES(14,1,'key-account.halfmonth',1772413260000,1772499660000,'call',0,0,0,0,0,1,'','','{"code":"every","interval":"15d","base":1771203660000,"touched":false,"tier":"regular"}');
INSERT INTO "obligation" VALUES(15,1,'key-account.halfmonth',1772413260000,1772499660000,'call',0,0,0,0,0,1,'','','{"code":"every","interval":"15d","base":1771203660000,"touched":false,"tier":"regular"}');
INSERT INTO "obligation" VALUES(16,1,'key-account.halfmonth',1772413260000,1772499660000,'call',0,0,0,0,0,1,'','','{"code":"every","interval":"15d","base":1771203660000,"touched":false,"tier":"regular"}');
INSERT INTO "obligation" VALUES(19,4,'telesales.thanks_sms',1771898400000,1771948800000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1771898400000}');
INSERT INTO "obligation" VALUES(19,4,'telesales.intro.N+4',1772208000000,1772294400000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1771898400000}');
INSERT INTO "obligation" VALUES(19,4,'telesales.promo_sms',1772294400000,1772380800000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1771898400000}');
INSERT INTO "obligation" VALUES(19,4,'telesales.intro.N+7',1772467200000,1772553600000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1771898400000}');
INSERT INTO "obligation" VALUES(20,4,'telesales.first_call',1772003400000,1772089800000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772003400000,"within":"24h"}');
INSERT INTO "obligation" VALUES(20,4,'telesales.intro.N+1',1772035200000,1772121600000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772003400000}');
INSERT INTO "obligation" VALUES(20,4,'telesales.intro.N+4',1772294400000,1772380800000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772003400000}');
INSERT INTO "obligation" VALUES(20,4,'telesales.promo_sms',1772380800000,1772467200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772003400000}');
INSERT INTO "obligation" VALUES(20,4,'telesales.intro.N+7',1772553600000,1772640000000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772003400000}');
INSERT INTO "obligation" VALUES(21,4,'telesales.thanks_sms',1772068800000,1772121600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772068800000}');
INSERT INTO "obligation" VALUES(21,4,'telesales.first_call',1772068800000,1772155200000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772068800000,"within":"24h"}');
INSERT INTO "obligation" VALUES(21,4,'telesales.intro.N+1',1772121600000,1772208000000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772068800000}');
INSERT INTO "obligation" VALUES(21,4,'telesales.intro.N+4',1772380800000,1772467200000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772068800000}');
INSERT INTO "obligation" VALUES(21,4,'telesales.promo_sms',1772467200000,1772553600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772068800000}');
INSERT INTO "obligation" VALUES(21,4,'telesales.intro.N+7',1772640000000,1772726400000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772068800000}');
INSERT INTO "obligation" VALUES(24,4,'telesales.thanks_sms',1772085600000,1772121600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772085600000}');
INSERT INTO "obligation" VALUES(24,4,'telesales.intro.N+4',1772380800000,1772467200000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772085600000}');
INSERT INTO "obligation" VALUES(24,4,'telesales.promo_sms',1772467200000,1772553600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772085600000}');
INSERT INTO "obligation" VALUES(24,4,'telesales.intro.N+7',1772640000000,1772726400000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772085600000}');
INSERT INTO "obligation" VALUES(28,3,'dealership.thanks_sms',1771552800000,1771603200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1771552800000}');
INSERT INTO "obligation" VALUES(28,3,'dealership.first_call',1771552800000,1771639200000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1771552800000,"within":"24h"}');
INSERT INTO "obligation" VALUES(28,3,'dealership.intro.N+1',1771603200000,1771689600000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1771552800000}');
INSERT INTO "obligation" VALUES(28,3,'dealership.intro.N+4',1771862400000,1771948800000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1771552800000}');
INSERT INTO "obligation" VALUES(28,3,'dealership.promo_sms',1771948800000,1772035200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1771552800000}');
INSERT INTO "obligation" VALUES(28,3,'dealership.intro.N+7',1772121600000,1772208000000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1771552800000}');
INSERT INTO "obligation" VALUES(19,4,'telesales.callback',1772503200000,1772504100000,'call',1,0,0,0,0,1,'','','{"code":"callback","at":1772503200000,"promised":1772071200000,"agent":"王敏"}');
INSERT INTO "obligation" VALUES(19,4,'telesales.unreached.A',1772589600000,1772676000000,'call',0,0,0,0,0,1,'','','{"code":"unreached","interval":"7d","base":1772071200000,"touched":true,"tier":"A"}');
INSERT INTO "obligation" VALUES(20,4,'telesales.retry',1772078700000,1772244300000,'call',0,0,0,0,1,1,'','','{"code":"retry","made":1,"attempts":3,"first":1772071500000,"last":1772071500000}');
INSERT INTO "obligation" VALUES(8,2,'brokerage.sample',1767196800000,1798732800000,'call',0,0,0,0,0,1,'','','{"code":"drawn","year":2026,"place":1,"size":1}');
INSERT INTO "obligation" VALUES(17,1,'key-account.weekly',1771722060000,1771808460000,'any',0,0,0,0,0,1,'','','{"code":"every","interval":"7d","base":1771203660000,"touched":false,"tier":null}');
INSERT INTO "obligation" VALUES(17,1,'key-account.halfmonth',1772413260000,1772499660000,'call',0,0,0,0,0,1,'','','{"code":"every","interval":"15d","base":1771203660000,"touched":false,"tier":"VIP"}');
INSERT INTO "obligation" VALUES(18,1,'key-account.weekly',1771722060000,1771808460000,'any',0,0,0,0,0,1,'','','{"code":"every","interval":"7d","base":1771203660000,"touched":false,"tier":null}');
INSERT INTO "obligation" VALUES(18,1,'key-account.halfmonth',1772413260000,1772499660000,'call',0,0,0,0,0,1,'','','{"code":"every","interval":"15d","base":1771203660000,"touched":false,"tier":"VIP"}');
INSERT INTO "obligation" VALUES(24,4,'telesales.unreached.A',1772676600000,1772763000000,'call',0,0,0,0,0,1,'','','{"code":"unreached","interval":"7d","base":1772158200000,"touched":true,"tier":"A"}');
INSERT INTO "obligation" VALUES(22,4,'telesales.thanks_sms',1772161200000,1772208000000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772161200000}');
INSERT INTO "obligation" VALUES(22,4,'telesales.intro.N+4',1772467200000,1772553600000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772161200000}');
INSERT INTO "obligation" VALUES(22,4,'telesales.promo_sms',1772553600000,1772640000000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772161200000}');
INSERT INTO "obligation" VALUES(22,4,'telesales.intro.N+7',1772726400000,1772812800000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772161200000}');
INSERT INTO "obligation" VALUES(25,4,'telesales.thanks_sms',1772413560000,1772467200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772413560000}');
INSERT INTO "obligation" VALUES(25,4,'telesales.first_call',1772413560000,1772499960000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772413560000,"within":"24h"}');
INSERT INTO "obligation" VALUES(25,4,'telesales.intro.N+1',1772467200000,1772553600000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772413560000}');
INSERT INTO "obligation" VALUES(25,4,'telesales.intro.N+4',1772726400000,1772812800000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772413560000}');
INSERT INTO "obligation" VALUES(25,4,'telesales.promo_sms',1772812800000,1772899200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772413560000}');
INSERT INTO "obligation" VALUES(25,4,'telesales.intro.N+7',1772985600000,1773072000000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772413560000}');
INSERT INTO "obligation" VALUES(23,4,'telesales.thanks_sms',1772440800000,1772467200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772440800000}');
INSERT INTO "obligation" VALUES(23,4,'telesales.first_call',1772440800000,1772527200000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772440800000,"within":"24h"}');
INSERT INTO "obligation" VALUES(23,4,'telesales.intro.N+1',1772467200000,1772553600000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772440800000}');
INSERT INTO "obligation" VALUES(23,4,'telesales.intro.N+4',1772726400000,1772812800000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772440800000}');
INSERT INTO "obligation" VALUES(23,4,'telesales.promo_sms',1772812800000,1772899200000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772440800000}');
INSERT INTO "obligation" VALUES(23,4,'telesales.intro.N+7',1772985600000,1773072000000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772440800000}');
INSERT INTO "obligation" VALUES(17,1,'key-account.friday_sms',1772791200000,1772812800000,'sms',0,0,0,0,0,0,'','','{"code":"greeting","on":"fri","at":1772726400000,"personal":true}');
INSERT INTO "obligation" VALUES(18,1,'key-account.friday_sms',1772791200000,1772812800000,'sms',0,0,0,0,0,0,'','','{"code":"greeting","on":"fri","at":1772726400000,"personal":true}');
INSERT INTO "obligation" VALUES(28,3,'dealership.maintenance.D',1773331200000,1773417600000,'call',0,0,0,0,0,1,'','','{"code":"every","interval":"14d","base":1772208000000,"touched":false,"tier":"D"}');
INSERT INTO "obligation" VALUES(24,4,'telesales.retry',1772507700000,1772673300000,'call',0,0,0,0,1,1,'','','{"code":"retry","made":1,"attempts":3,"first":1772500500000,"last":1772500500000}');
INSERT INTO "obligation" VALUES(29,4,'telesales.thanks_sms',1772499600000,1772553600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772499600000}');
INSERT INTO "obligation" VALUES(29,4,'telesales.first_call',1772499600000,1772586000000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772499600000,"within":"24h"}');
INSERT INTO "obligation" VALUES(29,4,'telesales.intro.N+1',1772553600000,1772640000000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772499600000}');
INSERT INTO "obligation" VALUES(29,4,'telesales.intro.N+4',1772812800000,1772899200000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772499600000}');
INSERT INTO "obligation" VALUES(29,4,'telesales.promo_sms',1772899200000,1772985600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772499600000}');
INSERT INTO "obligation" VALUES(29,4,'telesales.intro.N+7',1773072000000,1773158400000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772499600000}');
INSERT INTO "obligation" VALUES(30,4,'telesales.thanks_sms',1772499600000,1772553600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772499600000}');
INSERT INTO "obligation" VALUES(30,4,'telesales.first_call',1772499600000,1772586000000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772499600000,"within":"24h"}');
INSERT INTO "obligation" VALUES(30,4,'telesales.intro.N+1',1772553600000,1772640000000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772499600000}');
INSERT INTO "obligation" VALUES(30,4,'telesales.intro.N+4',1772812800000,1772899200000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772499600000}');
INSERT INTO "obligation" VALUES(30,4,'telesales.promo_sms',1772899200000,1772985600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772499600000}');
INSERT INTO "obligation" VALUES(30,4,'telesales.intro.N+7',1773072000000,1773158400000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772499600000}');
INSERT INTO "obligation" VALUES(31,4,'telesales.thanks_sms',1772499600000,1772553600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772499600000}');
INSERT INTO "obligation" VALUES(31,4,'telesales.first_call',1772499600000,1772586000000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772499600000,"within":"24h"}');
INSERT INTO "obligation" VALUES(31,4,'telesales.intro.N+1',1772553600000,1772640000000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772499600000}');
INSERT INTO "obligation" VALUES(31,4,'telesales.intro.N+4',1772812800000,1772899200000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772499600000}');
INSERT INTO "obligation" VALUES(31,4,'telesales.promo_sms',1772899200000,1772985600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772499600000}');
INSERT INTO "obligation" VALUES(31,4,'telesales.intro.N+7',1773072000000,1773158400000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772499600000}');
INSERT INTO "obligation" VALUES(32,4,'telesales.thanks_sms',1772499600000,1772553600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772499600000}');
INSERT INTO "obligation" VALUES(32,4,'telesales.first_call',1772499600000,1772586000000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772499600000,"within":"24h"}');
INSERT INTO "obligation" VALUES(32,4,'telesales.intro.N+1',1772553600000,1772640000000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772499600000}');
INSERT INTO "obligation" VALUES(32,4,'telesales.intro.N+4',1772812800000,1772899200000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772499600000}');
INSERT INTO "obligation" VALUES(32,4,'telesales.promo_sms',1772899200000,1772985600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772499600000}');
INSERT INTO "obligation" VALUES(32,4,'telesales.intro.N+7',1773072000000,1773158400000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772499600000}');
INSERT INTO "obligation" VALUES(33,4,'telesales.thanks_sms',1772499600000,1772553600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772499600000}');
INSERT INTO "obligation" VALUES(33,4,'telesales.first_call',1772499600000,1772586000000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772499600000,"within":"24h"}');
INSERT INTO "obligation" VALUES(33,4,'telesales.intro.N+1',1772553600000,1772640000000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772499600000}');
INSERT INTO "obligation" VALUES(33,4,'telesales.intro.N+4',1772812800000,1772899200000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772499600000}');
INSERT INTO "obligation" VALUES(33,4,'telesales.promo_sms',1772899200000,1772985600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772499600000}');
INSERT INTO "obligation" VALUES(33,4,'telesales.intro.N+7',1773072000000,1773158400000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772499600000}');
INSERT INTO "obligation" VALUES(34,4,'telesales.thanks_sms',1772499600000,1772553600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772499600000}');
INSERT INTO "obligation" VALUES(34,4,'telesales.first_call',1772499600000,1772586000000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772499600000,"within":"24h"}');
INSERT INTO "obligation" VALUES(34,4,'telesales.intro.N+1',1772553600000,1772640000000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772499600000}');
INSERT INTO "obligation" VALUES(34,4,'telesales.intro.N+4',1772812800000,1772899200000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772499600000}');
INSERT INTO "obligation" VALUES(34,4,'telesales.promo_sms',1772899200000,1772985600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772499600000}');
INSERT INTO "obligation" VALUES(34,4,'telesales.intro.N+7',1773072000000,1773158400000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772499600000}');
INSERT INTO "obligation" VALUES(35,4,'telesales.thanks_sms',1772499600000,1772553600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772499600000}');
INSERT INTO "obligation" VALUES(35,4,'telesales.first_call',1772499600000,1772586000000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772499600000,"within":"24h"}');
INSERT INTO "obligation" VALUES(35,4,'telesales.intro.N+1',1772553600000,1772640000000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772499600000}');
INSERT INTO "obligation" VALUES(35,4,'telesales.intro.N+4',1772812800000,1772899200000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772499600000}');
INSERT INTO "obligation" VALUES(35,4,'telesales.promo_sms',1772899200000,1772985600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772499600000}');
INSERT INTO "obligation" VALUES(35,4,'telesales.intro.N+7',1773072000000,1773158400000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772499600000}');
INSERT INTO "obligation" VALUES(36,4,'telesales.thanks_sms',1772499600000,1772553600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":0,"at":1772499600000}');
INSERT INTO "obligation" VALUES(36,4,'telesales.first_call',1772499600000,1772586000000,'call',0,0,0,1,0,1,'','','{"code":"within","milestone":"inquiry","at":1772499600000,"within":"24h"}');
INSERT INTO "obligation" VALUES(36,4,'telesales.intro.N+1',1772553600000,1772640000000,'call',0,0,0,1,0,1,'service','','{"code":"day","milestone":"inquiry","day":1,"at":1772499600000}');
INSERT INTO "obligation" VALUES(36,4,'telesales.intro.N+4',1772812800000,1772899200000,'call',0,0,0,1,0,1,'conversion','','{"code":"day","milestone":"inquiry","day":4,"at":1772499600000}');
INSERT INTO "obligation" VALUES(36,4,'telesales.promo_sms',1772899200000,1772985600000,'sms',0,0,0,0,0,0,'','','{"code":"day","milestone":"inquiry","day":5,"at":1772499600000}');
INSERT INTO "obligation" VALUES(36,4,'telesales.intro.N+7',1773072000000,1773158400000,'call',0,0,0,1,0,1,'long_term','','{"code":"day","milestone":"inquiry","day":7,"at":1772499600000}');
INSERT INTO "obligation" VALUES(30,4,'telesales.unreached.A',1773018000000,1773104400000,'call',0,0,0,0,0,1,'','','{"code":"unreached","interval":"7d","base":1772499600000,"touched":false,"tier":"A"}');
CREATE TABLE "open_call" ("agent_id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "token" TEXT NOT NULL, "phone" TEXT NOT NULL, "direction" TEXT NOT NULL, "dialled_at" INTEGER NOT NULL, "answered_at" INTEGER, "ended_at" INTEGER, "note" TEXT NOT NULL, "held" INTEGER NOT NULL, "scripts" TEXT NOT NULL, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"), FOREIGN KEY ("customer_id") REFERENCES "customer" ("id"));
INSERT INTO "open_call" VALUES(1,23,'4637a592791e460dba0bd4a32b96543a','+8613812347734','out',1772500800000,1772500809000,NULL,'要两台，问交货',1,'');
CREATE TABLE "phone" ("customer_id" INTEGER NOT NULL, "position" INTEGER NOT NULL, "e164" TEXT NOT NULL, "extension" TEXT NOT NULL, "label" TEXT NOT NULL, "reversed" TEXT NOT NULL, PRIMARY KEY ("customer_id", "position"), FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "phone" VALUES(1,0,'+8613900000001','','','1000000093168+');
INSERT INTO "phone" VALUES(2,0,'+8613900000002','','','2000000093168+');
INSERT INTO "phone" VALUES(3,0,'+8613900000003','','','3000000093168+');
INSERT INTO "phone" VALUES(4,0,'+8613900000004','','','4000000093168+');
INSERT INTO "phone" VALUES(5,0,'+8613900000005','','','5000000093168+');
INSERT INTO "phone" VALUES(6,0,'+8613900000006','','','6000000093168+');
INSERT INTO "phone" VALUES(7,0,'+8613900000007','','','7000000093168+');
INSERT INTO "phone" VALUES(8,0,'+8613900000008','','','8000000093168+');
INSERT INTO "phone" VALUES(9,0,'+8613700000001','','','1000000073168+');
INSERT INTO "phone" VALUES(10,0,'+8613700000002','','','2000000073168+');
INSERT INTO "phone" VALUES(11,0,'+8613700000003','','','3000000073168+');
INSERT INTO "phone" VALUES(12,0,'+8613700000004','','','4000000073168+');
INSERT INTO "phone" VALUES(13,0,'+8613700000005','','','5000000073168+');
INSERT INTO "phone" VALUES(14,0,'+8613700000006','','','6000000073168+');
INSERT INTO "phone" VALUES(15,0,'+8613700000007','','','7000000073168+');
INSERT INTO "phone" VALUES(16,0,'+8613700000008','','','8000000073168+');
INSERT INTO "phone" VALUES(17,0,'+8613700000009','','','9000000073168+');
INSERT INTO "phone" VALUES(18,0,'+8613700000010','','','0100000073168+');
INSERT INTO "phone" VALUES(19,0,'+8613812347730','','','0377432183168+');
INSERT INTO "phone" VALUES(20,0,'+8613812347731','','','1377432183168+');
INSERT INTO "phone" VALUES(21,0,'+8613812347732','','','2377432183168+');
INSERT INTO "phone" VALUES(22,0,'+8613812347733','','','3377432183168+');
INSERT INTO "phone" VALUES(23,0,'+8613812347734','','','4377432183168+');
INSERT INTO "phone" VALUES(24,0,'+8613812347735','','','5377432183168+');
INSERT INTO "phone" VALUES(26,0,'+8613812347737','','','7377432183168+');
INSERT INTO "phone" VALUES(27,0,'+8613812347738','','','8377432183168+');
INSERT INTO "phone" VALUES(28,0,'+8613812347790','','','0977432183168+');
INSERT INTO "phone" VALUES(25,0,'+8613812347736','','','6377432183168+');
INSERT INTO "phone" VALUES(25,1,'+8613812347737','','家里','7377432183168+');
INSERT INTO "phone" VALUES(29,0,'+8613700001001','','','1001000073168+');
INSERT INTO "phone" VALUES(30,0,'+8613700001002','','','2001000073168+');
INSERT INTO "phone" VALUES(31,0,'+8613700001003','','','3001000073168+');
INSERT INTO "phone" VALUES(32,0,'+8613700001004','','','4001000073168+');
INSERT INTO "phone" VALUES(33,0,'+8613700001005','','','5001000073168+');
INSERT INTO "phone" VALUES(34,0,'+8613700001006','','','6001000073168+');
INSERT INTO "phone" VALUES(35,0,'+8613700001007','','','7001000073168+');
INSERT INTO "phone" VALUES(36,0,'+8613700001008','','','8001000073168+');
CREATE TABLE "placement" ("customer_id" INTEGER NOT NULL, "edition_id" INTEGER NOT NULL, "ref" TEXT NOT NULL, "zone" TEXT NOT NULL, "owner_key" INTEGER NOT NULL, "lane" INTEGER NOT NULL, "k1" INTEGER NOT NULL, "k2" INTEGER NOT NULL, "segments" INTEGER NOT NULL, "block_set" INTEGER NOT NULL, "entry_rule" TEXT NOT NULL, "entry_due_at" INTEGER NOT NULL, "inquiry_at" INTEGER, "due_commitment" INTEGER NOT NULL, "breached" INTEGER NOT NULL, "promised" INTEGER NOT NULL, "valid_until" INTEGER, "plan_tier" TEXT, "cohort_key" TEXT NOT NULL, "folded_at" INTEGER NOT NULL, "next_lane" INTEGER NOT NULL, "next_k1" INTEGER NOT NULL, "next_k2" INTEGER NOT NULL, "next_block_set" INTEGER NOT NULL, "next_until" INTEGER, PRIMARY KEY ("customer_id", "edition_id"), FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("edition_id") REFERENCES "campaign_edition" ("id") ON DELETE CASCADE);
INSERT INTO "placement" VALUES(1,2,'B1','Asia/Shanghai',0,3,1000,1706976000000,8,8,'brokerage.new_account',1704247200000,NULL,0,1,0,NULL,NULL,'{"stock":[null,1704247200000,[]]}',1771203600000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(2,2,'B2','Asia/Shanghai',0,3,1000,1709481600000,8,8,'brokerage.new_account',1706925600000,NULL,0,1,0,NULL,NULL,'{"stock":[null,1706925600000,[]]}',1771203600000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(3,2,'B3','Asia/Shanghai',0,3,1000,1712160000000,8,8,'brokerage.new_account',1709431200000,NULL,0,1,0,NULL,NULL,'{"stock":[null,1709431200000,[]]}',1771203600000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(4,2,'B4','Asia/Shanghai',0,3,1000,1714752000000,8,8,'brokerage.new_account',1712109600000,NULL,0,1,0,NULL,NULL,'{"stock":[null,1712109600000,[]]}',1771203600000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(5,2,'B5','Asia/Shanghai',0,3,1000,1717430400000,8,8,'brokerage.new_account',1714701600000,NULL,0,1,0,NULL,NULL,'{"stock":[null,1714701600000,[]]}',1771203600000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(6,2,'B6','Asia/Shanghai',0,3,1000,1720022400000,8,8,'brokerage.new_account',1717380000000,NULL,0,1,0,NULL,NULL,'{"stock":[null,1717380000000,[]]}',1771203600000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(7,2,'B7','Asia/Shanghai',0,3,1000,1722700800000,8,8,'brokerage.new_account',1719972000000,NULL,0,1,0,NULL,NULL,'{"stock":[null,1719972000000,[]]}',1771203600000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(8,2,'B8','Asia/Shanghai',0,3,1000,1725379200000,8,8,'brokerage.new_account',1722650400000,NULL,0,1,0,1798732800000,NULL,'{"stock":[null,1722650400000,[]]}',1772154000000,3,1000,1725379200000,8,NULL);
INSERT INTO "placement" VALUES(9,1,'V01','Asia/Shanghai',0,3,1,1772499660000,8,8,'key-account.halfmonth',1772413260000,1771203660000,0,1,0,NULL,'regular','{"top":["1000",null,[]]}',1772500200000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(10,1,'V02','Asia/Shanghai',0,3,1,1772499660000,8,8,'key-account.halfmonth',1772413260000,1771203660000,0,1,0,NULL,'regular','{"top":["2000",null,[]]}',1772500200000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(11,1,'V03','Asia/Shanghai',0,0,0,0,8,0,'',0,1771203660000,0,0,0,NULL,'regular','{"top":["3000",null,[]]}',1772442000000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(12,1,'V04','Asia/Shanghai',0,3,1,1772499660000,8,8,'key-account.halfmonth',1772413260000,1771203660000,0,1,0,NULL,'regular','{"top":["4000",null,[]]}',1772500200000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(13,1,'V05','Asia/Shanghai',0,3,1,1772499660000,8,8,'key-account.halfmonth',1772413260000,1771203660000,0,1,0,NULL,'regular','{"top":["5000",null,[]]}',1772500200000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(14,1,'V06','Asia/Shanghai',0,3,1,1772499660000,8,8,'key-account.halfmonth',1772413260000,1771203660000,0,1,0,NULL,'regular','{"top":["6000",null,[]]}',1772500200000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(15,1,'V07','Asia/Shanghai',0,3,1,1772499660000,8,8,'key-account.halfmonth',1772413260000,1771203660000,0,1,0,NULL,'regular','{"top":["7000",null,[]]}',1772500200000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(16,1,'V08','Asia/Shanghai',0,3,1,1772499660000,8,8,'key-account.halfmonth',1772413260000,1771203660000,0,1,0,NULL,'regular','{"top":["8000",null,[]]}',1772500200000,0,0,0,0,NULL);
INSERT INTO "placement" VALUES(17,1,'V09','Asia/Shanghai',0,3,0,1771808460000,8,8,'key-account.weekly',1771722060000,1771203660000,0,2,0,1772791200000,'VIP','{"top":["9000",null,[]]}',1772500200000,3,0,1771808460000,8,1772812800000);
INSERT INTO "placement" VALUES(18,1,'V10','Asia/Shanghai',0,3,0,1771808460000,8,8,'key-account.weekly',1771722060000,1771203660000,0,2,0,1772791200000,'VIP','{"top":["10000",null,[]]}',1772500200000,3,0,1771808460000,8,1772812800000);
INSERT INTO "placement" VALUES(19,4,'W000019','Asia/Shanghai',0,0,0,0,33,0,'',0,1771898400000,0,3,0,1772503200000,'A','',1772500200000,1,0,1772504100000,0,1772504100000);
INSERT INTO "placement" VALUES(20,4,'W000020','Asia/Shanghai',2,3,1,1772089800000,1,1,'telesales.first_call',1772003400000,1772003400000,0,5,0,1772553600000,'B','',1772500200000,3,1,1772089800000,1,1772640000000);
INSERT INTO "placement" VALUES(21,4,'W000021','Asia/Shanghai',2,3,2,1772155200000,34,34,'telesales.first_call',1772068800000,1772068800000,0,4,0,1772553600000,'C','',1772500200000,3,2,1772155200000,34,1772640000000);
INSERT INTO "placement" VALUES(22,4,'W000022','Asia/Shanghai',0,0,0,0,34,0,'',0,1772161200000,0,1,0,1772506800000,'D','',1772500200000,5,3,1772553600000,34,1772553600000);
INSERT INTO "placement" VALUES(23,4,'W000023','Asia/Shanghai',0,2,0,-1772440800000,8,0,'telesales.first_call',1772440800000,1772440800000,0,1,0,1772527200000,NULL,'',1772499600000,3,1000,1772527200000,8,1772553600000);
INSERT INTO "placement" VALUES(24,4,'W000024','Asia/Shanghai',0,0,0,0,33,0,'',0,1772085600000,0,2,0,1772507700000,'A','',1772500540000,3,0,1772467200000,33,1772553600000);
INSERT INTO "placement" VALUES(25,4,'W000025','Asia/Shanghai',2,3,2,1772499960000,10,10,'telesales.first_call',1772413560000,1772413560000,0,2,0,1772553600000,'C','',1772500200000,3,2,1772499960000,10,1772726400000);
INSERT INTO "placement" VALUES(27,4,'W000027','Asia/Shanghai',0,0,0,0,33,0,'',0,1771812000000,0,0,0,1772503200000,'A','',1772500200000,0,0,0,0,1787500800000);
INSERT INTO "placement" VALUES(28,3,'W000028','Asia/Shanghai',0,3,1000,1771639200000,8,8,'dealership.first_call',1771552800000,1771552800000,0,6,0,1773331200000,NULL,'',1772500200000,3,1000,1771639200000,8,1773417600000);
INSERT INTO "placement" VALUES(29,4,'N001','Asia/Shanghai',0,2,0,-1772499600000,10,0,'telesales.first_call',1772499600000,1772499600000,0,0,0,1772553600000,'C','',1772500800000,2,0,-1772499600000,0,1772586000000);
INSERT INTO "placement" VALUES(30,4,'N002','Asia/Shanghai',0,2,0,-1772499600000,9,0,'telesales.first_call',1772499600000,1772499600000,0,0,0,1772553600000,'A','',1772500805000,2,0,-1772499600000,0,1772586000000);
INSERT INTO "placement" VALUES(31,4,'N003','Asia/Shanghai',0,2,0,-1772499600000,10,0,'telesales.first_call',1772499600000,1772499600000,0,0,0,1772553600000,'C','',1772500800000,2,0,-1772499600000,0,1772586000000);
INSERT INTO "placement" VALUES(32,4,'N004','Asia/Shanghai',0,2,0,-1772499600000,10,0,'telesales.first_call',1772499600000,1772499600000,0,0,0,1772553600000,'C','',1772500800000,2,0,-1772499600000,0,1772586000000);
INSERT INTO "placement" VALUES(33,4,'N005','Asia/Shanghai',0,2,0,-1772499600000,10,0,'telesales.first_call',1772499600000,1772499600000,0,0,0,1772553600000,'C','',1772500800000,2,0,-1772499600000,0,1772586000000);
INSERT INTO "placement" VALUES(34,4,'N006','Asia/Shanghai',0,2,0,-1772499600000,10,0,'telesales.first_call',1772499600000,1772499600000,0,0,0,1772553600000,'C','',1772500800000,2,0,-1772499600000,0,1772586000000);
INSERT INTO "placement" VALUES(35,4,'N007','Asia/Shanghai',0,2,0,-1772499600000,10,0,'telesales.first_call',1772499600000,1772499600000,0,0,0,1772553600000,'C','',1772500800000,2,0,-1772499600000,0,1772586000000);
INSERT INTO "placement" VALUES(36,4,'N008','Asia/Shanghai',0,2,0,-1772499600000,10,0,'telesales.first_call',1772499600000,1772499600000,0,0,0,1772553600000,'C','',1772500800000,2,0,-1772499600000,0,1772586000000);
CREATE TABLE "presence" ("agent_id" INTEGER NOT NULL PRIMARY KEY, "state" TEXT NOT NULL, "since" INTEGER NOT NULL, "signed_in_at" INTEGER, "heartbeat" INTEGER NOT NULL, "ref" TEXT NOT NULL, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"));
INSERT INTO "presence" VALUES(1,'talking',1772500809000,1772500800000,1772500820000,'W000023');
INSERT INTO "presence" VALUES(2,'ready',1772500540000,1772500500000,1772500540000,'');
CREATE TABLE "presence_span" ("id" INTEGER NOT NULL PRIMARY KEY, "agent_id" INTEGER NOT NULL, "state" TEXT NOT NULL, "since" INTEGER NOT NULL, "until" INTEGER, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"));
INSERT INTO "presence_span" VALUES(1,2,'dialling',1772500500000,1772500540000);
INSERT INTO "presence_span" VALUES(2,2,'ready',1772500540000,NULL);
INSERT INTO "presence_span" VALUES(3,1,'dialling',1772500800000,1772500809000);
INSERT INTO "presence_span" VALUES(4,1,'talking',1772500809000,NULL);
CREATE TABLE "program" ("id" TEXT NOT NULL PRIMARY KEY, "host" TEXT NOT NULL, "pid" INTEGER NOT NULL, "agent" TEXT NOT NULL, "started_at" INTEGER NOT NULL, "clock_at" INTEGER NOT NULL, "uptime_at" INTEGER NOT NULL);
INSERT INTO "program" VALUES('00000000000000000000000000000001','desk-1',4711,'王敏',1772500200000,1772500800000,60000);
CREATE TABLE "referral" ("customer_id" INTEGER NOT NULL PRIMARY KEY, "referrer_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("referrer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "referral" VALUES(20,19,1772003400000,'陈主管');
CREATE TABLE "request" ("key" TEXT NOT NULL PRIMARY KEY, "at" INTEGER NOT NULL, "verb" TEXT NOT NULL, "content" TEXT NOT NULL, "result" TEXT NOT NULL);
INSERT INTO "request" VALUES('assign-li/set_owner/31217ae83a9f64ff55233eee52127aec',1772154000000,'set_owner','31217ae83a9f64ff55233eee52127aec','""');
INSERT INTO "request" VALUES('case-han/open_case',1772418000000,'open_case','a2f31569eab228eb4cda77f646c91982','3');
CREATE TABLE "rulebook_version" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "number" INTEGER NOT NULL, "digest" TEXT NOT NULL, "text" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "actor" TEXT NOT NULL);
INSERT INTO "rulebook_version" VALUES(1,'key-account',1,'f4c3e64b66a94b9dccab219dfb350a4ba703a1aa0387e0c33231054c931f7e9d','# Key accounts: the best fifth by revenue, a touch a week, a personal SMS on Fridays (RULES R19, R21).
name = "key-account"
title.en = "Key accounts"
title.zh = "大客户维护"
tiers = ["VIP", "regular", "small"]

# VIP are the best by revenue. Below them a small customer is who was given as small; without revenue the given tier.
[cohorts.top]
kind = "top"
column = "revenue"
percent = 20

[[classify]]
tier = "VIP"
when = { cohort = "top" }

[[classify]]
given = ["small"]
when = { column = "revenue", known = true }

[[classify]]
tier = "regular"
when = { column = "revenue", known = true }

[[classify]]
given = ["VIP", "regular", "small"]

[[classify]]
tier = "regular"

[groups.key]
any_of = [{ column = "key", yes = true }, { tier = "VIP" }]

[phases.customer]
starts = "came"

[phases.question]
starts = "question"

[[rules]]
id = "weekly"
kind = "every"
phase = "customer"
channel = "any"
only = "key"
interval = "7d"

[[rules]]
id = "friday_sms"
kind = "greeting"
phase = "customer"
channel = "sms"
only = "key"
on = "fri"
from = "18:00"
personal = true

[[rules]]
id = "halfmonth"
kind = "every"
phase = "customer"
channel = "call"
tiers = ["VIP", "regular"]
interval = "15d"

[[rules]]
id = "answer"
kind = "within"
phase = "question"
channel = "any"
within = "24h"
commitment = true
task = true
how.en = "what cannot be answered yet is given a time at which it will be, agreed as a callback"
how.zh = "暂时不能答复的，约定答复时间，并记为约定回电"
',1771203600000,'陈主管');
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
',1771203600000,'陈主管');
INSERT INTO "rulebook_version" VALUES(3,'dealership',1,'a9ecf8c52f7920cf237ef22e79cb5a99d331bc11cb7ddc8cd1ae418ccdececd0','# A car dealer: inquiries as in telesales, five calls after the delivery, the birthday (RULES R1, R11).
name = "dealership"
title.en = "Car dealership"
title.zh = "汽车经销店跟进与回访"
tiers = ["A", "B", "C", "D", "E"]
no_tier_as = "D"
provisional_tier_until_reached = 2
# uses: presale, retry (see below)

[effective]
never = ["refused", "do_not_call"]

[phases.after_delivery]
starts = "delivered"

[phases.customer]
starts = "came"

# Each of the five has a script of its own.
[[rules]]
id = "delivered.2h"
kind = "within"
phase = "after_delivery"
channel = "call"
within = "2h"
best_within = "1h"
how = { en = "with the script for the day of the delivery", zh = "按交车当天话术" }

[[rules]]
id = "delivered.2h_sms"
kind = "day"
phase = "after_delivery"
channel = "sms"
after = "delivered.2h"
day = 0

[[rules]]
id = "delivered.day1-3"
kind = "window"
phase = "after_delivery"
channel = "call"
first = 1
last = 3
how = { en = "with the script for the first days after the delivery", zh = "按交车后三天内话术" }

[[rules]]
id = "delivered.day7"
kind = "day"
phase = "after_delivery"
channel = "call"
day = 7
how = { en = "with the script for the first week", zh = "按交车满一周话术" }

[[rules]]
id = "delivered.day7_sms"
kind = "day"
phase = "after_delivery"
channel = "sms"
after = "delivered.day7"
day = 0

[[rules]]
id = "delivered.1mo"
kind = "day"
phase = "after_delivery"
channel = "call"
months = 1
how = { en = "with the script for the first month", zh = "按交车满一个月话术" }

[[rules]]
id = "delivered.3mo"
kind = "day"
phase = "after_delivery"
channel = "call"
months = 3
how = { en = "with the script for the third month", zh = "按交车满三个月话术" }

[[rules]]
id = "delivered.3mo_sms"
kind = "day"
phase = "after_delivery"
channel = "sms"
after = "delivered.3mo"
day = 0

[[rules]]
id = "birthday"
kind = "greeting"
phase = "customer"
channel = "any"
on = "birthday"

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
',1771203600000,'陈主管');
INSERT INTO "rulebook_version" VALUES(4,'telesales',1,'bc501ff133f9d117475a3216d41bb10710f4b6f5872f196f47f1ca944fecda26','# Telephone and web sales: the follow-up of inquiries, of signed customers and of renewals (RULES R1, R2, R4, R8).
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
',1771898400000,'陈主管');
CREATE TABLE "search_word" ("kind" INTEGER NOT NULL, "word" TEXT NOT NULL, "customer_id" INTEGER NOT NULL, PRIMARY KEY ("kind", "word", "customer_id")) WITHOUT ROWID;
INSERT INTO "search_word" VALUES(1,'1',9);
INSERT INTO "search_word" VALUES(1,'1',29);
INSERT INTO "search_word" VALUES(1,'10',18);
INSERT INTO "search_word" VALUES(1,'2',10);
INSERT INTO "search_word" VALUES(1,'2',30);
INSERT INTO "search_word" VALUES(1,'3',11);
INSERT INTO "search_word" VALUES(1,'3',31);
INSERT INTO "search_word" VALUES(1,'4',12);
INSERT INTO "search_word" VALUES(1,'4',32);
INSERT INTO "search_word" VALUES(1,'5',13);
INSERT INTO "search_word" VALUES(1,'5',33);
INSERT INTO "search_word" VALUES(1,'6',14);
INSERT INTO "search_word" VALUES(1,'6',34);
INSERT INTO "search_word" VALUES(1,'7',15);
INSERT INTO "search_word" VALUES(1,'7',35);
INSERT INTO "search_word" VALUES(1,'8',16);
INSERT INTO "search_word" VALUES(1,'8',36);
INSERT INTO "search_word" VALUES(1,'9',17);
INSERT INTO "search_word" VALUES(1,'一',27);
INSERT INTO "search_word" VALUES(1,'主',28);
INSERT INTO "search_word" VALUES(1,'丽',25);
INSERT INTO "search_word" VALUES(1,'多',22);
INSERT INTO "search_word" VALUES(1,'客1',29);
INSERT INTO "search_word" VALUES(1,'客2',30);
INSERT INTO "search_word" VALUES(1,'客3',31);
INSERT INTO "search_word" VALUES(1,'客4',32);
INSERT INTO "search_word" VALUES(1,'客5',33);
INSERT INTO "search_word" VALUES(1,'客6',34);
INSERT INTO "search_word" VALUES(1,'客7',35);
INSERT INTO "search_word" VALUES(1,'客8',36);
INSERT INTO "search_word" VALUES(1,'客户1',9);
INSERT INTO "search_word" VALUES(1,'客户10',18);
INSERT INTO "search_word" VALUES(1,'客户2',10);
INSERT INTO "search_word" VALUES(1,'客户3',11);
INSERT INTO "search_word" VALUES(1,'客户4',12);
INSERT INTO "search_word" VALUES(1,'客户5',13);
INSERT INTO "search_word" VALUES(1,'客户6',14);
INSERT INTO "search_word" VALUES(1,'客户7',15);
INSERT INTO "search_word" VALUES(1,'客户8',16);
INSERT INTO "search_word" VALUES(1,'客户9',17);
INSERT INTO "search_word" VALUES(1,'户1',9);
INSERT INTO "search_word" VALUES(1,'户10',18);
INSERT INTO "search_word" VALUES(1,'户2',10);
INSERT INTO "search_word" VALUES(1,'户3',11);
INSERT INTO "search_word" VALUES(1,'户4',12);
INSERT INTO "search_word" VALUES(1,'户5',13);
INSERT INTO "search_word" VALUES(1,'户6',14);
INSERT INTO "search_word" VALUES(1,'户7',15);
INSERT INTO "search_word" VALUES(1,'户8',16);
INSERT INTO "search_word" VALUES(1,'户9',17);
INSERT INTO "search_word" VALUES(1,'杰',24);
INSERT INTO "search_word" VALUES(1,'梅',21);
INSERT INTO "search_word" VALUES(1,'翔',23);
INSERT INTO "search_word" VALUES(1,'莉',26);
INSERT INTO "search_word" VALUES(1,'雷',20);
INSERT INTO "search_word" VALUES(1,'静',19);
INSERT INTO "search_word" VALUES(3,'juzhu',28);
INSERT INTO "search_word" VALUES(4,'jz',28);
CREATE TABLE "snooze" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "until" INTEGER NOT NULL, "agent" TEXT NOT NULL, "reason" TEXT NOT NULL, "withdrawn_at" INTEGER, "withdrawn_by" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "snooze" VALUES(1,22,1772500200000,1772506800000,'王敏','客户在开会',NULL,'');
CREATE TABLE "stage_row" ("id" INTEGER NOT NULL PRIMARY KEY, "batch_id" INTEGER NOT NULL, "line" INTEGER NOT NULL, "kind" TEXT NOT NULL, "payload" TEXT NOT NULL, FOREIGN KEY ("batch_id") REFERENCES "import_batch" ("id") ON DELETE CASCADE);
INSERT INTO "stage_row" VALUES(9,5,10,'customer','{"line":10,"ref":"N009","campaign":"","name":"新客9","company":null,"phones":["+8613700001009"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(10,5,11,'customer','{"line":11,"ref":"N010","campaign":"","name":"新客10","company":null,"phones":["+8613700001010"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(11,5,12,'customer','{"line":12,"ref":"N011","campaign":"","name":"新客11","company":null,"phones":["+8613700001011"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(12,5,13,'customer','{"line":13,"ref":"N012","campaign":"","name":"新客12","company":null,"phones":["+8613700001012"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(13,5,14,'customer','{"line":14,"ref":"N013","campaign":"","name":"新客13","company":null,"phones":["+8613700001013"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(14,5,15,'customer','{"line":15,"ref":"N014","campaign":"","name":"新客14","company":null,"phones":["+8613700001014"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(15,5,16,'customer','{"line":16,"ref":"N015","campaign":"","name":"新客15","company":null,"phones":["+8613700001015"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(16,5,17,'customer','{"line":17,"ref":"N016","campaign":"","name":"新客16","company":null,"phones":["+8613700001016"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(17,5,18,'customer','{"line":18,"ref":"N017","campaign":"","name":"新客17","company":null,"phones":["+8613700001017"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(18,5,19,'customer','{"line":19,"ref":"N018","campaign":"","name":"新客18","company":null,"phones":["+8613700001018"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(19,5,20,'customer','{"line":20,"ref":"N019","campaign":"","name":"新客19","company":null,"phones":["+8613700001019"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(20,5,21,'customer','{"line":21,"ref":"N020","campaign":"","name":"新客20","company":null,"phones":["+8613700001020"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(21,5,22,'customer','{"line":22,"ref":"N021","campaign":"","name":"新客21","company":null,"phones":["+8613700001021"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(22,5,23,'customer','{"line":23,"ref":"N022","campaign":"","name":"新客22","company":null,"phones":["+8613700001022"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(23,5,24,'customer','{"line":24,"ref":"N023","campaign":"","name":"新客23","company":null,"phones":["+8613700001023"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(24,5,25,'customer','{"line":25,"ref":"N024","campaign":"","name":"新客24","company":null,"phones":["+8613700001024"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(25,5,26,'customer','{"line":26,"ref":"N025","campaign":"","name":"新客25","company":null,"phones":["+8613700001025"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(26,5,27,'customer','{"line":27,"ref":"N026","campaign":"","name":"新客26","company":null,"phones":["+8613700001026"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(27,5,28,'customer','{"line":28,"ref":"N027","campaign":"","name":"新客27","company":null,"phones":["+8613700001027"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(28,5,29,'customer','{"line":29,"ref":"N028","campaign":"","name":"新客28","company":null,"phones":["+8613700001028"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(29,5,30,'customer','{"line":30,"ref":"N029","campaign":"","name":"新客29","company":null,"phones":["+8613700001029"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(30,5,31,'customer','{"line":31,"ref":"N030","campaign":"","name":"新客30","company":null,"phones":["+8613700001030"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(31,5,32,'customer','{"line":32,"ref":"N031","campaign":"","name":"新客31","company":null,"phones":["+8613700001031"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(32,5,33,'customer','{"line":33,"ref":"N032","campaign":"","name":"新客32","company":null,"phones":["+8613700001032"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(33,5,34,'customer','{"line":34,"ref":"N033","campaign":"","name":"新客33","company":null,"phones":["+8613700001033"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(34,5,35,'customer','{"line":35,"ref":"N034","campaign":"","name":"新客34","company":null,"phones":["+8613700001034"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(35,5,36,'customer','{"line":36,"ref":"N035","campaign":"","name":"新客35","company":null,"phones":["+8613700001035"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(36,5,37,'customer','{"line":37,"ref":"N036","campaign":"","name":"新客36","company":null,"phones":["+8613700001036"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(37,5,38,'customer','{"line":38,"ref":"N037","campaign":"","name":"新客37","company":null,"phones":["+8613700001037"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(38,5,39,'customer','{"line":39,"ref":"N038","campaign":"","name":"新客38","company":null,"phones":["+8613700001038"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(39,5,40,'customer','{"line":40,"ref":"N039","campaign":"","name":"新客39","company":null,"phones":["+8613700001039"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
INSERT INTO "stage_row" VALUES(40,5,41,'customer','{"line":41,"ref":"N040","campaign":"","name":"新客40","company":null,"phones":["+8613700001040"],"tier":"C","stage":null,"source":null,"owner":null,"zone":null,"birthday":null,"created":{"kind":"inquiry","at":1772499600000,"date_only":false},"key":null,"revenue":null,"milestones":[],"attributes":null,"do_not_call":""}');
CREATE TABLE "tier_change" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "old" TEXT, "new" TEXT, "reason" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "tier_change" VALUES(1,9,1771203660000,'key-account',NULL,'regular','');
INSERT INTO "tier_change" VALUES(2,10,1771203660000,'key-account',NULL,'regular','');
INSERT INTO "tier_change" VALUES(3,11,1771203660000,'key-account',NULL,'regular','');
INSERT INTO "tier_change" VALUES(4,12,1771203660000,'key-account',NULL,'regular','');
INSERT INTO "tier_change" VALUES(5,13,1771203660000,'key-account',NULL,'regular','');
INSERT INTO "tier_change" VALUES(6,14,1771203660000,'key-account',NULL,'regular','');
INSERT INTO "tier_change" VALUES(7,15,1771203660000,'key-account',NULL,'regular','');
INSERT INTO "tier_change" VALUES(8,16,1771203660000,'key-account',NULL,'regular','');
INSERT INTO "tier_change" VALUES(9,17,1771203660000,'key-account',NULL,'regular','');
INSERT INTO "tier_change" VALUES(10,18,1771203660000,'key-account',NULL,'regular','');
INSERT INTO "tier_change" VALUES(11,17,1772154000000,'key-account','regular','VIP','');
INSERT INTO "tier_change" VALUES(12,18,1772154000000,'key-account','regular','VIP','');
INSERT INTO "tier_change" VALUES(13,24,1772160000000,'王敏','B','A','大单');
INSERT INTO "tier_change" VALUES(14,9,1772442000000,'陈主管',NULL,'VIP','');
INSERT INTO "tier_change" VALUES(15,30,1772500805000,'王敏','C','A','大单');
CREATE TABLE "touch" ("id" INTEGER NOT NULL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "agent_id" INTEGER, "channel" TEXT NOT NULL, "direction" TEXT NOT NULL, "disposition" TEXT, "seconds" INTEGER NOT NULL, "wrap_seconds" INTEGER NOT NULL, "note" TEXT NOT NULL, "callback_at" INTEGER, "team" TEXT NOT NULL, "phone" TEXT NOT NULL, "amount" TEXT NOT NULL, "result" TEXT, "satisfaction" INTEGER, "on_case" INTEGER, "recorded_at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "rulebook_version_id" INTEGER NOT NULL, "import_id" INTEGER, "effective" INTEGER NOT NULL, "corrects_id" INTEGER, "withdrawn" INTEGER NOT NULL, "in_force" INTEGER NOT NULL, "scripts" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("agent_id") REFERENCES "agent" ("id"), FOREIGN KEY ("rulebook_version_id") REFERENCES "rulebook_version" ("id"), FOREIGN KEY ("corrects_id") REFERENCES "touch" ("id"));
INSERT INTO "touch" VALUES(1,19,1771902000000,1,'call','out','interested',0,0,'客户想了解新的报价方案',NULL,'','+8613812347730','',NULL,NULL,NULL,1771902060000,'王敏',4,NULL,1,NULL,0,1,'');
INSERT INTO "touch" VALUES(2,27,1771898400000,1,'call','out','do_not_call',0,0,'不要再打',NULL,'','+8613812347738','',NULL,NULL,NULL,1771898460000,'王敏',4,NULL,0,NULL,0,1,'');
INSERT INTO "touch" VALUES(3,19,1772071200000,1,'call','out','callback',0,0,'客户想了解新的报价方案',1772503200000,'','+8613812347730','',NULL,NULL,NULL,1772071260000,'王敏',4,NULL,1,NULL,0,1,'');
INSERT INTO "touch" VALUES(4,20,1772071500000,1,'call','out','no_answer',0,0,'',NULL,'','+8613812347731','',NULL,NULL,NULL,1772071560000,'王敏',4,NULL,0,NULL,0,1,'');
INSERT INTO "touch" VALUES(5,21,1772074800000,1,'call','out','neutral',0,0,'短',NULL,'','+8613812347732','',NULL,NULL,NULL,1772074860000,'王敏',4,NULL,0,NULL,0,1,'');
INSERT INTO "touch" VALUES(6,24,1772158200000,1,'call','out','no_answer',0,0,'',NULL,'','+8613812347735','',NULL,NULL,NULL,1772158260000,'王敏',4,NULL,0,NULL,0,0,'');
INSERT INTO "touch" VALUES(7,24,1772158200000,1,'call','out','neutral',0,0,'接了，要资料',NULL,'','+8613812347735','',NULL,NULL,NULL,1772159400000,'王敏',4,NULL,1,6,0,1,'');
INSERT INTO "touch" VALUES(8,20,1772161200000,2,'sms','out',NULL,0,0,'报价已发',NULL,'','+8613812347731','',NULL,NULL,NULL,1772161260000,'赵磊',4,NULL,0,NULL,0,1,'');
INSERT INTO "touch" VALUES(9,21,1772199000000,1,'call','out','neutral',0,0,'太晚了还打',NULL,'','+8613812347732','',NULL,NULL,NULL,1772199060000,'王敏',4,NULL,0,NULL,0,1,'');
INSERT INTO "touch" VALUES(10,22,1772416800000,1,'call','out','negative',0,0,'不需要，别家便宜',NULL,'','+8613812347733','',NULL,NULL,NULL,1772416860000,'王敏',4,NULL,1,NULL,0,1,'');
INSERT INTO "touch" VALUES(11,24,1772500500000,2,'call','out','no_answer',0,0,'',NULL,'','+8613812347735','',NULL,NULL,NULL,1772500540000,'赵磊',4,NULL,0,NULL,0,1,'');
INSERT INTO "touch" VALUES(12,21,1772071200000,1,'call','out','negative',0,0,'别家便宜',NULL,'','+8613812347732','',NULL,NULL,NULL,1772500680000,'陈主管',4,4,0,NULL,0,1,'');
CREATE TABLE "two_people" ("id" INTEGER NOT NULL PRIMARY KEY, "first_id" INTEGER NOT NULL, "second_id" INTEGER NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "known" TEXT NOT NULL, "withdrawn_at" INTEGER, "withdrawn_by" TEXT NOT NULL, FOREIGN KEY ("first_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("second_id") REFERENCES "customer" ("id") ON DELETE CASCADE);
INSERT INTO "two_people" VALUES(1,19,25,1772500500000,'陈主管','e8bb8986021159cf0ad61dafab4996fe4319b23e7bfa05fb4d92c6885867aba0',NULL,'');
CREATE TABLE "waiting_owner" ("customer_id" INTEGER NOT NULL PRIMARY KEY, "owner_id" INTEGER, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL, "cause" TEXT NOT NULL, FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE, FOREIGN KEY ("owner_id") REFERENCES "agent" ("id"));
INSERT INTO "waiting_owner" VALUES(23,2,1772500815000,'陈主管','');
CREATE TABLE "zone_group" ("campaign_id" INTEGER NOT NULL, "zone" TEXT NOT NULL, PRIMARY KEY ("campaign_id", "zone"), FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id"));
INSERT INTO "zone_group" VALUES(2,'Asia/Shanghai');
INSERT INTO "zone_group" VALUES(1,'Asia/Shanghai');
INSERT INTO "zone_group" VALUES(4,'Asia/Shanghai');
INSERT INTO "zone_group" VALUES(3,'Asia/Shanghai');
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
CREATE INDEX "customer_change_customer_id" ON "customer_change" ("customer_id");
CREATE INDEX "do_not_call_lift_customer_id" ON "do_not_call_lift" ("customer_id");
CREATE INDEX "do_not_call_customer_id" ON "do_not_call" ("customer_id");
CREATE INDEX "snooze_customer_id" ON "snooze" ("customer_id");
CREATE INDEX "customer_merge_customer_id" ON "customer_merge" ("customer_id");
CREATE INDEX "customer_merge_survivor_id" ON "customer_merge" ("survivor_id");
CREATE INDEX "two_people_first_id" ON "two_people" ("first_id");
CREATE INDEX "two_people_second_id" ON "two_people" ("second_id");
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
CREATE INDEX placement_lane ON placement (edition_id, lane, owner_key, zone, block_set, k1, k2, ref, valid_until);
CREATE INDEX placement_holds ON placement (edition_id, lane, valid_until);
CREATE INDEX placement_next ON placement (edition_id, next_lane, owner_key, zone, next_block_set, next_k1, next_k2, ref, valid_until, next_until);
CREATE INDEX placement_valid ON placement (edition_id, valid_until);
CREATE INDEX placement_folded ON placement (folded_at);
CREATE INDEX placement_open ON placement (edition_id, owner_key, breached, promised) WHERE breached > 0 OR promised > 0;
CREATE INDEX placement_standing ON placement (customer_id, edition_id, owner_key);
CREATE INDEX customer_campaign ON customer (campaign_id, id);
CREATE INDEX customer_owner ON customer (owner_id, name_key) WHERE owner_id IS NOT NULL;
CREATE INDEX customer_owner_pinyin ON customer (owner_id, pinyin) WHERE owner_id IS NOT NULL;
CREATE INDEX customer_owner_initials ON customer (owner_id, initials) WHERE owner_id IS NOT NULL;
CREATE INDEX customer_owner_company ON customer (owner_id, company_key) WHERE owner_id IS NOT NULL;
CREATE INDEX customer_survivor ON customer (survivor_id) WHERE survivor_id IS NOT NULL;
CREATE UNIQUE INDEX two_people_marked ON two_people (first_id, second_id) WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX customer_merged ON customer_merge (customer_id) WHERE withdrawn_at IS NULL;
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
CREATE INDEX touch_import ON touch (import_id, customer_id) WHERE import_id IS NOT NULL AND NOT withdrawn;
CREATE INDEX obligation_breach ON obligation (edition_id, breach_at);
CREATE INDEX obligation_due ON obligation (edition_id, due_at);
CREATE INDEX obligation_rule ON obligation (edition_id, rule, due_at, breach_at, customer_id);
CREATE INDEX obligation_task ON obligation (edition_id, due_at) WHERE NOT dialled;
CREATE INDEX obligation_promise ON obligation (edition_id, breach_at) WHERE commitment;
CREATE INDEX breach_owner ON breach_log (owner_id, breach_at, voided_at);
CREATE INDEX breach_at ON breach_log (breach_at);
CREATE INDEX breach_logged ON breach_log (logged_at) WHERE voided_at IS NULL;
CREATE INDEX cohort_members ON cohort_place (edition_id, name, year);
CREATE INDEX closure_owner ON closure (owner_id, closed_at);
CREATE INDEX closure_at ON closure (closed_at);
CREATE INDEX closure_customer ON closure (customer_id);
CREATE INDEX snooze_until ON snooze (until) WHERE withdrawn_at IS NULL;
CREATE INDEX kase_state ON kase (state, opened_at);
CREATE INDEX finding_at ON finding (caused_at);
CREATE INDEX finding_logged ON finding (logged_at) WHERE voided_at IS NULL;
CREATE INDEX stage_batch ON stage_row (batch_id, id);
CREATE INDEX span_agent ON presence_span (agent_id, since);
CREATE INDEX notice_unread ON notice (agent_id, id) WHERE read_at IS NULL;
CREATE INDEX request_at ON request (at);
CREATE INDEX do_not_call_phone ON do_not_call (phone) WHERE phone <> '';
CREATE INDEX do_not_call_import ON do_not_call (import_id) WHERE NOT withdrawn;
CREATE INDEX do_not_call_again ON do_not_call (again_id) WHERE again_id IS NOT NULL;
COMMIT;
