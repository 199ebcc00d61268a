"""The desk of every screen: the store, the clock, the phone and who sits there; and the way to the store.

Reads go through Textual's thread workers, one after another in a group; writes go through one thread of their own,
so that they reach the store in the order in which the agent made them. The UI thread never waits
(docs/architecture.md#ui-thread).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable
from uuid import uuid4

from msgspec import Struct, field
from textual.app import App
from textual.events import ScreenResume
from textual.message import Message
from textual.worker import get_current_worker

from callcenter.access import Right
from callcenter.clock import Clock, SystemClock
from callcenter.model import Instant
from callcenter.screens.frame.dismissal import ClosingScreen
from callcenter.screens.frame.modes import modes
from callcenter.screens.frame.wait_line import WaitLine
from callcenter.session import Session
from callcenter.settings import Settings
from callcenter.telephony import Phone
from callcenter.views.people.shift import AgentState, ShiftFigures
from callcenter.views.upkeep.lag import Behind
from callcenter.views.upkeep.trouble import StoreError
from callcenter.views.worklists.queue import QueuePage
from callcenter.widgets.base import textual_internals
from callcenter.widgets.lines.bar import Bar
from callcenter.widgets.lines.bars import BreachBanner, HeaderBar
from callcenter.widgets.lines.notice_line import ElsewhereLine, NoticeLine
from callcenter.widgets.lists.line_list import LineList

if TYPE_CHECKING:
    from callcenter.store import Store
    from callcenter.views.people.notices import Notice
    from callcenter.views.worklists.breaches import BreachRow
    from callcenter.views.worklists.calls import CallElsewhere
    from callcenter.views.worklists.promises import PromiseRow
    from callcenter.views.worklists.tasks import TaskRow
    from callcenter.widgets.forms.ask_line import AskLine

T = TypeVar("T")
ResultT = TypeVar("ResultT")


class Glance(Struct, frozen=True):
    """An agent's queue and figures as they stood at one moment."""

    page: QueuePage
    figures: ShiftFigures


class Alerts(Struct, frozen=True):
    """Alerts of the timer: the agent's breaches since sign-in, all of them, and what the agent is doing."""

    own: tuple[BreachRow, ...] = ()
    soon: tuple[PromiseRow, ...] = ()
    """Promises due within the minutes that the settings name, soonest first."""
    total: int = 0
    behind: Behind = Behind()
    """Lag of the plans from which breaches are counted."""
    state: AgentState = AgentState.READY
    since: Instant | None = None
    trouble: str = ""
    """Reason why the timer could not look, in words."""
    known: bool = False
    """True once it has looked: before, nothing may be said of breaches."""
    notices: tuple[Notice, ...] = ()
    """Notices that the agent has not read yet, the oldest first."""
    elsewhere: CallElsewhere | None = None
    """The agent's open call, where it is not in this window."""


class Desk(Struct, eq=False):
    """A workstation's outside world. ``campaign`` None = all campaigns of the store.

    ``first_page`` is the agent's queue as the program began to read it before there was a screen; ``glance`` is the
    queue as it was read together with the end of a call, for the queue screen that comes up then.
    """

    store: Store
    clock: Clock
    session: Session
    settings: Settings
    phone: Phone
    zone: str
    country: str = "CN"
    campaign: str | None = None
    alerts: Alerts = field(default_factory=Alerts)
    first_page: Future[QueuePage] | None = None
    glance: Glance | None = None
    line_down: bool = False
    """True while the telephone line cannot be used."""
    signed_out: bool = False
    """True from the end of the sign-in until another takes its place: each question would be one more refused act."""
    messages: dict[str, str] = field(default_factory=dict)
    """Texts of messages as they were edited and not sent yet, by task."""
    writer: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
    )

    def __post_init__(self) -> None:
        self.store = self.store.by(self.session.principal)

    def close(self) -> None:
        """Give up the line, let the writer finish, and close the store."""
        self.phone.close()
        self.writer.shutdown(wait=True)
        self.store.close()

    @property
    def now(self) -> Instant:
        """The present instant."""
        return self.clock.now()

    def follow_clock(self) -> bool:
        """Go by the server's clock, or compare the machine's with that of the other programs. Not for the UI thread.

        False while nothing may be brought up to date: the clock was set during a call, which is measured to its end.
        Raises ``StoreError`` where the clock is wrong.
        """
        if not isinstance(self.clock, SystemClock):
            return True
        if (shown := self.store.server_time()) is not None:
            self.clock.set_right(shown)
        if self.clock.was_set:
            return False
        self.store.programs.compare_clocks(self.now, agent=self.session.name)
        return True

    def measure(self, on: bool) -> None:
        """Begin or end a measurement of a call: its durations do not depend on a clock that is set meanwhile."""
        if isinstance(self.clock, SystemClock):
            self.clock.measure(on)

    def submit(
        self,
        app: App[None],
        work: Callable[[Instant], T],
        then: Callable[[T], object] | None,
        failed: Callable[[StoreError], object],
    ) -> None:
        """Change the store after all that was submitted before; ``then`` or ``failed`` are called by the app.

        The writer never waits for the app: one that is ending takes no more calls, and waits for the writer.
        """
        now = self.now

        def run() -> None:
            try:
                answer = work(now)
            except StoreError as error:
                app.call_later(told, app, failed, error)
            except Exception as error:
                app.call_later(_raise, error)
            else:
                if then is not None:
                    app.call_later(told, app, then, answer)

        self.writer.submit(run)

    def look(self, now: Instant, rows: int) -> Glance:
        """Read the agent's queue and figures. Not for the UI thread. Raises ``StoreError``."""
        page = self.store.queue.page(now=now, campaign=self.campaign, agent=self.session.name, limit=rows)
        return Glance(page, self.store.team.figures(self.session.name, now=now))


