"""The headings that offices use for the fields of docs/rules.md#columns, in English and Chinese.

A word stands in the form in which headings are compared: half-width, lower case, no spaces and signs.
"""

from __future__ import annotations

from callcenter.importing.drafts import BookKind
from callcenter.model import MilestoneKind

CUSTOMER_WORDS = {
    "ref": (
        "ref id recordid customerref customerid customerno customernumber customercode clientid accountno 编号 "
        "客户编号 客户号 客户代码 客户编码 客户id 用户编号 会员号 会员编号 卡号 客编 代码"
    ),
    "name": (
        "name fullname customername clientname contact contactname contactperson 姓名 客户姓名 名字 联系人 "
        "联系人姓名 客户名 客户名称 名称 称呼 客户 用户姓名 customer"
    ),
    "family_name": "familyname lastname surname 姓 姓氏",
    "given_name": "givenname firstname forename 名",
    "company": (
        "company companyname organisation organization firm employer 公司 公司名称 单位 单位名称 企业 "
        "企业名称 工作单位 所属公司 客户公司"
    ),
    "phone": (
        "phone phones phonenumber phonenumbers mobile mobilephone mobileno cell cellphone tel telephone "
        "contactnumber 手机 手机号 手机号码 电话 电话号码 联系电话 联系方式 移动电话 固定电话 固话 座机 号码 "
        "办公电话 家庭电话 备用电话 客户电话 客户手机 手机1 手机2 电话1 电话2 phone1 phone2 phone3 mobile2 "
        "联系手机 联系人手机 联系人手机号 联系人电话 本人手机 businessphone homephone workphone officephone"
    ),
    "tier": (
        "tier class grade level customertier customerclass customerlevel importance 等级 客户等级 级别 "
        "客户级别 重要度 重要程度 客户分级 分级 客户类别 意向等级 意向级别"
    ),
    "stage": "stage status customerstage customerstatus 阶段 客户阶段 状态 客户状态 跟进状态 销售阶段",
    "source": (
        "source leadsource channelsource customersource origin 来源 客户来源 来源渠道 线索来源 渠道来源 "
        "信息来源 获客渠道"
    ),
    "owner": (
        "owner contactowner leadowner accountowner agent salesperson salesrep accountmanager assignedto "
        "responsible 归属人 归属 负责人 跟进人 "
        "业务员 销售 销售员 销售人员 客户经理 所属人 所有人 责任人 坐席 客服 客服人员 销售顾问 置业顾问 专员"
    ),
    "campaign": "campaign list project 项目 名单 活动 所属项目 项目名称 营销活动 批次",
    "timezone": "timezone tz zone 时区 所在时区",
    "birthday": "birthday birthdate dateofbirth dob birth 生日 出生日期 出生年月日 客户生日 生辰 出生年月",
    "created_at": (
        "createdat created creationdate createddate createddatetime createdon registeredat datecreated "
        "createtime createdtime 创建时间 创建日期 建档时间 建档日期 录入时间 录入日期 登记时间 登记日期 "
        "入库时间 添加时间 新增时间 注册时间 注册日期"
    ),
    "key": ("key keycustomer keyaccount iskey 重点 重点客户 关键客户 是否重点 是否重点客户 重点标记 大客户 是否大客户"),
    "revenue": (
        "revenue annualrevenue income contribution 收入 营收 年收入 营业额 年营业额 贡献 贡献额 销售额 "
        "年销售额 收入贡献 业务收入"
    ),
    "units_per_year": (
        "unitsperyear yearlyunits annualunits 年采购量 年进货量 年销量 年销售量 年台数 年采购台数 年进货台数 "
        "年用量 年订货量"
    ),
    "units": "units quantity 台数 购买台数 购买数量 保有量 数量 拥有台数",
    "capacity_kva": "capacitykva capacity kva 容量 受电容量 变压器容量 用电容量 报装容量",
    "annual_kwh": "annualkwh kwhperyear yearlykwh 年用电量 年电量",
    "high_voltage": "highvoltage 高压 高压客户 高压用户 是否高压",
    "close_probability": (
        "closeprobability probability winprobability closingprobability 成交概率 成交可能性 成功率 赢率 成交率 签约概率"
    ),
    "assets_cny": "assetscny assets 资产 总资产 资产规模 客户资产 资产总值",
    "turnover_cny": "turnovercny turnover 交易额 年交易额 成交额 年成交额 交易量",
    "vip": "vip isvip vip客户 是否vip 贵宾 贵宾客户",
    "loss_gap": "lossgap 亏损差距 亏损幅度 亏损差 亏损比例",
    "dormant": "dormant isdormant 休眠 休眠户 休眠客户 是否休眠",
    "margin": "margin margincustomer 融资融券 两融 两融客户 是否两融 信用账户",
    "tags": "tags tag 标签 客户标签",
    "person": "person keyperson keycontact purchasingcontact 关键人 关键联系人 对接人 对接人姓名 采购联系人",
    "person_role": "personrole contactrole buyingrole 角色 联系人角色 对接人角色 采购角色",
    "person_stance": "personstance contactstance stance 态度 联系人态度 对接人态度 立场",
    "person_phone": "personphone contactphone keypersonphone 对接人电话 对接人手机 关键人电话 关键人手机",
}
"""Field of a customer list → its headings, beside the name of the field itself."""

