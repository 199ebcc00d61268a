"""Signing in to a closed store: name and password, and a password of one's own in the place of the first.

Nobody is listed: who works here is not for whoever stands at the door (docs/security.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ScreenResultType

from callcenter.clock import Clock
from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.frame.desk import told
from callcenter.screens.frame.dismissal import ClosingScreen
from callcenter.store import Store
from callcenter.views.people.people import SignedIn
from callcenter.views.upkeep.trouble import StoreError
from callcenter.views.worklists.typed_fields import FormField
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.form import Form
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import problems

T = TypeVar("T")


class _DoorScreen(ClosingScreen[ScreenResultType]):
    """A box with a form that asks the store, one question at a time."""

    CSS_PATH = "sign_in.tcss"

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__()
        self._store = store
        self._clock = clock

    def fields(self) -> tuple[FormField, ...]:
        """The thing that the form asks for."""
        raise NotImplementedError

    def words(self) -> tuple[str, str]:
        """The title, and a line below it."""
        raise NotImplementedError

    def send(self, values: Mapping[str, str]) -> None:
        """Act on what the form says."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="title")
            yield SaidLine(id="below")
            yield Form(self.fields(), id="form")
            yield self.footer()

    def on_mount(self) -> None:
        title, below = self.words()
        self.query_one("#title", SaidLine).say(title)
        self.query_one("#below", SaidLine).say(below)

    def on_form_sent(self, event: Form.Sent) -> None:
        event.stop()
        self.send(event.values)

    def ask(self, work: Callable[[Instant], T], then: Callable[[T], object], *, field: str) -> None:
        """Ask the store in a thread; what it refuses is said beside ``field``."""
        now = self._clock.now()
        self.query_one(Form).wait()

        def refused(error: StoreError) -> None:
            self.refuse(field, problems.trouble(error.code, error.params))

        def run() -> None:
            try:
                answer = work(now)
            except StoreError as error:
                self.app.call_later(told, self.app, refused, error)
            else:
                self.app.call_later(told, self.app, then, answer)

        self.run_worker(run, thread=True, group="door")

    def refuse(self, field: str, said: str) -> None:
        """Say what is wrong in one line; what was typed and not shown is typed again."""
        form = self.query_one(Form)
        for one in self.fields():
            if one.secret:
                form.begin(one.name)
        form.refuse(field, said)


class SignInScreen(_DoorScreen[SignedIn]):
    """Form to sign in. Closes with the sign-in."""

    AUTO_FOCUS = ""
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("sign in")),
        Mention("form.next", N_("next field")),
        Mention("door.quit", N_("leave")),
    )

    def __init__(self, store: Store, clock: Clock, *, name: str = "") -> None:
        """Take the ``name`` from the settings or the command line."""
        super().__init__(store, clock)
        self._agent = name

    def fields(self) -> tuple[FormField, ...]:
        return FormField("name", _("name"), self._agent), FormField("password", _("password"), secret=True)

    def words(self) -> tuple[str, str]:
        return _("Sign in to callcenter"), self._store.address

    def on_mount(self) -> None:
        self.query_one(Form).entry("password" if self._agent else "name").focus()

    def send(self, values: Mapping[str, str]) -> None:
        name, password = values["name"], values["password"]
        if not name or not password:  # Enter in the first field goes on to the second, as people do everywhere
            self.query_one(Form).entry("password" if name else "name").focus()
            return
        self.ask(
            lambda now: self._store.sign_ins.with_password(name, password, now=now),
            lambda entered: self._entered(entered, password),
            field="password",
        )

    def _entered(self, entered: SignedIn, password: str) -> None:
        if not entered.first_password:
            self.dismiss(entered)
            return

        def chosen(done: bool | None) -> None:
            if done:
                self.dismiss(entered)
            else:
                self._give_back(entered)

        name = entered.principal.name
        self.app.push_screen(NewPasswordScreen(self._store, self._clock, name, password), chosen)

    def _give_back(self, entered: SignedIn) -> None:
        """End a sign-in that came to nothing: the password stays somebody else's until it is changed."""
        sign_ins = self._store.by(entered.principal).sign_ins
        said = _("Nothing changed: sign in again.")
        self.ask(lambda now: sign_ins.end(now=now), lambda _none: self.refuse("password", said), field="password")


class NewPasswordScreen(_DoorScreen[bool]):
    """Form of a new password. Closes with whether one was chosen."""

    AUTO_FOCUS = "#new"
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("save")),
        Mention("form.next", N_("next field")),
        KeyCommand("door.back", "escape", "dismiss(False)", N_("back"), N_("go back one level")),
    )

    def __init__(self, store: Store, clock: Clock, name: str, old: str) -> None:
        """Take the ``old`` password, which was just given."""
        super().__init__(store, clock)
        self._agent = name
        self._old = old

    def fields(self) -> tuple[FormField, ...]:
        return FormField("new", _("new password"), secret=True), FormField("again", _("password again"), secret=True)

    def words(self) -> tuple[str, str]:
        return (
            _("Choose your own password, {agent}").format(agent=self._agent),
            _("This password was set for you. Type a new one twice."),
        )

    def send(self, values: Mapping[str, str]) -> None:
        new, again = values["new"], values["again"]
        if not new or not again:
            self.query_one(Form).entry("again" if new else "new").focus()
        elif new != again:
            self.refuse("new", _("the passwords do not match"))
        else:
            self.ask(
                lambda now: self._store.sign_ins.change_password(self._agent, self._old, new, now=now),
                lambda _none: self.dismiss(True),
                field="new",
            )
