"""The outside world of an agent's shift: the store, the clock, the phone and who sits there; and what was found there.

Writes go through one thread of their own, so that they reach the store in the order in which the agent made them.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec import Struct, field

from callcenter.clock import Clock, SystemClock
from callcenter.model import Instant
from callcenter.preferences import PreferencesFile
from callcenter.session import Session
from callcenter.settings import Settings
from callcenter.telephony import Phone
from callcenter.views.people.shift import AgentState, BreakReason, ShiftFigures
from callcenter.views.upkeep.lag import Behind
from callcenter.views.upkeep.trouble import StoreError
from callcenter.views.worklists.breaches import BreachRow, TeamBreaches
from callcenter.views.worklists.queue import QueuePage

if TYPE_CHECKING:
    from callcenter.store import Store
    from callcenter.views.people.notices import Notice
    from callcenter.views.worklists.calls import CallElsewhere
    from callcenter.views.worklists.promises import PromiseRow

T = TypeVar("T")

PAGE = 60
"""Rows of the queue that are read at once."""


class RunningProgram(Protocol):
    """The program that shows the desk, with a thread of its own for what is shown."""

    @property
    def is_running(self) -> bool: ...

    def call_later(self, callback: Callable[..., object], /, *args: Any) -> object:
        """Have the program's own thread call this."""
        ...


class Glance(Struct, frozen=True):
    """An agent's queue and figures as they stood at one moment."""

    page: QueuePage
    figures: ShiftFigures


class Alerts(Struct, frozen=True):
    """Alerts of the timer: the agent's breaches since sign-in, all of them, and what the agent is doing."""

    own: tuple[BreachRow, ...] = ()
    team: TeamBreaches = TeamBreaches()
    """Breaches since sign-in of everybody in a supervisor's scope; of others none."""
    soon: tuple[PromiseRow, ...] = ()
    """Promises due within the minutes that the settings name, soonest first."""
    next_promise: PromiseRow | None = None
    """The next promise of the campaign day that is kept at its time."""
    total: int = 0
    behind: Behind = Behind()
    """Lag of the plans from which breaches are counted."""
    state: AgentState = AgentState.READY
    since: Instant | None = None
    reason: BreakReason | None = None
    """Reason of the agent's break, where they gave one."""
    trouble: str = ""
    """Reason why the timer could not look, in words."""
    known: bool = False
    """True once it has looked: before, nothing may be said of breaches."""
    notices: tuple[Notice, ...] = ()
    """Notices that the agent has not read yet, the oldest first."""
    watchers: tuple[str, ...] = ()
    """Supervisors who look on at the agent's work."""
    elsewhere: CallElsewhere | None = None
    """The agent's open call, where it is not in this window."""
    cases: int = 0
    """Cases in which the agent has to take the next step."""


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
    preferences: PreferencesFile = PreferencesFile()
    settings_without: Settings = Settings()
    """The settings without what was chosen in the program."""
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
        app: RunningProgram,
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


def told(app: RunningProgram, then: Callable[[T], object], answer: T) -> object:
    """Hand an answer on, except to an app that is ending: it still hears what was posted, but has no screens.

    What the app is to await comes back.
    """
    return then(answer) if app.is_running else None


def _raise(error: Exception) -> None:
    """Raise a mistake of the program, which must not vanish in the writer's thread."""
    raise error