MILESTONE_STEMS = {
    MilestoneKind.INQUIRY: "inquiry enquiry 来电 咨询 询价 询盘 线索 留资 进线 首次咨询 首次来电 首次联系 问询",
    MilestoneKind.APPOINTMENT: "appointment 预约 约定 约见 约访 预约到店 预约来店 面谈 到店预约",
    MilestoneKind.DELIVERED: "delivered delivery 交付 交车 交货 送货 提车 提货 到货 收货",
    MilestoneKind.ACCOUNT_OPENED: "account_opened account_opening 开户",
    MilestoneKind.SHIPPED: "shipped shipping shipment dispatched 发货 寄出 出货",
    MilestoneKind.CONNECTED: "connected connection 接电 送电 通电 装表接电",
    MilestoneKind.EXPO: "expo exhibition fair 展会 展会结束 参展 展览",
    MilestoneKind.CONTRACT_START: (
        "contract_start contract_begin 合同开始 合同起始 合同生效 合同起 起租 保单生效 签约 签单"
    ),
    MilestoneKind.CONTRACT_END: (
        "contract_end contract_expiry 合同结束 合同到期 合同终止 合同截止 合同止 保单到期 到期"
    ),
    MilestoneKind.QUOTED: "quoted quotation quote 报价",
    MilestoneKind.QUESTION: "question 提问 疑问 问题提出 问题",
    MilestoneKind.SAMPLES_ARRIVED: "samples_arrived sample_arrival 样品到达 样品签收 样品送达 收样 样品到",
    MilestoneKind.COMPLAINT_RESOLVED: (
        "complaint_resolved complaint_resolution 投诉解决 投诉办结 投诉处理完成 投诉处理完毕 投诉处理 投诉完结"
    ),
    MilestoneKind.REPAIR_DONE: "repair_done repaired 维修完成 报修完成 修复 维修完毕 抢修完成 故障修复",
    MilestoneKind.HAND_ON_ANSWERED: "hand_on_answered 转办答复 转办回复 部门答复",
    MilestoneKind.HANDED_OUT: "handed_out 线索分配 线索下发 分配线索",
    MilestoneKind.REPORTED: "reported 线索汇报 线索反馈",
    MilestoneKind.WARRANTY_END: (
        "warranty_end warranty_expiry 保修到期 质保到期 保修截止 质保截止 保修结束 质保结束 保修期止"
    ),
    MilestoneKind.EVENT: "event 事件 事件发生 突发事件 重大事件",
}
"""Milestone → what stands before one of the endings."""

MILESTONE_ENDINGS = ("at", "date", "time", "on", "datetime", "时间", "日期", "日", "时刻")

