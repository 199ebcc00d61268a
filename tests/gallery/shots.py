"""The screens of the workstation: the keys that lead to each from the queue of the demo shift, and its title."""

from __future__ import annotations

from dataclasses import dataclass

from callcenter.locale import Language


@dataclass(frozen=True, slots=True)
class Typed:
    """Text that an agent writes, in the language of the screen."""

    en: str
    zh: str

    def text(self, language: Language) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Size:
    """A size of the terminal. ``wide``: only for screens that show more where there is room. ``slow``: `make test-long`
    compares it."""

    columns: int
    lines: int
    wide: bool = False
    slow: bool = False

    @property
    def pair(self) -> tuple[int, int]:
        return self.columns, self.lines

    def __str__(self) -> str:
        return f"{self.columns}x{self.lines}"


SIZES = (
    Size(80, 24),
    Size(160, 48, wide=True),
    Size(80, 23, slow=True),  # the status line of a multiplexer takes one
    Size(120, 36, slow=True),
    Size(200, 60, slow=True),
)


@dataclass(frozen=True, slots=True)
class Shot:
    """A screen: its name and titles, what leads there, and whether a supervisor sits at the desk.

    One that shows more where there is room is ``wide``; one that is ``pictured`` is among the guide's pictures.
    """

    name: str
    en: str
    zh: str
    keys: tuple[str | Typed, ...] = ()
    supervisor: bool = False
    wide: bool = False
    pictured: bool = False

    def sizes(self, *, slow: bool) -> tuple[Size, ...]:
        """Return the sizes in which it is compared."""
        return tuple(size for size in SIZES if size.slow is slow and (self.wide or not size.wide))


_PRICE_LIST = Typed("wants a price list", "想要一份价目表")
_TOO_DEAR = Typed("far too dear", "嫌价格太高了")


SHOTS = (
    Shot("queue", "The queue", "队列", wide=True, pictured=True),
    Shot("call", "A call, ringing", "通话：振铃中", ("n", "d")),
    Shot("call_note", "A call with its note", "通话：边打边记", ("n", "d", _PRICE_LIST), wide=True, pictured=True),
    Shot(
        "wrap_up",
        "The wrap-up and the next date",
        "通话小结与下次日期",
        ("n", "d", _PRICE_LIST, "f3"),
        wide=True,
        pictured=True,
    ),
    Shot("dispositions", "All sixteen dispositions", "全部十六种通话结果", ("n", "d", "f12")),
    Shot("script", "The whole script", "完整话术", ("n", "d", "ctrl+y"), wide=True),
    Shot("customer", "A customer", "客户", ("enter",), wide=True, pictured=True),
    Shot("edit", "Changing the facts", "修改资料", ("enter", "e")),
    Shot("milestones", "Key dates", "关键日期", ("enter", "M")),
    Shot("contact_persons", "Contact persons", "联系人", ("enter", "c"), wide=True),
    Shot("promises", "My promises", "我的约定", ("p",), wide=True),
    Shot("breaches", "Everything overdue", "全部超时", ("f8",), supervisor=True, wide=True, pictured=True),
    Shot(
        "duplicates",
        "Likely duplicates, and others of the company",
        "重复客户与同公司客户",
        (*"jjjjj", "enter", "o"),
        wide=True,
    ),
    Shot("scripts", "Scripts without a call", "不通话时看话术", ("enter", "r"), wide=True),
    Shot("why", "Why now, or why not", "为何可拨或不可拨", ("w",), pictured=True),
    Shot("find", "Finding anybody", "查找", ("slash", Typed("har", "wang"))),
    Shot("incoming", "An incoming call", "来电", ("i", *"138")),
    Shot("new_customer", "A new customer", "新客户", ("a",)),
    Shot("mine", "My customers", "我的客户", ("m",), wide=True),
    Shot("pool", "Pool", "公海", ("O",)),
    Shot("log", "The call log", "跟进记录", ("2",), wide=True),
    Shot("messages", "Messages and visits", "消息与拜访", ("3",), wide=True),
    Shot("visits", "Agreed visits", "约好的拜访", ("3", "tab", "tab", "tab")),
    Shot("win_back", "The win-back SMS", "挽回短信", ("n", "d", _TOO_DEAR, "f12", "g", "ctrl+d")),
    Shot("hand_on", "Handing on to a department", "转办至部门", ("enter", "h", Typed("which fuse", "用哪种保险丝"))),
    Shot("cases", "Cases", "工单", ("4",), supervisor=True, wide=True, pictured=True),
    Shot("team", "The team", "团队", ("5",), supervisor=True, wide=True, pictured=True),
    Shot("meeting_sheet", "The sheet for the meeting", "早会单", ("5", "s"), supervisor=True, wide=True, pictured=True),
    Shot("duplicate_pairs", "The likely duplicates of everybody", "全部疑似重复", ("D",), supervisor=True, wide=True),
    Shot("customers_of", "An agent's customers", "坐席的客户", ("5", "j", "c"), supervisor=True),
    Shot(
        "reassign",
        "What goes with customers who are reassigned",
        "转移客户：随之转出什么",
        ("5", "c", "asterisk", "r"),
        supervisor=True,
        pictured=True,
    ),
    Shot("announce", "An announcement", "发通知", ("5", "e", *"16:00", "down"), supervisor=True),
    Shot("announcements", "Who has read what", "谁已读", ("5", "e", *"16:00", "enter", "w"), supervisor=True),
    Shot("shifts", "Shifts and absences", "班次与缺勤", ("5", "h"), supervisor=True),
    Shot(
        "absence",
        "An absence, and who stands in",
        "缺勤，以及由谁代班",
        ("5", "h", Typed("j", "jjjjjj"), "t", "enter", "y"),
        supervisor=True,
        pictured=True,
    ),
    Shot("look", "A look at an agent's work", "旁观坐席", ("5", "j", "o"), supervisor=True),
    Shot("rulebook", "Active rules", "正在执行的规则", ("b",), wide=True),
    Shot("rule_customers", "Whom a rule asks for", "规则涉及的客户", ("b", "enter")),
    Shot("help", "Keys available here", "按键帮助", ("question_mark",)),
    Shot("palette", "The command palette", "命令面板", ("ctrl+p",)),
    Shot("jump", "Jump mode", "跳转", ("ctrl+g",)),
    Shot("preferences", "Settings", "设置", ("S",), wide=True),
    Shot("break", "A break", "小休", ("B", "1")),
    Shot("sign_off", "The end of a shift", "下班签退", ("ctrl+q",)),
)
