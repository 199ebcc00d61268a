"""The placeholders that a text may use, and what fills them: facts of the customer, of the agent, of the moment.

Dates are said in the language of the text, not in that of the screen, and in the customer's own time zone: it is the
customer who reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from callcenter import policy, workdays
from callcenter.dates.words import CHINESE_WEEKDAYS, MONTHS, WEEKDAY_NAMES
from callcenter.locale import Language
from callcenter.model import Because, Facts, Instant, Milestone, MilestoneKind, Obligation
from callcenter.views.customers.customer import CustomerView


class FieldName(StrEnum):
    """Names of placeholders; the value is the English one. A milestone's stands for its date in words."""

    NAME = "name"
    SURNAME = "surname"
    SALUTATION = "salutation"
    COMPANY = "company"
    AGENT = "agent"
    ORGANISATION = "organisation"
    CAMPAIGN = "campaign"
    DATE = "date"
    TIME = "time"
    CALLBACK = "callback"
    DEADLINE = "deadline"
    LAST_CONTACT = "last_contact"
    INQUIRY = "inquiry"
    APPOINTMENT = "appointment"
    DELIVERED = "delivered"
    ACCOUNT_OPENED = "account_opened"
    SHIPPED = "shipped"
    CONNECTED = "connected"
    EXPO = "expo"
    CONTRACT_START = "contract_start"
    CONTRACT_END = "contract_end"
    QUOTED = "quoted"
    QUESTION = "question"
    SAMPLES_ARRIVED = "samples_arrived"
    COMPLAINT_RESOLVED = "complaint_resolved"
    REPAIR_DONE = "repair_done"
    HAND_ON_ANSWERED = "hand_on_answered"
    HANDED_OUT = "handed_out"
    REPORTED = "reported"
    WARRANTY_END = "warranty_end"
    EVENT = "event"


_CHINESE: Mapping[str, FieldName] = {
    "姓名": FieldName.NAME,
    "姓": FieldName.SURNAME,
    "称呼": FieldName.SALUTATION,
    "公司": FieldName.COMPANY,
    "客服": FieldName.AGENT,
    "坐席": FieldName.AGENT,
    "单位": FieldName.ORGANISATION,
    "项目": FieldName.CAMPAIGN,
    "日期": FieldName.DATE,
    "时间": FieldName.TIME,
    "回电": FieldName.CALLBACK,
    "期限": FieldName.DEADLINE,
    "上次联系": FieldName.LAST_CONTACT,
    "咨询": FieldName.INQUIRY,
    "预约": FieldName.APPOINTMENT,
    "交付": FieldName.DELIVERED,
    "开户": FieldName.ACCOUNT_OPENED,
    "发货": FieldName.SHIPPED,
    "通电": FieldName.CONNECTED,
    "送电": FieldName.CONNECTED,
    "展会": FieldName.EXPO,
    "合同生效": FieldName.CONTRACT_START,
    "合同开始": FieldName.CONTRACT_START,
    "合同到期": FieldName.CONTRACT_END,
    "报价": FieldName.QUOTED,
    "提问": FieldName.QUESTION,
    "样品送达": FieldName.SAMPLES_ARRIVED,
    "样品到达": FieldName.SAMPLES_ARRIVED,
    "投诉办结": FieldName.COMPLAINT_RESOLVED,
    "投诉解决": FieldName.COMPLAINT_RESOLVED,
    "维修完成": FieldName.REPAIR_DONE,
    "部门答复": FieldName.HAND_ON_ANSWERED,
    "线索分配": FieldName.HANDED_OUT,
    "线索汇报": FieldName.REPORTED,
    "质保到期": FieldName.WARRANTY_END,
    "保修到期": FieldName.WARRANTY_END,
    "突发事件": FieldName.EVENT,
    "事件": FieldName.EVENT,
}

NAMES: Mapping[str, FieldName] = {**{field.value: field for field in FieldName}, **_CHINESE}
"""Every name that may stand between braces, English and Chinese, in lower case."""


class Sender(Struct, frozen=True):
    """Sender who signs: the agent by name, and the organisation as the settings call it, '' where they do not."""

    agent: str
    organisation: str = ""


def known(
    customer: CustomerView, sender: Sender, *, language: Language, now: Instant, owed: Obligation | None = None
) -> dict[FieldName, str]:
    """Return the values to fill a text with at ``now``, in its language; what is not known is left out.

    ``owed`` is the obligation that the text is for: its end is the ``{deadline}``.
    """
    zone = customer.facts.zone
    today = workdays.moment(now, zone).date()
    found = {
        FieldName.NAME: customer.name,
        FieldName.SURNAME: surname(customer.name),
        FieldName.SALUTATION: salutation(customer.name, customer.attributes, language),
        FieldName.COMPANY: customer.company,
        FieldName.AGENT: sender.agent,
        FieldName.ORGANISATION: sender.organisation,
        FieldName.CAMPAIGN: customer.campaign.name,
        FieldName.DATE: _day(today, today, language),
        FieldName.TIME: f"{workdays.moment(now, zone):%H:%M}",
    }
    for kind, milestone in _in_force(customer.facts, now).items():
        # A day without a time is a day of the campaign, wherever the customer is.
        where = customer.campaign.frame.zone if milestone.date_only else zone
        found[FieldName(kind.value)] = _date_of(milestone, where, today, language)
    if (callback := _callback(customer)) is not None:
        found[FieldName.CALLBACK] = _moment(callback, zone, today, language)
    if owed is not None:
        found[FieldName.DEADLINE] = _end(owed.breach_at, zone, today, language)
    if reaches := [touch.at for touch in customer.history.touches if touch.at <= now and policy.reached(touch)]:
        found[FieldName.LAST_CONTACT] = _day(workdays.moment(reaches[-1], zone).date(), today, language)
    return {field: text for field, text in found.items() if text}


