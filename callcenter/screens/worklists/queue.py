"""Mode 1, the queue: who comes next and why, a preview, the shift's figures (docs/architecture.md#queue-screen)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Resize

from callcenter.desk.desk import PAGE
from callcenter.locale import N_, _
from callcenter.model import SECOND, Instant, Lane, Offer, Role
from callcenter.screens.frame.desk import (
    CustomerWanted,
    Desk,
    DialWanted,
    PutOffWanted,
    TextWanted,
    TimeCame,
    WhyWanted,
)
from callcenter.screens.frame.filtered import SAVED_FILTERS, FilteredScreen
from callcenter.views.people.saved_filters import FilteredList
from callcenter.views.people.shift import ShiftFigures
from callcenter.views.upkeep.trouble import StoreError
from callcenter.views.worklists.calls import Claim
from callcenter.views.worklists.queue import QueueFilter, QueuePage, QueueRow
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.lines.bars import BreachBanner, FiguresBar
from callcenter.widgets.lines.countdown import Countdown
from callcenter.widgets.lines.preview import CustomerPreview
from callcenter.widgets.lines.prompts import KeyHints
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.line_list import Edge, LineList
from callcenter.widgets.lists.queue_list import QueueList
from callcenter.wording import names, phones, reasons, times
from callcenter.wording.cells import cut

if TYPE_CHECKING:
    from callcenter.views.customers.customer import CustomerView
    from callcenter.views.worklists.tasks import TaskRow
    from callcenter.widgets.lists.filter_line import FilterLine

_BROAD = 120
"""Columns from which the customer under the cursor stands beside the list."""
AUTO_DIAL = 3 * SECOND
"""Time that is counted down before the next customer is dialled by itself."""
_DRAWN_SECONDS = 0.03
_DEAF = SECOND
"""Time for which keys do nothing that counts after a call was saved by itself: a typed word ends in it."""
_AGAIN = 5 * SECOND
"""Time after which the queue asks again where the store did not answer at the instant at which it changes."""
_NAME_CELLS = 16


def read_words(words: Sequence[str]) -> QueueFilter:
    """Read what was typed: names of lanes, in words or as scripts write them, are lanes, all else is looked for."""
    lanes = {one.id: one for one in Lane} | {names.lane(one).casefold(): one for one in Lane}
    return QueueFilter(
        words=tuple(word for word in words if word.casefold() not in lanes),
        lanes=frozenset(lanes[word.casefold()] for word in words if word.casefold() in lanes),
    )


class QueueScreen(FilteredScreen[None]):
    """The list that an agent works through. A claimed customer is the one under the cursor after ``n``."""

    CSS_PATH = "queue.tcss"
    mode = "queue"
    filtered_list = FilteredList.QUEUE
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("back to list")),
        KeyCommand(
            "filter.leave",
            "escape",
            "no_filter",
            N_("show all"),
            N_("clear the filter, back to the list"),
            when="filtered",
        ),
        KeyCommand(
            "queue.home",
            "escape",
            "home",
            N_("back to next"),
            N_("back to the next customer"),
            when="away",
        ),
        KeyCommand("queue.next", "n,f2", "next", N_("next"), N_("claim the next customer until you are done")),
        KeyCommand("queue.dial", "d,f3", "dial", N_("dial"), N_("dial the customer under the cursor")),
        KeyCommand(
            "queue.text",
            "x,ctrl+d",
            "text",
            N_("no-answer SMS"),
            N_("SMS to the customer who just did not answer"),
            when="has_missed",
        ),
        Mention("list.open", N_("open")),
        Mention("app.find", N_("find")),
        KeyCommand("queue.why", "w,f4", "why", N_("show why"), N_("show why this customer is (not) callable now")),
        KeyCommand(
            "queue.filter", "f,f12", "filter", N_("filter"), N_("filter the queue; the next customer stays the same")
        ),
        SAVED_FILTERS,
        Mention("app.incoming", N_("incoming")),
        Mention("app.new", N_("new")),
        Mention("app.mine", N_("mine")),
        KeyCommand(
            "queue.put_off", "z,f7", "put_off", N_("postpone"), N_("postpone the call, with a reason, within the rules")
        ),
        KeyCommand(
            "queue.undo", "u,f9", "undo", N_("undo"), N_("undo last disposition or postponement, until you dial")
        ),
        Mention("app.help", N_("help")),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.missed: TaskRow | None = None
        """The SMS for the customer of the last call, who did not answer; None once the next one is dialled."""
        self.claim: Claim | None = None
        self._aim: str | None = None
        """A claimed customer who is not in the list yet. The cursor goes there once, then where the agent moves it."""
        self._page: QueuePage | None = None
        self._drawn = False
        self._deaf_until: Instant = 0
        self._previewing = False
        self._asked: str | None = None
        """Customer of the preview, or of the one that is being read."""
        self._filter: FilterLine | None = None
        """Filter, made when it is first wanted: the first frame does not wait for it."""

    def compose(self) -> ComposeResult:
        self._fit(self.app.size.width)
        yield self.header()
        yield self.banner()
        yield FiguresBar(id="figures")
        with Horizontal(id="middle"):
            yield QueueList(phones.masked, reader=self.desk.session.name, id="queue")
            yield Vertical(id="pane")
        yield SaidLine(id="why", style="$text-accent")
        yield CustomerPreview(id="preview")
        yield Countdown(id="countdown")
        yield self.footer()

    @property
    def list(self) -> QueueList:
        """The queue itself."""
        return self.query_one(QueueList)

    @property
    def ref_here(self) -> str | None:
        return self.list.key

    @property
    def filtered(self) -> bool:
        """Tell whether a filter narrows the queue."""
        return self._filter is not None and self._filter.narrows

    @property
    def has_missed(self) -> bool:
        """Tell whether the customer of the last call did not answer and can be written to."""
        return self.missed is not None

    @property
    def away(self) -> bool:
        """Tell whether the cursor was moved away from the customer who comes next."""
        return self.list.moved and not self.filtered

    def refill(self) -> None:
        desk = self.desk
        if (glance := desk.glance) is not None:
            desk.glance = None
            if self._only is None:
                self._show_figures(glance.figures)
                self._show(glance.page)
                if self._for_team:
                    self._read_figures()
                return
        wanted, only = max(PAGE, len(self.list.rows)), self._only
        first, desk.first_page = desk.first_page, None

        def ask(now: Instant) -> QueuePage:
            if first is not None:
                return first.result()
            return desk.store.queue.page(
                now=now, campaign=desk.campaign, agent=desk.session.name, limit=wanted, only=only
            )

        def show(page: QueuePage) -> None:
            if only == self._only:  # else it was asked for before the filter was what it is
                self._show(page)

        if first is not None and first.done() and first.exception() is None:
            # Read while the program loaded: the very first frame has the rows in it.
            self._show(first.result())
        else:
            self.read(ask, show, group="queue")
        if self._drawn:
            self._read_figures()

    @property
    def _for_team(self) -> bool:
        """True for whoever looks after others: a quota is an agent's alone (docs/rules.md#r4-quota)."""
        return self.desk.session.agent.role is not Role.AGENT

    def show_alerts(self) -> None:
        super().show_alerts()
        for figures in self.query(FiguresBar):
            figures.show_promise(self.desk.alerts.next_promise)

    def _read_figures(self) -> None:
        store, name, campaign = self.desk.store, self.desk.session.name, self.desk.campaign
        if self._for_team:
            show = self.query_one(FiguresBar).show_team
            self.read(lambda now: store.team.pulse(now=now, campaign=campaign), show, group="figures")
        else:
            self.read(lambda now: store.team.figures(name, now=now), self._show_figures, group="figures")

    def _show_figures(self, figures: ShiftFigures) -> None:
        self.query_one(FiguresBar).show_figures(figures)

    def _show(self, page: QueuePage) -> None:
        if self._page is not None and self._only is None:
            self._announce(page)
        self._page = page
        if not self.desk.alerts.known:  # the first frame: the page knows before the timer does
            self.query_one(BreachBanner).show_behind(page.behind)
        if not page.rows:
            self.list.set_empty(self._empty(page))
        self.list.show_page(page, claimed=None if self.claim is None else self.claim.ref)
        if self._filter is not None:
            self._filter.say(self._left_out(page))
        self.query_one(FiguresBar).show_campaign(
            self.desk.campaign or "",
            self.desk.zone,
            offer=Offer(page.offer),
            abroad=page.abroad,
            preferred=page.preferred,
            block_ends=page.block_ends,
        )
        if self._aim is not None:
            self.list.show_key(self._aim)
            self._aim = None
        if self._drawn:
            self._preview()
        else:
            # The first rows are drawn first: reading a customer folds them, which takes as long as drawing.
            self.set_timer(_DRAWN_SECONDS, self._fill_the_rest)

    def _announce(self, page: QueuePage) -> None:
        """Say who has come before the customer at the head; who follows one that was worked is no news."""
        head = self.list.rows[0].key if self.list.rows else None
        first = page.rows[0] if page.rows else None
        if head is None or first is None or first.ref == head or head not in [row.ref for row in page.rows]:
            return
        said = _("New at the top: {name} ({lane})").format(
            name=cut(first.name, _NAME_CELLS), lane=names.lane(first.lane)
        )
        self.query_one(KeyHints).say(said)

    def _empty(self, page: QueuePage) -> str:
        """Say why nobody stands in the queue, and who comes next."""
        if page.hidden:
            return _("No customers in the queue match the filter.")
        if page.behind.lags:
            # The banner counts.
            return _("Plans are being updated. The next customer appears shortly.")
        said = reasons.empty_queue(page)
        if page.emptiness is not None and not page.emptiness.anybody:
            said = f"{said} {_('Import a list, or press a for a new customer.')}"
        return said

    @property
    def _only(self) -> QueueFilter | None:
        words = () if self._filter is None else self._filter.words
        return read_words(words) if words else None

    def _left_out(self, page: QueuePage) -> str:
        """A filter is for looking: whom ``n`` takes is the head of the whole order, also where it cannot be seen."""
        if not page.hidden:
            return ""
        everybody = times.number(page.total + page.hidden, at_least=page.more)
        said = _("{n} of {all} shown").format(n=page.total, all=everybody)
        if page.head is None:
            return said
        return _("{said}; next, hidden by the filter: {name} ({lane})").format(
            said=said, name=cut(page.head.name, _NAME_CELLS), lane=names.lane(page.head.lane)
        )

    def on_filter_line_changed(self, event: FilterLine.Changed) -> None:
        self.refill()

    def on_line_list_rows_wanted(self, event: LineList.RowsWanted) -> None:
        if event.edge is not Edge.AFTER:
            return
        store, desk, offset, only = self.desk.store, self.desk, len(self.list.rows), self._only

        def add(page: QueuePage) -> None:
            if only == self._only:
                self.list.show_more(page)

        self.read(
            lambda now: store.queue.page(
                now=now, campaign=desk.campaign, agent=desk.session.name, limit=PAGE, offset=offset, only=only
            ),
            add,
            group="more",
        )

    def tick(self, now: Instant) -> None:
        """Read again when a window opens, a gap ends, a promise comes due: nobody changes the store then."""
        super().tick(now)
        page = self._page
        if page is None or page.changes_at is None or now < page.changes_at or not self._drawn:
            return
        if self.app.screen is self:  # else it reads when it comes up
            self._page = replace(page, changes_at=now + _AGAIN)
            self.post_message(TimeCame())

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        if self._drawn and event.key != self._asked:
            self._preview()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        self.post_message(CustomerWanted(event.key))

    def _fill_the_rest(self) -> None:
        self._drawn = True
        self._read_figures()
        self._preview()

    def _preview(self) -> None:
        """Show who is under the cursor, once for all that moves it at a time: when the list with it is drawn, which
        the reading would hold up."""
        if not self._previewing:
            self._previewing = True
            self.call_after_refresh(self._read_preview)

    def _read_preview(self) -> None:
        self._previewing = False
        if not self.is_open:
            return
        ref, agent = self.list.key, self.desk.session.name
        self._asked = ref
        self._say_why()
        if ref is None:
            self._show_preview(None)
            return
        store = self.desk.store
        self.read(lambda now: store.details.get(ref, now=now, agent=agent), self._show_preview, group="preview")

    def _say_why(self) -> None:
        """Say number and reason of the row of the cursor in full: the columns have little room for them."""
        row, said = self.list.current, ""
        if row is not None:
            why = reasons.why(row.obligation, row.lane, self.desk.now, row.zone)
            why = names.with_deputy(why, row.owner, row.deputy, self.desk.session.name)
            said = f"{phones.masked(row.phone, row.country)} | {why}" if row.phone else why
        self.query_one("#why", SaidLine).say(said)

    def _show_preview(self, view: CustomerView | None) -> None:
        if self.has_class("-broad"):
            self.call_later(self._show_pane, view)
        else:
            self.query_one(CustomerPreview).show(view, self.desk.now)

    async def _show_pane(self, view: CustomerView | None) -> None:
        from callcenter.screens.customers.pane.customer_pane import CustomerPane  # not for the first frame

        panes = list(self.query(CustomerPane)) or [CustomerPane()]
        if not panes[0].is_mounted:
            await self.query_one("#pane").mount(panes[0])
        await panes[0].show(view, self.desk.now)

    def on_resize(self, event: Resize) -> None:
        was_broad = self.has_class("-broad")
        self._fit(event.size.width)
        if self._drawn and was_broad != self.has_class("-broad"):
            self._preview()

    def _fit(self, width: int) -> None:
        """Show the pane beside the list where there is room, else the lines below it."""
        self.set_class(width >= _BROAD, "-broad")

    def claimed(self, found: tuple[Claim, QueueRow] | None, page: QueuePage | None = None) -> None:
        """Put the cursor on the next customer, now the agent's. None: nobody waits. ``page``: the queue since."""
        if found is None:
            self.claim = None
            self.list.claim(None)
            self.notify(_("No one to call now."), markup=False, timeout=3)
        else:
            self.claim = found[0]
            if self.desk.glance is not None:  # the list is on its way
                self._aim = found[0].ref
                return
            if page is not None:
                self._aim = found[0].ref
                self._show(page)
                return
            if not self.list.claim(found[0].ref):
                # The next customer is seen, whatever was looked for.
                if self._filter is not None:
                    self._filter.clear()
                self._aim = found[0].ref
                self.refill()
        self._preview()

    def stop_keys(self) -> None:
        """Let no key dial or take back anything for a moment: it was meant for the call that ended by itself."""
        self._deaf_until = self.desk.now + _DEAF

    @property
    def keys_stopped(self) -> bool:
        """Tell whether no key counts at this moment."""
        return self.desk.now < self._deaf_until

    def count_down(self, name: str) -> None:
        """Dial the claimed customer in a moment, unless a key stops it."""

        def said(seconds: int) -> str:
            return _("Dialling {name} in {seconds} s - any key cancels").format(name=name, seconds=seconds)

        self.query_one(Countdown).begin(said, self.desk.now + AUTO_DIAL, self.desk.now)

    def on_countdown_over(self) -> None:
        if self.claim is not None:
            self.post_message(DialWanted(self.claim.ref))

    def on_screen_suspend(self) -> None:
        self.query_one(Countdown).stop()

    def go_on(self, claim: Claim | None, cursor: str | None) -> None:
        """Go on where another queue screen stood: claim and cursor are the agent's, not the screen's."""
        self.claim, self._aim = claim, cursor

    def keep_claim(self) -> None:
        held = self.claim
        if held is None:
            return
        desk = self.desk

        def lost(_error: StoreError) -> None:
            if self.claim is held:
                self.claim = None

        self.write(lambda now: desk.store.claims.renew(held, now=now), None, lost)

    def action_next(self) -> None:
        if self.keys_stopped:
            return
        store, desk = self.desk.store, self.desk
        rows, only = self.list.rows, self._only
        first, wanted = rows[0].key if rows else "", max(PAGE, len(rows))

        def claim(now: Instant) -> tuple[tuple[Claim, QueueRow] | None, QueuePage | None]:
            found = store.claims.take_next(campaign=desk.campaign, now=now)
            page = None
            if only is None and found is not None and found[0].ref != first:
                # A customer claimed by others since the rows were read stands above this one.
                with suppress(StoreError):  # the next reading tells of it
                    page = store.queue.page(now=now, campaign=desk.campaign, agent=desk.session.name, limit=wanted)
            return found, page

        let_go = self.hold_keys()  # the next one dials whom this one claims

        def show(answer: tuple[tuple[Claim, QueueRow] | None, QueuePage | None]) -> None:
            self.claimed(*answer)
            let_go()

        def refused(error: StoreError) -> None:
            let_go()
            self._failed(error)

        self.write(claim, show, refused)

    def action_no_filter(self) -> None:
        if self._filter is not None:
            self._filter.clear()

    def action_home(self) -> None:
        self.list.go_home()

    def on_queue_list_moved(self) -> None:
        self.refresh_bindings()

    async def action_filter(self) -> None:
        """Look for some of the queue; whom it offers next stays who it is."""
        (await self._filter_line()).open()

    async def put_filter(self, text: str) -> None:
        (await self._filter_line()).put(text)

    async def _filter_line(self) -> FilterLine:
        if self._filter is None:
            from callcenter.widgets.lists.filter_line import FilterLine

            made = FilterLine(self.list, hint=_("filter: name, company, pinyin, number, ref, lane or tier"))
            await self.mount(made, before="#middle")
            self._filter = made  # not before it has its parts: the queue may be read meanwhile
        return self._filter

    def action_dial(self) -> None:
        # The claimed customer may still be on the way to the cursor.
        if (ref := self._aim or self.list.key) is not None and not self.keys_stopped:
            self.post_message(DialWanted(ref))

    def action_text(self) -> None:
        if self.missed is not None:
            self.post_message(TextWanted(self.missed))

    def action_why(self) -> None:
        if self.list.key is not None:
            self.post_message(WhyWanted(self.list.key))

    def action_put_off(self) -> None:
        if self.list.key is not None and not self.keys_stopped:
            self.post_message(PutOffWanted(self.list.key))

    def action_undo(self) -> None:
        self.app.call_later(self.run_action, "app.undo")
