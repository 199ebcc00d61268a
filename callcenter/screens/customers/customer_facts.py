"""Facts about a customer, in lines: the most needed first, because a small screen shows only those at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from textual.content import Content

from callcenter.locale import _, ngettext, pgettext
from callcenter.model import Instant
from callcenter.screens.customers.numbers import number_history, written
from callcenter.views.customers.customer import CustomerView, Referral
from callcenter.widgets.lines.bar import words
from callcenter.wording import names, phones, rules, times

Line: TypeAlias = list[Content]
"""Facts that stand side by side where there is room."""


def fact_lines(view: CustomerView, now: Instant, *, duplicates: int = 0, masked: bool = False) -> list[Line]:
    """Facts, numbers, promises, dates, tiers, cases, and what an import brought beside them.

    ``duplicates``: so many other customers may be the same. ``masked``: numbers stand as in a list.
    """
    top = _top(view, now, duplicates, masked)
    return [*top, *_dates(view, now), *_tiers(view, now), *_cases(view, now), *_rest(view)]


def _pair(label: str, said: str, style: str = "") -> Content:
    return Content.assemble(words(f"{label} ", "$text-muted"), words(said, style))


def _called(one: Referral) -> str:
    return names.outside(one.owner) if one.outside else one.name


def _top(view: CustomerView, now: Instant, duplicates: int, masked: bool) -> Iterator[Line]:
    facts, frame = view.facts, view.campaign.frame
    if view.pinned:
        yield [words(view.pinned, "bold $text-warning")]
    tier = names.tier(view.plan.tier)
    if view.provisional_tier:
        tier = _("{tier} (provisional)").format(tier=tier)
    first = [_pair(_("tier"), tier, "bold"), _pair(_("stage"), names.stage(facts.stage))]
    if view.colleague:
        first.insert(0, words(names.colleagues(view.colleague), "bold $text-warning"))
    else:
        if view.stands_in_for:
            first.insert(0, words(names.stood_in_for(view.stands_in_for), "bold"))
        first.append(_pair(_("owner"), facts.owner or _("the pool")))
    if facts.key:
        first.append(words(_("key customer"), "bold"))
    yield first
    if view.tags:
        yield [_pair(_("tags"), names.tags(view.tags))]
    if not facts.numbers:
        yield [_pair(_("phone"), _("none"))]
    for number in facts.numbers:
        history = number_history(view, number, now)
        shown = phones.masked(number, frame.country) if masked else written(view, number)
        line = [_pair(_("phone"), shown, "bold")]
        if (person := view.person_at(number)) is not None:
            line.append(words(names.contact_person(person)))
        yield [*line, words(history)] if history else line
    if without := [one for one in view.persons if not one.numbers]:
        yield [_pair(_("contact person"), names.contact_person(one)) for one in without]
    for owed in view.plan.obligations:
        if owed.is_commitment(now):
            at = times.moment(owed.due_at, frame.zone, now)
            yield [_pair(_("promised"), names.told((rules.rule(owed.rule), at)), "$text-warning")]
    if duplicates:
        counted = ngettext("{n} likely duplicate", "{n} likely duplicates", duplicates)
        yield [words(counted.format(n=duplicates), "$text-warning")]
    more = [_pair(_("ref"), view.ref), _pair(_("campaign"), view.campaign.name)]
    if facts.source:
        more.append(_pair(_("source"), facts.source))
    if facts.birthday is not None:
        more.append(_pair(_("birthday"), f"{facts.birthday:%Y-%m-%d}"))
    if view.revenue:
        more.append(_pair(_("revenue"), view.revenue))
    yield more
    doubles = names.listed(
        f"{one.ref} {times.day_of(one.at, frame.zone, now)} {one.actor}"
        for one in view.merges
        if one.withdrawn_at is None
    )
    if doubles:
        yield [_pair(_("merged from"), doubles)]
    if view.referrer is not None:
        yield [_pair(_("referred by"), names.told((_called(view.referrer), view.referrer.ref)))]
    if view.referred:
        yield [_pair(_("has referred"), names.listed(map(_called, view.referred)))]
    if facts.zone != frame.zone:
        said_zone = _("time zone {zone}, {time} there").format(zone=facts.zone, time=times.clock(now, facts.zone))
        yield [words(said_zone)]


def _dates(view: CustomerView, now: Instant) -> Iterator[Line]:
    zone = view.campaign.frame.zone
    newest = {one.kind: one for one in view.facts.milestones}
    for kind, one in sorted(newest.items(), key=lambda item: item[1].at, reverse=True):
        at = times.day_of(one.at, zone, now) if one.date_only else times.moment(one.at, zone, now)
        yield [_pair(names.milestone(kind), at)]


def _tiers(view: CustomerView, now: Instant) -> Iterator[Line]:
    for change in reversed(view.tiers):
        said = _("{old} to {new}, {when}, {who}").format(
            old=names.tier(change.old),
            new=names.tier(change.new),
            when=times.day_of(change.at, view.campaign.frame.zone, now),
            who=change.actor,
        )
        if change.reason:
            said = _("{label}: {value}").format(label=said, value=change.reason)
        yield [_pair(_("tier"), said)]


def _cases(view: CustomerView, now: Instant) -> Iterator[Line]:
    for case in view.cases:
        parts = [names.case_kind(case.kind), names.case_state(case.state)]
        if case.rule:
            parts.append(rules.rule(case.rule))
        if case.assignee:
            parts.append(case.assignee)
        parts.append(times.day_of(case.opened_at, case.zone, now))
        yield [_pair(pgettext("fact", "case"), names.told(parts))]


def _rest(view: CustomerView) -> Iterator[Line]:
    for name, value in view.attributes.items():
        yield [_pair(name, value)]
