"""Rule ids in words (docs/rules.md#rule-ids: shown in a language as words; the id stays)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from callcenter.locale import NP_, Term, pgettext
from callcenter.wording.names import tier as tier_word

# Without the book's name: the same id asks for the same thing in a book that an organisation has made its own.
_RULES: Mapping[str, Term] = {
    "appointment.confirm": NP_("rule", "confirm the appointment"),
    "appointment.call": NP_("rule", "call before the appointment"),
    "appointment.no_show": NP_("rule", "missed appointment"),
    "callback": NP_("rule", "callback"),
    "hand_on": NP_("rule", "call after a department's answer"),
    "pool_warning": NP_("rule", "follow-up before the return to the pool"),
    "report": NP_("rule", "report on a lead"),
    "retry": NP_("rule", "retry"),
    "number": NP_("rule", "dead number"),
    "first_call": NP_("rule", "first call"),
    "thanks_sms": NP_("rule", "thank-you SMS"),
    "win_back": NP_("rule", "win-back SMS"),
    "promo_sms": NP_("rule", "promotion SMS"),
    "signed": NP_("rule", "call to signed customer"),
    "renewal": NP_("rule", "renewal call"),
    "quote": NP_("rule", "quotation expiry call"),
    "first": NP_("rule", "first follow-up"),
    "lead": NP_("rule", "follow-up on every lead"),
    "monthly": NP_("rule", "monthly contact"),
    "samples": NP_("rule", "samples call"),
    "second": NP_("rule", "second call"),
    "third": NP_("rule", "third call"),
    "weekly": NP_("rule", "weekly contact"),
    "friday_sms": NP_("rule", "personal SMS on Friday"),
    "halfmonth": NP_("rule", "twice-monthly call"),
    "answer": NP_("rule", "promised answer"),
    "connected": NP_("rule", "call after power connection"),
    "complaint_resolved": NP_("rule", "call after a complaint"),
    "repair_done": NP_("rule", "call after a repair"),
    "record": NP_("rule", "monthly update of the record"),
    "key_visit": NP_("rule", "yearly visit to key customer"),
    "delivery": NP_("rule", "call after the delivery"),
    "end_user.monthly": NP_("rule", "monthly end-customer call"),
    "end_user.quarterly": NP_("rule", "quarterly end-customer call"),
    "end_user.month1": NP_("rule", "end customer after 1 month"),
    "end_user.month3": NP_("rule", "end customer after 3 months"),
    "end_user.month6": NP_("rule", "end customer after 6 months"),
    "day7": NP_("rule", "call after a week"),
    "birthday": NP_("rule", "birthday greeting"),
    "holiday.new_year": NP_("rule", "New Year greeting"),
    "holiday.spring_festival": NP_("rule", "Spring Festival greeting"),
    "holiday.labour_day": NP_("rule", "Labour Day greeting"),
    "holiday.mid_autumn": NP_("rule", "Mid-Autumn greeting"),
    "holiday.national_day": NP_("rule", "National Day greeting"),
    "delivered.2h": NP_("rule", "call within 2 hours of the delivery"),
    "delivered.day1-3": NP_("rule", "call in the first 3 days after the delivery"),
    "delivered.day7": NP_("rule", "call a week after the delivery"),
    "delivered.1mo": NP_("rule", "call a month after the delivery"),
    "delivered.3mo": NP_("rule", "call three months after the delivery"),
    "delivered.2h_sms": NP_("rule", "SMS after the call about the delivery"),
    "delivered.day7_sms": NP_("rule", "SMS after the call a week after the delivery"),
    "delivered.3mo_sms": NP_("rule", "SMS after the call three months after the delivery"),
    "review": NP_("rule", "yearly review"),
    "branch_visit": NP_("rule", "visit by the branch"),
    "new_account": NP_("rule", "call after account opening"),
    "key": NP_("rule", "yearly call to key customer"),
    "event": NP_("rule", "call after an event"),
    "sample": NP_("rule", "yearly sample call"),
    "survey": NP_("rule", "satisfaction survey"),
    "dissatisfied": NP_("rule", "dissatisfied answer"),
    "second_call": NP_("rule", "second follow-up call by the branch"),
    "appeal": NP_("rule", "appeal against a result"),
    "finding.omission": NP_("rule", "rule not kept"),
    "exception.negative": NP_("rule", "negative call"),
    "exception.retry_spent": NP_("rule", "attempts used up"),
    "finding.no_reminder": NP_("rule", "new customer without reminder"),
    "finding.third_party": NP_("rule", "third-party order not handled"),
    "finding.unrecorded_refusal": NP_("rule", "refusal without a recording"),
    "finding.quota": NP_("rule", "daily quota not made up"),
}

# The rest of the id, behind the name, is a tier or a day: ``maintenance.A``, ``intro.N+4``.
_FAMILIES: Mapping[str, Term] = {
    "intro": NP_("rule", "day {n} call"),
    "maintenance": NP_("rule", "regular call, tier {tier}"),
    "maintenance_sms": NP_("rule", "regular SMS, tier {tier}"),
    "unreached": NP_("rule", "tier {tier} unreached"),
    "contact": NP_("rule", "call to tier {tier}"),
    "technical": NP_("rule", "technical department, tier {tier}"),
    "exception.no_visit": NP_("rule", "no visit, tier {tier}"),
}
_DAY = re.compile(r"N\+(\d+)")


def rule(rule_id: str) -> str:
    """The words for ``BOOK.ID``. A rule that an organisation wrote itself keeps the name that it was given there."""
    _, _, name = rule_id.partition(".")
    if name in _RULES:
        return pgettext(*_RULES[name])
    family, _, member = name.rpartition(".")
    if family not in _FAMILIES:
        return name or rule_id
    day = _DAY.fullmatch(member)
    return pgettext(*_FAMILIES[family]).format(tier=tier_word(member), n=day[1] if day else member)
