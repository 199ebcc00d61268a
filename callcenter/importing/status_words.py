"""Status words of a list, and those that mean that the customer must not be called (docs/rules.md#bad-rows).

A word is read as do-not-call wherever it says so, also within a longer text (``黑名单客户``, ``DNC since May``), as
callable where it says the opposite (``非黑名单``, ``not on DNC``), as unclear where it may mean that calls are refused
or something else (``拒绝``, ``Blocked``, ``No contact``), else as plain (``跟进中``, ``Proposal sent``).
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import lru_cache


class StatusMeaning(Enum):
    """Meanings of a status word for calls."""

    DO_NOT_CALL = "do_not_call"
    CALLABLE = "callable"
    UNCLEAR = "unclear"
    PLAIN = "plain"


_LONGEST = 500
_SIMPLIFIED = str.maketrans(
    "單擾絕訪撥電請聯繫絡來謝營銷騷別訂許話給線禁號呼屏蔽對無這個過時間",
    "单扰绝访拨电请联系络来谢营销骚别订许话给线禁号呼屏蔽对无这个过时间",
)
_CALLED = "打扰|打电话|拨打|打|拨|致电|来电|去电|电话|呼叫|外呼|联系|联络|骚扰|推销|营销|回访|访问|访|通话|电联"
_CHINESE = re.compile(
    r"黑名单|拉黑|加黑|免打?扰|禁(?:打|拨|呼|扰|访)"
    r"|勿(?:再次?|去)?(?:打|拨|扰|呼|致电|来电|去电|电|联系|联络|访|骚扰)"
    rf"|(?:不要|不得|不许|不准|不再|不允许|不接受|不同意|永不|禁止|严禁|拒绝|谢绝|停止|杜绝|(?<![特区级类])别)"
    rf"(?:再|给|我|其|被|向|接受?|任何|一切|本人|客户|人工)*(?:{_CALLED})"
    r"|不(?:可|能)再?(?:拨打|致电|呼叫|外呼|打电话)(?![通开])|拒(?:访|扰|电(?!话))"
)
_NOT_CHINESE = re.compile(
    r"(?:非|不在|不是|不属于|未(?:被|在|列|加|拉|进|设)?入?|没有?|无|移[出除]|解除|取消|撤销|撤出|退出|排除)(?:了|已|过|在)?"
    r"(?:黑名单|拉黑|加黑|免打扰|禁[打拨呼]|勿[打扰拨]|拒访)"
    r"|(?:黑名单|拉黑|加黑|免打扰|禁[打拨呼]|勿[打扰拨]|拒访)(?:已|被)?(?:解除|移[出除]|取消|撤销|到期|过期|[:：]?[否无])"
)
_LIST = r"(?:dnc|dncr|dnd|c?tps|d n c|black ?list(?:ed)?|block ?list(?:ed)?|deny ?list(?:ed)?|robinson(?: list)?)"
_OUT = r"opt(?:ed|ing|s)? ?outs?"
_ENGLISH = re.compile(
    rf"(?<![a-z]){_LIST}(?![a-z])|(?<![a-z]){_OUT}(?![a-z])"
    r"|(?<![a-z])(?:do(?:es)? ?not|do ?n ?t|does ?n ?t|never|must ?not|may ?not|cannot|can ?not|not ?to ?be|not be) ?"
    r"(?:be ?)?(?:want ?|take ?|accept ?|allow ?|like ?)?(?:any ?|to ?be ?|to ?)*"
    r"(?:call(?:s|ed)?|contact(?:s|ed)?|phoned?|telephoned?|dial(?:led|ed)?|ring|rung|disturb(?:ed)?|solicit(?:ed)?)"
    r"(?![a-z])"
    r"|(?<![a-z])no ?(?:more ?|further ?|phone ?|sales ?|marketing ?|cold ?)*calls?"
    r"(?![a-z]| (?:yet|made|so far|back|answer|log))"
    r"|(?<![a-z])(?:stop|cease|quit) ?(?:calling|calls?|contacting|contact|phoning|dialling|dialing)(?![a-z])"
    r"|(?<![a-z])(?:refus(?:es|ed|ing)|reject(?:s|ed|ing)|declin(?:es|ed|ing)) ?(?:all ?|any ?|further ?|to ?be ?)*"
    r"(?:calls|calling|called|contact|contacted)(?![a-z])"
    r"|(?<![a-z])calls? ?(?:refused|prohibited|forbidden|not ?allowed|unwanted)(?![a-z])"
    r"|(?<![a-z])(?:remove|take|taken) ?(?:me ?|him ?|her ?|them ?)?(?:from|off) ?(?:the ?|our ?|your ?|my ?)?"
    r"(?:call(?:ing)? ?)?list"
    r"|(?<![a-z])suppress(?:ed|ion)?(?: ?list)?(?![a-z])"
    r"|(?<![a-z])consent ?(?:withdrawn|revoked)|(?:withdrew|withdrawn|revoked) ?consent"
)
_NOT_ENGLISH = re.compile(
    rf"(?<![a-z])(?:not|non|no|off|isn ?t|never|un|(?:taken|removed|cleared) ?(?:off|from)|lifted|not ?on|not ?in)"
    rf" ?(?:the|a|an|on|in|our)? ?(?:{_LIST}|{_OUT})"
    rf"|(?:{_LIST}|do ?not ?call) ?(?:list ?)?(?:lifted|expired|cleared|removed|ended|no|false|none)(?![a-z])"
)
_NEVER_YET = re.compile(r"(?<![a-z])never ?(?:been ?)?(?:called|contacted|phoned|dialled|dialed|rung)(?![a-z])")
_WRITTEN = re.compile(rf"(?<![a-z])(?:e ?mails?|mails?|newsletters?|sms|texts?|texting|fax) ?(?:{_OUT})")
_UNCLEAR = re.compile(
    r"拒(?!接(?!受)|签|贷|保|单|收|付|赔|载)|勿|禁|黑(?!龙江|河|卡|金|钻|山)|屏蔽|退订|[打骚]扰|冻结|(?<![特区级类])别打"
    r"|不打(?!算)|不联[系络]|不要(?!求)|灰名单|红名单|敏感|封号|已故|去世|过世|死亡|身故"
    rf"|{_OUT}|(?<![a-z])(?:stop(?:ped)?|block(?:ed)?|refus(?:e|ed|es|al)|remov(?:e|ed|al)|unsub[a-z]*|restrict(?:ed)?"
    r"|exclude[ds]?|deceased|gdpr|tcpa|litigat[a-z]*|do ?not|don ?t|no ?contact|privacy|forbidden|prohibited)(?![a-z])"
)


@lru_cache(maxsize=4096)
def meaning(text: str) -> StatusMeaning:
    """Return what a status cell says about calls, in any case and width, in simplified or traditional characters."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).casefold().translate(_SIMPLIFIED)
    words = " ".join(re.sub(r"[\W_]+", " ", plain).split())
    chinese = words.replace(" ", "")
    if _NOT_CHINESE.search(chinese) or _NOT_ENGLISH.search(words) or _NEVER_YET.fullmatch(words):
        return StatusMeaning.CALLABLE
    if _WRITTEN.search(words):
        return StatusMeaning.UNCLEAR
    if _CHINESE.search(chinese) or _ENGLISH.search(words):
        return StatusMeaning.DO_NOT_CALL
    if _UNCLEAR.search(chinese) or _UNCLEAR.search(words):
        return StatusMeaning.UNCLEAR
    return StatusMeaning.PLAIN


