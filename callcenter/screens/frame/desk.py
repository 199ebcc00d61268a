"""The base of every screen at the desk, and its way to the store.

Reads go through Textual's thread workers, one after another in a group; writes go through the desk's own thread. The UI
thread never waits (docs/architecture.md#ui-thread).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable
from uuid import uuid4

from textual.events import ScreenResume
from textual.message import Message
from textual.worker import get_current_worker

from callcenter.access import Right
from callcenter.desk.desk import Alerts, Desk, Glance, told
from callcenter.model import Instant
from callcenter.screens.frame.dismissal import ClosingScreen
from callcenter.screens.frame.modes import modes
from callcenter.screens.frame.wait_line import WaitLine
from callcenter.views.upkeep.trouble import StoreError
from callcenter.widgets.base import textual_internals
from callcenter.widgets.lines.bar import Bar
from callcenter.widgets.lines.bars import BreachBanner, HeaderBar
from callcenter.widgets.lines.notice_line import ElsewhereLine, NoticeLine
from callcenter.widgets.lists.line_list import LineList

if TYPE_CHECKING:
    from callcenter.views.worklists.tasks import TaskRow
    from callcenter.widgets.forms.ask_line import AskLine

__all__ = [
    "Alerts",
    "CustomerWanted",
    "Desk",
    "DeskScreen",
    "DialWanted",
    "Failed",
    "Glance",
    "PutOffWanted",
    "ResultT",
    "StoreChanged",
    "TextWanted",
    "TimeCame",
    "TypedInto",
    "WhyWanted",
    "told",
]

T = TypeVar("T")
ResultT = TypeVar("ResultT")


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


@runtime_checkable
class KeyHolder(Protocol):
    """A program that can let keys wait."""

    def hold_keys(self) -> Callable[[], None]:
        """Let keys wait for what the store is about to answer, until what comes back is called."""


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
            if self.ref_here not in (None, ref):
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
            header.show_agent(self.desk.session.name, alerts.state, alerts.since, alerts.reason)
            header.show_line(down=self.desk.line_down)
            header.show_watchers(alerts.watchers)
            header.show_waiting({"cases": alerts.cases})
        for banner in self.walk_children(BreachBanner):
            if alerts.known:
                banner.show(alerts.own, total=alerts.total, team=alerts.team)
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

    def hold_keys(self) -> Callable[[], None]:
        """Let keys wait for what the store is about to answer, until what comes back is called."""
        return self.app.hold_keys() if isinstance(self.app, KeyHolder) else lambda: None

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
