"""Calendar rules: greetings that lapse, once in every year, a yearly draw.

See docs/rules.md#greeting, #r12, #r15-key, #r19.
"""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from callcenter.dates.words import WEEKDAYS
from callcenter.engine.plan import touches as counting
from callcenter.engine.plan.known_state import Beginning, Standing
from callcenter.model import Because, CampaignFrame, Ground, Instant, Obligation, Param
from callcenter.rulebook.book import BIRTHDAY, FESTIVALS, AnyRule, DrawnRule, GreetingRule, Rulebook, YearlyRule
from callcenter.workdays import festival, local_date, local_instant, midnight

_DAYS_OF_A_DRAW = 365  # over which a draw is spread, in a leap year too (docs/rules.md#r15-draw)


def obligation(rule: AnyRule, due: Instant, breach: Instant, ground: Ground) -> Obligation:
    """An obligation of a rule with these times."""
    return Obligation(
        rule=rule.id,
        channel=rule.channel,
        due_at=due,
        breach_at=breach,
        ground=_advised(rule, ground),
        commitment=rule.commitment,
        task=rule.task,
        opening=rule.opening,
        reason=rule.reason.value if rule.reason else "",
        team=rule.team,
    )


def _advised(rule: AnyRule, ground: Ground) -> Ground:
    """The ground with what the rule advises beside: who keeps it is told that too (docs/rules.md#r11, #r19, #r20)."""
    advice: dict[str, Param] = {}
    if rule.best_days:
        advice["best_days"] = ",".join(rule.best_days)
    if rule.best_within is not None:
        advice["best_within"] = str(rule.best_within)
    if rule.personal:
        advice["personal"] = True
    return replace(ground, params={**ground.params, **advice}) if advice else ground


def greeting(standing: Standing, rule: GreetingRule, begin: Beginning) -> tuple[list[Obligation], Instant | None]:
    """Return this year's greeting while it has not lapsed and was not sent; next year's are not listed.

    See docs/rules.md#obligations-command.
    """
    if rule.on == BIRTHDAY and standing.facts.birthday is None:
        return [], None
    if not standing.horizon.has_come(begin.at):
        return [], begin.at
    today = standing.day(standing.horizon.now)
    new_year = standing.start_of(date(today.year + 1, 1, 1))
    standing.horizon.has_come(new_year)
    day = _day_of(standing, rule.on, today)
    breach = standing.end_of(day)
    history_until = standing.facts.history_until
    past = history_until is not None and breach < history_until
    if past or day.year > today.year or standing.horizon.has_come(breach):
        return [], new_year
    due = max(local_instant(day, rule.begins, standing.frame.zone), begin.at)
    if any(t.at >= due and counting.qualifies(standing.book, t, rule.channel, rule.team) for t in standing.touches):
        return [], new_year
    ground = Ground(Because.GREETING, {"on": rule.on, "at": standing.start_of(day)})
    return [obligation(rule, due, breach, ground)], None


def _day_of(standing: Standing, on: str, today: date) -> date:
    """Return this year's day of a greeting, of a weekday the next one; 29 Feb is kept on 28 Feb in other years."""
    if on in WEEKDAYS:
        return today + timedelta(days=(WEEKDAYS.index(on) - today.weekday()) % 7)
    if on in FESTIVALS:
        return festival(on, today.year)
    if on == BIRTHDAY:
        born = standing.facts.birthday
        assert born is not None
        month, day = born.month, born.day
    else:
        month, day = int(on[:2]), int(on[3:])
    if (month, day) == (2, 29):
        return date(today.year, 3, 1) - timedelta(days=1)
    return date(today.year, month, day)


def yearly(standing: Standing, rule: YearlyRule, begin: Beginning) -> tuple[list[Obligation], Instant | None]:
    """Return one a calendar year so far; a missed year stays owed beside the next. And when the next year asks."""
    if not standing.horizon.has_come(begin.at):
        return [], begin.at
    skipped = None if rule.skips_year_of is None else standing.milestones.get(rule.skips_year_of)
    year = begin.day.year if skipped is None else standing.day(skipped.at).year + 1
    found = []
    while standing.horizon.has_come(due := standing.start_of(date(year, 1, 1))):
        breach = standing.start_of(date(year + 1, 1, 1))
        params = {"year": year, "group": rule.only}
        found.append(obligation(rule, due, breach, Ground(Because.YEARLY, params)))
        year += 1
    return found, due


def drawn(standing: Standing, rule: DrawnRule) -> list[Obligation]:
    """The customer's turn in each yearly draw that they are in, from the beginning of its year."""
    found = []
    for place in standing.facts.places:
        if place.cohort != rule.cohort or not standing.horizon.has_come(standing.start_of(date(place.year, 1, 1))):
            continue
        day = date(place.year, 1, 1) + timedelta(days=_DAYS_OF_A_DRAW * place.place // place.size)
        breach = standing.start_of(date(place.year + 1, 1, 1))
        ground = Ground(Because.DRAWN, {"year": place.year, "place": place.place + 1, "size": place.size})
        found.append(obligation(rule, standing.start_of(day), breach, ground))
    return found


def commitments_listed_since(book: Rulebook, frame: CampaignFrame, now: Instant) -> Instant | None:
    """Return the instant from which a plan lists the calendar's commitments due now; None where no rule makes one.

    No plan lists next year's, nor more than the next one of a weekday's.
    """
    today = local_date(now, frame.zone)
    days = [
        today - timedelta(days=6) if isinstance(rule, GreetingRule) and rule.on in WEEKDAYS else date(today.year, 1, 1)
        for rule in book.rules
        if isinstance(rule, GreetingRule | YearlyRule | DrawnRule) and rule.commitment and not rule.task
    ]
    return max((midnight(day, frame.zone) for day in days), default=None)
