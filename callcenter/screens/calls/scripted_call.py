"""Parts of every call beside its note: the script, ticked off as one talks, and whom the customer recommends."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from callcenter.call.controller import CallController, Commands
from callcenter.call.draft import ReferralDraft
from callcenter.desk.forms import new_customers
from callcenter.desk.forms.customer_form import BadField, tried
from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.frame.desk import Desk, DeskScreen, ResultT
from callcenter.script.parts import said_in
from callcenter.store import StoreError
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.calls import OpenCall
from callcenter.views.worklists.scripts import ScriptShelf
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.calls.referral_line import ReferralLine
from callcenter.widgets.calls.script_chooser import ScriptChooser
from callcenter.widgets.calls.script_panel import ScriptPanel
from callcenter.widgets.lines.prompts import KeyHints
from callcenter.wording import names, script_words

BESIDE = 140
"""Width from which the script stands beside the call; below, its current step stands above the note."""


class ScriptedCall(DeskScreen[ResultT]):
    """The part of the call screen that knows the script. The keys work while the note has the focus."""

    offers: ClassVar[Offers] = (
        # A text area has its own use for all of these but F8 (it selects, deletes, redoes, goes to the end of a line):
        # in a call they are worth more than that.
        KeyCommand(
            "call.script_done", "f6", "script_done", meaning=N_("tick off the current script step"), priority=True
        ),
        KeyCommand(
            "call.script_back",
            "f7",
            "script_back",
            meaning=N_("back one step and untick it"),
            priority=True,
        ),
        KeyCommand("call.script_next", "f8", "script_next", meaning=N_("the next script for this call")),
        KeyCommand(
            "call.script_whole",
            "ctrl+y",
            "script_whole",
            meaning=N_("the whole script, or its current step"),
            priority=True,
            when="shows_one_step",
        ),
        KeyCommand(
            "call.script_choose",
            "ctrl+k",
            "script_choose",
            meaning=N_("choose another script, by situation or any"),
            priority=True,
        ),
        KeyCommand("call.refer", "ctrl+e", "refer", meaning=N_("enter a referral: name and number"), priority=True),
        KeyCommand("call.hand_on", "ctrl+b", "hand_on", meaning=N_("hand on to a department"), priority=True),
    )

    def __init__(self, desk: Desk, controller: CallController) -> None:
        super().__init__(desk)
        self.controller = controller
        self._double = ""
        self._referring = False

    @property
    def call(self) -> OpenCall:
        """The call as it stands."""
        return self.controller.call

    @property
    def view(self) -> CustomerView:
        """The customer as they stood when the call began."""
        return self.controller.context.view

    @property
    def shelf(self) -> ScriptShelf:
        """The scripts, in the language of the screen."""
        return self.controller.context.shelf

    @property
    def is_referring(self) -> bool:
        """Tell whether a new customer is on the way to the store."""
        return self._referring

    def carry_out(self, commands: Commands) -> None:
        """Do what the controller of the call wants done."""
        raise NotImplementedError

    @property
    def _script(self) -> ScriptPanel:
        return self.query_one(ScriptPanel)

    def script(self) -> ComposeResult:
        """The widgets, for the place that the screen gives them."""
        with Vertical(id="script_side"):
            yield ScriptPanel(id="script", classes=None if self.app.size.width >= BESIDE else "-compact")
            yield ScriptChooser(id="script_chooser")

    def load_scripts(self) -> None:
        """Fill the widgets with the call as it stands: what was ticked off is so in the words of this language too."""
        panel, draft, used = self._script, self.controller.draft, self.controller.ticks.made
        panel.load(self.shelf.scripts, said_in(used, self.shelf.scripts))
        self.carry_out(self.controller.tick_off(panel.uses))
        self._show_script(draft.script or (used[-1].script if used else next(iter(self.shelf.proposed), "")))
        self.query_one(ScriptChooser).load(self.shelf.scripts, self.shelf.proposed)
        self.query_one(ReferralLine).load(draft.referral.name, draft.referral.phone)
        if draft.referral.open:
            self.query_one(ReferralLine).open()
        self._double, self._referring = "", False
        self.fit_script(self.size.width)
        if self.shelf.refused:
            said = _("{files} in the scripts folder cannot be used; callcenter scripts check FOLDER says why")
            self.query_one(KeyHints).say(said.format(files=names.listed(self.shelf.refused)))

    def _show_script(self, script: str) -> None:
        self._script.show(script)
        self.controller.draft.script = script

    def fit_script(self, width: int) -> None:
        """Put the script beside the call where there is room, else its current step, or the whole over the past."""
        beside = width >= BESIDE
        self.set_class(beside, "-script-beside")
        whole = self.controller.draft.whole
        self.set_class(whole and not beside, "-script-whole")
        for panel in self.query(ScriptPanel):  # none before the widgets are made
            panel.set_class(not beside and not whole, "-compact")

    # --- the script -----------------------------------------------------------------------------------------------

    @property
    def shows_one_step(self) -> bool:
        """Tell whether there is room for the current step alone."""
        return self.size.width < BESIDE

    def action_script_done(self) -> None:
        self._script.tick_off(self.desk.now)

    def action_script_back(self) -> None:
        self._script.step_back()

    def action_script_next(self) -> None:
        """Show the next of the scripts that this call may need; after the last one the first."""
        panel, proposed = self._script, self.shelf.proposed
        if proposed:
            place = proposed.index(panel.shown) + 1 if panel.shown in proposed else 0
            self._show_script(proposed[place % len(proposed)])

    def action_script_whole(self) -> None:
        self.controller.draft.whole = not self.controller.draft.whole
        self.fit_script(self.size.width)

    def action_script_choose(self) -> None:
        """Open or leave the chooser with one key: a priority binding of the screen gets it first."""
        chooser = self.query_one(ScriptChooser)
        if chooser.is_open:
            chooser.action_close()
        else:
            chooser.open(self._script.shown)

    def on_script_chooser_chosen(self, event: ScriptChooser.Chosen) -> None:
        self._show_script(event.script)

    def on_script_panel_ticked(self) -> None:
        """Save the ticks as they are made, as the note is saved as it is typed."""
        self.carry_out(self.controller.tick_off(self._script.uses))

    @property
    def unsaved(self) -> str:
        ticks = self.controller.ticks
        if ticks.is_safe:
            return ""
        return names.joined(map(script_words.used, ticks.made)) or _("no steps ticked off")

    def keep_note(self) -> None:
        self.carry_out(self.controller.tick_off(self.controller.ticks.made, at_once=True))

    # --- whom the customer recommends -----------------------------------------------------------------------------

    def action_hand_on(self) -> None:
        from callcenter.screens.reference.hand_on import hand_on

        hand_on(self, self.call.ref, self.view.name)

    def action_refer(self) -> None:
        line = self.query_one(ReferralLine)
        if line.display:
            line.close()
        else:
            line.open()

    def on_referral_line_changed(self, event: ReferralLine.Changed) -> None:
        self.controller.draft.referral = ReferralDraft(event.name, event.phone, event.open)

    def on_referral_line_sent(self, event: ReferralLine.Sent) -> None:
        """Add a new customer of this campaign, with the one on the line as referrer."""
        if self._referring:
            return
        self._referring = True
        desk, ref, campaign, double = self.desk, self.call.ref, self.view.campaign.name, self._double
        values = new_customers.referral(event.name, event.phone, campaign)

        def add(now: Instant, key: str) -> str | BadField:
            return tried(
                lambda: new_customers.add(
                    values, desk.store, now, campaign=campaign, double=double, key=key, referrer=ref
                )
            )

        self.write_once("referral", add, lambda made: self._referred(made, event.name), self._not_referred)

    def _not_referred(self, error: StoreError) -> None:
        self._referring = False
        self._failed(error)

    def _referred(self, made: str | BadField, name: str) -> None:
        self._referring = False
        line, hints = self.query_one(ReferralLine), self.query_one(KeyHints)
        if isinstance(made, BadField):
            self._double = made.number if isinstance(made, new_customers.NumberTaken) else ""
            line.focus_field("referral_name" if made.field == "name" else "referral_phone")
            hints.say(made.said)
            return
        self._double = ""
        line.clear()
        hints.say(_("{name} is now a customer, referred by {referrer}.").format(name=name, referrer=self.view.name))
