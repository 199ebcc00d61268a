"""Customers in the words of a rulebook: tiers and how they come into them, groups, rankings and draws, who may call."""

from __future__ import annotations

from collections.abc import Iterator

from callcenter.locale import _, ngettext
from callcenter.model import Segment
from callcenter.rulebook.book import AnyCohort, ClassifyStep, Condition, CustomerGroup, DrawCohort, PoolRule, Rulebook
from callcenter.wording import names, times
from callcenter.wording.names import listed
from callcenter.wording.rulebooks import rulebook_names


def tiers(shown: Rulebook) -> Iterator[str]:
    """The tiers, what holds of customers without one, and which tiers stand for high and low intent."""
    if shown.tiers:
        yield _("{tiers}; best first").format(tiers=listed(map(names.tier, shown.tiers)))
    if shown.tiers and not shown.classify:
        yield _("the tier is the one entered for the customer")
    named = {tier for rule in shown.rules for tier in rule.tiers} | {shown.no_tier_as}
    named |= {asked.tier for group in shown.groups.values() for asked in group.any_of}
    free = [tier for tier in shown.tiers if tier not in named]
    if free and len(free) < len(shown.tiers):
        yield _("no rule is specific to tier {tiers}").format(tiers=listed(map(names.tier, free)))
    if shown.no_tier_as is not None:
        yield _("customers without a tier are treated as {tier} and come last").format(
            tier=names.tier(shown.no_tier_as)
        )
    n = shown.provisional_tier_until_reached
    if n is not None:
        yield ngettext(
            "a tier is provisional until {n} follow-up has reached the customer; then the agent confirms it",
            "a tier is provisional until {n} follow-ups have reached the customer; then the agent confirms it",
            n,
        ).format(n=n)
    for segment, members in ((Segment.HIGH_INTENT, shown.high_intent), (Segment.LOW_INTENT, shown.low_intent)):
        if members:
            yield _("{segment}: {tiers}").format(
                segment=names.segment(segment),
                tiers=listed(names.tier(tier) for tier in shown.tiers if tier in members),
            )


def classification(shown: Rulebook) -> Iterator[str]:
    """The steps that put a customer into a tier, in their order (docs/rules.md#r3, #r7, #r9, #r15, #r21)."""
    for n, step in enumerate(shown.classify, 1):
        yield f"{n}. {_step(step, shown)}"
    if shown.classify:
        yield _("the first match decides, again whenever one of these facts changes; without a match there is no tier")


def _step(step: ClassifyStep, shown: Rulebook) -> str:
    if step.given:
        given = listed(names.tier(tier) for tier in step.given)
        if step.when is None:
            return _("the tier entered, if it is {tiers}").format(tiers=given)
        return _("the tier entered, if it is {tiers} and {condition}").format(
            tiers=given, condition=condition(step.when, shown)
        )
    if step.when is None:
        return _("{tier}: all others").format(tier=names.tier(step.tier))
    return _("{tier}: {condition}").format(tier=names.tier(step.tier), condition=condition(step.when, shown))


def groups(shown: Rulebook) -> Iterator[str]:
    """Every group and the conditions of which one is enough."""
    for name, group in shown.groups.items():
        yield _("{group}: {conditions}").format(group=rulebook_names.group(name), conditions=_any_of(group, shown))


def _any_of(group: CustomerGroup, shown: Rulebook) -> str:
    # Two columns may have one name for people: the same in another language.
    return _(", or ").join(dict.fromkeys(condition(one, shown) for one in group.any_of))


def condition(asked: Condition, shown: Rulebook) -> str:
    """Return a condition on a customer: ``units at least 1 and below 5``."""
    if asked.tier is not None:
        return _("tier {tiers}").format(tiers=names.tier(asked.tier))
    if asked.cohort is not None:
        known = shown.cohorts.get(asked.cohort)
        said = rulebook_names.cohort(asked.cohort)
        return said if known is None else _("{cohort} ({share})").format(cohort=said, share=_share(known))
    assert asked.column is not None
    column = rulebook_names.column(asked.column)
    if asked.yes is not None:
        return (_("{column}: yes") if asked.yes else _("{column}: no")).format(column=column)
    if asked.known is not None:
        return (_("{column} is known") if asked.known else _("{column} is not known")).format(column=column)
    bounds = (
        (_("above {n}"), asked.above),
        (_("at least {n}"), asked.at_least),
        (_("below {n}"), asked.below),
        (_("at most {n}"), asked.at_most),
    )
    said = _(" and ").join(words.format(n=_amount(bound)) for words, bound in bounds if bound is not None)
    return _("{column} {bounds}").format(column=column, bounds=said)


