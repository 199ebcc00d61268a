"""The lock: nothing of the screens below can be read, and no key goes to them, until the password is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.frame.overlay import OverScreen
from callcenter.views.worklists.typed_fields import FormField
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.form import Form
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import times


class LockScreen(OverScreen[None]):
    """Lock, closed by whoever put it there, when the password was right."""

    CSS_PATH = "lock.tcss"
    AUTO_FOCUS = "#password"
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("unlock")),
        KeyCommand("lock.leave", "ctrl+q", "leave", N_("end the shift"), N_("end the shift")),
    )

    def __init__(
        self,
        agent: str,
        since: Instant,
        zone: str,
        *,
        said: str,
        ended: bool,
        answer: Callable[[str], None],
        leave: Callable[[], None],
    ) -> None:
        """Give ``answer`` each password that is typed, which closes or refuses; ``leave`` ends the program.

        ``said``: a word about the call, or more where the sign-in has ``ended``.
        """
        super().__init__(classes="-ended" if ended else None)
        self._agent = agent
        self._since = times.clock(since, zone)
        self._said = said
        self._answer = answer
        self._leave = leave

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="title")
            yield SaidLine(id="call")
            yield Form((FormField("password", _("password"), secret=True),), id="form")
            yield self.footer()

    def on_mount(self) -> None:
        said = _("Locked since {time}: {agent}").format(time=self._since, agent=self._agent)
        self.query_one("#title", SaidLine).say(said)
        self.query_one("#call", SaidLine).say(self._said)

    def on_form_sent(self, event: Form.Sent) -> None:
        event.stop()
        if password := event.values["password"]:
            self.query_one(Form).wait()
            self._answer(password)

    def refuse(self, said: str) -> None:
        """Say why it stays locked, and ask again."""
        form = self.query_one(Form)
        form.begin("password")
        form.refuse("password", said)

    def action_leave(self) -> None:
        """End the shift of whoever went away."""
        self._leave()
