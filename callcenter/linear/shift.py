"""The shift in line mode: from the opening lines to the sign-off, one menu and what it leads to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from threading import Thread

from msgspec.structs import replace

from callcenter.desk import call_context, offered_messages, reminders
from callcenter.desk.call_output import CallDone
from callcenter.desk.desk import Alerts, Desk
from callcenter.desk.upkeep import Upkeep
from callcenter.linear import door, facts, menus
from callcenter.linear.call_dialogue import CallDialogue
from callcenter.linear.console import Console
from callcenter.linear.customer_dialogue import CustomerDialogue
from callcenter.linear.dialogue import Dialogue, fact
from callcenter.linear.lock import LineLock
from callcenter.linear.log_dialogue import LogDialogue
from callcenter.linear.message_dialogue import MessageDialogue
from callcenter.linear.worklist_dialogue import WorklistDialogue
from callcenter.locale import _, pgettext
from callcenter.model import Direction
from callcenter.telephony import CallWaiting, LineDown, LineUp, PhoneEvent, Ringing
from callcenter.views.people.notices import Notice
from callcenter.views.people.shift import AgentState, BreakReason
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.calls import CallElsewhere, Claim, OpenCall
from callcenter.views.worklists.queue import QueuePage, QueueRow
from callcenter.views.worklists.tasks import TaskRow
from callcenter.wording import names, notices, problems, shifts, times

_NEXT, _DIAL, _MESSAGES, _PROMISES, _FIND, _INCOMING, _OPEN, _OVERDUE, _FIGURES, _UNDO, _BREAK = range(1, 12)
_NOTICES, _QUEUE, _TAKE_OVER, _LEAVE, _NEW, _MINE, _LOG, _CASES, _TEXT, _LOCK = range(12, 22)
"""Numbers of the choices of a shift: 3 and 8 as the keys of messages and of what is overdue."""
_QUEUE_ROWS = 30
_MOST_TOLD = 3
"""New breaches that are told one by one: more would keep the agent from the next call."""


class Departed(Exception):
    """The agent has left: the program ends."""


class ShiftDialogue:
    """One agent's shift."""

    def __init__(self, desk: Desk, console: Console, upkeep: Upkeep) -> None:
        self._desk = desk
        self._console = console
        self._upkeep = upkeep
        self._dialogue = Dialogue(desk, console)
        self._next: tuple[Claim, QueueRow] | None = None
        """The next customer, claimed."""
        self._call: CallDialogue | None = None
        self._left = ""
        """The call, by its token, whose talk is still on the line here and which another window has."""
        self._reminders = reminders.Reminders()
        self._last_breach = self._last_notice = 0
        self._read: set[int] = set()
        self._told = ""
        """The customer who was told in full as the next one; the same is not told twice in a row."""
        self._customers = CustomerDialogue(self._dialogue, self.dial, self.take)
        self._worklists = WorklistDialogue(self._dialogue, self._customers)
        self._messages = MessageDialogue(self._dialogue, self._customers)
        self._log = LogDialogue(self._dialogue, self._customers)
        self._missed: TaskRow | None = None
        """The SMS that is offered after the call that was just not answered."""
        self._lock = LineLock(self._dialogue, self._sign_in_again)
        console.each_second = self._each_second
        console.lets = self._lock.lets

    def run(self) -> None:
        """Work until the agent leaves. Raises ``LineGone``."""
        try:
            self._open()
            self._guarded(self._find_unfinished)
            while True:
                self._guarded(self._ask)
        except Departed:
            return

    def _ask(self) -> None:
        if self._desk.signed_out:
            self._sign_in_again()
        menus.read(
            self._console, _("shift"), self._choices, empty=self._tell_state, until=lambda: self._desk.signed_out
        )

    def _tell_state(self, _text: str) -> None:
        """Tell who stands next, or who waits."""
        if self._next is None:
            self._tell_of_queue(self._page(1))
        else:
            row = self._next[1]
            self._dialogue.facts([(_("next"), facts.queue_line(row, self._dialogue.now, self._desk.session.name))])

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do something; what the store refuses is told, and settled where that is possible."""
        try:
            work()
        except StoreError as error:
            if error.code is Trouble.NOT_SIGNED_IN:
                self._sign_in_again()
                return
            if error.code is Trouble.CALL_ELSEWHERE:
                self._look_elsewhere()
                return
            self._dialogue.refused(error)
            if error.code is Trouble.CALL_OPEN:
                self._guarded(self._find_unfinished)

    # --- the opening lines ------------------------------------------------------------------------------------------

    def _open(self) -> None:
        dialogue, desk = self._dialogue, self._desk
        found: list[Alerts] = []
        self._guarded(lambda: self._upkeep.tick(found.append, lambda: bool(found)))
        dialogue.say(_("callcenter, line mode. ? lists the options, q leaves."))
        dialogue.facts(
            [
                (_("agent"), dialogue.agent),
                (_("demo"), _("demo clock") if desk.clock.shifted else ""),
            ]
        )
        others = desk.store.windows.others(now=dialogue.now)
        if others is not None:
            time = times.near(others, desk.zone, dialogue.now)
            dialogue.say(_("Also open in another window since {time}.").format(time=time))
        self._guarded(lambda: door.tell_access_end(dialogue))
        self._tell_figures("")
        for alerts in found[:1]:
            self._first_alerts(alerts)
        self._tell_of_queue(self._page(1))

    def _first_alerts(self, alerts: Alerts) -> None:
        self._desk.alerts = replace(alerts, notices=(), elsewhere=None)
        dialogue, lags = self._dialogue, alerts.behind.lags
        own = _("{n} since sign-in").format(n=times.number(len(alerts.own), at_least=lags))
        total = _("{n} in all").format(n=times.number(alerts.total, at_least=lags))
        dialogue.facts([(_("overdue"), names.told((own, total)))])
        self._alerted(alerts)
        self._console.tell_news()

    def _tell_figures(self, _text: str) -> None:
        now, zone = self._dialogue.now, self._desk.zone
        self._dialogue.facts([(_("time"), times.moment(now, zone, now))])
        figures = self._desk.store.team.figures(self._dialogue.agent, now=self._dialogue.now)
        self._dialogue.facts(
            [*shifts.of_day(figures).values(), (_("promises due now"), times.number(figures.commitments_due))]
        )

    def _page(self, limit: int) -> QueuePage:
        desk = self._desk
        return desk.store.queue.page(now=desk.now, campaign=desk.campaign, agent=desk.session.name, limit=limit)

    def _tell_of_queue(self, page: QueuePage) -> None:
        if page.rows:
            total = times.number(page.total, at_least=page.more)
            self._dialogue.facts([(_("waiting"), total), *facts.offer(page, self._desk.zone)])
        else:
            self._dialogue.say(facts.nobody_waits(page))

    # --- the menu ---------------------------------------------------------------------------------------------------

    def _choices(self) -> Sequence[menus.Choice]:
        choice, alerts, following = menus.Choice, self._desk.alerts, self._next
        dial = _("dial the next customer")
        if following is not None:
            dial = _("dial {name}").format(name=following[1].name)
        offered = [
            choice(_NEXT, "n", _("next customer"), self._take_next),
            choice(_DIAL, "d", dial, self._dial_next),
            choice(_MESSAGES, "s", _("messages due"), self._messages.due),
            choice(_PROMISES, "p", _("my promises"), self._worklists.promises),
            choice(_FIND, "/", _("find a customer"), self._customers.find, takes_text=True),
            choice(_INCOMING, "i", _("incoming call"), self._customers.incoming),
        ]
        if following is not None:
            said = _("open {name}").format(name=following[1].name)
            offered.append(choice(_OPEN, "o", said, lambda _text: self._open_next(following[0])))
        offered += [
            choice(_OVERDUE, "v", _("overdue"), self._worklists.breaches),
            choice(_FIGURES, "g", _("figures of the shift"), self._tell_figures),
            choice(_UNDO, "u", _("undo the last disposition or postponement"), self._undo),
            choice(_BREAK, "B", _("break"), self._break),
        ]
        if alerts.notices:
            offered.append(choice(_NOTICES, "x", _("notices"), self._read_notices))
        offered.append(choice(_QUEUE, "l", _("list the queue"), self._list_queue))
        if alerts.elsewhere is not None:
            said = _("take over the call with {name}").format(name=alerts.elsewhere.customer)
            offered.append(choice(_TAKE_OVER, "T", said, self._take_over))
        offered.append(choice(_LEAVE, "q", _("leave the program"), self._depart))
        offered += [
            choice(_NEW, "a", _("new customer"), self._customers.add),
            choice(_MINE, "m", _("my customers"), self._worklists.mine),
            choice(_LOG, "c", _("contacts, corrections"), self._log.contacts),
            choice(_CASES, "k", _("cases"), self._worklists.cases),
        ]
        if (missed := self._missed) is not None:
            said = _("SMS to {name} after no answer").format(name=missed.name)
            offered.append(choice(_TEXT, "w", said, lambda _text: self._write_to(missed)))
        if self._desk.session.has_password:
            offered.append(choice(_LOCK, "z", _("lock"), lambda _text: self._lock.lock()))
        return offered

    def _write_to(self, missed: TaskRow) -> None:
        """Write to who just did not answer."""
        if self._messages.write(missed):
            self._missed = None

    def _take_next(self, _text: str) -> None:
        desk = self._desk
        self._stand_ready(desk.store.claims.take_next(campaign=desk.campaign, now=desk.now))

    def _stand_ready(self, following: tuple[Claim, QueueRow] | None) -> None:
        self._next = following
        if following is None:
            self._tell_of_queue(self._page(1))
            return
        view = self._customers.view(following[0].ref)
        self._dialogue.say(fact(_("next"), view.name))
        if view.ref != self._told:
            self._told = view.ref
            self._dialogue.facts(list(facts.in_short(view, self._dialogue.agent, self._dialogue.now))[1:])

    def _dial_next(self, _text: str) -> None:
        """Dial who stands next; whoever has not heard of them yet hears so at once."""
        if self._next is None:
            self._take_next("")
        if self._next is not None:
            self.dial(self._next[0].ref)

    def _open_next(self, claim: Claim) -> None:
        self._customers.open(claim.ref)
        self._keep_next()

    def _keep_next(self) -> None:
        """Renew the claim on the next customer; one that is gone, as of a call that was put off, is nobody's."""
        try:
            if self._next is not None:
                self._desk.store.claims.renew(self._next[0], now=self._dialogue.now)
        except StoreError:
            self._next = None

    def _list_queue(self, _text: str) -> None:
        page, now = self._page(_QUEUE_ROWS), self._dialogue.now
        self._tell_of_queue(page)
        row = self._dialogue.pick(page.rows, lambda one: facts.queue_line(one, now, self._desk.session.name))
        if row is not None:
            self._customers.open(row.ref)

    # --- calls ------------------------------------------------------------------------------------------------------

    def dial(self, ref: str, phone: str = "") -> None:
        """Claim a customer and dial, from any list. ``phone`` '' = the first. Raises ``StoreError``."""
        desk = self._desk
        if (line := desk.phone.line) is not None and line.direction is Direction.IN:
            self._tell_of_caller(line.number)
            return
        claim = desk.store.claims.take(ref, now=desk.now)
        try:
            call = desk.store.calls.start(claim, phone=phone, now=desk.now)
        except StoreError:
            desk.store.claims.release(claim, now=desk.now)
            raise
        self.take(call, dial=True)

    def take(self, call: OpenCall, script: str = "", *, dial: bool = False) -> None:
        """Hold a call that is on record, and those that follow from it. Raises ``StoreError``."""
        again: OpenCall | None = call
        while again is not None:
            done = self._hold(again, script, dial=dial)
            again, script, dial = done.again, done.script, done.dial
            if done.trouble is not None:
                self._dialogue.refused(done.trouble)
            if again is None and not done.cancelled:
                self._console.tell(_("Saved."))
                self._stand_ready(done.following)

    def _hold(self, call: OpenCall, script: str, *, dial: bool) -> CallDone:
        desk, self._missed, self._customers.last_put_off = self._desk, None, None
        came_back, self._left, self._next = call.token == self._left, "", None
        line, over = desk.phone.line, call.ended_at is not None
        stale = over if came_back else not over and call.answered_at is None
        if stale and line is not None and line.direction is Direction.OUT:
            desk.phone.hang_up(desk.now)
        context = call_context.around(desk, call, desk.now, script)
        controller = call_context.controller(desk, call, context, dial=dial, came_back=came_back)
        desk.measure(True)
        self._call = CallDialogue(
            self._dialogue, controller, self._customers.refer, lambda: self._depart(""), self._sign_in_again
        )
        try:
            done = self._call.run()
            if not done.cancelled:
                ended = controller.draft.disposition
                self._missed = offered_messages.missed_text(controller.call, context.view, ended)
            if self._call.moved and desk.phone.line is not None:
                self._left = call.token
            return done
        finally:
            self._call = None
            desk.measure(False)

    def _find_unfinished(self) -> None:
        """Lead back to the call after a crash, a kill or a lost line (docs/architecture.md#call-on-record)."""
        call = self._desk.store.moved_calls.take_over(now=self._dialogue.now)
        if call is not None:
            self._dialogue.say(_("This call is not finished yet."))
            self.take(call)

    def _take_over(self, _text: str) -> None:
        call = self._desk.store.moved_calls.take_over(from_living=True, now=self._dialogue.now)
        self._desk.alerts = replace(self._desk.alerts, elsewhere=None)
        if call is None:
            self._dialogue.say(_("This call is finished."))
        else:
            self.take(call)

    def _look_elsewhere(self) -> None:
        self._desk.alerts = replace(self._desk.alerts, elsewhere=None)  # it is told each time that it is in the way
        try:
            self._see_elsewhere(self._desk.store.moved_calls.elsewhere(now=self._dialogue.now))
        except StoreError as error:
            self._dialogue.refused(error)

    def _see_elsewhere(self, elsewhere: CallElsewhere | None) -> None:
        before = self._desk.alerts.elsewhere
        self._desk.alerts = replace(self._desk.alerts, elsewhere=elsewhere)
        if elsewhere is not None and self._call is not None:
            self._call.see_elsewhere(elsewhere)
        if elsewhere is not None and (before is None or before.token != elsewhere.token):
            said = _("Your call with {name} is open in another window: T to take over.")
            self._console.tell(said.format(name=elsewhere.customer))
        if self._left and (elsewhere is None or elsewhere.token != self._left or elsewhere.ended_at is not None):
            self._left = ""
            self._desk.phone.hang_up(self._dialogue.now)

    def _undo(self, _text: str) -> None:
        """Take back a postponement, else the newest outcome, or correct it (docs/architecture.md#corrections)."""
        if self._customers.last_put_off is not None:
            self._customers.due_again(self._customers.last_put_off)
            return
        try:
            call = self._desk.store.last_calls.undo(now=self._dialogue.now)
        except StoreError as error:
            if error.code is not Trouble.NOTHING_TO_UNDO:
                raise
            self._log.correct_newest(error)
        else:
            self.take(call)

    # --- what comes from beside -------------------------------------------------------------------------------------

    def heard(self, event: PhoneEvent) -> None:
        """Hear what the line says; in the console's thread."""
        if self._call is not None:
            self._call.hear(event)
        match event:
            case Ringing(number=number, direction=Direction.IN):
                self._console.ring()
                self._tell_of_caller(number)
            case CallWaiting(number=number):
                try:
                    self._desk.store.notices.note_caller(number, now=self._dialogue.now)
                except StoreError as error:
                    self._dialogue.refused(error)
            case LineDown(reason=reason):
                self._desk.line_down = True
                self._console.tell(_("The line is down: {reason}. Retrying.").format(reason=reason))
            case LineUp() if self._desk.line_down:
                self._desk.line_down = False
                self._console.tell(_("The line is back up."))

    def _tell_of_caller(self, number: str) -> None:
        shown = facts.number(number, self._desk.country) if number else _("a withheld number")
        self._console.tell(_("{number} is calling: i to answer.").format(number=shown))

    def alerted(self, alerts: Alerts) -> None:
        """Hear what the ticks found; in the console's thread."""
        self._alerted(alerts)
        if self._call is not None:
            self._call.tick()
        else:
            self._keep_next()

    def _alerted(self, alerts: Alerts) -> None:
        now, tell = self._dialogue.now, self._console.tell
        unread = tuple(one for one in alerts.notices if one.id not in self._read)
        fresh = [one for one in alerts.own if one.id > self._last_breach]
        for breach in fresh[:_MOST_TOLD]:
            tell(fact(_("overdue"), facts.breach(breach, now)))
        if len(fresh) > _MOST_TOLD:
            tell(_("{n} more overdue: v to list.").format(n=len(fresh) - _MOST_TOLD))
        self._last_breach = max((self._last_breach, *(one.id for one in alerts.own)))
        for notice in unread:
            if notice.id > self._last_notice:
                tell(fact(_("notice"), self._sentence(notice)))
        self._last_notice = max((self._last_notice, *(one.id for one in unread)))
        self._remind([reminders.sentence(one, now) for one in self._reminders.fresh(alerts.soon)])
        elsewhere = self._desk.alerts.elsewhere
        self._desk.alerts = replace(alerts, notices=unread, elsewhere=elsewhere)
        self._see_elsewhere(alerts.elsewhere)

    def _remind(self, said: list[str]) -> None:
        """Remind of promises that fall due in a moment, here and by the program that the settings name."""
        for one in said:
            self._console.tell(fact(_("promised"), one))
        if said and (command := self._desk.settings.reminder_command):
            told = partial(reminders.tell, command, said, self._dialogue.agent)
            Thread(target=told, name="reminder", daemon=True).start()

    def failed(self, error: StoreError) -> None:
        """Hear that a tick failed: told once, for as long as it lasts."""
        trouble = problems.trouble(error.code, error.params)
        if error.code is Trouble.NOT_SIGNED_IN:
            self._desk.signed_out = True  # each tick would be one more refused act
            if self._call is not None:
                self._call.sign_out()
            return
        if self._desk.alerts.trouble != trouble:
            self._desk.alerts = replace(self._desk.alerts, trouble=trouble)
            self._console.tell(trouble)

    def _each_second(self) -> None:
        if self._call is not None:
            self._call.each_second()

    # --- notices, breaks --------------------------------------------------------------------------------------------

    def _sentence(self, notice: Notice) -> str:
        desk = self._desk
        return notices.sentence(notice, desk.session.name, desk.now, zone=desk.zone, country=desk.country)

    def _read_notices(self, _text: str) -> None:
        """Tell all unread notices; what was told is read."""
        for notice in self._desk.alerts.notices:
            self._dialogue.say(fact(_("notice"), self._sentence(notice)))
            self._desk.store.notices.mark_read(notice.id, now=self._dialogue.now)
            self._read.add(notice.id)
        self._desk.alerts = replace(self._desk.alerts, notices=())

    def _break(self, _text: str) -> None:
        """Take a break, for a reason that a number says: nobody is dialled until Enter ends it."""
        desk, since, reasons = self._desk, self._dialogue.now, tuple(BreakReason)
        desk.store.presence.change(desk.session.name, AgentState.BREAK, now=since)
        self._next = None
        self._dialogue.say(fact(_("break since"), times.clock(since, desk.zone)))
        self._dialogue.say(*(fact(f"{n}", names.break_reason(one)) for n, one in enumerate(reasons, 1)))
        try:
            while answer := self._dialogue.typed(_("number of the reason, Enter to end the break")).strip():
                if answer.isdecimal() and 1 <= int(answer) <= len(reasons):
                    reason = reasons[int(answer) - 1]
                    desk.store.presence.change(desk.session.name, AgentState.BREAK, now=desk.now, reason=reason)
                    self._dialogue.say(fact(pgettext("break", "reason"), names.break_reason(reason)))
                else:
                    self._dialogue.say(_("Not an option here: {typed}.").format(typed=answer))
        finally:
            desk.store.presence.change(desk.session.name, AgentState.READY, now=desk.now)
        length = times.duration(max(desk.now - since, 0) // 1000)
        self._dialogue.say(fact(_("break"), length))

    # --- sign-in and sign-off ---------------------------------------------------------------------------------------

    def _sign_in_again(self) -> None:
        """Ask for the password again: the sign-in has ended, and nothing else is lost."""
        desk = self._desk
        desk.signed_out = True
        self._console.drop_typed()  # no letter of it is to go into the password
        self._dialogue.say(_("You have been signed out. Sign in again to continue."))
        entered = None
        while entered is None:
            entered = door.with_password(self._console, desk.store, desk.clock, desk.session.name)
            if entered is None and self._dialogue.yes(_("Leave the program?"), _("leave"), _("try again")):
                raise Departed
        desk.session = replace(desk.session, sign_in=entered.principal.sign_in)
        desk.store = desk.store.by(desk.session.principal)
        desk.signed_out = False

    def _depart(self, _text: str) -> None:
        """Leave, after one more question. An open call stays on record and is found again at the next start."""
        desk, dialogue = self._desk, self._dialogue
        try:
            question = _("Sign off?")
            if self._call is not None:
                question = _("The call stays on record and resumes at the next start. Leave anyway?")
                dialogue.facts([(_("not saved, lost if you leave now"), self._call.unsaved)])
            else:
                door.sum_up(dialogue)
            if dialogue.yes(question, _("leave"), _("stay")):
                desk.store.presence.sign_out(desk.session.name, now=desk.now)
                raise Departed
        except StoreError as error:
            dialogue.refused(error)
            if dialogue.yes(_("The database does not respond. Leave anyway?"), _("leave"), _("stay")):
                raise Departed from error
