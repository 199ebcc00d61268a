"""Two customers side by side: what is known of each, and what happened last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from callcenter.locale import _
from callcenter.model import Instant
from callcenter.views.customers.customer import CustomerView
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow, Tone
from callcenter.wording import names, phones, times

_TOUCHES = 3


class Comparison(LineList):
    """A row a fact; ``=`` stands where both have the same."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column("", 10),
            Column(_("this one"), 20, flex=1),
            Column("", 1),
            Column(_("the other"), 20, flex=1),
        )
        super().__init__(columns, id=id, classes=classes)

    def compare(self, one: CustomerView, other: CustomerView, now: Instant) -> None:
        """Show two customers."""
        self.set_rows(_rows(one, other, now))

    def clear(self, said: str) -> None:
        """Compare nobody, and say why."""
        self.set_empty(said)
        self.set_rows(())


def _rows(one: CustomerView, other: CustomerView, now: Instant) -> Iterator[LineRow]:
    for label, first, second in (
        (_("name"), [one.name], [other.name]),
        (_("company"), [one.company], [other.company]),
        (_("phone"), _numbers(one), _numbers(other)),
        (_("last"), _touches(one, now), _touches(other, now)),
        (_("tier"), [names.tier(one.plan.tier)], [names.tier(other.plan.tier)]),
        (_("stage"), [names.stage(one.facts.stage)], [names.stage(other.facts.stage)]),
        (_("owner"), [one.facts.owner or _("the pool")], [other.facts.owner or _("the pool")]),
        (_("source"), [one.facts.source], [other.facts.source]),
        (_("campaign"), [one.campaign.name], [other.campaign.name]),
        (_("ref"), [one.ref], [other.ref]),
    ):
        for place, (left, right) in enumerate(zip_longest(first, second, fillvalue="")):
            if left or right:
                same = left == right
                cells = (label if place == 0 else "", left or "-", "=" if same else "", right or "-")
                yield LineRow(f"{label} {place}", cells, Tone.STRONG if same else Tone.PLAIN)


def _numbers(view: CustomerView) -> Sequence[str]:
    country = view.campaign.frame.country
    return [
        phones.local(one, country, view.extensions.get(one, ""), view.labels.get(one, "")) for one in view.facts.numbers
    ] or [""]


def _touches(view: CustomerView, now: Instant) -> Sequence[str]:
    zone = view.campaign.frame.zone
    said = []
    for touch in view.history.touches[: -_TOUCHES - 1 : -1]:
        how = names.channel(touch.channel) if touch.disposition is None else names.disposition(touch.disposition)
        said.append(" ".join(filter(None, (times.stamp(touch.at, zone, now), how, touch.note))))
    return said or [_("no contacts yet")]
