"""Puts the workstation together: modes, timers, who works, the way from screen to screen (DESIGN §2, §3).

Screens other than the queue and the call are loaded when they are first opened: the first frame waits for nothing
that it does not show.
"""

from __future__ import annotations

import asyncio
import gc
import select
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.app import App
from textual.binding import Binding, BindingType
from textual.events import Event, Key, Resize
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.worker import get_current_worker

from callcenter import locale
from callcenter.clock import Clock
from callcenter.locale import _
from callcenter.model import MINUTE, CampaignFrame, Instant
from callcenter.screens.desk import (
    MODES,
    Alerts,
    CustomerWanted,
    Desk,
    DeskScreen,
    DialWanted,
    Failed,
    PutOffWanted,
    StoreChanged,
    WhyWanted,
)
from callcenter.screens.queue import QueueScreen
from callcenter.session import Session
from callcenter.settings import Settings
from callcenter.store import Store, StoreError
from callcenter.telephony import ManualPhone
from callcenter.views.breaches import BreachRow
from callcenter.views.calls import OpenCall
from callcenter.views.queue import QueuePage
from callcenter.views.shift import AgentState, ShiftSummary
from callcenter.widgets.bars import BreachBanner, HeaderBar
from callcenter.widgets.prompts import KeyHints
from callcenter.widgets.themes import THEMES
from callcenter.wording import problems

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.theme import Theme

    from callcenter.rulebook import Rulebook
    from callcenter.screens.call import CallContext, CallDone
    from callcenter.screens.reminding import Reminders
    from callcenter.views.customer import CustomerView
    from callcenter.views.promises import PromiseRow

_CHANGE_SECONDS = 0.5
_REFILL_SECONDS = 1.0
"""A screen shows the changes of a whole team together: reading it anew for each would leave no time for the keys."""
_ANSWER_SECONDS = 0.2
"""After a key the time is its answer's: what can wait does not read, load or draw meanwhile."""
_AHEAD_SECONDS = 0.1
_FIRST_TICK_SECONDS = 0.2
"""The queue's own reading ticks too; the banner may come a moment after the first frame."""
_TICK_BUDGET = 40
_RESUME_BUDGET = 500
"""Milliseconds of each tick for a change of rules that whoever began it has left alone."""

_FILL_BUDGET = 1_000
"""Milliseconds of each tick in which customers of an older store are made findable by all that is new."""
_SMALLEST = (80, 24)
_NOT_IN_CALL = frozenset(
    ("mode", "find", "incoming", "new", "mine", "promises", "rulebook", "breaches", "pause", "language", "undo")
)
_BETWEEN = "between"
"""The mode in which the program stands while its screens are made anew."""
_SAID_SECONDS = 8.0
"""How long a trouble stands on the screen."""


def _everything() -> type[Provider]:
    from callcenter.screens.palette import Everything

    return Everything


