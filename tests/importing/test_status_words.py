"""Meanings of lists' status words for calls."""

from __future__ import annotations

import pytest

from callcenter.importing.status_words import StatusMeaning, meaning

# fmt: off
BARRED = [
    "黑名单", "DNC", "dnc", "ＤＮＣ", "D.N.C.", "Do Not Call",
    "DO-NOT-CALL", "do_not_call", "DoNotCall", "don't call", "Don’t Call", "do not contact",
    "opt out", "Opt-Out", "opted out", "OptOut", "blacklisted", "Black List",
    "black-listed", "blocklist", "勿打", "勿扰", "请勿致电", "请勿打扰", "请勿再次联系",
    "勿再致电", "不要再打", "不要再打电话", "客户要求不要再打电话了", "不要联系", "别打",
    "别再打了", "别给我打电话", "拒访", "拒绝来电", "拒绝电话", "拒绝联系",
    "拒绝推销", "拒绝回访", "谢绝来电", "禁呼", "禁拨", "禁止拨打",
    "禁止外呼", "免打扰", "已拉黑", "加入黑名单", "黑名单客户", "黑名单（投诉）",
    "黑名單", "勿擾", "請勿致電", "拒絕來電", "拒訪", "停止联系",
    "永不联系", "不再联系", "不可拨打", "不接受电话", "不接受任何来电", "never call",
    "Never call again", "no calls", "No more calls", "stop calling", "stop calls", "remove from list",
    "remove from calling list", "take me off the list", "suppressed", "Suppression list", "TPS", "DND",
    "do not disturb", "DNC客户", "DNC - requested 2025-01-01", "refuses calls", "does not want calls",
    "doesn't want to be called",
    "consent withdrawn", "do not phone", "DoNotContact", "robinson list", "勿电", "must not be called",
    "严禁拨打",
]
UNCLEAR = [
    "拒绝", "客户拒绝", "已拒绝", "屏蔽", "退订", "已退订",
    "Blocked", "Refused", "Stop", "stopped", "No contact", "No Contact",
    "unsubscribed", "email opt out", "SMS opt-out", "Removed", "do not mail", "Do Not Email",
    "不打", "不联系", "暂不联系", "灰名单", "红名单", "敏感客户",
    "冻结", "restricted", "excluded", "deceased", "已故", "不要",
    "GDPR", "勿", "骚扰",
]
CALLABLE = [
    "非黑名单", "不在黑名单", "未拉黑", "移出黑名单", "已解除黑名单", "解除勿打",
    "黑名单：否", "黑名单已解除", "not on DNC", "non-DNC", "No DNC", "Not opted out",
    "not blacklisted", "removed from blacklist", "DNC lifted", "Never called", "never contacted", "无黑名单",
]
PLAIN = [
    "跟进中", "新客户", "已成交", "意向客户", "潜在", "停机",
    "空号", "关机", "停用", "停产", "拒接", "客户拒接",
    "拒签", "拒贷", "黑龙江", "黑卡会员", "特别打折", "不要求",
    "无法联系", "联系不上", "未接通", "已联系", "待联系", "不需要",
    "不感兴趣", "没兴趣", "放弃", "停止跟进", "可拨打", "白名单",
    "opted in", "Opt-in", "subscribed", "New", "Open", "Working",
    "In progress", "Qualified", "Unqualified", "Lost", "Won", "Closed",
    "Nurture", "Not interested", "Rejected", "Declined", "Call back", "call later",
    "Contacted", "Not contacted", "No answer", "wrong number", "disconnected", "VIP",
    "A", "Proposal sent", "Negotiation", "Stopgap", "adopted", "options",
    "Option", "CA", "NY", "IN", "OR", "处理中",
    "投诉处理中", "报价中", "打算购买", "不打算", "试用", "流失",
    "休眠", "活跃", "冬眠", "calls scheduled", "no call yet", "phone",
    "do", "Called", "未拨打", "待拨打", "已拨打", "继续联系",
    "请联系", "预约回访", "回访", "已回访", "别墅客户", "不能接通",
    "不能打通", "called once", "Dead", "On hold", "calling", "to be called",
    "To be contacted", "tier 2", "不在服务区", "打电话",
]
# fmt: on


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *((word, StatusMeaning.DO_NOT_CALL) for word in BARRED),
        *((word, StatusMeaning.UNCLEAR) for word in UNCLEAR),
        *((word, StatusMeaning.CALLABLE) for word in CALLABLE),
        *((word, StatusMeaning.PLAIN) for word in PLAIN),
    ],
)
def test_status_words(word: str, expected: StatusMeaning) -> None:
    assert meaning(word) is expected
    assert meaning(f"  {word.upper()}\u3000") is expected
