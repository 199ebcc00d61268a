"""Commitments of an agent (``p``), by day: what they promised to anybody, what others promised to their own customers,
and the calls that were put off (docs/architecture.md#promises)."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace
from textual.app import ComposeResult

from callcenter.desk import written_messages
from callcenter.desk.promise_changes import ANSWERED_BY, why_not_moved
from callcenter.desk.typed_dates import make_reader
from callcenter.locale import N_, _, ngettext
from callcenter.model import Because, Channel, Instant, Milestone, MilestoneKind
from callcenter.rulebook.book import Rulebook
from callcenter.screens.customers.pane.list_with_pane import ListWithPane
from callcenter.screens.frame.desk import Desk, PutOffWanted
from callcenter.screens.frame.filtered import SAVED_FILTERS
from callcenter.screens.frame.list_screen import BACK, DIAL, DONE, FILTER, HELP, NO_FILTER, OPEN, WHY, ListScreen
from callcenter.views.customers.customer import CustomerView
from callcenter.views.customers.log import TouchRow
from callcenter.views.people.saved_filters import FilteredList
from callcenter.views.worklists.promises import PromiseRow, SnoozeRow
from callcenter.views.worklists.typed_fields import Reading
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.forms.date_entry import DateEntry
from callcenter.widgets.forms.date_line import DateLine
from callcenter.widgets.lines.prompts import ConfirmBar
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.filter_line import FilterLine
from callcenter.widgets.lists.promise_list import PromiseList
from callcenter.wording import names, phones, reasons, rules, times
from callcenter.wording.typed_answers import chosen, far_date, their_time
from callcenter.workdays import moment

_HOW, _WHAT = "how", "what"


class _Move(Struct, frozen=True):
    """A promise that is given another time, and what is known of its customer."""

    row: PromiseRow
    view: CustomerView
    book: Rulebook
    made: TouchRow | None


class PromisesScreen(ListScreen[None]):
    """Promises, each kept by a call, moved while it can still be kept, or answered in writing."""

    CSS_PATH = "promises.tcss"
    AUTO_FOCUS = "#promises"
    filtered_list = FilteredList.PROMISES
    offers: ClassVar[Offers] = (
        DONE,
        NO_FILTER,
        OPEN,
        DIAL,
        KeyCommand(
            "promises.move", "e,f2", "move", N_("new time"), N_("new time: callback, appointment, postponed call")
        ),
        KeyCommand(
            "promises.take_back",
            "u",
            "take_back",
            N_("undo"),
            N_("cancel the postponement: the call is due again"),
            when="is_put_off",
        ),
        KeyCommand(
            "promises.settle", "s,f9", "settle", N_("log answer"), N_("record the answer given"), when="is_promise"
        ),
        WHY,
        FILTER,
        SAVED_FILTERS,
        BACK,
        HELP,
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._promises: tuple[PromiseRow, ...] = ()
        self._put_off: tuple[SnoozeRow, ...] = ()
        self._lags = False
        self._moving: _Move | None = None
        self._far = Reading(None, "")
        """A new time that is asked about before it is saved."""
        self._settled: PromiseRow | None = None
        self._channel = Channel.ANY

    def compose(self) -> ComposeResult:
        lines = PromiseList(phones.masked, self.desk.session.name, id="promises")
        hint = _("filter: name, company, pinyin, campaign, ref or promise")
        yield from self.top(lines, hint, within=ListWithPane(self, lines))
        yield SaidLine(id="why")
        yield AskLine(id="ask")
        yield ConfirmBar(id="confirm")
        yield DateLine(_("new time"), self._read_date, placeholder=_("Fri 10:00, 3/15"), id="date")
        yield self.footer()

    @property
    def list(self) -> PromiseList:
        """The promises."""
        return self.query_one(PromiseList)

    @property
    def ref_here(self) -> str | None:
        row = self.list.current or self.list.put_off
        return None if row is None else row.ref

    @property
    def is_put_off(self) -> bool:
        """Tell whether the cursor is on a call that was put off, which is taken back."""
        return any(rows.put_off is not None for rows in self.query(PromiseList))

    @property
    def is_promise(self) -> bool:
        """Tell whether the cursor is on a promise, which is kept."""
        return not self.is_put_off

    def refill(self) -> None:
        store, name = self.desk.store, self.desk.session.name

        def ask(now: Instant) -> tuple[tuple[PromiseRow, ...], tuple[SnoozeRow, ...], bool]:
            lags = store.queue.behind(now=now).lags
            return store.promises.open(now=now, agent=name), store.snoozes.all(now=now, agent=name), lags

        self.read(ask, self._show, group="promises")
        self.query_one(ListWithPane).follow()

    def _show(self, found: tuple[tuple[PromiseRow, ...], tuple[SnoozeRow, ...], bool]) -> None:
        self._promises, self._put_off, self._lags = found
        self.draw()

    def draw(self) -> None:
        found = self.query_one(FilterLine)
        shown = [row for row in self._promises if found.fits(_searched(row), row.spelt)]
        put_off = [row for row in self._put_off if found.fits(_snooze_searched(row), row.spelt)]
        count, waiting = len(self._promises), len(self._put_off)
        said = ngettext("{n} open promise", "{n} open promises", count).format(
            n=times.number(count, at_least=self._lags)
        )
        if waiting:
            calls = ngettext("{n} postponed call", "{n} postponed calls", waiting).format(n=waiting)
            said = names.told((said, calls))
        self.say_count(said, len(shown) + len(put_off) if found.words else None)
        if self._promises or self._put_off:
            self.list.set_empty(_("None of your promises match the filter."))
        elif self._lags:
            self.list.set_empty(_("Plans are being updated. What is due appears shortly."))
        else:
            self.list.set_empty(_("You have no open promises."))
        self.list.show_promises(shown, self.desk.now, put_off=put_off)
        self.explain()

    def explain(self) -> None:
        promise, put_off, said = self.list.current, self.list.put_off, ""
        if self._moving is not None and self.query_one(DateLine).display and self._hint(self._moving):
            said = self._hint(self._moving)
        elif promise is not None:
            said = reasons.why(promise.obligation, None, self.desk.now, promise.zone)
            if whose := self._whose(promise):
                said = f"{whose} | {said}"
        elif put_off is not None:
            said = reasons.put_off(put_off.snooze, self.desk.now, put_off.zone)
        self.query_one("#why", SaidLine).say(said)
        self.refresh_bindings()

    def _hint(self, moving: _Move) -> str:
        text = self.query_one(DateLine).text
        return their_time(text, moving.view.campaign.frame.zone, moving.view.facts.zone)

    def _whose(self, row: PromiseRow) -> str:
        """Say whose customer it is and who promised it, where a colleague has to do with it."""
        reader = self.desk.session.name
        if row.owner != reader and row.owner is not None:
            return names.colleagues(row.owner)
        if row.made_by not in ("", reader):
            return _("promised by {agent}").format(agent=row.made_by)
        return ""

    def tick(self, now: Instant) -> None:
        super().tick(now)
        if any(row.snooze.until <= now for row in self._put_off):
            # They are due again, by themselves.
            self.refill()
        self.explain()

    def action_take_back(self) -> None:
        """Make a call that was put off due again."""
        row = self.list.put_off
        if row is None:
            return
        store = self.desk.store
        said = _("The call to {name} is no longer postponed.").format(name=row.name)

        def done(_none: None) -> None:
            self._say(said)
            self.refill()

        self.write_once(
            f"take back {row.ref}",
            lambda now, key: store.snoozes.take_back(row.ref, key=key, now=now),
            done,
        )

    # --- another time ---------------------------------------------------------------------------------------------

    def action_move(self) -> None:
        """Move a callback, an appointment or a put-off call to another time.

        A broken promise is kept by a call and not moved away.
        """
        if (put_off := self.list.put_off) is not None:
            self.post_message(PutOffWanted(put_off.ref))
            return
        row = self.list.current
        if row is None:
            return
        if said := why_not_moved(row.obligation, self.desk.now):
            self._say(said)
            return
        store = self.desk.store

        def known(now: Instant) -> _Move:
            view = store.details.get(row.ref, now=now)
            made = store.timelines.promised_by(row.ref, row.obligation.due_at)
            return _Move(row, view, store.campaigns.book(view.campaign.name), made)

        self.read(known, self._ask_time, group="moving")

    def _ask_time(self, moving: _Move) -> None:
        self._moving = moving
        at = moving.row.obligation.ground.params["at"]
        assert isinstance(at, int)
        self.query_one(DateLine).ask(f"{moment(at, moving.row.zone):%Y-%m-%d %H:%M}")
        self.explain()

    def _read_date(self, text: str) -> Reading:
        if self._moving is None:
            return Reading(None, "")
        view = self._moving.view
        return make_reader(lambda: self.desk.now, view.campaign.frame, self._moving.book, view.facts.zone)(text)

    def on_date_entry_sent(self, event: DateEntry.Sent) -> None:
        reading = event.entry.reading
        if reading.far:
            self._far = reading
            self.query_one(ConfirmBar).ask("far", far_date(reading.words), keys=("y", "f9"), yes=_("yes"))
        else:
            self._move_to(reading)

    def on_confirm_bar_confirmed(self) -> None:
        self._move_to(self._far)

    def _move_to(self, reading: Reading) -> None:
        moving = self._moving
        self.query_one(DateLine).close()
        if reading.at is None or moving is None:
            return
        if moving.row.obligation.ground.code is Because.CALLBACK:
            self._move_callback(moving, reading.at, reading.words)
        else:
            self._move_appointment(moving.row.ref, reading)

    def _move_callback(self, moving: _Move, at: Instant, said: str) -> None:
        """Correct the touch that promised it: by a record that names it, nothing is overwritten.

        See docs/architecture.md#corrections.
        """
        made = moving.made
        if made is None:
            self._say(_("This promise has been changed in the meantime."))
            return
        right = replace(made.entered, callback_at=at)
        store = self.desk.store

        def moved(_touch: int) -> None:
            self._say(_("Callback: {time}").format(time=said))
            self.refill()

        self.write_once(
            f"move {made.id}",
            lambda now, key: store.touches.correct(made.id, right, key=key, now=now),
            moved,
        )

    def _move_appointment(self, ref: str, reading: Reading) -> None:
        assert reading.at is not None
        made = Milestone(MilestoneKind.APPOINTMENT, reading.at, reading.date_only)
        store = self.desk.store

        def moved(_none: None) -> None:
            self._say(_("Appointment: {time}").format(time=reading.words))
            self.refill()

        self.write_once(
            f"move {ref}",
            lambda now, key: store.customers.set_milestone(ref, made, key=key, now=now),
            moved,
        )

    # --- answered -------------------------------------------------------------------------------------------------

    def action_settle(self) -> None:
        """Record an answer, or an appointment confirmed, without a call: by the channel that was asked for."""
        row = self.list.current
        if row is None:
            return
        if row.obligation.channel is Channel.CALL:
            self._say(_("A call was promised: dial instead."))
            return
        self._settled, self._channel = row, row.obligation.channel
        if self._channel is Channel.ANY:
            self._ask(
                _HOW, _("Answered by ({channels}):").format(channels=names.listed(map(names.channel, ANSWERED_BY)))
            )
        else:
            self._ask_what()

    def _ask_what(self) -> None:
        if self._settled is not None:
            self._ask(_WHAT, _("Answer given to {name}:").format(name=self._settled.name))

    def _ask(self, question: str, text: str) -> None:
        self.query_one(AskLine).ask(question, text, required=True)

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        if event.question == _WHAT:
            self._record(event)
            return
        own = {channel.value: channel for channel in ANSWERED_BY}
        channel = chosen(event.text, {**own, **{names.channel(one): one for one in ANSWERED_BY}})
        if channel is None:
            self._say(_("Choose from {channels}.").format(channels=names.listed(map(names.channel, ANSWERED_BY))))
            return
        self._channel = channel
        # The line for the next question is free once this answer is dealt with.
        self.call_after_refresh(self._ask_what)

    def on_ask_line_blank(self, event: AskLine.Blank) -> None:
        self.app.bell()

    def _record(self, told: AskLine.Answered) -> None:
        row, note = self._settled, told.text
        if row is None:
            return
        channel, store = self._channel, self.desk.store

        def recorded(_touch: int) -> None:
            self._say(_("{channel} to {name} recorded.").format(channel=names.channel(channel), name=row.name))
            self.refill()

        self.write_once(
            f"touch {row.ref}",
            lambda now, key: store.touches.record(
                row.ref, written_messages.contact(row, channel, note, now), key=key, now=now
            ),
            recorded,
            self.asking_again(told),
        )

    def _say(self, said: str) -> None:
        self.notify(said, markup=False, timeout=4)


def _searched(row: PromiseRow) -> str:
    """Return the text in which a filter looks for its words."""
    owed = row.obligation
    return "\n".join((row.name, row.company, row.campaign, row.ref, rules.rule(owed.rule), names.channel(owed.channel)))


def _snooze_searched(row: SnoozeRow) -> str:
    return "\n".join((row.name, row.company, row.campaign, row.ref, row.snooze.reason, _("postpone")))
