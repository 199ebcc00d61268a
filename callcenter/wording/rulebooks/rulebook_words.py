"""A whole rulebook in words, for a manager who reads what the program will ask for (docs/rules.md#rulebook-command).

Not among the names of :mod:`callcenter.wording` itself: only who shows a rulebook pays for the rulebook's types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time

from callcenter import locale
from callcenter.dates.words import WEEKDAYS
from callcenter.locale import _, ngettext
from callcenter.model import DAY, Channel
from callcenter.rulebook.book import (
    CASE_TIME,
    AnyCase,
    AnyFinding,
    AnyRule,
    Base,
    BreachSteps,
    Counts,
    DayRule,
    DispositionCase,
    DissatisfiedCase,
    DrawnRule,
    Effective,
    EscalationRule,
    EveryRule,
    GreetingRule,
    MissedFinding,
    NoRecordingFinding,
    NoReminderFinding,
    NoTouchCase,
    NumberCap,
    Phase,
    Problem,
    Quota,
    ReportTimes,
    ResultCase,
    Retry,
    RetrySpentCase,
    Rulebook,
    Title,
    UntouchedFinding,
    WindowRule,
    WithinRule,
    YearlyRule,
)
from callcenter.wording import names, problems, reasons, times
from callcenter.wording.names import joined, listed
from callcenter.wording.rulebooks import rulebook_commons, rulebook_customers, rulebook_names
from callcenter.wording.rules import rule as rule_words
from callcenter.workdays import EVERY_DAY, Hours


def title(book: Rulebook) -> str:
    """The book's name for people, in the current language."""
    return _in_language(book.title)


def _in_language(words: Title) -> str:
    return words.zh if locale.current() == "zh" else words.en


def problem(found: Problem) -> str:
    """A mistake or warning with its key, without its line: ``rules[2].day: …; mend``."""
    return problems.rulebook_problem(found.code, 0, found.key, dict(found.params))


def book(shown: Rulebook) -> str:
    """The whole book: tiers, groups, hours, phases, every rule, what counts, cases and findings. Many lines."""
    lines = [f"{shown.name} · {title(shown)}"]
    for heading, body in [*_own_sections(shown), *_common_sections(shown)]:
        if body:
            lines += ["", heading, *(f"  {line}" for line in body)]
    return "\n".join(lines)


def sections(shown: Rulebook) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what the book says beside its rules, as heading and sentences, in the order of :func:`book`."""
    rules = {_("Rules"), _("In every rulebook")}
    made = (*_own_sections(shown), *_common_sections(shown))
    return tuple((heading, tuple(body)) for heading, body in made if body and heading not in rules)


def statements(shown: Rulebook) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the sentences of the book itself: by heading, each with the id that it is under, '' where it has none."""
    title_line = (("", title(shown)),)
    said = {
        heading: tuple(
            (name, rest) if gap else ("", line) for line in body for name, gap, rest in [line.partition("  ")]
        )
        for heading, body in _own_sections(shown)
    }
    return {_("Title"): title_line, **said}


def rule_ids(shown: Rulebook) -> tuple[str, ...]:
    """Every rule that customers can owe something under: the book's own, then those of every rulebook."""
    set_by_book = {"pool_warning": shown.pool, "report": shown.report, "retry": shown.retry}
    names = (*rulebook_commons.COMMITMENTS, *(name for name, told in set_by_book.items() if told is not None))
    return (*(one.id for one in shown.rules), *(f"{shown.name}.{name}" for name in names))


def rule(shown: Rulebook, rule_id: str) -> tuple[str, ...]:
    """Everything about one of :func:`rule_ids`: what it asks for, from when to when, what closes it. Sentences."""
    for one in shown.rules:
        if one.id == rule_id:
            return (_whole_rule(one, shown.phases[one.phase]), _phase(one.phase, shown.phases[one.phase]), _closes(one))
    name = rule_id.removeprefix(f"{shown.name}.")
    if name in rulebook_commons.COMMITMENTS:
        return _("{rule}: {asked}").format(
            rule=rule_words(rule_id), asked=_(rulebook_commons.COMMITMENTS[name])
        ), rulebook_commons.fulfilment(name)
    if name == "retry" and shown.retry is not None:
        return _("{rule}: {asked}").format(rule=rule_words(rule_id), asked=_retry(shown.retry)), _spent()
    if name == "report" and shown.report is not None:
        return tuple(_report(shown.report))
    if name == "pool_warning" and shown.pool is not None:
        return tuple(rulebook_customers.pool(shown.pool))
    return ()


