"""Worklists in line mode: one's promises, what is overdue, one's customers, cases."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from callcenter import policy
from callcenter.access import Right
from callcenter.desk import written_messages
from callcenter.desk.forms import hand_on
from callcenter.desk.promise_changes import ANSWERED_BY, why_not_moved
from callcenter.linear import facts
from callcenter.linear.customer_dialogue import CustomerDialogue
from callcenter.linear.dialogue import Dialogue, Way, label_of
from callcenter.locale import _
from callcenter.model import Because, CaseKind, Channel, Milestone, MilestoneKind
from callcenter.policy import CaseAct
from callcenter.views.worklists.cases import CaseRow
from callcenter.views.worklists.promises import PromiseRow, SnoozeRow
from callcenter.wording import names, reasons


class WorklistDialogue:
    """Lists of what is owed."""

    def __init__(self, dialogue: Dialogue, customers: CustomerDialogue) -> None:
        self._dialogue = dialogue
        self._customers = customers

    # --- promises ---------------------------------------------------------------------------------------------------

    def promises(self, _text: str) -> None:
        """Tell one's promises and the calls that one postponed; one is moved or settled. Raises ``StoreError``."""
        dialogue, now = self._dialogue, self._dialogue.now
        rows = dialogue.store.promises.open(now=now, agent=dialogue.agent)
        waiting = dialogue.store.snoozes.all(now=now, agent=dialogue.agent)
        if not rows and not waiting:
            dialogue.say(_("You have no open promises."))
        dialogue.do_one(
            [
                *((facts.promise(one, dialogue.agent, now), partial(self._promise, one)) for one in rows),
                *((facts.postponed(one, now), partial(self._postponed, one)) for one in waiting),
            ]
        )

    def _promise(self, row: PromiseRow) -> None:
        dialogue, now = self._dialogue, self._dialogue.now
        dialogue.say(reasons.why(row.obligation, None, now, row.zone))
        ways: list[Way] = [(_("open the customer"), lambda: self._customers.open(row.ref))]
        if said := why_not_moved(row.obligation, now):
            dialogue.say(said)
        else:
            ways.append((_("new time"), lambda: self._move(row)))
        if row.obligation.channel is not Channel.CALL:
            ways.append((_("log answer"), lambda: self._settle(row)))
        dialogue.do_one(ways)

    def _move(self, row: PromiseRow) -> None:
        """Give a promise another time; a callback by a correction of the contact that promised it."""
        dialogue, view = self._dialogue, self._customers.view(row.ref)
        reading = dialogue.date(_("new time, such as Fri 10:00; Enter to go back"), dialogue.reader(view))
        if reading is None or reading.at is None:
            return
        store, form = dialogue.store, f"move {row.ref} {reading.at}"
        if row.obligation.ground.code is not Because.CALLBACK:
            made = Milestone(MilestoneKind.APPOINTMENT, reading.at, reading.date_only)
            with dialogue.once(form) as key:
                store.customers.set_milestone(row.ref, made, key=key, now=dialogue.now)
            dialogue.say(_("Appointment: {time}").format(time=reading.words))
            return
        promised = store.timelines.promised_by(row.ref, row.obligation.due_at)
        if promised is None:
            dialogue.say(_("This promise has been changed in the meantime."))
            return
        right = replace(promised.entered, callback_at=reading.at)
        with dialogue.once(form) as key:
            store.touches.correct(promised.id, right, key=key, now=dialogue.now)
        dialogue.say(_("Callback: {time}").format(time=reading.words))

    def _settle(self, row: PromiseRow) -> None:
        """Record an answer, or an appointment confirmed, without a call."""
        dialogue, channel = self._dialogue, row.obligation.channel
        if channel is Channel.ANY:
            chosen = dialogue.pick(ANSWERED_BY, names.channel)
            if chosen is None:
                return
            channel = chosen
        note = dialogue.typed(_("answer given to {name}").format(name=row.name))
        if note:
            touch = written_messages.contact(row, channel, note, dialogue.now)
            with dialogue.once(f"settle {row.ref} {row.obligation.rule} {row.obligation.due_at}") as key:
                dialogue.store.touches.record(row.ref, touch, key=key, now=dialogue.now)
            said = _("{channel} to {name} recorded.")
            dialogue.say(said.format(channel=names.channel(channel), name=row.name))

    def _postponed(self, row: SnoozeRow) -> None:
        view = self._customers.view(row.ref)
        self._dialogue.say(reasons.put_off(row.snooze, self._dialogue.now, row.zone))
        ways: list[Way] = [(_("open the customer"), lambda: self._customers.open(row.ref))]
        if policy.latest_snooze(view.plan) is not None:
            ways.append((_("new time"), lambda: self._customers.put_off(view)))
        ways.append((_("cancel the postponement"), lambda: self._customers.due_again(view)))
        self._dialogue.do_one(ways)

    # --- what is overdue --------------------------------------------------------------------------------------------

    def breaches(self, _text: str) -> None:
        """Tell what is overdue; one of them is acknowledged, or leads to its customer. Raises ``StoreError``."""
        dialogue, now = self._dialogue, self._dialogue.now
        rows = dialogue.store.breaches.open(now=now, owner=dialogue.agent)
        if not rows:
            dialogue.say(_("Nothing overdue."))
        row = dialogue.pick(rows, lambda one: facts.breach(one, now))
        if row is None:
            return
        dialogue.say(reasons.why(row.obligation, None, now, row.zone))
        if not row.acknowledged_by(dialogue.agent) and row.id:
            chosen = dialogue.pick([_("acknowledge"), _("open the customer")], str)
            if chosen is None:
                return
            if chosen == _("acknowledge"):
                remark = dialogue.typed(_("remark"))
                if not remark:
                    return
                with dialogue.once(f"acknowledge {row.id} {remark}") as key:
                    dialogue.store.breaches.acknowledge(row.id, remark, key=key, now=dialogue.now)
                dialogue.say(_("Acknowledged: it stays until the contact is made."))
                return
        self._customers.open(row.ref)

    # --- one's customers --------------------------------------------------------------------------------------------

    def mine(self, _text: str) -> None:
        """Tell one's own customers, the most urgent first; one of them is opened. Raises ``StoreError``."""
        dialogue, now = self._dialogue, self._dialogue.now
        rows = dialogue.store.lookup.own_customers(dialogue.agent)
        if not rows:
            dialogue.say(_("You have no customers yet: reach one and they are yours."))
        row = dialogue.pick(rows, lambda one: facts.own(one, now))
        if row is not None:
            self._customers.open(row.ref)

    # --- cases ------------------------------------------------------------------------------------------------------

    def cases(self, _text: str) -> None:
        """Tell the cases that are not closed; one is taken, reported back or dialled for. Raises ``StoreError``."""
        dialogue, now = self._dialogue, self._dialogue.now
        rows = dialogue.store.cases.all(campaign=dialogue.desk.campaign)
        if not rows:
            dialogue.say(_("No open cases."))
        row = dialogue.pick(rows, lambda one: facts.case(one, now))
        if row is None:
            return
        dialogue.say(*(facts.case_event(one, row.zone, now) for one in row.events))
        ways: list[Way] = [
            (_("open the customer"), lambda: self._customers.open(row.ref)),
            (_("dial"), lambda: self._call(row)),
        ]
        if self._may(CaseAct.TAKE, row):
            ways.append((_("take"), lambda: self._take(row)))
        recorded = policy.recorded_next(row.kind, row.state)
        if self._may(recorded, row):
            words = _("report back") if row.kind is not CaseKind.HAND_ON else self._recorded(row)
            ways.append((words, lambda: self._report(row)))
        if row.kind is CaseKind.HAND_ON and self._may(CaseAct.CHASE, row):
            ways.append((_("chase: asked the department again"), lambda: self._chase(row)))
        ways.append((_("hand on to a department"), lambda: self._customers.changes.hand_on_for(row.ref, row.customer)))
        dialogue.do_one(ways)

    def _may(self, act: CaseAct, row: CaseRow) -> bool:
        session = self._dialogue.desk.session
        mine, stands_in = row.assignee == session.name, row.deputy == session.name
        worker = policy.Worker(session.may(Right.SETTLE_CASES), has_it=mine, stands_in=stands_in)
        return policy.objection(act, row.kind, row.state, worker) is None

    def _take(self, row: CaseRow) -> None:
        dialogue = self._dialogue
        with dialogue.once(f"assign {row.id}") as key:
            dialogue.store.cases.assign(row.id, dialogue.agent, key=key, now=dialogue.now)
        said = _("{case} of {customer} assigned to {name}.")
        dialogue.say(said.format(case=names.case_kind(row.kind), customer=row.customer, name=dialogue.agent))

    def _call(self, row: CaseRow) -> None:
        """Dial the customer; a second follow-up call that nobody has becomes the case of who makes it."""
        if policy.taken_by_calling(row.kind, row.state):
            self._take(row)
        self._customers.dial(row.ref)

    @staticmethod
    def _recorded(row: CaseRow) -> str:
        """The words for what the next step of a case records."""
        step = policy.case_cell(row.kind, policy.recorded_next(row.kind, row.state), row.state)
        assert step is not None
        assert step.to is not None
        return names.case_record(step.to)

    def _report(self, row: CaseRow) -> None:
        dialogue, act = self._dialogue, policy.recorded_next(row.kind, row.state)
        causes = policy.causes_asked(dialogue.store.campaigns.book(row.campaign), act)
        cause = dialogue.pick(causes, str) if causes else ""
        remark = "" if cause is None else dialogue.typed(self._recorded(row))
        if cause is not None and remark:
            with dialogue.once(f"report {row.id} {cause} {remark}") as key:
                dialogue.store.cases.report(row.id, remark, act=act, cause=cause, key=key, now=dialogue.now)
            dialogue.say(_("Reported to the supervisor.") if act is CaseAct.REPORT else _("Case updated."))

    def _chase(self, row: CaseRow) -> None:
        """Record that the department was asked again to answer."""
        dialogue = self._dialogue
        text = dialogue.typed(label_of(hand_on.chase_question(row)))
        if text:
            with dialogue.once(f"chase {row.id} {text}") as key:
                hand_on.chase(dialogue.store, row.id, text, key=key, now=dialogue.now)
            dialogue.say(_("Case updated."))
