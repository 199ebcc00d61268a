"""The door before and after the shift: name and password, which is not shown; the end of the access; the figures."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from callcenter.clock import Clock
from callcenter.linear.console import Console, LineGone, folded
from callcenter.linear.dialogue import Dialogue, fact
from callcenter.locale import _
from callcenter.model import DAY
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.views.people.people import AgentRow, SignedIn
from callcenter.views.upkeep.trouble import StoreError
from callcenter.wording import problems, shifts, times


def sign_in(store: Store, clock: Clock, settings: Settings, *, name: str = "") -> SignedIn | None:
    """Ask for name and password; None where somebody left instead. ``name``: whom to begin with."""
    console = Console(sys.stdin.fileno(), sys.stdout, sys.stdin.encoding)
    try:
        console.say(_("Sign in to callcenter"), store.address, _("Press Enter to leave."))
        while True:
            who = name or console.ask(_("{label}: ").format(label=_("name")))
            if not who:
                return None
            if name:
                console.say(fact(_("name"), name))
            if (entered := with_password(console, store, clock, who)) is not None:
                return entered
            name = ""
    except LineGone:
        return None
    finally:
        console.close()


def with_password(console: Console, store: Store, clock: Clock, name: str) -> SignedIn | None:
    """Ask for a person's password, and for a new one where somebody else chose it; None where it was refused."""
    password = console.ask(_("{label}: ").format(label=_("password")), secret=True) or ""
    try:
        entered = store.sign_ins.with_password(name, password, now=clock.now())
    except StoreError as error:
        console.say(problems.trouble(error.code, error.params))
        return None
    if not entered.first_password or _new_password(console, store, clock, name, password):
        return entered
    store.by(entered.principal).sign_ins.end(now=clock.now())
    console.say(_("Nothing changed: sign in again."))
    return None


def _new_password(console: Console, store: Store, clock: Clock, name: str, old: str) -> bool:
    console.say(
        _("Choose your own password, {agent}").format(agent=name),
        _("This password was set for you. Type a new one twice."),
    )
    while True:
        new = console.ask(_("{label}: ").format(label=_("new password")), secret=True)
        if not new:
            return False
        if console.ask(_("{label}: ").format(label=_("password again")), secret=True) != new:
            console.say(_("the passwords do not match"))
            continue
        try:
            store.sign_ins.change_password(name, old, new, now=clock.now())
        except StoreError as error:
            console.say(problems.trouble(error.code, error.params))
            continue
        return True


def tell_access_end(dialogue: Dialogue) -> None:
    """Tell of the end of the token by which somebody works, where it comes within a day. Raises ``StoreError``."""
    desk, now, principal = dialogue.desk, dialogue.now, dialogue.desk.session.principal
    if not principal.by_token:
        return
    ends_at = desk.store.sign_ins.with_token(principal.sign_in, now=now).ends_at
    if ends_at is not None and ends_at - now <= DAY:
        said = _("Your access expires: {time}. Ask an administrator for a new token.")
        dialogue.say(said.format(time=times.near(ends_at, desk.zone, now)))


def sum_up(dialogue: Dialogue) -> None:
    """Tell the figures of a shift that ends. Raises ``StoreError``."""
    desk = dialogue.desk
    shift = desk.store.team.shift_summary(desk.session.name, since=desk.session.since, now=desk.now)
    if shift.figures.calls:
        since = times.near(shift.since, desk.zone, shift.at)
        dialogue.say(_("Your shift since {time}").format(time=since))
        dialogue.facts(shifts.summed_up(shift))


def choose(people: Sequence[AgentRow], settings: Settings) -> str | None:
    """Ask who of several people works here; None where nobody was chosen."""
    console = Console(sys.stdin.fileno(), sys.stdout, sys.stdin.encoding)
    try:
        console.say(_("Choose who works here. You are asked only once."))
        console.say(*(fact(f"{place}", row.name) for place, row in enumerate(people, 1)))
        while True:
            typed = console.ask(_("{label}: ").format(label=_("number or name, Enter to leave"))) or ""
            if not typed:
                return None
            number = folded(typed)
            if number.isdecimal() and 1 <= int(number) <= len(people):
                return people[int(number) - 1].name
            if typed in (row.name for row in people):
                return typed
            console.say(_("Not an option here: {typed}.").format(typed=typed))
    except LineGone:
        return None
    finally:
        console.close()