TOUCH_WORDS = {
    "customer_ref": (
        "customerref ref customer customerid customerno customernumber customercode clientid 编号 客户编号 "
        "客户号 客户代码 客户编码 客户id 客户 客编 用户编号"
    ),
    "at": (
        "at time date datetime when timestamp touchedat calledat calltime calldate contacttime contactdate "
        "touchtime starttime 时间 日期 跟进时间 跟进日期 通话时间 联系时间 联系日期 拨打时间 呼叫时间 "
        "沟通时间 开始时间 回访时间 发生时间 呼叫日期 通话日期"
    ),
    "agent": (
        "agent user operator caller staff employee salesperson owner 坐席 座席 客服 业务员 跟进人 员工 经办人 "
        "操作人 销售 客服人员 坐席姓名 跟进人员 联系人员 拨打人 记录人 工号 客户经理 归属人 负责人"
    ),
    "channel": (
        "channel type method medium means contacttype 渠道 方式 跟进方式 联系方式 沟通方式 类型 跟进类型 "
        "联系渠道 回访方式"
    ),
    "direction": "direction calldirection inout 方向 呼叫方向 呼叫类型 呼入呼出 呼叫方式 通话方向",
    "disposition": (
        "disposition result outcome callresult calloutcome callstatus status 结果 通话结果 跟进结果 联系结果 "
        "处置 呼叫结果 拨打结果 通话状态 回访结果 状态 接通状态 沟通结果"
    ),
    "seconds": (
        "seconds duration talktime talkseconds callduration durationseconds talkduration length 秒数 时长 "
        "通话时长 通话秒数 通话时间长度 持续时间 通话时长秒"
    ),
    "note": (
        "note notes remark remarks comment comments content summary text memo 备注 内容 跟进内容 小结 "
        "通话小结 记录 跟进记录 沟通内容 通话内容 沟通记录 说明 跟进情况 通话记录 回访内容 跟进备注"
    ),
    "callback_at": (
        "callbackat callback callbacktime callbackdate nextcall nextcallat nextcontact nextfollowup "
        "followupat followupdate 回拨时间 回电时间 约定回电 约定回电时间 下次联系时间 下次跟进时间 "
        "下次回访时间 下次跟进 下次联系 下次联系日期 下次跟进日期 预约回电时间"
    ),
    "callback_result": "callbackresult reviewresult checkresult 回访结论 检查结果 核查结果 结论",
    "satisfaction": "satisfaction csat satisfactionscore 满意度 满意度评分 满意度得分 满意度打分",
    "amount": "amount sum value contractamount orderamount 金额 成交金额 合同金额 签约金额 订单金额",
    "currency": "currency currencycode 币种 货币 币别",
    "team": "team department group dept 部门 团队 班组 小组 组别 所属团队 所属部门",
    "recording": (
        "recording recordings recordingfile recordingurl recordinglink recordfile audio audiofile audiourl voicefile "
        "录音 录音文件 录音地址 录音链接 录音路径 通话录音 录音文件名"
    ),
    "phone": (
        "phone phonenumber number dialled dialed callednumber mobile tel telephone 电话 手机 号码 手机号 "
        "电话号码 手机号码 被叫 被叫号码 拨打号码 联系电话 呼叫号码"
    ),
}
"""Field of a list of touches → its headings."""

SECOND_CHOICE: dict[BookKind, dict[str, str]] = {
    BookKind.CUSTOMERS: {
        "客户名称": "company",
        "名称": "company",
        "客户": "company",
        "customer": "company",
        "状态": "",
        "status": "",
        "联系方式": "phone",
        "客服": "",
        "客服人员": "",
        "销售": "",
        "agent": "",
        "代码": "",
        "卡号": "",
        "会员号": "",
        "id": "",
        "来电日": "",
        "首次咨询时间": "",
        "首次来电时间": "",
        "首次联系时间": "",
        "签约时间": "",
        "签约日期": "",
        "大客户": "",
    },
    BookKind.TOUCHES: {
        "客户": "",
        "customer": "",
        "日期": "",
        "时间": "",
        "类型": "",
        "type": "",
        "状态": "",
        "status": "",
        "归属人": "",
        "负责人": "",
        "owner": "",
        "工号": "",
        "说明": "",
        "text": "",
        "联系方式": "phone",
        "号码": "",
    },
}
"""Words that give way to a plainer heading of the same field, and what they then mean (empty = an attribute)."""

VAGUE_STAGES = frozenset(["状态", "status", "客户状态", "customerstatus", "跟进状态"])
"""Headings of the stage under which other words may stand as well: an unknown one is then an attribute."""