def _own_sections(shown: Rulebook) -> list[tuple[str, list[str]]]:
    return [
        (_("Tiers"), list(rulebook_customers.tiers(shown))),
        (_("How tiers are assigned"), list(rulebook_customers.classification(shown))),
        (_("Groups"), list(rulebook_customers.groups(shown))),
        (_("Rankings and samples"), list(rulebook_customers.cohorts(shown))),
        (_("Who may call"), list(rulebook_customers.callers(shown))),
        (_("Calling hours"), list(_hours(shown))),
        (_("Phases"), [_phase(name, phase) for name, phase in shown.phases.items()]),
        (_("Rules"), [_line(one.id, _whole_rule(one, shown.phases[one.phase])) for one in shown.rules]),
        (
            _("In every rulebook"),
            [
                _line(f"{shown.name}.{name}", joined((_(said), rulebook_commons.fulfilment(name))))
                for name, said in rulebook_commons.COMMITMENTS.items()
            ],
        ),
        (_("Retries and effective calls"), list(_counting(shown))),
        (_("Cases that open by themselves"), list(_cases(shown))),
        (_("Findings"), list(_findings(shown))),
        (_("Causes of complaints"), list(shown.complaint.causes)),
        (_("Reports on leads"), list(_reports(shown))),
        (_("Return to the pool"), list(_pool(shown))),
        (_("Overdue work"), list(_breaches(shown.breaches))),
        (_("Included rulebooks"), list(_included(shown))),
    ]


def _included(shown: Rulebook) -> Iterator[str]:
    for name in shown.includes:
        yield _("the rules of rulebook {book} apply too and keep their ids").format(book=name)
    if shown.includes:
        yield _("calling hours, tiers, retries and effective calls follow this rulebook")


def _common_sections(shown: Rulebook) -> list[tuple[str, list[str]]]:
    return [
        (_("How times are counted"), list(rulebook_commons.times())),
        (_("What closes an obligation"), list(rulebook_commons.closing())),
        (_("When customers rest"), list(rulebook_commons.resting())),
        (_("Order of calls"), list(rulebook_commons.order(owners=not shown.callers.never_own))),
    ]


def _cases(shown: Rulebook) -> Iterator[str]:
    for one in shown.cases:
        yield _line(one.id, _case(one, shown.phases))
    yield _line(f"{shown.name}.number", _("a call that finds a customer's number dead"))
    if any(isinstance(one, ResultCase) for one in shown.cases):
        yield _("a result can be appealed; the reviewer neither called nor appealed")
    for closing in shown.closing:
        case = names.case_kind(closing.case)
        if closing.records is not None:
            yield _('closing a case ({case}) records "{milestone}"; rules that count from it start again').format(
                case=case, milestone=names.milestone(closing.records)
            )
        if closing.within is not None:
            yield _("a case ({case}) is closed within {span}").format(case=case, span=times.span(str(closing.within)))
    yield _("any other case is closed within {span}").format(span=times.span(str(CASE_TIME)))
    yield from rulebook_commons.casework()


def _findings(shown: Rulebook) -> Iterator[str]:
    for one in shown.findings:
        yield _line(one.id, _finding(one, shown.phases))
    if shown.findings:
        yield _("findings are listed for the supervisor with their amount; the program deducts nothing")


