"""Numbers: as agents type them, what came of calling them, and which one to dial."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from callcenter.locale import N_, _
from callcenter.model import Channel, Instant, Touch
from callcenter.screens.frame.overlay import OverScreen
from callcenter.views.customers.customer import CustomerView
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow
from callcenter.wording import names, phones, times


def written(view: CustomerView, number: str) -> str:
    """A customer's number with its label and extensions, as people write it."""
    extension, label = view.extensions.get(number, ""), view.labels.get(number, "")
    return phones.local(number, view.campaign.frame.country, extension, label)


def last_call(view: CustomerView, number: str) -> Touch | None:
    """The newest call at a number."""
    return next((one for one in _calls(view, number) if one.disposition is not None), None)


def last_answer(view: CustomerView, number: str) -> Touch | None:
    """The newest call at a number that reached somebody."""
    return next((one for one in _calls(view, number) if one.disposition is not None and one.disposition.reached), None)


def _calls(view: CustomerView, number: str) -> Iterator[Touch]:
    calls = reversed(view.history.touches)
    return (one for one in calls if one.channel is Channel.CALL and one.phone == number)


def number_history(view: CustomerView, number: str, now: Instant) -> str:
    """Return the outcome of calls to a number: ``answered Mon 2 Mar``, ``busy Mon 2 Mar``; '' where nobody tried."""
    zone = view.campaign.frame.zone
    newest, reached = last_call(view, number), last_answer(view, number)
    said = []
    if reached is not None:
        said.append(_("answered {day}").format(day=times.day_of(reached.at, zone, now)))
    if newest is not None and newest.disposition is not None and newest is not reached:
        said.append(f"{names.disposition(newest.disposition)} {times.day_of(newest.at, zone, now)}")
    return names.told(said)


class NumberScreen(OverScreen[str | None]):
    """Choice of a customer's number to dial. Closes with it in E.164, None where none was chosen."""

    CSS_PATH = "numbers.tcss"
    offers: ClassVar[Offers] = (
        Mention("list.open", N_("dial")),
        KeyCommand("numbers.back", "escape", "dismiss(None)", N_("back")),
    )

    def __init__(self, view: CustomerView, now: Instant, numbers: Sequence[str] | None = None) -> None:
        """Offer some of the customer's ``numbers``, None = all."""
        super().__init__()
        self._view = view
        self._now = now
        self._numbers = view.facts.numbers if numbers is None else numbers

    def compose(self) -> ComposeResult:
        known = [Column(_("person"), 8, flex=1, most=16)] if self._view.persons else []
        columns = (Column("", 2), Column(_("number"), 16, flex=1, most=28), *known, Column(_("history"), 20, flex=2))
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="question")
            yield LineList(columns, id="numbers")
            yield self.footer()

    def on_mount(self) -> None:
        view = self._view
        self.query_one("#question", SaidLine).say(
            _("Which number for {name}? Press 1-9 or Enter").format(name=view.name)
        )
        listed = self.query_one(LineList)
        shown = {one: written(view, one) for one in self._numbers}
        listed.set_rows(
            LineRow(
                number,
                (f"{place}", shown[number], *self._whose(number), number_history(view, number, self._now) or "-"),
            )
            for place, number in enumerate(self._numbers, 1)
        )
        living = [number for number in self._numbers if number not in view.dead_numbers]
        answered = [(touch.at, number) for number in living if (touch := last_answer(view, number)) is not None]
        listed.show_key(max(answered)[1] if answered else view.number)
        listed.focus()

    def _whose(self, number: str) -> tuple[str, ...]:
        """The contact person whose number it is, where the customer has any."""
        if not self._view.persons:
            return ()
        person = self._view.person_at(number)
        return ("" if person is None else person.name,)

    def on_key(self, event: events.Key) -> None:
        if event.key.isdecimal() and 1 <= int(event.key) <= len(self._numbers):
            event.stop()
            event.prevent_default()
            self.dismiss(self._numbers[int(event.key) - 1])

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        event.stop()
        self.dismiss(event.key)
