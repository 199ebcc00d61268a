"""What is pressed from the queue of the demo shift on to reach each screen, and what the gallery says beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from callcenter.locale import Language


@dataclass(frozen=True, slots=True)
class Typed:
    """What an agent writes, in the language of the picture."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: its name and titles, what leads there, and whether a supervisor sits at the desk."""

    name: str
    en: str
    zh: str
    keys: tuple[str | Typed, ...] = ()
    supervisor: bool = False

    def pressed(self, language: Language) -> Iterator[str]:
        """The keys, one by one."""
        for key in self.keys:
            if isinstance(key, str):
                yield key
            else:
                yield from key.en if language == "en" else key.zh


_PRICE_LIST = Typed("wants a price list", "想要一份价目表")
_TOO_DEAR = Typed("far too dear", "嫌价格太高了")


SHOTS = (
    Shot("queue", "The queue", "队列"),
    Shot("call", "A call, ringing", "通话：振铃中", ("n", "d")),
    Shot("call_note", "A call with its note", "通话：边打边记", ("n", "d", _PRICE_LIST)),
    Shot("wrap_up", "The wrap-up and the next date", "话后整理与下次日期", ("n", "d", _PRICE_LIST, "f3")),
    Shot("dispositions", "All sixteen dispositions", "全部十六种通话结果", ("n", "d", "f12")),
    Shot("script", "The whole script", "完整话术", ("n", "d", "ctrl+y")),
    Shot("customer", "A customer", "客户", ("enter",)),
    Shot("edit", "Changing the facts", "修改资料", ("enter", "e")),
    Shot("milestones", "Dated facts", "关键日期", ("enter", "M")),
    Shot("promises", "My promises", "我的约定", ("p",)),
    Shot(
        "duplicates", "Likely duplicates, and others of the company", "重复客户与同公司客户", (*"jjjjj", "enter", "o")
    ),
    Shot("scripts", "Scripts without a call", "不通话时看话术", ("enter", "r")),
    Shot("why", "Why (not) now", "为什么（不）派", ("w",)),
    Shot("find", "Finding anybody", "查找", ("slash", *"wang")),
    Shot("incoming", "An incoming call", "来电", ("i", *"138")),
    Shot("new_customer", "A new customer", "新客户", ("a",)),
    Shot("mine", "My customers", "我的客户", ("m",)),
    Shot("log", "The call log", "通话记录", ("2",)),
    Shot("messages", "Messages and visits", "消息与拜访", ("3",)),
    Shot("visits", "Agreed visits", "约好的拜访", ("3", "tab", "tab", "tab")),
    Shot("win_back", "An SMS to win back", "挽回短信", ("n", "d", _TOO_DEAR, "f12", "g", "ctrl+d")),
    Shot("cases", "Cases", "工单", ("4",), supervisor=True),
    Shot("team", "The team", "团队", ("5",), supervisor=True),
    Shot("duplicate_pairs", "The likely duplicates of everybody", "全部疑似重复", ("D",), supervisor=True),
    Shot("customers_of", "An agent's customers", "坐席的客户", ("5", "j", "c"), supervisor=True),
    Shot("rulebook", "The rules that run", "正在执行的制度", ("b",)),
    Shot("rule_customers", "Whom a rule asks for", "规则涉及的客户", ("b", "enter")),
    Shot("help", "The keys that work here", "按键帮助", ("question_mark",)),
    Shot("palette", "The command palette", "命令面板", ("ctrl+p",)),
    Shot("jump", "Jump mode", "跳转", ("ctrl+g",)),
    Shot("break", "A break", "小休", ("B",)),
    Shot("sign_off", "The end of a shift", "下班签退", ("ctrl+q",)),
)
