"""The app: keys, timers, the way from screen to screen (docs/architecture.md#keys, #rooms).

What it does besides showing screens is in the rooms of ``workstation``. Screens other than the queue and the call are
loaded when they are first opened: the first frame waits for nothing that it does not show.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from concurrent.futures import Future, wait
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.events import Resize
from textual.screen import Screen

from callcenter import locale
from callcenter.access import Right
from callcenter.clock import Clock
from callcenter.desk.shift_start import make_desk, open_line
from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.preferences import PreferencesFile
from callcenter.screens.frame.desk import (
    CustomerWanted,
    Desk,
    DeskScreen,
    DialWanted,
    PutOffWanted,
    StoreChanged,
    TextWanted,
    TimeCame,
    WhyWanted,
)
from callcenter.screens.frame.modes import MODES
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.queue import QueuePage
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.lines.bars import BreachBanner, HeaderBar
from callcenter.widgets.lines.prompts import ChoiceBar, ConfirmBar, live_key
from callcenter.workstation import modes
from callcenter.workstation.access_end import AccessEnd
from callcenter.workstation.calls import CallFlow
from callcenter.workstation.desk_app import DeskApp
from callcenter.workstation.lock import Lock
from callcenter.workstation.readers import Readers
from callcenter.workstation.store_watch import StoreWatch
from callcenter.workstation.terminal import Terminal

if TYPE_CHECKING:
    from textual.command import Provider

    from callcenter.rulebook.book import Rulebook
    from callcenter.screens.reference.preferences import PreferencesScreen
    from callcenter.views.customers.customer import CustomerView
    from callcenter.views.worklists.calls import CallElsewhere
    from callcenter.workstation.departure import Departure

_AHEAD_SECONDS = 0.1
_AHEAD_AFTER_SECONDS = 1.0
_TIDY_SECONDS = 1.0
_LAST_SECONDS = 2.0
"""Seconds that the writer has to finish when the agent leaves without waiting for it."""
_SWITCH_SECONDS = 0.001
"""Seconds for which a thread that reads the store may hold up the one that draws; the default 5 ms is several a key.
"""

_WITHIN_A_FORM = ("focus_next", "focus_previous")


def _everything() -> type[Provider]:
    from callcenter.screens.frame.palette import Everything

    return Everything


class Workstation(DeskApp):
    """One agent's workstation. Alerts belong to it, not to a screen: they are the same wherever one is.

    See docs/architecture.md#alerts.
    """

    TITLE = "callcenter"
    DEFAULT_MODE = "queue"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS = {_everything}
    CSS_PATH = "screens/worklists/queue.tcss"
    """The sheet of the first screen: parsed with the program's, where one that a screen brings parses all again."""
    CSS = """
    KeyHints { dock: bottom; }
    ToastRack { margin-bottom: 2; }
    Toast { width: auto; max-width: 90%; padding: 0 1; margin-top: 0; }
    """
    offers: ClassVar[Offers] = (
        *(
            KeyCommand(f"app.mode.{one.name}", one.key, f"mode('{one.name}')", meaning=one.meaning, when="outside_call")
            for one in MODES
        ),
        KeyCommand("app.find", "slash,ctrl+f", "find", meaning=N_("find a customer"), when="outside_call"),
        KeyCommand(
            "app.incoming", "i,f5", "incoming", meaning=N_("incoming call: find the customer"), when="outside_call"
        ),
        KeyCommand("app.new", "a", "new", meaning=N_("new customer"), when="outside_call"),
        KeyCommand("app.mine", "m", "mine", meaning=N_("my customers"), when="outside_call"),
        KeyCommand("app.pool", "O", "pool", meaning=N_("the pool: customers without an owner"), when="outside_call"),
        KeyCommand("app.promises", "p", "promises", meaning=N_("my promises by day"), when="outside_call"),
        KeyCommand(
            "app.rulebook",
            "b,f6",
            "rulebook",
            meaning=N_("active rules and what each requires"),
            when="outside_call",
        ),
        KeyCommand(
            "app.without_number", "N", "without_number", meaning=N_("customers without a number"), when="outside_call"
        ),
        KeyCommand(
            "app.duplicates",
            "D",
            "all_duplicates",
            meaning=N_("likely duplicates among all customers"),
            when="outside_call",
        ),
        KeyCommand(
            "app.breaches", "f8", "breaches", meaning=N_("everything overdue; acknowledge it"), when="outside_call"
        ),
        KeyCommand("app.help", "question_mark,f1", "help", meaning=N_("show this help")),
        KeyCommand("app.back", "escape", "one_back", meaning=N_("go back one level")),
        KeyCommand(
            "app.undo",
            "U",
            "undo",
            meaning=N_("undo last disposition or postponement, until you dial"),
            when="outside_call",
        ),
        KeyCommand("app.break", "B", "pause", meaning=N_("break: no calls until you are back"), when="outside_call"),
        KeyCommand("app.jump", "ctrl+g", "jump", meaning=N_("jump: press the letter shown on a row or pane")),
        KeyCommand(
            "app.reveal",
            "R",
            "reveal",
            meaning=N_("show full numbers for this customer (supervisor)"),
            right=Right.REVEAL,
            on_record=True,
        ),
        KeyCommand(
            "app.language",
            "ctrl+l",
            "language",
            meaning=N_("switch language: English or Chinese"),
            when="can_speak",
        ),
        KeyCommand(
            "app.preferences",
            "S",
            "preferences",
            meaning=N_("settings: language, colours, reminders, keys"),
            when="outside_call",
        ),
        # A line of text cuts with it while there is nothing to be read.
        KeyCommand(
            "app.notice",
            "ctrl+x",
            "read_notice",
            meaning=N_("mark the notice below the header as read"),
            when="has_notice",
            priority=True,
        ),
        KeyCommand(
            "app.take_over",
            "T,ctrl+t",
            "take_over",
            meaning=N_("take over your call from another window"),
            when="can_take_over",
        ),
        KeyCommand(
            "app.lock",
            "ctrl+o",
            "lock",
            meaning=N_("lock the workstation; unlock with your password"),
            when="can_lock",
            priority=True,
        ),
        KeyCommand("app.quit", "ctrl+q", "leave", meaning=N_("end the shift"), priority=True),
        KeyCommand("app.help_quit", "q", "help_quit"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.store_watch = StoreWatch(self)
        self._calls = CallFlow(self, self.store_watch)
        self._terminal = Terminal(self, self.end)
        self._lock = Lock(self)
        self._access_end = AccessEnd(self)
        self._leaving: Departure | None = None
        self.readers = Readers()

    # --- life -----------------------------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """The first screen. One of a mode has all stylesheets parsed again when it comes up, this one has not."""
        return modes.make(self)

    def on_mount(self) -> None:
        asyncio.get_running_loop().set_default_executor(self.readers)
        modes.add(self)
        self._terminal.watch()
        self.theme_changed_signal.subscribe(self, lambda _theme: self.theme_chosen())
        self.set_interval(1, self._second)
        self.call_after_refresh(self._begin_work)

    def _begin_work(self) -> None:
        """Begin what the first frame did not wait for."""
        self.keys.open()
        self._calls.find_unfinished()
        self._calls.tell_of_others()
        self.store_watch.begin()
        for path in self.desk.store.mended:
            self.notify(_("{path} was readable by others; it is private now").format(path=path), markup=False)
        self.set_timer(_AHEAD_AFTER_SECONDS, self._load_ahead)

    def _load_ahead(self) -> None:
        """Check the team's own texts, preload the other screens, then collect garbage in the pauses."""
        from callcenter.screens.frame import loader
        from callcenter.workstation import garbage, team_texts
        from callcenter.workstation.preload import Preload

        team_texts.begin(self)
        preload = Preload(self, self._calls)
        self.run_worker(partial(loader.load_country, self.desk), thread=True, group="country")

        def step() -> None:
            if not preload.step():
                stepping.stop()
                garbage.freeze()
                self.set_interval(_TIDY_SECONDS, tidy)

        def tidy() -> None:
            if self.pausing:
                garbage.collect()

        stepping = self.set_interval(_AHEAD_SECONDS, step)

    def _second(self) -> None:
        if self._terminal.gone:
            self._terminal.end()
            return
        # Also here: the first size that a terminal tells can come before the modes stand.
        self._terminal.fit(self.size.width, self.size.height)
        now = self.desk.now
        self._lock.tick(now)
        self._access_end.tick(now)
        for screen in self.desk_screens:
            # One that is just coming up has no widgets yet, and looks at the clock when it has. One that goes
            # has none left.
            if screen.is_mounted and screen.is_open:
                screen.tick(now)

    def uncover(self) -> None:
        super().uncover()
        self._calls.find_unfinished()
        self._terminal.fit(self.size.width, self.size.height)

    def on_resize(self, event: Resize) -> None:
        self._terminal.fit(event.size.width, event.size.height)

    def on_time_came(self, event: TimeCame) -> None:
        self.store_watch.tick(reads=True)

    # --- calls ----------------------------------------------------------------------------------------------------

    def on_dial_wanted(self, event: DialWanted) -> None:
        if self.may_close():
            self._calls.dial(event.ref, event.phone)

    def action_incoming(self) -> None:
        if not self.may_close():  # the call would take the place of all that is open
            return
        from callcenter.screens.calls.incoming_call import IncomingScreen

        self.push_screen(IncomingScreen(self.desk), self._calls.take)

    def action_undo(self) -> None:
        if not self.queue.keys_stopped:
            self._calls.undo()

    def action_take_over(self) -> None:
        """Take the call over that another window has."""
        if self.may_close():
            self._calls.take_over()

    def see_elsewhere(self, elsewhere: CallElsewhere | None) -> None:
        self._calls.see_elsewhere(elsewhere)

    # --- from screen to screen ------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        command = str(parameters[0]) if action == "command" else ""
        if self.covered:
            return action in _WITHIN_A_FORM
        asking = self.focused
        if isinstance(asking, ChoiceBar) and asking.asking and action != "leave" and command != "app.lock":
            return False  # it takes its own keys and rings at all others
        if isinstance(asking, ConfirmBar) and asking.asking and action == "help":
            return False
        return super().check_action(action, parameters)

    @property
    def outside_call(self) -> bool:
        """Tell whether no call is on the screen."""
        return not self.in_call

    @property
    def can_take_over(self) -> bool:
        """Tell whether another window has the agent's call."""
        return not self.in_call and self.desk.alerts.elsewhere is not None

    @property
    def has_notice(self) -> bool:
        """Tell whether a notice is to be read."""
        return bool(self.desk.alerts.notices)

    @property
    def can_lock(self) -> bool:
        """Tell whether there is a password to unlock with."""
        return self._lock.possible

    @property
    def can_speak(self) -> bool:
        """Tell whether the language can change now."""
        # A screen over a call may hold something half typed; help and palette do not.
        return not self.in_call or self.desk_screens[-1].is_call

    def has_right(self, right: Right) -> bool:
        return self.desk.session.may(right)

    def action_mode(self, name: str) -> None:
        """Go to a mode; screens on top of the present one are closed."""
        if self.may_close():
            self.to_ground()
            self.switch_mode(name)

    def delay_update(self, delay: float = 0.05) -> None:
        """Textual draws nothing for a moment after a change of modes, so that nobody sees how a screen builds itself
        up. Here what a mode showed when it was left is the first answer to its key."""

    def on_header_bar_mode_chosen(self, event: HeaderBar.ModeChosen) -> None:
        if not self.in_call:
            self.action_mode(event.mode)

    def on_customer_wanted(self, event: CustomerWanted) -> None:
        from callcenter.screens.customers.detail import CustomerScreen

        self.push_screen(CustomerScreen(self.desk, event.ref))

    def on_text_wanted(self, event: TextWanted) -> None:
        from callcenter.screens.calls.offered_text import OfferedTextScreen

        def wrote(said: str | None) -> None:
            if said:
                self.queue.missed = None
                self.notify(said, markup=False, timeout=3)

        self.push_screen(OfferedTextScreen(self.desk, event.row), wrote)

    def on_why_wanted(self, event: WhyWanted) -> None:
        from callcenter.screens.customers.why import WhyScreen

        self.push_screen(WhyScreen(self.desk, event.ref))

    def say(self, error: StoreError) -> None:
        """Tell of an error. Who has a call on record that is not on the screen is led back to it, unless another window
        has it; who is no more signed in, as after another password or the end of a token, signs in again at the lock
        and loses nothing."""
        if error.code is Trouble.NOT_SIGNED_IN:
            self._lock.ask_again()
            return
        if error.code is Trouble.CALL_ELSEWHERE:
            self._calls.look_elsewhere()
            if self.in_call:  # it closes, and says why
                return
        super().say(error)
        if error.code is Trouble.CALL_OPEN:
            self._calls.find_unfinished()

    def on_put_off_wanted(self, event: PutOffWanted) -> None:
        desk, ref = self.desk, event.ref

        def known(now: Instant) -> tuple[CustomerView, Rulebook]:
            view = desk.store.details.get(ref, now=now, agent=desk.session.name)
            return view, desk.store.campaigns.book(view.campaign.name)

        self.write(known, self._open_put_off)

    def _open_put_off(self, known: tuple[CustomerView, Rulebook]) -> None:
        from callcenter.screens.customers.put_off import PutOffScreen

        if self.in_call:  # the customer dialled just before is not to be put off over the call
            return
        ref = known[0].ref

        def put_off(done: bool | None) -> None:
            if done:
                self._calls.put_off(ref)

        self.push_screen(PutOffScreen(self.desk, *known), put_off)

    def action_find(self) -> None:
        from callcenter.screens.customers.find import FindScreen

        self.push_screen(FindScreen(self.desk))

    def action_new(self) -> None:
        from callcenter.screens.customers.new_customer import NewCustomerScreen

        self.push_screen(NewCustomerScreen(self.desk))

    def action_mine(self) -> None:
        from callcenter.screens.customers.mine import MineScreen

        self.push_screen(MineScreen(self.desk))

    def action_pool(self) -> None:
        """Open the list of customers without an owner."""
        from callcenter.screens.worklists.pool import PoolScreen

        self.push_screen(PoolScreen(self.desk))

    def action_promises(self) -> None:
        from callcenter.screens.worklists.promises import PromisesScreen

        self.push_screen(PromisesScreen(self.desk))

    def action_rulebook(self) -> None:
        from callcenter.screens.reference.rulebook import RulebookScreen

        self.push_screen(RulebookScreen(self.desk))

    def action_without_number(self) -> None:
        """Open the list of customers without a number."""
        from callcenter.screens.customers.without_number import WithoutNumberScreen

        self.push_screen(WithoutNumberScreen(self.desk))

    def action_all_duplicates(self) -> None:
        """Show possible duplicates, in all campaigns."""
        from callcenter.screens.customers.duplicate_pairs import DuplicatePairsScreen

        self.push_screen(DuplicatePairsScreen(self.desk))

    def action_reveal(self) -> None:
        """Show the numbers of the customer under the cursor whole; each look stands in the audit."""
        ref = self.desk_screens[-1].ref_here
        if ref is None:
            self.bell()
            return
        store, country = self.desk.store, self.desk.country

        def shown(numbers: tuple[str, ...]) -> None:
            from callcenter.wording import names, phones

            whole = names.listed(phones.local(number, country) for number in numbers)
            self.notify(f"{ref}: {whole or _('no number on file')}", markup=False)

        self.write(lambda now: store.customers.reveal(ref, now=now), shown)

    def action_jump(self) -> None:
        from callcenter.screens.frame.jump import JumpScreen

        self.push_screen(JumpScreen(self.screen))

    def action_help(self) -> None:
        from callcenter.screens.frame.help import HelpScreen

        self.push_screen(HelpScreen(self.screen))

    def on_breach_banner_chosen(self, event: BreachBanner.Chosen) -> None:
        self.action_breaches()

    def action_breaches(self) -> None:
        """Show everything overdue; where nothing broke since sign-in, go to the promise that the banner tells of.

        See docs/rules.md#r22.
        """
        from callcenter.screens.worklists.breaches import BreachesScreen

        alerts = self.desk.alerts
        if alerts.soon and not alerts.own and not alerts.team.count:
            self.post_message(CustomerWanted(alerts.soon[0].ref))
        elif not isinstance(self.screen, BreachesScreen):
            self.push_screen(BreachesScreen(self.desk))

    def action_one_back(self) -> None:
        """Go one level back; the modes are the ground."""
        if len(self.screen_stack) > 1 and not (isinstance(self.screen, DeskScreen) and self.screen.is_call):
            self.pop_screen()

    async def action_command_palette(self) -> None:  # type: ignore[override]
        """List everything that can be done here, by its name; asked in the language of the program."""
        from textual.command import CommandPalette
        from textual.widgets import Input

        from callcenter.widgets.base.blink import blinking

        if not isinstance(self.screen, CommandPalette):
            palette = CommandPalette(placeholder=_("type what you want to do"), id="--command-palette")
            await self.push_screen(palette)
            for line in palette.query(Input):
                line.cursor_blink = blinking(self)

    # --- the shift ------------------------------------------------------------------------------------------------

    async def action_language(self) -> None:
        """Speak the other language from now on."""
        if self.in_call or self.may_close():  # a call goes on as it stands
            await self._speak("en" if locale.current() == "zh" else "zh")

    async def _speak(self, language: locale.Language) -> None:
        await self._calls.speak(language)
        self.keep_choice(language=locale.current())

    def action_preferences(self) -> None:
        """Open the settings."""
        from callcenter.screens.reference.preferences import PreferencesScreen

        self.push_screen(PreferencesScreen(self.desk))

    async def on_preferences_screen_chosen(self, event: PreferencesScreen.Chosen) -> None:
        """Have a choice hold, and keep it; its screen comes again in another language."""
        self.keep_choice(**{event.name: event.value})
        if event.name == "language":
            language = self.desk.settings.language or locale.detect(os.environ)
            if language != locale.current():
                await self._calls.speak(language)
                self.action_preferences()
        else:
            self.follow_choices()
        self.screen.post_message(StoreChanged())

    def action_read_notice(self) -> None:
        self.store_watch.read_notice()

    def action_pause(self) -> None:
        from callcenter.workstation import breaks

        breaks.begin(self, self.store_watch)

    def somebody_is_here(self) -> bool:
        return self._lock.somebody_is_here()

    def action_lock(self) -> None:
        """Have the password asked before anything more is shown or done."""
        self._lock.begin()

    def action_help_quit(self) -> None:
        """Say how to leave, at the keys by which other programs end."""
        key = live_key(self.screen, "app.quit")
        self.notify(_("{key} ends your shift; Esc goes back.").format(key=key), markup=False, timeout=4)

    def action_leave(self) -> None:
        from callcenter.workstation.departure import Departure

        if self._leaving is None:
            self._leaving = Departure(self)
        self._leaving.begin()


def run(
    store: Store,
    clock: Clock,
    agent: str,
    settings: Settings,
    first_page: Future[QueuePage] | None = None,
    *,
    sign_in: str = "",
    preferences: PreferencesFile | None = None,
) -> int:
    """Open the workstation and come back when it is left; the exit code. Arguments as of :func:`make_desk`.

    Raises ``StoreError``.
    """
    phone = open_line(settings, clock)
    desk = make_desk(store, clock, agent, settings, first_page, sign_in=sign_in, phone=phone, preferences=preferences)
    app = Workstation(desk)
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.freeze()  # all that is loaded stays: no pause of the shift is spent on it again
    try:
        app.run()
    finally:
        _close(app, desk)
    return app.return_code or 0


def _close(app: Workstation, desk: Desk) -> None:
    """Let the writer finish and close the store; end the process where the store holds a thread of it for good.

    Python waits for every thread at its end, so that a frozen server would keep a program that nobody sees any more.
    """
    written = desk.writer.submit(int)
    # An agent who leaves without the store's answer was told what is lost (workstation/departure.py).
    wait((written,), timeout=_LAST_SECONDS if app.abandoned else None)
    if written.done() and not app.readers.held:
        app.store_watch.end()
        with suppress(StoreError):
            desk.store.windows.close()
        with suppress(StoreError):  # nobody has the secret any more
            desk.store.sign_ins.end(now=desk.now)
        desk.close()
        return
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(app.return_code or 0)
