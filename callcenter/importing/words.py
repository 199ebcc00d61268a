"""The words that offices use for the closed sets of docs/rules.md, in English and Chinese.

Looked up in the form of :func:`callcenter.importing.values.folded`: half-width, lower case, letters and digits only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from callcenter.model import Channel, ContactRole, Direction, Disposition, Result, Stage, Stance

_T = TypeVar("_T")


def _index(words: Mapping[_T, str]) -> dict[str, _T]:
    return {word: meaning for meaning, line in words.items() for word in line.split()}


CHANNELS: dict[str, tuple[Channel, Direction | None]] = _index(
    {
        (Channel.CALL, None): "call phone phonecall tel telephone voice 电话 通话 打电话 致电 电话回访 电话跟进 语音",
        (Channel.CALL, Direction.OUT): "外呼 呼出 去电 拨出 outboundcall outgoingcall",
        (Channel.CALL, Direction.IN): "来电 呼入 打入 inboundcall incomingcall",
        (Channel.SMS, None): "sms text textmessage shortmessage mms 短信 手机短信 短消息 短讯 彩信",
        (Channel.VISIT, None): "visit meeting inperson facetoface 拜访 上门 上门拜访 走访 面谈 面访 见面 会面 实地",
        (Channel.VISIT, Direction.IN): "来访 到店 到访 进店 walkin",
        (Channel.EMAIL, None): "email emails 邮件 电子邮件 电邮 邮箱 电子邮箱",
        (Channel.LETTER, None): "letter post postal 信函 信件 信 书信 寄信 邮寄 函件 平信 挂号信",
        (
            Channel.CHAT,
            None,
        ): "chat wechat weixin wecom whatsapp im qq online livechat 微信 企业微信 企微 在线 聊天 旺旺 钉钉",
    }
)
"""A word for a channel; some words say the direction as well."""

DIRECTIONS: dict[str, Direction] = _index(
    {
        Direction.OUT: "out outgoing outbound o 呼出 外呼 去电 拨出 打出 主叫 发出 外出 出 去",
        Direction.IN: "in incoming inbound i 呼入 来电 打入 接入 被叫 接听 收到 来访 入 来",
    }
)

RESULTS: dict[str, Result] = _index(
    {
        Result.PASSED: "passed pass ok 通过 合格 正常",
        Result.FAILED: "failed fail 不通过 未通过 不合格 异常",
        Result.REFUSED: "refused refuse 拒访 拒绝 拒绝回访",
        Result.UNREACHABLE: "unreachable notreached 无法联系 联系不上 未接通 失联",
    }
)

CONTACT_ROLES: dict[str, ContactRole] = _index(
    {
        ContactRole.ECONOMIC: (
            "economic economicbuyer decisionmaker decider 决策 决策人 决策者 经济决策人 经济购买者 拍板人"
        ),
        ContactRole.TECHNICAL: "technical technicalbuyer technician 技术 技术人员 技术负责人 技术把关 技术把关人",
        ContactRole.USER: "user enduser userbuyer 使用 使用人 使用者 使用部门",
        ContactRole.FINANCE: "finance financial financebuyer 财务 财务人员 财务负责人",
        ContactRole.COACH: "coach champion 内线 教练 向导 线人",
    }
)

STANCES: dict[str, Stance] = _index(
    {
        Stance.SUPPORTS: "supports support supporter supporting 支持 支持者",
        Stance.NEUTRAL: "neutral 中立 中立者",
        Stance.OPPOSES: "opposes oppose opponent opposing against 反对 反对者",
    }
)

SATISFACTION: dict[str, int] = _index(
    {5: "非常满意 很满意", 4: "满意 比较满意", 3: "一般 基本满意", 2: "不满意", 1: "非常不满意 很不满意"}
)

DISPOSITIONS: dict[str, Disposition] = _index(
    {
        Disposition.INTERESTED: "interested interest 有意向 有兴趣 感兴趣 意向 有意 有意愿 意向客户",
        Disposition.NEUTRAL: (
            "neutral undecided answered connected 中性 一般 考虑 考虑中 待定 观望 再考虑 已接通 接通 已接听 接听 "
            "接听成功 通话成功 已通话 正常"
        ),
        Disposition.APPOINTMENT: (
            "appointment appointed 预约 已预约 约访 已约 约定到店 预约到店 已约到店 邀约成功 约见"
        ),
        Disposition.SIGNED: "signed sale sold won deal 签约 已签约 成交 已成交 签单 已签 下单 已下单 已购买",
        Disposition.CALLBACK: (
            "callback callbacklater calllater 回电 要求回电 约定回电 稍后回电 再联系 稍后联系 稍后再打 "
            "预约回电 回拨 约回拨 改天再打"
        ),
        Disposition.NEGATIVE: (
            "negative notinterested 消极 负面 反感 态度差 无意向 没兴趣 不感兴趣 无兴趣 嫌贵 已买别家 抵触"
        ),
        Disposition.REFUSED: "refused refuse rejected declined 拒绝 拒访 拒绝回访 拒绝接听回访 谢绝 不接受回访",
        Disposition.DO_NOT_CALL: (
            "donotcall dnc donotcontact optout 勿打 勿扰 请勿致电 不要再打 禁止拨打 拒绝来电 勿再致电 黑名单 "
            "免打扰 禁呼"
        ),
        Disposition.HUNG_UP: (
            "hungup hangup 挂断 挂机 秒挂 直接挂断 接通即挂 拒接 挂电话 "
            "客户拒接 用户拒接 对方拒接 客户挂断 用户挂断 对方挂断"
        ),
        Disposition.WRONG_PERSON: "wrongperson wrongnumber 错号 打错 非本人 不是本人 号码错误 找错人 他人接听",
        Disposition.NO_ANSWER: "noanswer unanswered 无人接听 未接 未接听 无应答 无人接 没人接 不接 未接通 无人应答",
        Disposition.BUSY: "busy engaged 占线 忙线 忙音 正忙 通话中 用户忙 线路忙 正在通话 正在通话中",
        Disposition.SWITCHED_OFF: (
            "switchedoff poweredoff poweroff off 关机 已关机 关机中 无法接通 不在服务区 暂时无法接通"
        ),
        Disposition.VOICEMAIL: (
            "voicemail vm answeringmachine 语音信箱 语音留言 留言 留言信箱 秘书台 来电助手 语音助手"
        ),
        Disposition.SUSPENDED: "suspended outofservice 停机 已停机 欠费停机 暂停服务 停机保号",
        Disposition.INVALID_NUMBER: (
            "invalidnumber invalid notinuse disconnected 空号 号码不存在 号码无效 无效号码 号码有误 已注销 销号"
        ),
    }
)

STAGES: dict[str, Stage] = _index(
    {
        Stage.NONE: (
            "none open new active lead prospect potential inprogress working 无 潜在 潜在客户 潜客 意向 "
            "意向客户 跟进 跟进中 新客户 新建 待跟进 未成交 进行中 正常"
        ),
        Stage.SIGNED: "signed won sold customer 签约 已签约 签单 已签 成交 已成交 成交客户 已购买 老客户",
        Stage.LOST: "lost 流失 已流失 丢单 战败 输单 失败 失单 已失败 流失客户",
        Stage.CLOSED: "closed close 关闭 已关闭 结束 已结束 终止 已终止 无效 作废 停用",
    }
)

BOOLEANS: dict[str, bool] = _index(
    {
        True: "1 true t yes y on 是 有 真 对 是的 √ ✓ ✔ ☑ ✅",
        False: "0 false f no n off 否 无 假 错 不是 没有 不 非 × ✗ ✘ ☐ ❌",
    }
)

FLAG_WORDS: dict[str, dict[str, bool]] = {
    "key": {"key": True, "重点": True, "重点客户": True, "关键": True, "普通": False, "一般": False},
    "vip": {"vip": True, "贵宾": True, "普通": False},
    "high_voltage": {"高压": True, "高压用户": True, "低压": False, "低压用户": False, "high": True, "low": False},
    "dormant": {"dormant": True, "休眠": True, "active": False, "活跃": False, "正常": False},
    "margin": {"margin": True, "两融": True, "融资融券": True, "普通": False},
}
"""Words of some yes-or-no columns instead of yes and no."""

NOBODY = frozenset(["pool", "none", "nobody", "unassigned", "公海", "公共池", "无", "未分配", "待分配"])
"""An owner cell that says in words that nobody owns the customer."""

COUNTRIES = _index(
    {
        "GB": "uk 英国 greatbritain england 英格兰",
        "US": "usa unitedstatesofamerica america",
        "CN": "prc mainlandchina chinamainland 中国大陆 大陆 内地 中华人民共和国",
        "HK": "hongkong 香港 中国香港",
        "MO": "macao macau 澳门 中国澳门",
        "TW": "taiwan 台湾 中国台湾",
        "KR": "southkorea korea 韩国",
        "AE": "uae 阿联酋",
        "RU": "russia 俄罗斯",
        "CZ": "czechrepublic 捷克",
        "TR": "turkey 土耳其",
        "NL": "holland 荷兰",
        "VN": "vietnam 越南",
    }
)
"""Words of lists for a country, beside its code and its full name."""

NO_NUMBER = frozenset(
    [
        "无",
        "暂无",
        "没有",
        "无电话",
        "无号码",
        "未留",
        "未知",
        "不详",
        "空",
        "none",
        "na",
        "null",
        "nil",
        "no",
        "unknown",
    ]
)
"""A telephone cell that says in words that no number is known."""

ZONES = {
    "北京时间": "Asia/Shanghai",
    "中国标准时间": "Asia/Shanghai",
    "中国": "Asia/Shanghai",
    "北京": "Asia/Shanghai",
    "上海": "Asia/Shanghai",
    "香港": "Asia/Hong_Kong",
    "台北": "Asia/Taipei",
    "东京": "Asia/Tokyo",
    "新加坡": "Asia/Singapore",
}
"""Names that people write for a zone beside that of the time zone database."""

TIERS = {
    "重要": "vip",
    "贵宾": "vip",
    "大": "vip",
    "普通": "regular",
    "一般": "regular",
    "中": "regular",
    "小": "small",
}
"""Chinese words for the tiers of rulebooks that name them in words."""