class Workstation(App[None]):
    """One agent's workstation. Alerts belong to it, not to a screen: they are the same wherever one is (DESIGN §5)."""

    TITLE = "callcenter"
    DEFAULT_MODE = "queue"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS = {_everything}
    CSS_PATH = "screens/queue.tcss"
    """The sheet of the first screen: parsed with the program's, where one that a screen brings parses all anew."""
    CSS = """
    KeyHints { dock: bottom; }
    ToastRack { margin-bottom: 2; }
    Toast { width: auto; max-width: 90%; padding: 0 1; margin-top: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"mode('{name}')", show=False, id=f"app.mode.{name}") for name, key, _word in MODES),
        Binding("slash,ctrl+f", "find", show=False, id="app.find"),
        Binding("i,f5", "incoming", show=False, id="app.incoming"),
        Binding("a", "new", show=False, id="app.new"),
        Binding("m", "mine", show=False, id="app.mine"),
        Binding("p", "promises", show=False, id="app.promises"),
        Binding("b,f6", "rulebook", show=False, id="app.rulebook"),
        Binding("f8", "breaches", show=False, id="app.breaches"),
        Binding("question_mark,f1", "help", show=False, id="app.help"),
        Binding("escape", "one_back", show=False, id="app.back"),
        Binding("B", "pause", show=False, id="app.break"),
        Binding("ctrl+g", "jump", show=False, id="app.jump"),
        Binding("ctrl+l", "language", show=False, id="app.language"),
        Binding("ctrl+q", "leave", show=False, id="app.quit", priority=True),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._seen = ""
        self._last_breach = 0
        self._too_small: Screen[None] | None = None
        self._running_modes = False
        self._said: dict[str, float] = {}
        self._leaving = False
        self._reminders: Reminders | None = None
        self._answered = 0.0
        self._refilled = 0.0
        for theme in THEMES.values():
            self.register_theme(theme)
        self._begin_with(THEMES[desk.settings.theme])
        if desk.settings.reduced:
            self.animation_level = "none"
        if desk.settings.keys:
            self.set_keymap(desk.settings.keys)

    def _begin_with(self, theme: Theme) -> None:
        """Wear a theme from the first frame on. To Textual, which is dark at first, another dark one need be no
        change: that would parse every stylesheet twice more."""
        if theme.dark:
            self.set_reactive(App.theme, theme.name)
            self.stylesheet.set_variables(self.get_css_variables())
        else:
            self.theme = theme.name

    # --- life -----------------------------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """The first screen. One of a mode has all stylesheets parsed again when it comes up, this one has not."""
        return QueueScreen(self.desk)

    def on_mount(self) -> None:
        self._running_modes = True
        self._add_modes()
        self._fit(self.size.width, self.size.height)
        self.set_interval(1, self._second)
        self.set_interval(_CHANGE_SECONDS, self._look_for_changes)
        self.set_interval(self.desk.settings.tick_seconds, self._tick)
        self.set_timer(_FIRST_TICK_SECONDS, self._tick)
        self.set_timer(_REFILL_SECONDS, self._load_ahead)
        self._watch_terminal()
        self._write(
            lambda now: self.desk.store.open_call_of(self.desk.session.name),
            lambda call: self._resume(call) if call is not None else None,
        )

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key):
            self._answered = monotonic() + _ANSWER_SECONDS
        await super().on_event(event)

    def _load_ahead(self) -> None:
        """Load the other screens, one at a time, while nobody types."""
        from callcenter.screens import ahead

        left = ahead.load(self.stylesheet)

        def step() -> None:
            if monotonic() > self._answered and next(left, None) is None:
                loading.stop()

        loading = self.set_interval(_AHEAD_SECONDS, step)

    def _add_modes(self) -> None:
        def later(name: str) -> Callable[[], Screen[None]]:
            return lambda: self._mode_screen(name)

        for name, _key, _word in MODES:
            self.add_mode(name, later(name))

    def _mode_screen(self, name: str) -> Screen[None]:
        match name:
            case "log":
                from callcenter.screens.log import LogScreen

                return LogScreen(self.desk)
            case "messages":
                from callcenter.screens.messages import MessagesScreen

                return MessagesScreen(self.desk)
            case "cases":
                from callcenter.screens.cases import CasesScreen

                return CasesScreen(self.desk)
            case "team":
                from callcenter.screens.team import TeamScreen

                return TeamScreen(self.desk)
        return QueueScreen(self.desk)

    def _watch_terminal(self) -> None:
        """End in order when the terminal goes away: a dropped SSH line must not leave a spinning program."""
        if sys.platform == "win32":
            return
        loop = asyncio.get_running_loop()
        for name in ("SIGHUP", "SIGTERM"):
            loop.add_signal_handler(getattr(signal, name), self._end)

    def _end(self) -> None:
        """End at once and keep what was typed: the writer is done before the program is."""
        self._keep_note()
        self.exit()

    def _keep_note(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.keep_note()

    def _terminal_is_gone(self) -> bool:
        if self.is_headless or not hasattr(select, "poll"):
            return False
        poll = select.poll()
        poll.register(sys.__stdin__.fileno() if sys.__stdin__ is not None else 0, select.POLLHUP)
        return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _fd, event in poll.poll(0))

    def _second(self) -> None:
        if self._terminal_is_gone():
            self._end()
            return
        # Also here: the first size that a terminal tells can come before the modes stand.
        self._fit(self.size.width, self.size.height)
        now = self.desk.now
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.tick(now)

    # --- the store ------------------------------------------------------------------------------------------------

    def _write(self, work: Callable[[Instant], object], then: Callable[..., object] | None = None) -> None:
        """Change the store in the order of the calls; errors become one line (DESIGN §3)."""
        self.desk.submit(self, work, then, self.say)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say something in passing. The newest takes the place of what was said before, except of a trouble: a heap
        of notices would hide the rows that they speak of. Nothing in it is markup."""
        if severity == "error" or all(said.severity != "error" for said in self._notifications):
            self.clear_notifications()
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def say(self, error: StoreError) -> None:
        """A verb of the store did not work: one clear line, and only one while it can still be read."""
        said, now = problems.trouble(error.code, error.params), monotonic()
        if now < self._said.get(said, now):
            return
        self._said = {**{text: until for text, until in self._said.items() if now < until}, said: now + _SAID_SECONDS}
        self.notify(said, severity="error", markup=False, timeout=_SAID_SECONDS)

    def on_failed(self, event: Failed) -> None:
        self.say(event.error)

    def _look_for_changes(self) -> None:
        if monotonic() < max(self._answered, self._refilled + _REFILL_SECONDS):
            return

        def look() -> None:
            worker = get_current_worker()
            try:
                token = self.desk.store.changed_since(self._seen)
            except StoreError:
                # The next look tells again; what the person does meanwhile says what is wrong.
                return
            if token != self._seen and not worker.is_cancelled:
                self.call_from_thread(self._changed, token)

        self.run_worker(look, thread=True, group="changes", exclusive=True)

    def _changed(self, token: str) -> None:
        self._seen, self._refilled = token, monotonic()
        self.screen.post_message(StoreChanged())

    def _tick(self) -> None:
        """What fell due or broke meanwhile, by whomever: the banner shows it within one tick (RULES R22)."""
        desk = self.desk

        def work() -> None:
            worker = get_current_worker()
            now, name = desk.now, desk.session.name
            try:
                desk.store.tick(now, budget=_TICK_BUDGET)
                own = desk.store.breaches_since(name, since=desk.session.since, now=now)
                total = desk.store.figures(name, now=now).breaches_all
                minutes = desk.settings.remind_minutes
                ahead = desk.store.promises(now=now, agent=name, until=now + minutes * MINUTE) if minutes else ()
                soon = tuple(row for row in ahead if row.obligation.due_at > now)
                state, since = desk.store.presence(name)
                desk.store.heartbeat(name, now=now)
            except StoreError as error:
                if not worker.is_cancelled:
                    self.call_from_thread(self._tick_failed, error)
                return
            if not worker.is_cancelled:
                self.call_from_thread(self._alerted, Alerts(tuple(own), soon, total, state, since))
            with suppress(StoreError):  # the next tick tells of it
                desk.store.resume_rulebooks(now=now, budget=_RESUME_BUDGET)
                desk.store.fill_search(budget=_FILL_BUDGET)

        self.run_worker(work, thread=True, group="tick", exclusive=True)

    def _tick_failed(self, error: StoreError) -> None:
        """Told once, and by the banner for as long as it lasts: what the screen shows may be old."""
        if not self.desk.alerts.trouble:
            self.say(error)
        self.desk.alerts = replace(self.desk.alerts, trouble=problems.trouble_in_short(error.code, error.params))
        self._show_alerts()

    def _alerted(self, alerts: Alerts) -> None:
        newest = max((row.id for row in alerts.own), default=0)
        if newest > self._last_breach:
            self._last_breach = newest
            self.bell()
        self.desk.alerts = alerts
        self._show_alerts()
        if self.desk.settings.remind_minutes and alerts.soon:
            self._remind(alerts.soon)
        if isinstance(self.screen, QueueScreen):
            self.screen.keep_claim()

    def _remind(self, soon: tuple[PromiseRow, ...]) -> None:
        """Before a promise falls due: a bell beside the banner, a line in a call, which has no banner, and the program
        that the settings name."""
        from callcenter.screens import reminding

        if self._reminders is None:
            self._reminders = reminding.Reminders()
        said = [reminding.sentence(row, self.desk.now) for row in self._reminders.fresh(soon)]
        if not said:
            return
        self.bell()
        if self.in_call:
            # In the last line: a notice would stand before what is being worked on.
            for hints in self.screen.query(KeyHints):
                hints.say(_("Promised: {what}").format(what="; ".join(said)))
        if command := self.desk.settings.reminder_command:
            agent = self.desk.session.name
            self.run_worker(lambda: reminding.tell(command, said, agent), thread=True, group="reminder")

    def _show_alerts(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.show_alerts()

    # --- calls ----------------------------------------------------------------------------------------------------

    def on_dial_wanted(self, event: DialWanted) -> None:
        """Every dial takes the claim first, from any screen (DESIGN §3)."""
        desk, ref, phone = self.desk, event.ref, event.phone

        def start(now: Instant) -> tuple[OpenCall, CallContext]:
            actor = desk.session.actor
            claim = desk.store.claim(ref, actor=actor, now=now, lease=desk.lease)
            try:
                call = desk.store.start_call(claim, phone=phone, actor=actor, now=now)
            except StoreError:
                desk.store.release(claim, now=now)
                raise
            return call, self._around(call, now)

        self._write(start, self._open_call)

    def _around(self, call: OpenCall, now: Instant) -> CallContext:
        from callcenter.screens import scripting
        from callcenter.screens.call import CallContext

        view = self.desk.store.customer(call.ref, now=now, agent=self.desk.session.name)
        book = self.desk.store.campaign_book(view.campaign.name)
        return CallContext(view, book, scripting.shelf(self.desk, view, call.direction, now))

    def _open_call(self, started: tuple[OpenCall, CallContext]) -> None:
        from callcenter.screens.call import CallScreen

        call, context = started
        if call.ended_at is None and call.answered_at is None:
            self.desk.phone.hang_up(self.desk.now)
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.push_screen(CallScreen(self.desk, call, context), self._call_done)
        self._tick()

    def _resume(self, call: OpenCall) -> None:
        """After a crash, a kill or a lost line the agent is led back to the call (DESIGN §3)."""
        if self.in_call:
            return
        self._write(lambda now: (call, self._around(call, now)), self._open_call)
        self.notify(_("This call is not finished yet."), markup=False)

    def _call_done(self, done: CallDone | None) -> None:
        if done is None:
            return
        if done.trouble is not None:
            self.say(done.trouble)
        if done.again is not None:
            again = done.again
            self._write(lambda now: (again, self._around(again, now)), self._open_call)
            return
        self.switch_mode("queue")
        self._tick()
        if not done.cancelled and done.trouble is None and isinstance(self.screen, QueueScreen):
            self.screen.claimed(done.following)

    def action_undo(self) -> None:
        """Take back the last disposition, until the next dial (DESIGN §3)."""
        desk = self.desk

        def undo(now: Instant) -> tuple[OpenCall, CallContext]:
            call = desk.store.undo_last(actor=desk.session.actor, now=now)
            return call, self._around(call, now)

        self._write(undo, self._open_call)

    # --- from screen to screen ------------------------------------------------------------------------------------

    @property
    def in_call(self) -> bool:
        """Whether a call is on the screen: modes are off then (DESIGN §2)."""
        return any(isinstance(screen, DeskScreen) and screen.is_call for screen in self.screen_stack)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in _NOT_IN_CALL:
            return not self.in_call
        return True

    def action_mode(self, name: str) -> None:
        """Go to a mode; screens on top of the present one are closed."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.switch_mode(name)

    def on_header_bar_mode_chosen(self, event: HeaderBar.ModeChosen) -> None:
        if not self.in_call:
            self.action_mode(event.mode)

    def on_customer_wanted(self, event: CustomerWanted) -> None:
        from callcenter.screens.detail import CustomerScreen

        self.push_screen(CustomerScreen(self.desk, event.ref))

    def on_why_wanted(self, event: WhyWanted) -> None:
        from callcenter.screens.why import WhyScreen

        self.push_screen(WhyScreen(self.desk, event.ref))

    def on_put_off_wanted(self, event: PutOffWanted) -> None:
        desk, ref = self.desk, event.ref

        def known(now: Instant) -> tuple[CustomerView, Rulebook]:
            view = desk.store.customer(ref, now=now, agent=desk.session.name)
            return view, desk.store.campaign_book(view.campaign.name)

        self._write(known, self._open_put_off)

    def _open_put_off(self, known: tuple[CustomerView, Rulebook]) -> None:
        from callcenter.screens.put_off import PutOffScreen

        self.push_screen(PutOffScreen(self.desk, *known))

    def action_find(self) -> None:
        from callcenter.screens.find import FindScreen

        self.push_screen(FindScreen(self.desk))

    def action_new(self) -> None:
        from callcenter.screens.new_customer import NewCustomerScreen

        self.push_screen(NewCustomerScreen(self.desk))

    def action_mine(self) -> None:
        from callcenter.screens.mine import MineScreen

        self.push_screen(MineScreen(self.desk))

    def action_promises(self) -> None:
        from callcenter.screens.promises import PromisesScreen

        self.push_screen(PromisesScreen(self.desk))

    def action_rulebook(self) -> None:
        from callcenter.screens.rulebook import RulebookScreen

        self.push_screen(RulebookScreen(self.desk))

    def action_incoming(self) -> None:
        from callcenter.screens.incoming import IncomingScreen

        self.push_screen(IncomingScreen(self.desk), self._incoming)

    def _incoming(self, call: OpenCall | None) -> None:
        if call is not None:
            self._write(lambda now: (call, self._around(call, now)), self._open_call)

    def action_jump(self) -> None:
        from callcenter.screens.jump import JumpScreen

        self.push_screen(JumpScreen(self.screen))

    def action_help(self) -> None:
        from callcenter.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.screen))

    def on_breach_banner_chosen(self, event: BreachBanner.Chosen) -> None:
        self.action_breaches()

    def action_breaches(self) -> None:
        """To the customer whose promise broke first; seeing it acknowledges it, only the touch ends it (RULES R22)."""
        rows: tuple[BreachRow, ...] = self.desk.alerts.own
        row = next((row for row in rows if not row.acknowledged), rows[0] if rows else None)
        if row is None and self.desk.alerts.soon:
            self.post_message(CustomerWanted(self.desk.alerts.soon[0].ref))
            return
        if row is None:
            self.notify(_("No breach of yours since you signed in."), markup=False, timeout=3)
            return
        desk, breach = self.desk, row.id
        self._write(lambda now: desk.store.acknowledge_breach(breach, actor=desk.session.actor, now=now))
        self.post_message(CustomerWanted(row.ref))

    def action_one_back(self) -> None:
        """One level back; the modes are the ground."""
        if len(self.screen_stack) > 1 and not (isinstance(self.screen, DeskScreen) and self.screen.is_call):
            self.pop_screen()

    def action_leave(self) -> None:
        """End the shift at this workstation. An open call stays on record and is found again at the next start."""
        if self._leaving:
            return
        self._leaving = True
        if self.in_call:
            self._finish_note(tries=2)
            return
        store, name, since = self.desk.store, self.desk.session.name, self.desk.session.since

        def summed_up(shift: ShiftSummary) -> None:
            if shift.figures.calls:
                from callcenter.screens.sign_off import SignOffScreen

                self.push_screen(SignOffScreen(shift, self.desk.zone), self._sign_off)
            else:
                self._finish_note(tries=2)

        look = partial(store.shift_summary, name, since=since)
        self.desk.submit(self, lambda now: look(now=now), summed_up, self._not_signed_out)

    def _sign_off(self, yes: bool | None) -> None:
        if yes:
            self._finish_note(tries=2)
        else:
            self._leaving = False

    def _finish_note(self, *, tries: int) -> None:
        """Leave when the note is safe. More than one try: a saving may be under way that is older than the note."""
        if not self._unsaved():
            store, agent = self.desk.store, self.desk.session.name
            out = partial(store.sign_out, agent)
            self.desk.submit(self, lambda now: out(now=now), lambda _none: self.exit(), self._not_signed_out)
        elif tries:
            self._keep_note()
            self.desk.submit(self, lambda _now: None, lambda _none: self._finish_note(tries=tries - 1), self.say)
        else:
            self._ask_to_leave("")

    def _not_signed_out(self, error: StoreError) -> None:
        """A store that does not answer keeps nobody here."""
        self._ask_to_leave(problems.trouble(error.code, error.params))

    def _ask_to_leave(self, trouble: str) -> None:
        from callcenter.screens.leave import LeaveScreen

        self.push_screen(LeaveScreen(trouble, self._unsaved()), self._leave)

    def _leave(self, leave: bool | None) -> None:
        self._leaving = False
        if leave:
            self.exit()

    def _unsaved(self) -> str:
        """What was typed and is not in the store."""
        return " ".join(filter(None, (one.unsaved for one in self.screen_stack if isinstance(one, DeskScreen))))

    def on_resize(self, event: Resize) -> None:
        self._fit(event.size.width, event.size.height)

    def _fit(self, width: int, height: int) -> None:
        """Below the smallest size a calm notice stands before everything; what was typed stays as it was."""
        small = width < _SMALLEST[0] or height < _SMALLEST[1]
        shown = self._too_small is not None and self._too_small in self.screen_stack
        if small and not shown and self._running_modes:
            from callcenter.screens.too_small import TooSmallScreen

            self._too_small = TooSmallScreen(*_SMALLEST)
            self.push_screen(self._too_small)
        elif shown and not small and self._too_small is not None:
            self._too_small.dismiss()
            self._too_small = None

    def action_command_palette(self) -> None:
        """Everything that can be done here, by its name; asked in the language of the program."""
        from textual.command import CommandPalette

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("type what you want to do"), id="--command-palette"))

    # --- language and breaks --------------------------------------------------------------------------------------

    async def action_language(self) -> None:
        """Speak the other language from now on. The screens are made anew: every text on them is looked up there."""
        locale.use("en" if locale.current() == "zh" else "zh")
        mode = self.current_mode
        queue = self._queue
        claim, cursor = queue.claim, queue.list.key
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        self.add_mode(_BETWEEN, Screen)
        await self.switch_mode(_BETWEEN)
        for name, _key, _word in MODES:
            await self.remove_mode(name)
        self._add_modes()
        await self.switch_mode("queue")
        self._queue.go_on(claim, cursor)
        await self.switch_mode(mode)
        await self.remove_mode(_BETWEEN)
        self._show_alerts()

    @property
    def _queue(self) -> QueueScreen:
        screen = self.get_screen_stack("queue")[0]
        assert isinstance(screen, QueueScreen)
        return screen

    def action_pause(self) -> None:
        """A break: whoever was claimed and not dialled is free again, and the break has its own clock."""
        from callcenter.screens.pause import BreakScreen

        desk = self.desk

        def begun(since: Instant) -> None:
            self._queue.claim = None
            self.push_screen(BreakScreen(desk, since), lambda _none: self._set_presence(AgentState.READY))
            self._tick()

        def begin(now: Instant) -> Instant:
            desk.store.set_presence(desk.session.name, AgentState.BREAK, now=now)
            return now

        self._write(begin, begun)

    def _set_presence(self, state: AgentState) -> None:
        desk = self.desk
        self._write(lambda now: desk.store.set_presence(desk.session.name, state, now=now), lambda _none: self._tick())


def make_desk(
    store: Store, clock: Clock, agent: str, settings: Settings, first_page: Future[QueuePage] | None = None
) -> Desk:
    """Sign an agent in and set up their desk. ``first_page``: their queue as it is being read.

    Raises ``StoreError``.
    """
    now = clock.now()
    person = store.ensure_agent(agent, can_sign_in=True, now=now)
    frame = store.first_frame() or CampaignFrame("")
    since = store.sign_in(person.name, now=now)
    return Desk(
        store,
        clock,
        Session(person, since),
        settings,
        ManualPhone(),
        frame.zone,
        frame.country,
        first_page=first_page,
    )


def run(store: Store, clock: Clock, agent: str, settings: Settings, first_page: Future[QueuePage] | None = None) -> int:
    """Open the workstation and come back when it is left; the exit code. ``first_page`` as in :func:`make_desk`.

    Raises ``StoreError``.
    """
    desk = make_desk(store, clock, agent, settings, first_page)
    app = Workstation(desk)
    gc.freeze()  # what is loaded stays: no pause of the shift is spent on going through it again
    try:
        app.run()
    finally:
        desk.writer.shutdown(wait=True)
        store.close()
    return app.return_code or 0