def _hours(shown: Rulebook) -> Iterator[str]:
    if not shown.windows:
        yield _("any time within legal calling hours: 08:00 to 21:00, unless the campaign sets others")
    for weekdays in dict.fromkeys(window.weekdays for window in shown.windows):
        spans = listed(_span(window) for window in shown.windows if window.weekdays == weekdays)
        yield _("{days}: {hours}").format(days=_days(weekdays), hours=spans)
    for block in shown.blocks:
        days = "" if block.hours.weekdays == EVERY_DAY else f"{_days(block.hours.weekdays)} "
        yield _("{hours}: best for {segments}").format(
            hours=days + _span(block.hours), segments=names.segments(block.prefers)
        )


def _days(weekdays: frozenset[int]) -> str:
    if weekdays == EVERY_DAY:
        return _("every day")
    days = sorted(weekdays)
    words = [times.weekday(WEEKDAYS[day]) for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return _("{first} to {last}").format(first=words[0], last=words[-1])
    return listed(words)


def _span(hours: Hours) -> str:
    end = "24:00" if hours.end == time(0) else f"{hours.end:%H:%M}"
    return f"{hours.start:%H:%M}-{end}"


def _phase(name: str, phase: Phase) -> str:
    begins = _("from the {milestone}").format(milestone=rulebook_names.origin(phase.starts))
    if phase.after_end_of is not None:
        begins = _("{begins}, not before 24:00 on the day of the {milestone}").format(
            begins=begins, milestone=rulebook_names.origin(phase.after_end_of)
        )
    if phase.or_else is not None:
        begins = _("{begins}; if unknown, from the {milestone}").format(
            begins=begins, milestone=rulebook_names.origin(phase.or_else)
        )
    if phase.before_end and phase.until is not None:
        ahead = listed(
            _("{months} for contracts of {years} or more").format(
                months=times.span(f"{term.months}mo"), years=times.span(f"{term.years}y")
            )
            for term in phase.before_end
        )
        begins = _(
            "if the {start} is on record, ahead of the {milestone}: {ahead}, from the start for shorter ones"
        ).format(start=rulebook_names.origin(phase.starts), milestone=rulebook_names.origin(phase.until), ahead=ahead)
        if phase.unknown_length_months is not None:
            begins = _("{begins}, {months} if the start is unknown").format(
                begins=begins, months=times.span(f"{phase.unknown_length_months}mo")
            )
        begins = _("{begins} (1 January to 31 December counts as a 1-year contract)").format(begins=begins)
    said = [begins]
    if phase.lasts is not None:
        said.append(_("until 24:00 on the day {span} later").format(span=times.span(str(phase.lasts))))
    if phase.until is not None:
        said.append(_("until 24:00 on the day of the {milestone}").format(milestone=rulebook_names.origin(phase.until)))
    if phase.ends_on:
        said.append(_("ends early on {facts}").format(facts=listed(map(rulebook_names.origin, phase.ends_on))))
    return _line(rulebook_names.phase(name), joined(said))


def _rule(rule: AnyRule, phase: Phase) -> str:
    said = [
        reasons.advised(
            _asked(rule, phase),
            best_days=rule.best_days,
            best_within=None if rule.best_within is None else str(rule.best_within),
        )
    ]
    if rule.personal:
        said.append(_("written to each customer, signed by the agent and sent individually, never in bulk"))
    if rule.how is not None:
        said.append(_in_language(rule.how))
    if rule.tiers:
        said.append(_("tier {tiers}").format(tiers=listed(map(names.tier, rule.tiers))))
    for group, words in (
        (rule.only, _('for the group "{group}"')),
        (rule.unless, _('not for the group "{group}"')),
    ):
        if group is not None:
            said.append(words.format(group=rulebook_names.group(group)))
    if rule.instead is not None:
        said.append(
            _('{channel} instead for the group "{group}"').format(
                group=rulebook_names.group(rule.instead.group), channel=names.channel(rule.instead.channel)
            )
        )
    if rule.team:
        said.append(_("by the {team} team").format(team=rule.team))
    if rule.commitment:
        said.append(_("a promise to the customer"))
    if rule.task:
        said.append(_("a task, not in the call queue"))
    if rule.opening:
        said.append(_("an opening call for a new inquiry"))
    if isinstance(rule, EveryRule) and rule.maintains:
        said.append(_("customers reached within this time count as maintenance customers"))
    if rule.reason is not None:
        said.append(
            _("reason to call: {reason} ({hint})").format(
                reason=names.reason(rule.reason), hint=names.reason_hint(rule.reason)
            )
        )
    return _("{rule}: {asked}").format(rule=rule_words(rule.id), asked=joined(said))


def _whole_rule(rule: AnyRule, phase: Phase) -> str:
    return joined(
        [
            _rule(rule, phase),
            *_timing(rule, phase),
            _('in the phase "{phase}"').format(phase=rulebook_names.phase(rule.phase)),
        ]
    )


def _timing(rule: AnyRule, phase: Phase) -> Iterator[str]:
    """Yield when a recurring rule falls due; of the other kinds "How times are counted" says it."""
    if isinstance(rule, EveryRule) and phase.before_end:
        yield _("due as soon as the phase begins")
    if isinstance(rule, EveryRule) and rule.lead is not None:
        if rule.lead and phase.before_end:
            yield _("after a contact since, due {span} before the time is up").format(
                span=times.span(f"{rule.lead // DAY}d")
            )
        elif rule.lead:
            yield _("due {span} before the time is up").format(span=times.span(f"{rule.lead // DAY}d"))
        else:
            yield _("due and overdue when the time is up")


def _closes(rule: AnyRule) -> str:
    if isinstance(rule, EscalationRule):
        return _("ended by any contact that reached the customer, in or out")
    if isinstance(rule, EveryRule) and rule.counts is Counts.REACHED:
        return _("closed by every contact that reached the customer, in or out, effective or not")
    if isinstance(rule, EveryRule) and rule.counts is Counts.RECORDED:
        return _("closed by every contact, in or out, and by a change in the record")
    return rulebook_commons.closed_by(rule.channel)


def _asked(rule: AnyRule, phase: Phase) -> str:
    origin = rulebook_names.origin(phase.starts)
    channel = _("contact by any channel") if rule.channel is Channel.ANY else names.channel(rule.channel)
    if isinstance(rule, DayRule) and rule.after is not None:
        origin = _closing(rule.after)
    match rule:
        case DayRule(day=0):
            return _("{channel} on the day of the {milestone}").format(channel=channel, milestone=origin)
        case DayRule(day=int(day)):
            return ngettext(
                "{channel} on day {n} after the {milestone}", "{channel} on day {n} after the {milestone}", day
            ).format(channel=channel, n=day, milestone=origin)
        case DayRule():
            return _("{channel} on the day {span} after the {milestone}").format(
                channel=channel, span=times.span(f"{rule.months}mo"), milestone=origin
            )
        case WindowRule():
            return _("{channel} from day {first} to day {last} after the {milestone}").format(
                channel=channel, first=rule.first, last=rule.last, milestone=origin
            )
        case WithinRule():
            return _("{channel} within {span} of the {milestone}").format(
                channel=channel, span=times.span(str(rule.within)), milestone=origin
            )
        case EveryRule():
            return _every(rule, channel)
        case GreetingRule():
            return _("{channel}, a greeting: {day} from {time}; it lapses when the day is over").format(
                channel=channel, day=_greeting_day(rule.on), time=f"{rule.begins:%H:%M}"
            )
        case YearlyRule():
            return _yearly(rule, channel)
        case DrawnRule():
            return _(
                "{channel} with every customer in the {cohort}; spread over the year in sample order: number i of n,"
                " counted from 0, is due 365 × i / n days after 1 January, rounded down; overdue at the end of the"
                " year"
            ).format(channel=channel, cohort=rulebook_names.cohort(rule.cohort))
        case EscalationRule():
            return _(
                "{channel} within {span} once all attempts are used up or no number works; no calls meanwhile; any"
                " contact that reaches the customer ends it"
            ).format(channel=channel, span=times.span(str(rule.within)))


def _closing(rule_id: str) -> str:
    return _('end of "{rule}"').format(rule=rule_words(rule_id))


def _yearly(rule: YearlyRule, channel: str) -> str:
    said = [_("{channel} once every calendar year, due on 1 January, overdue at the end of the year")]
    if rule.skips_year_of is None:
        said.append(_("from the year the phase begins"))
    else:
        said.append(_("from the year after the {milestone}; if unknown, from the year the phase begins"))
    milestone = "" if rule.skips_year_of is None else rulebook_names.origin(rule.skips_year_of)
    return joined(one.format(channel=channel, milestone=milestone) for one in said)


def _greeting_day(on: str) -> str:
    if on in WEEKDAYS:
        return times.weekday(on)
    if not on[:1].isdigit():
        return reasons.occasion(on)
    return times.day_of_year(int(on[:2]), int(on[3:]))


def _every(rule: EveryRule, channel: str) -> str:
    every = times.every(str(rule.interval))
    if rule.counts is Counts.REACHED and rule.times > 1:
        said = [
            ngettext(
                "{channel} that reaches the customer {n} time {every}",
                "{channel} that reaches the customer {n} times {every}",
                rule.times,
            ).format(channel=channel, n=rule.times, every=every)
        ]
    elif rule.counts is Counts.REACHED:
        said = [_("{channel} that reaches the customer at least {every}").format(channel=channel, every=every)]
    elif rule.times > 1:
        said = [
            ngettext("{channel}, {n} time {every}", "{channel}, {n} times {every}", rule.times).format(
                channel=channel, n=rule.times, every=every
            )
        ]
    else:
        said = [_("{channel} at least {every}").format(channel=channel, every=every)]
    if rule.counts is Counts.ANSWERED:
        said.append(_("counts only if the customer gave a satisfaction rating from 1 to 5, or declined to"))
    if rule.counts is Counts.RECORDED:
        said.append(_("every contact counts, in or out, and every change that a person makes in the record"))
    if rule.counts is Counts.REACHED:
        said.append(_("every contact that reached the customer counts, in or out"))
    if rule.from_day is not None:
        said.append(_("from day {n} on").format(n=rule.from_day))
    if rule.after is not None:
        said.append(_("from the {milestone}").format(milestone=_closing(rule.after)))
    if rule.from_touch is not None:
        said.append(
            _("only customers with a contact that ended as {disposition}, from the first one on").format(
                disposition=names.disposition(rule.from_touch)
            )
        )
    if [rule.from_day, rule.after, rule.from_touch].count(None) < 2:
        said.append(_("whichever is the latest"))
    if rule.due_after is not None:
        said.append(_("due {span} after the last one").format(span=times.span(str(rule.due_after))))
    if rule.base is Base.SINCE_START:
        said.append(_("only contacts since the start of the phase count"))
    return joined(said)


def _counting(shown: Rulebook) -> Iterator[str]:
    if shown.retry is not None:
        yield _line(f"{shown.name}.retry", _retry(shown.retry))
        yield _spent()
    yield from map(_number_cap, shown.number_caps)
    yield _effective(shown.effective)
    yield _("a reached call that is not effective closes nothing")
    if shown.quota is not None:
        yield from _quota(shown.quota)


def _retry(retry: Retry) -> str:
    return ngettext(
        "an unreached customer is tried {n} time within {span} of the first attempt, 2 hours apart",
        "an unreached customer is tried {n} times within {span} of the first attempt, 2 hours apart",
        retry.attempts,
    ).format(n=retry.attempts, span=times.span(str(retry.within)))


def _number_cap(cap: NumberCap) -> str:
    return ngettext(
        "no number is called more than {n} time within {span}, across all customers and campaigns; promises are no"
        " exception",
        "no number is called more than {n} times within {span}, across all customers and campaigns; promises are no"
        " exception",
        cap.calls,
    ).format(n=cap.calls, span=times.span(str(cap.per)))


def _spent() -> str:
    return _("once they are used up, one attempt a day, until the customer is reached or inquires again")


def _effective(effective: Effective) -> str:
    said = [_("a call counts as effective if it reached the customer")]
    if effective.never:
        said.append(
            _("did not end as {dispositions}").format(dispositions=listed(map(names.disposition, effective.never)))
        )
    if effective.note_longer_than is not None:
        n = effective.note_longer_than
        said.append(
            ngettext(
                "has a note of more than {n} character, spaces not counted",
                "has a note of more than {n} characters, spaces not counted",
                n,
            ).format(n=n)
        )
    return joined(said)


def _reports(shown: Rulebook) -> Iterator[str]:
    if shown.report is not None:
        first, *rest = _report(shown.report)
        yield _line(f"{shown.name}.report", first)
        yield from rest


def _pool(shown: Rulebook) -> Iterator[str]:
    if shown.pool is not None:
        first, *rest = rulebook_customers.pool(shown.pool)
        yield _line(f"{shown.name}.pool_warning", first)
        yield from rest


def _report(asked: ReportTimes) -> Iterator[str]:
    within = times.span(str(asked.within))
    yield _("a lead that was handed out: its owner reports within {span}").format(span=within)
    if asked.every is not None:
        every = times.span(str(asked.every))
        yield _("after each report the next one within {span}, until the customer has signed").format(span=every)
    yield _("no contact takes the place of a report")


def _breaches(steps: BreachSteps) -> Iterator[str]:
    yield _("overdue for {span}: escalated from the agent to the supervisor").format(
        span=times.span(str(steps.supervisor))
    )
    if steps.manager is not None:
        yield _("after another {span}: escalated to the manager").format(span=times.span(str(steps.manager)))
    yield _("the first acknowledgement starts that time again, once; only the contact ends it")


def _quota(quota: Quota) -> Iterator[str]:
    yield ngettext(
        "{n} effective follow-up per agent and working day",
        "{n} effective follow-ups per agent and working day",
        quota.effective,
    ).format(n=quota.effective)
    yield _("one per customer and day counts; incoming calls do not")
    if quota.make_up_days:
        yield ngettext(
            "effective calls missed on a working day off are made up within {n} day at work",
            "effective calls missed on a working day off are made up within {n} days at work",
            quota.make_up_days,
        ).format(n=quota.make_up_days)
    if quota.amount:
        yield _("quota not made up: {amount}").format(amount=quota.amount)


def _case(case: AnyCase, phases: Mapping[str, Phase]) -> str:
    match case:
        case NoTouchCase():
            said = _("no {channel} within {span} of the {milestone}").format(
                channel=names.channel(case.channel),
                span=times.span(str(case.within)),
                milestone=rulebook_names.origin(phases[case.phase].starts),
            )
            if case.tiers:
                said = joined([said, _("tier {tiers}").format(tiers=listed(map(names.tier, case.tiers)))])
            return said
        case DispositionCase():
            return _("a call that ended as {disposition}").format(disposition=names.disposition(case.disposition))
        case ResultCase():
            return _("a follow-up call with the result {results}: the branch makes a second one").format(
                results=listed(map(names.result, case.results))
            )
        case DissatisfiedCase():
            return _("a rating of {n} or less out of 5 reopens the latest case of these kinds: {kinds}").format(
                n=case.at_most, kinds=listed(map(names.case_kind, case.reopens))
            )
        case RetrySpentCase():
            return _("all attempts of a round used up, customer not reached")


def _finding(finding: AnyFinding, phases: Mapping[str, Phase]) -> str:
    match finding:
        case NoReminderFinding():
            said = _("the first contact that reached a new customer left no next call, promised or owed")
        case UntouchedFinding():
            said = _("no contact within {span} of the {milestone}, source {sources}").format(
                span=times.span(str(finding.within)),
                milestone=rulebook_names.origin(phases[finding.phase].starts),
                sources=listed(finding.sources),
            )
        case MissedFinding():
            said = _("a rule of this rulebook not kept in time")
        case NoRecordingFinding():
            said = _("a follow-up call with the result {result} without a recording").format(
                result=names.result(finding.result)
            )
    if not finding.amount:
        return said
    return _("{finding}: {amount}").format(finding=said, amount=finding.amount)


def _line(name: str, said: str) -> str:
    return f"{name}  {said}"
