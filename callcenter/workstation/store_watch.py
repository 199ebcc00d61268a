"""Polling of the store while one works: others' changes, what fell due or broke (docs/rules.md#r22)."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.widgets import Input
from textual.worker import get_current_worker

from callcenter.desk.upkeep import Upkeep
from callcenter.locale import _
from callcenter.screens.frame.desk import Alerts, DeskScreen, StoreChanged, TypedInto, told
from callcenter.views.people.notices import NoticeKind
from callcenter.views.upkeep.trouble import StoreError
from callcenter.widgets.lines.prompts import KeyHints
from callcenter.wording import names
from callcenter.workstation.desk_app import DeskApp

if TYPE_CHECKING:
    from callcenter.desk.reminders import Reminders
    from callcenter.screens.shift.announcement import AnnouncementScreen
    from callcenter.views.people.notices import Notice
    from callcenter.views.worklists.calls import CallElsewhere
    from callcenter.views.worklists.promises import PromiseRow

_FIRST_BACKUP_SECONDS = 30
_BACKUP_SECONDS = 600
"""A day begins while programs are open, too."""

_CHANGE_SECONDS = 0.5
_REFILL_SECONDS = 1.0
"""A screen shows the changes of a whole team together: reading it anew for each would leave no time for the keys."""
_FIRST_TICK_SECONDS = 0.2
"""The banner may come a moment after the first frame."""


class StoreWatch:
    """Polls the store for as long as the program runs, in threads of its own."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app
        self._seen = ""
        self._refilled = 0.0
        self._last_breach = 0
        self._last_notice = 0
        self._read: set[int] = set()
        self._popped_up: set[int] = set()
        self._reported = ""
        self._box: AnnouncementScreen | None = None
        self._reminders: Reminders | None = None
        self._upkeep = Upkeep(app.desk)

    def begin(self) -> None:
        """Look from now on; called when the program is on the screen."""
        self._app.set_interval(_CHANGE_SECONDS, self.look_for_changes)
        self._app.set_interval(self._app.desk.settings.tick_seconds, self.tick)
        self._app.set_timer(_FIRST_TICK_SECONDS, self.tick)
        if self._app.desk.settings.backup_daily:
            self._app.set_timer(_FIRST_BACKUP_SECONDS, self.back_up)
            self._app.set_interval(_BACKUP_SECONDS, self.back_up)

    # --- changes --------------------------------------------------------------------------------------------------

    def look_for_changes(self) -> None:
        """Have the screen on top read again if the store is another than when this was last asked."""
        app = self._app
        if app.desk.signed_out or app.typing or monotonic() < self._refilled + _REFILL_SECONDS:
            return
        self._pop_up()
        self._report()

        def look() -> None:
            worker = get_current_worker()
            desk = app.desk
            try:
                token = desk.store.changed_since(self._seen)
                if token == self._seen:
                    return
                notices = desk.store.notices.unread(desk.session.name)
                watchers = desk.store.looks.watchers(now=desk.now)
                elsewhere = desk.store.moved_calls.elsewhere(now=desk.now)
            except StoreError:
                # The next look tells again; what the person does meanwhile says what is wrong.
                return
            if not worker.is_cancelled:
                app.call_from_thread(told, app, self._changed, (token, notices, watchers, elsewhere))

        app.run_worker(look, thread=True, group="changes", exclusive=True)

    def _changed(self, found: tuple[str, tuple[Notice, ...], tuple[str, ...], CallElsewhere | None]) -> None:
        (self._seen, notices, watchers, elsewhere), self._refilled = found, monotonic()
        unread, alerts = self._unread(notices), self._app.desk.alerts
        if (alerts.notices, alerts.watchers, alerts.elsewhere) != (unread, watchers, elsewhere):
            self._app.desk.alerts = replace(alerts, notices=unread, watchers=watchers, elsewhere=elsewhere)
            self._app.show_alerts()
            self._put_away()
        self._pop_up()
        self._app.see_elsewhere(elsewhere)
        self._app.screen.post_message(StoreChanged())

    # --- notices --------------------------------------------------------------------------------------------------

    def _unread(self, notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
        """Return those that were not read here since the store was asked; one that is new rings."""
        newest = max((notice.id for notice in notices), default=0)
        if newest > self._last_notice:
            self._last_notice = newest
            self._app.bell()
        return tuple(notice for notice in notices if notice.id not in self._read)

    def read_notice(self) -> None:
        """Mark the notice that stands on the screen as read."""
        box = self._box
        self._confirm(self._app.desk.alerts.notices[0] if box is None else box.notice)

    def _confirm(self, notice: Notice) -> None:
        app, desk = self._app, self._app.desk
        self._read.add(notice.id)
        app.write(lambda now: desk.store.notices.mark_read(notice.id, now=now))
        others = tuple(one for one in desk.alerts.notices if one.id != notice.id)
        desk.alerts = replace(desk.alerts, notices=others)
        app.show_alerts()
        self._put_away()
        app.screen.refresh_bindings()

    def _put_away(self) -> None:
        """Close the box of an announcement that was read elsewhere."""
        box = self._box
        if box is not None and box.is_active and box.notice not in self._app.desk.alerts.notices:
            box.dismiss(False)

    def _report(self) -> None:
        """Keep which mode is on the screen, while somebody looks on."""
        desk, screens = self._app.desk, self._app.desk_screens
        place = next((one.mode for one in reversed(screens) if one.mode), "")
        if desk.alerts.watchers and place != self._reported:
            self._reported = place
            self._app.write(lambda now: desk.store.looks.report(place, now=now))

    def _pop_up(self) -> None:
        """Show an announcement in a box of its own, once, where it interrupts no call and nobody who types.

        Everywhere else it stands in the line of notices.
        """
        app = self._app
        waiting = (one for one in app.desk.alerts.notices if one.kind is NoticeKind.ANNOUNCED)
        notice = next((one for one in waiting if one.id not in self._popped_up), None)
        if notice is None or not app.screen_stack or app.covered:
            return
        if not isinstance(app.screen, DeskScreen) or app.screen.is_call or isinstance(app.focused, Input | TypedInto):
            return

        from callcenter.screens.shift.announcement import AnnouncementScreen

        def closed(read: bool | None) -> None:
            self._box = None
            if read and notice in app.desk.alerts.notices:
                self._confirm(notice)

        self._popped_up.add(notice.id)
        self._box = AnnouncementScreen(notice, app.desk.zone)
        app.push_screen(self._box, closed)

    # --- ticks ----------------------------------------------------------------------------------------------------

    def tick(self, *, reads: bool = False) -> None:
        """Look for what fell due or broke, by whomever: the banner shows it within one tick (docs/rules.md#r22).

        ``reads``: the screen on top reads again then, also where nothing was folded, as when a window opens.
        """
        app, desk = self._app, self._app.desk
        if desk.signed_out:
            return

        def work() -> None:
            worker = get_current_worker()

            def alerted(found: Alerts) -> None:
                if not worker.is_cancelled:
                    app.call_from_thread(told, app, self._alerted, found)
                    if reads:
                        app.call_from_thread(app.screen.post_message, StoreChanged())

            try:
                self._upkeep.tick(alerted, lambda: worker.is_cancelled)
            except StoreError as error:
                if not worker.is_cancelled:
                    app.call_from_thread(told, app, self._failed, error)

        app.run_worker(work, thread=True, group="tick", exclusive=True)

    def end(self) -> None:
        """Leave what is still to be folded to another program. Called when nothing is shown any more."""
        self._upkeep.end()

    def back_up(self) -> None:
        """Make today's backup unless another program has made it or is at it."""
        app = self._app

        def work() -> None:
            try:
                self._upkeep.back_up()
            except StoreError as error:
                app.call_from_thread(told, app, app.say, error)

        app.run_worker(work, thread=True, group="backup")

    def _failed(self, error: StoreError) -> None:
        """Show an error of the store once, and in the banner for as long as it lasts: the screen may be out of date."""
        app, desk = self._app, self._app.desk
        if not desk.alerts.trouble:
            app.say(error)
        from callcenter.wording import problems

        desk.alerts = replace(desk.alerts, trouble=problems.trouble_in_short(error.code, error.params))
        app.show_alerts()

    def _alerted(self, alerts: Alerts) -> None:
        app, desk = self._app, self._app.desk
        newest = max((row.id for row in alerts.own), default=0)
        if newest > self._last_breach:
            self._last_breach = newest
            app.bell()
        desk.alerts = replace(alerts, notices=self._unread(alerts.notices))
        app.show_alerts()
        app.see_elsewhere(alerts.elsewhere)
        if desk.settings.remind_minutes and alerts.soon:
            self._remind(alerts.soon)
        for screen in app.desk_screens:
            screen.keep_claim()  # also below the customer whom the agent reads about before dialling

    def _remind(self, soon: tuple[PromiseRow, ...]) -> None:
        """Remind of promises ahead: a bell beside the banner, a line in a call, which has no banner, and the program
        that the settings name."""
        from callcenter.desk import reminders

        app, desk = self._app, self._app.desk
        if self._reminders is None:
            self._reminders = reminders.Reminders()
        said = [reminders.sentence(row, desk.now) for row in self._reminders.fresh(soon)]
        if not said:
            return
        app.bell()
        if app.in_call:
            # In the last line: a notice would stand before what is being worked on.
            for hints in app.screen.query(KeyHints):
                hints.say(_("Promised: {what}").format(what=names.joined(said)))
        if command := desk.settings.reminder_command:
            agent = desk.session.name
            app.run_worker(lambda: reminders.tell(command, said, agent), thread=True, group="reminder")
