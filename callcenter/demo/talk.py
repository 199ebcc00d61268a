"""Simulated calls of the demo: whether somebody answers, how long it takes, how it ends, what is noted.

The figures come from the 41,188 telemarketing contacts of the UCI Bank Marketing data (Moro, Cortez, Rita 2014, CC BY
4.0; ``bank-additional-full``): lengths of calls are log-normal, with medians of 156 s without and 434 s with a sale;
of those called a k-th time 5.6, 5.1, 4.4, 3.3, 2.4, 2.2, 1.6 % buy at that call. The data has no unanswered calls:
that half of the calls reach somebody is an assumption.
"""

from __future__ import annotations

import math
from random import Random

from msgspec import Struct

from callcenter.locale import current
from callcenter.model import Disposition

REACH = 0.5
SALE = (0.0558, 0.0514, 0.0442, 0.0326, 0.0241, 0.0222, 0.0158)
"""Shares of those called a k-th time who buy at that call."""

_PLAIN = (math.log(156), 0.887)
_SALE = (math.log(434), 0.712)

_UNREACHED = (
    (Disposition.NO_ANSWER, 55),
    (Disposition.BUSY, 18),
    (Disposition.SWITCHED_OFF, 12),
    (Disposition.HUNG_UP, 9),
    (Disposition.WRONG_PERSON, 3),
    (Disposition.VOICEMAIL, 3),
)
_REACHED = (
    (Disposition.NEUTRAL, 56),
    (Disposition.INTERESTED, 34),
    (Disposition.REFUSED, 5),
    (Disposition.NEGATIVE, 3),
)

_NOTES: dict[Disposition, tuple[tuple[str, str], ...]] = {
    Disposition.INTERESTED: (
        ("要新报价，周内给答复", "wants a new quote, will decide this week"),
        ("对年度保养方案感兴趣，要资料", "interested in the annual service plan, send details"),
        ("想比较两种型号的价格", "comparing prices of two models"),
        ("预算已批，等领导确认数量", "budget approved, boss to confirm quantity"),
        ("希望安排技术人员上门看现场", "wants an engineer to visit the site"),
    ),
    Disposition.NEUTRAL: (
        ("资料已收到，还没来得及看", "got the info, not read it yet"),
        ("目前用别家，合同年底到期", "with a competitor, contract ends this year"),
        ("老板出差，下周再联系", "boss is travelling, try again next week"),
        ("说现在很忙，同意以后再谈", "busy now, fine to talk later"),
        ("价格记下了，暂时没有计划", "noted the price, no plans for now"),
    ),
    Disposition.REFUSED: (("明确表示不需要", "clear no, not needed"),),
    Disposition.NEGATIVE: (("嫌价格高，已向别家下单", "too expensive, ordered elsewhere"),),
    Disposition.SIGNED: (("签了一年合同，款项已付", "signed for one year, paid"),),
    Disposition.CALLBACK: (("在开会，约定时间再打", "in a meeting, asked for a callback"),),
    Disposition.APPOINTMENT: (("约好上门演示", "on-site demo booked"),),
}


class Outcome(Struct, frozen=True):
    """Outcome of a call; ``seconds`` of talk, 0 where nobody was reached."""

    disposition: Disposition
    seconds: int
    note: str


def call(random: Random, attempt: int) -> Outcome:
    """The ``attempt``-th call to a customer, counted from 1."""
    if random.random() >= REACH:
        return Outcome(_drawn(random, _UNREACHED), 0, "")
    # The share is of all calls; only those that reach can sell.
    sold = random.random() < SALE[min(attempt, len(SALE)) - 1] / REACH
    disposition = Disposition.SIGNED if sold else _drawn(random, _REACHED)
    return Outcome(disposition, seconds(random, sold=sold), note(random, disposition))


def seconds(random: Random, *, sold: bool = False) -> int:
    """A talk's length."""
    middle, spread = _SALE if sold else _PLAIN
    return max(8, min(1800, round(random.lognormvariate(middle, spread))))


def note(random: Random, disposition: Disposition) -> str:
    """Return a note as an agent would write it, in the language of the program."""
    return random.choice(_NOTES[disposition])[0 if chinese() else 1]


def _drawn(random: Random, weighted: tuple[tuple[Disposition, int], ...]) -> Disposition:
    return random.choices([one for one, _weight in weighted], [weight for _one, weight in weighted])[0]


def chinese() -> bool:
    """Tell whether the program speaks Chinese."""
    return current() == "zh"