def _callback(customer: CustomerView) -> Instant | None:
    for owed in customer.plan.obligations:
        if owed.ground.code is Because.CALLBACK:
            at = owed.ground.params["at"]
            assert isinstance(at, int)
            return at
    return None


def _in_force(facts: Facts, now: Instant) -> dict[MilestoneKind, Milestone]:
    """The newest value of each kind, of those that count at ``now``; without any, they came to ask.

    See docs/rules.md#milestone, #as-of.
    """
    found = {m.kind: m for m in facts.milestones if m.at <= now or m.kind.is_plan}
    if not found and facts.created_given:
        found[MilestoneKind.INQUIRY] = facts.created
    return found


_LANGUAGE_COLUMNS = frozenset({"language", "语言"})
_CHINESE_ZONES = frozenset(
    {
        "Asia/Shanghai",
        "Asia/Urumqi",
        "Asia/Chongqing",
        "Asia/Harbin",
        "Asia/Hong_Kong",
        "Asia/Macau",
        "Asia/Taipei",
        "PRC",
    }
)


def language_of(customer: CustomerView) -> Language:
    """The language to write to a customer in: as their column says, else Chinese where Chinese clocks go."""
    columns = customer.attributes.items()
    said = next((value.strip().casefold() for key, value in columns if key.strip().casefold() in _LANGUAGE_COLUMNS), "")
    if said:
        return "zh" if said.startswith(("zh", "cn", "chin", "中", "汉", "国语", "普通话")) else "en"
    return "zh" if customer.facts.zone in _CHINESE_ZONES else "en"


# --- how people are addressed -----------------------------------------------------------------------------------

# Pairs without a break between them: a name begins with a compound surname where its first two stand at an even place.
_COMPOUND_SURNAMES = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠"
    "公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇令狐呼延轩辕百里东郭南门西门第五"
)
_TITLE_COLUMNS = frozenset({"salutation", "title", "称呼", "尊称", "gender", "sex", "性别"})
_MAN = frozenset({"男", "先生", "m", "male", "man", "mr", "mr."})
_WOMAN = frozenset({"女", "女士", "小姐", "f", "female", "woman", "ms", "ms.", "mrs", "mrs.", "miss"})


def surname(name: str) -> str:
    """The surname of a person's name, '' where it cannot be told: of a company, of a single Latin word."""
    if 2 <= len(name) <= 4 and _is_chinese(name):
        compound = len(name) > 2 and _COMPOUND_SURNAMES.find(name[:2]) % 2 == 0
        return name[:2] if compound else name[0]
    words = name.split()
    if 2 <= len(words) <= 4 and all(word[:1].isalpha() and word[:1].isupper() for word in words):
        return words[-1]
    return ""


def salutation(name: str, attributes: Mapping[str, str], language: Language) -> str:
    """Return the salutation of a letter: 李先生, Ms Smith, 王经理; the whole name where no title is known."""
    title = next((value.strip() for key, value in attributes.items() if key.strip().casefold() in _TITLE_COLUMNS), "")
    family = surname(name)
    if not title or not family:
        return name
    if title.casefold() in _MAN:
        title = "先生" if language == "zh" else "Mr"
    elif title.casefold() in _WOMAN:
        title = "女士" if language == "zh" else "Ms"
    elif family in title:
        return title
    return f"{family}{title}" if _is_chinese(title) else f"{title} {family}"


def _is_chinese(text: str) -> bool:
    return bool(text) and all("\u4e00" <= character <= "\u9fff" for character in text)


# --- dates as a letter says them --------------------------------------------------------------------------------


def _date_of(milestone: Milestone, zone: str, today: date, language: Language) -> str:
    """Return a milestone's date in words: by its day where it is past, by its time too where it is planned."""
    if milestone.date_only or not milestone.kind.is_plan:
        return _day(workdays.moment(milestone.at, zone).date(), today, language)
    return _moment(milestone.at, zone, today, language)


def _day(value: date, today: date, language: Language) -> str:
    if language == "zh":
        year = "" if value.year == today.year else f"{value.year}年"
        return f"{year}{value.month}月{value.day}日"
    year = "" if value.year == today.year else f" {value.year}"
    return f"{value.day} {MONTHS[value.month - 1].capitalize()}{year}"


def _moment(at: Instant, zone: str, today: date, language: Language) -> str:
    local = workdays.moment(at, zone)
    day = _day(local.date(), today, language)
    if language == "zh":
        return f"{day}（周{CHINESE_WEEKDAYS[local.weekday()]}）{local:%H:%M}"
    return f"{WEEKDAY_NAMES[local.weekday()].capitalize()} {day} at {local:%H:%M}"


def _end(at: Instant, zone: str, today: date, language: Language) -> str:
    """The end of a span, half-open: 00:00 is the end of the day before."""
    local = workdays.moment(at, zone)
    if (local.hour, local.minute) == (0, 0):
        return _day(local.date() - timedelta(days=1), today, language)
    return _moment(at, zone, today, language)