def _amount(value: float) -> str:
    """Every figure of it, thousands apart: a bound of 2,000.25 must not read as 2,000."""
    return times.number(int(value)) if value == int(value) else str(value)


def cohorts(shown: Rulebook) -> Iterator[str]:
    """Yield the rankings and draws, exactly enough to be done again by hand (docs/rules.md#r15-draw, #r21)."""
    for name, cohort in shown.cohorts.items():
        said = rulebook_names.cohort(name)
        yield _("{cohort}: {share}").format(cohort=said, share=_share(cohort))
        if isinstance(cohort, DrawCohort):
            yield from _draw(cohort)
        else:
            yield _("among customers with a known value, rounded up; ties by ref; kept up to date")


def _share(cohort: AnyCohort) -> str:
    percent = _amount(cohort.percent)
    if not isinstance(cohort, DrawCohort):
        return _("the top {percent}% by {column}").format(percent=percent, column=rulebook_names.column(cohort.column))
    return _("each year {percent}% of the customers whose {milestone} is before 1 January of that year").format(
        percent=percent, milestone=rulebook_names.origin(cohort.since)
    )


def _draw(cohort: DrawCohort) -> Iterator[str]:
    yield _("excluded: lost or closed customers, and those marked do not call at the time")
    if cohort.passes_over is not None:
        yield _("also excluded: {group}").format(group=rulebook_names.group(cohort.passes_over))
    if cohort.first is not None and cohort.first_percent is not None:
        yield _('first {percent}% of the group "{group}", then from all until the whole share is filled').format(
            percent=_amount(cohort.first_percent), group=rulebook_names.group(cohort.first)
        )
    yield _("sampled once and kept, rounded up, in the order of the SHA-256 of YEAR:ref, so that anyone can repeat it")
    yield _(
        "no sample for years that were over before these rules applied; customers sampled but not reached stay owed"
    )


def callers(shown: Rulebook) -> Iterator[str]:
    """Yield who may call whom, where it is not simply the owner (docs/rules.md#r15-callers)."""
    if shown.callers.never_line is not None:
        yield _("no one in the {line} line may call").format(line=names.line(shown.callers.never_line))
    if shown.callers.never_own:
        yield _("no one may call their own customers; everyone else may")


def pool(asked: PoolRule) -> Iterator[str]:
    """Yield when customers return to the pool, and what limits the taking (docs/rules.md#r33)."""
    told = [
        _("{tier} after {span}").format(tier=names.tier(tier), span=times.span(f"{days}d"))
        for tier, days in asked.tiers.items()
    ]
    if asked.days is not None:
        span = times.span(f"{asked.days}d")
        told.append(_("all others after {span}").format(span=span) if told else _("after {span}").format(span=span))
    yield _("a customer who is not reached goes back to the pool: {times}").format(times=listed(told))
    if asked.warning_days:
        span = times.span(f"{asked.warning_days}d")
        yield _("the owner is warned {span} before, in the list of messages and tasks").format(span=span)
    yield _(
        "counted from the owner's first day, the last contact that reached the customer, or the import, whichever is"
        " latest; the clock stops while the owner is absent, a call is postponed, a case is open, a promise lies ahead"
        " or the customer is marked do not call"
    )
    yield ngettext(
        "an agent with {n} customer of the campaign takes no more from the pool",
        "an agent with {n} customers of the campaign takes no more from the pool",
        asked.holding,
    ).format(n=times.number(asked.holding))
    yield ngettext(
        "at most {n} customer a day is taken by one agent",
        "at most {n} customers a day are taken by one agent",
        asked.per_day,
    ).format(n=times.number(asked.per_day))
    if asked.former_owner_days:
        span = times.span(f"{asked.former_owner_days}d")
        yield _("an agent who lost a customer to the pool waits {span} before taking them back").format(span=span)