def told(app: App[None], then: Callable[[T], object], answer: T) -> object:
    """Hand an answer on, except to an app that is ending: it still hears what was posted, but has no screens.

    What the app is to await comes back.
    """
    return then(answer) if app.is_running else None


def _raise(error: Exception) -> None:
    """Raise a mistake of the program, which must not vanish in the writer's thread."""
    raise error


class CustomerWanted(Message):
    """Somebody wants to see a customer: the app opens the detail screen."""

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref


class DialWanted(Message):
    """Somebody wants to dial a customer: the app takes the claim and opens the call. ``phone`` '' = the first."""

    def __init__(self, ref: str, phone: str = "") -> None:
        super().__init__()
        self.ref = ref
        self.phone = phone


class WhyWanted(Message):
    """Somebody asks why a customer is (not) offered."""

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref


class PutOffWanted(Message):
    """Somebody wants to put the due call to a customer off."""

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref


class TextWanted(Message):
    """Somebody wants to write to a customer after a call."""

    def __init__(self, row: TaskRow) -> None:
        super().__init__()
        self.row = row


class StoreChanged(Message, bubble=False):
    """Change of the store, by whomever: the screen on top reads again."""


class TimeCame(Message):
    """An instant has come at which time alone changes what the screen shows: plans are folded, then it reads again."""


class Failed(Message):
    """A verb of the store did not work; the app says why in one line."""

    def __init__(self, error: StoreError) -> None:
        super().__init__()
        self.error = error


@runtime_checkable
class TypedInto(Protocol):
    """A widget into which people type what is to be kept."""

    @property
    def typed(self) -> str:
        """Return the text in it that is kept nowhere yet."""


