"""Parts of every call beside its note: the script, ticked off as one talks, and whom the customer recommends."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from callcenter.locale import _, pgettext
from callcenter.model import Instant
from callcenter.screens.calls.autosave import Autosave
from callcenter.screens.calls.half_done import HalfDone
from callcenter.screens.customers.edit_customer import BadField, refused_by_store
from callcenter.screens.frame.desk import Desk, DeskScreen, ResultT
from callcenter.script.parts import said_in
from callcenter.store import StoreError
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.calls import OpenCall
from callcenter.views.worklists.scripts import ScriptShelf
from callcenter.widgets.calls.referral_line import ReferralLine
from callcenter.widgets.calls.script_chooser import ScriptChooser
from callcenter.widgets.calls.script_panel import ScriptPanel
from callcenter.widgets.lines.prompts import KeyHints
from callcenter.wording import names, script_words

BESIDE = 140
"""Width from which the script stands beside the call; below, its current step stands above the note."""


class ScriptedCall(DeskScreen[ResultT]):
    """The part of the call screen that knows the script. The keys work while the note has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # A text area has its own use for all of these but F8 (it selects, deletes, redoes, goes to the end of a line):
        # in a call they are worth more than that.
        Binding("f6", "script_done", show=False, id="call.script_done", priority=True),
        Binding("f7", "script_back", show=False, id="call.script_back", priority=True),
        Binding("f8", "script_next", show=False, id="call.script_next"),
        Binding("ctrl+y", "script_whole", show=False, id="call.script_whole", priority=True),
        Binding("ctrl+k", "script_choose", show=False, id="call.script_choose", priority=True),
        Binding("ctrl+e", "refer", show=False, id="call.refer", priority=True),
    ]

    def __init__(self, desk: Desk, call: OpenCall, view: CustomerView, shelf: ScriptShelf) -> None:
        super().__init__(desk)
        self.kept: list[Autosave[Any]] = []
        self.begin(call, view, shelf)

    def begin(self, call: OpenCall, view: CustomerView, shelf: ScriptShelf) -> None:
        """Show this call from now on, with nothing done in it yet."""
        self.call = call
        self.view = view
        self.shelf = shelf
        for one in self.kept:
            one.end()
        desk = self.desk
        self._scripts_kept = Autosave(
            self,
            lambda: self._script.uses,
            lambda uses, now: desk.store.script_ticks.save(call.token, uses, now=now),
            kept=call.scripts,
            told=lambda _uses, trouble: self._script.mark_unsaved(trouble),
        )
        self.kept = [self._scripts_kept]
        self._whole = False
        self._double = ""
        self._referring = False

    @property
    def _script(self) -> ScriptPanel:
        return self.query_one(ScriptPanel)

    def script(self) -> ComposeResult:
        """The widgets, for the place that the screen gives them."""
        with Vertical(id="script_side"):
            yield ScriptPanel(id="script", classes=None if self.app.size.width >= BESIDE else "-compact")
            yield ScriptChooser(id="script_chooser")

    def load_scripts(self) -> None:
        """Fill the widgets; after a crash with what was ticked off before it."""
        panel, used = self._script, self.call.scripts
        panel.load(self.shelf.scripts, used)
        self._scripts_kept.kept = panel.uses
        panel.show(used[-1].script if used else next(iter(self.shelf.proposed), ""))
        self.query_one(ScriptChooser).load(self.shelf.scripts, self.shelf.proposed)
        if self.shelf.refused:
            said = _("{files} of the scripts folder cannot be used; callcenter scripts check FOLDER says why")
            self.query_one(KeyHints).say(said.format(files=names.listed(self.shelf.refused)))

    def blank_scripts(self) -> None:
        """Close what was open beside the last call, and forget what was typed there."""
        self.query_one(ScriptChooser).action_close()
        self.query_one(ReferralLine).clear()
        self.fit_script(self.size.width)

    def go_on_with_script(self, half: HalfDone) -> None:
        """Go on where another screen of this call was left: what was ticked off is so in these words too."""
        panel = self._script
        panel.load(self.shelf.scripts, said_in(half.scripts, self.shelf.scripts))
        panel.show(half.script)
        self._scripts_kept.kept = half.kept_scripts
        self._scripts_kept.keep()
        self._whole = half.whole
        self.fit_script(self.size.width)

    def fit_script(self, width: int) -> None:
        """Put the script beside the call where there is room, else its current step, or the whole over the past."""
        beside = width >= BESIDE
        self.set_class(beside, "-script-beside")
        self.set_class(self._whole and not beside, "-script-whole")
        for panel in self.query(ScriptPanel):  # none before the widgets are made
            panel.set_class(not beside and not self._whole, "-compact")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "script_whole":
            return self.size.width < BESIDE
        return True

    # --- the script -----------------------------------------------------------------------------------------------

    def action_script_done(self) -> None:
        self._script.tick_off(self.desk.now)

    def action_script_back(self) -> None:
        self._script.step_back()

    def action_script_next(self) -> None:
        """Show the next of the scripts that this call may need; after the last one the first."""
        panel, proposed = self._script, self.shelf.proposed
        if proposed:
            place = proposed.index(panel.shown) + 1 if panel.shown in proposed else 0
            panel.show(proposed[place % len(proposed)])

    def action_script_whole(self) -> None:
        self._whole = not self._whole
        self.fit_script(self.size.width)

    def action_script_choose(self) -> None:
        """Open or leave the chooser with one key: a priority binding of the screen gets it first."""
        chooser = self.query_one(ScriptChooser)
        if chooser.is_open:
            chooser.action_close()
        else:
            chooser.open(self._script.shown)

    def on_script_chooser_chosen(self, event: ScriptChooser.Chosen) -> None:
        self._script.show(event.script)

    def on_script_panel_ticked(self) -> None:
        """Save the ticks as they are made, as the note is saved as it is typed."""
        self._scripts_kept.keep()

    @property
    def unsaved(self) -> str:
        if not self.query(ScriptPanel) or self._scripts_kept.is_safe:
            return ""
        return "; ".join(map(script_words.used, self._script.uses)) or _("no step is ticked off")

    def keep_note(self) -> None:
        self._scripts_kept.keep_at_once()

    # --- whom the customer recommends -----------------------------------------------------------------------------

    def action_refer(self) -> None:
        line = self.query_one(ReferralLine)
        if line.display:
            line.close()
        else:
            line.open()

    def on_referral_line_sent(self, event: ReferralLine.Sent) -> None:
        """Add a new customer of this campaign, with the one on the line as referrer."""
        if self._referring:
            return
        from callcenter.screens.customers import new_customer

        self._referring = True
        desk, ref, campaign, double = self.desk, self.call.ref, self.view.campaign.name, self._double
        values = {"name": event.name, "phone": event.phone, "company": "", "tier": "", "campaign": campaign}
        values["source"] = pgettext("source", "referral")

        def add(now: Instant, key: str) -> str | BadField:
            try:
                return new_customer.add(
                    values, desk.store, now, campaign=campaign, double=double, key=key, referrer=ref
                )
            except BadField as refused:
                return refused
            except StoreError as error:
                if (here := refused_by_store(error)) is None:
                    raise
                return here

        self.write_once("referral", add, lambda made: self._referred(made, event.name), self._not_referred)

    def _not_referred(self, error: StoreError) -> None:
        self._referring = False
        self._failed(error)

    def _referred(self, made: str | BadField, name: str) -> None:
        from callcenter.screens.customers.new_customer import NumberTaken

        self._referring = False
        line, hints = self.query_one(ReferralLine), self.query_one(KeyHints)
        if isinstance(made, BadField):
            self._double = made.number if isinstance(made, NumberTaken) else ""
            line.focus_field("referral_name" if made.field == "name" else "referral_phone")
            hints.say(made.said)
            return
        self._double = ""
        line.clear()
        hints.say(_("{name} is a customer now, recommended by {referrer}.").format(name=name, referrer=self.view.name))
