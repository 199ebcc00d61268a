"""A look at an agent's work, read from the store each second; the agent's header says who looks."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.frame.desk import CustomerWanted, Desk, DeskScreen
from callcenter.screens.frame.list_screen import BACK, HELP
from callcenter.screens.frame.modes import modes
from callcenter.views.people.team import Glimpse
from callcenter.widgets.base.commands import KeyCommand, Offers, Possible
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import names, times

_SECONDS = 1.0


class LookScreen(DeskScreen[None]):
    """The agent's state, mode and call, with the note as it was saved last."""

    mode = "team"
    offers: ClassVar[Offers] = (
        KeyCommand(
            "look.open", "enter", "open", N_("open"), N_("open the customer they have on the line"), when="has_customer"
        ),
        BACK,
        HELP,
    )

    def __init__(self, desk: Desk, agent: str) -> None:
        super().__init__(desk)
        self.agent = agent
        self._seen: Glimpse | None = None

    def compose(self) -> ComposeResult:
        yield self.header()
        yield self.banner()
        yield SaidLine(style="bold", id="state")
        yield SaidLine(id="place")
        yield SaidLine(style="bold", id="customer")
        yield SaidLine(id="disposition")
        yield Static(markup=False, id="note")
        yield self.footer()

    def on_mount(self) -> None:
        store, agent = self.desk.store, self.agent
        self.write(lambda now: store.looks.begin(agent, now=now), lambda _none: self.refill())
        self.set_interval(_SECONDS, self.refill)

    def on_unmount(self) -> None:
        store, agent = self.desk.store, self.agent
        self.write(lambda now: store.looks.end(agent, now=now))

    def refill(self) -> None:
        store, agent = self.desk.store, self.agent
        self.read(lambda now: store.looks.get(agent, now=now), self._show, group="look")

    def _show(self, seen: Glimpse | None) -> None:
        self._seen = seen
        if seen is not None:
            self._draw(seen, self.desk.now)

    def tick(self, now: Instant) -> None:
        super().tick(now)
        if self._seen is not None and self.is_mounted:
            self._draw(self._seen, now)

    def _draw(self, seen: Glimpse, now: Instant) -> None:
        state = names.agent_state(seen.state, seen.reason)
        if seen.since is not None:
            state = f"{state} {times.stopwatch(max(now - seen.since, 0) // 1000)}"
        self._say("state", f"{seen.agent} | {state}")
        place = next((mode.label for mode in modes() if mode.id == seen.place), "-")
        self._say("place", _("on the screen: {place}").format(place=place))
        self._say("customer", f"{seen.customer} ({seen.ref})" if seen.ref else _("no customer on the line"))
        chosen = "-" if seen.disposition is None else names.disposition(seen.disposition)
        self._say("disposition", _("disposition: {chosen}").format(chosen=chosen) if seen.ref else "")
        self.query_one("#note", Static).update(seen.note)

    def _say(self, line: str, said: str) -> None:
        self.query_one(f"#{line}", SaidLine).say(said)

    @property
    def has_customer(self) -> Possible:
        """Tell whether the agent has a customer on the line."""
        return bool(self._seen and self._seen.ref) or _("no customer on the line")

    def action_open(self) -> None:
        """Open the customer whom the agent has on the line."""
        if self._seen is not None:
            self.post_message(CustomerWanted(self._seen.ref))