class DeskScreen(ClosingScreen[ResultT]):
    """A screen at the desk. Subclasses fill :meth:`refill`, which reads what they show from the store."""

    mode = ""
    is_call = False
    """True if this is a call: modes are off while it is on the screen (docs/architecture.md#modes)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._form_keys: dict[str, str] = {}
        self._worn = ""
        """The theme in which its widgets were made or last shown."""

    def has_right(self, right: Right) -> bool:
        return self.desk.session.may(right)

    @property
    def ref_here(self) -> str | None:
        """The customer whose row the cursor of this screen's list is on; None where there is no such list."""
        return None

    def beside(self, ref: str, lines: int) -> str | None:
        """Step in this screen's list from the screen of one of its customers; the next other one in that direction.

        None where there is nobody further, and where the customer was not opened from this list.
        """
        if self.ref_here != ref:
            return None
        rows = self.query(LineList).first()
        while rows.step(lines):
            if self.ref_here != ref:
                return self.ref_here
        return None

    def header(self) -> HeaderBar:
        """The header that every full screen begins with."""
        return HeaderBar(modes(), zone=self.desk.zone, demo=self.desk.clock.shifted, id="header")

    def banner(self) -> BreachBanner:
        """The banner of breaches below it."""
        return BreachBanner("F8", id="banner")

    def on_mount(self) -> None:
        self._worn = self.app.theme
        for header in self.query(HeaderBar):
            header.show_mode(self.mode)
        self._show_notices()
        self._show_elsewhere()
        self.tick(self.desk.now)

    def on_screen_resume(self, event: ScreenResume) -> None:
        # Its styles are those it went with, unless the theme is another one. Looking them all up again would take as
        # long as drawing the screen, before it is drawn.
        event.refresh_styles = self._worn != self.app.theme
        self._worn = self.app.theme
        if not self.is_open:  # on its way out with those that were on top of it
            return
        self.show_alerts()
        self.tick(self.desk.now)
        self.refill()

    def show_alerts(self) -> None:
        """Put what the timer found into header and banner."""
        alerts = self.desk.alerts
        for header in self.walk_children(HeaderBar):
            header.show_agent(self.desk.session.name, alerts.state, alerts.since)
            header.show_line(down=self.desk.line_down)
        for banner in self.walk_children(BreachBanner):
            if alerts.known:
                banner.show(alerts.own, total=alerts.total)
                banner.show_behind(alerts.behind)
            banner.show_soon(alerts.soon)
            banner.show_trouble(alerts.trouble)
        self._show_notices()
        self._show_elsewhere()

    def _show_elsewhere(self) -> None:
        """Show below the header that the agent's call is not in this window, as long as it is so."""
        elsewhere, lines = self.desk.alerts.elsewhere, list(self.query(ElsewhereLine))
        if not self.is_mounted or self.is_call or not (elsewhere or lines):
            return
        if not lines:
            lines = [ElsewhereLine()]
            header = next(iter(self.query(HeaderBar)), None)
            self.mount(lines[0], before=0 if header is None else None, after=header)
        for line in lines:
            line.show(elsewhere)

    def _show_notices(self) -> None:
        """Show unread notices below the header; the line is made when there is something to say."""
        notices, lines = self.desk.alerts.notices, list(self.query(NoticeLine))
        if not self.is_mounted or not (notices or lines):
            return
        from callcenter.wording import notices as words

        if not lines:
            lines = [NoticeLine()]
            header = next(iter(self.query(HeaderBar)), None)
            self.mount(lines[0], before=0 if header is None else None, after=header)
        desk = self.desk
        said = [
            words.sentence(one, desk.session.name, desk.now, zone=desk.zone, country=desk.country) for one in notices
        ]
        for line in lines:
            line.show(said)

    def on_store_changed(self, event: StoreChanged) -> None:
        self.refill()

    @property
    def unsaved(self) -> str:
        """Return what was typed here and is not in the store: lost where the screen is closed."""
        return ", ".join(one.typed for one in self.walk_children() if isinstance(one, TypedInto) and one.typed)

    def keep_note(self) -> None:
        """Have the store keep at once what it should."""

    def keep_claim(self) -> None:
        """Renew the claim that this screen has, while it lives (docs/architecture.md#nobody-twice)."""

    def refill(self) -> None:
        """Read again what the screen shows; called when it comes up and whenever the store changed."""

    def tick(self, now: Instant) -> None:
        """Draw the clocks of a new second: they are computed from instants (docs/architecture.md#instants)."""
        for widget in self.walk_children():
            if isinstance(widget, Bar | LineList):
                widget.tick(now)

    def read(self, work: Callable[[Instant], T], then: Callable[[T], None], *, group: str = "read") -> None:
        """Ask the store in a thread and hand the answer to ``then`` in the UI thread.

        A newer question of the same group makes an older one's answer void.
        """
        now = self.desk.now

        def ask() -> None:
            worker = get_current_worker()
            if worker.is_cancelled:  # a newer question came before a thread was free
                return
            try:
                answer = work(now)
            except StoreError as error:
                if not worker.is_cancelled:
                    self.app.call_from_thread(self._failed, error)
                return
            if not worker.is_cancelled:
                self.app.call_from_thread(self._deliver, then, answer)

        self.run_worker(ask, thread=True, group=group, exclusive=True, exit_on_error=True)

    def write(
        self,
        work: Callable[[Instant], T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[StoreError], None] | None = None,
    ) -> None:
        """Change the store, in the order of the calls; never dropped, also when the screen closes meanwhile."""
        line = WaitLine(self)

        def written(answer: T) -> None:
            line.end()
            if then is not None:
                self._deliver(then, answer)

        def refused(error: StoreError) -> None:
            line.end()
            (failed or self._failed)(error)

        self.desk.submit(self.app, work, written, refused)

    def write_once(
        self,
        form: str,
        work: Callable[[Instant, str], T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[StoreError], None] | None = None,
    ) -> None:
        """Change the store as :meth:`write` does, with what must not be written twice where the answer is lost.

        ``work`` is given a key for the store's verbs. It is the same each time that ``form`` is sent, until an answer
        comes that is no exception.
        """
        key = self._form_keys.setdefault(form, uuid4().hex)

        def answered(answer: T) -> object:
            if not isinstance(answer, Exception):
                self._form_keys.pop(form, None)
            return None if then is None else then(answer)

        self.write(lambda now: work(now, key), answered, failed)

    def asking_again(self, answered: AskLine.Answered) -> Callable[[StoreError], None]:
        """Return the error handler for a :meth:`write` of an answer: the question stands again with it."""

        def refused(error: StoreError) -> None:
            self._failed(error)
            if self.is_open:
                answered.again()

        return refused

    @property
    def is_open(self) -> bool:
        """Tell whether an answer still finds its widgets: a screen or program that closes keeps its place longer."""
        return self.app.is_running and self.is_attached and self.is_running and not textual_internals.is_pruning(self)

    def _deliver(self, then: Callable[[T], object], answer: T) -> None:
        if self.is_open:
            then(answer)

    def _failed(self, error: StoreError) -> None:
        if self.is_open:
            self.post_message(Failed(error))