def _forms(words: str) -> frozenset[str]:
    return frozenset(words.split())


DO_NOT_CALL_HEADINGS = _forms(
    "dnc isdnc ondnc dncflag dnclist dncstatus donotcall donotcallflag donotcalllist donotcontact donotphone dnd "
    "donotdisturb blacklist blacklisted isblacklisted blocklist blocklisted optout optedout calloptout phoneoptout "
    "hasoptedout tps ctps nocall nocalls nocallflag suppressed suppression "
    "黑名单 是否黑名单 黑名单标记 黑名单客户 黑名单状态 拉黑 是否拉黑 勿打 是否勿打 勿扰 免打扰 是否免打扰 免打扰标记 "
    "禁呼 是否禁呼 禁呼标记 禁拨 禁止呼叫 禁止拨打 是否禁止拨打 拒访 是否拒访 拒绝来电 拒绝联系 是否拒绝联系 "
    "黑名單 是否黑名單 勿擾 免打擾 禁撥 拒訪"
)
"""Headings of columns that say yes or no about do-not-call, in the form of ``heading_form``."""

NOT_LISTED = _forms("正常 normal clear")
"""Words of such a column for everybody else, beside no."""

TAG_HEADINGS = _forms("state tag tags label labels 标签 客户标签 标记 客户类型 名单类型")
"""Headings of columns in which do-not-call may stand beside words of every kind: the others are left alone."""
