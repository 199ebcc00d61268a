"""The person who works at a workstation: named, remembered, signed in, or asked for (docs/security.md)."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Protocol

from callcenter.access import Principal
from callcenter.commands.base.context import BadUse, Context
from callcenter.locale import _
from callcenter.views.people.people import AgentRow, SignedIn

if TYPE_CHECKING:
    from callcenter.clock import Clock
    from callcenter.settings import Settings
    from callcenter.store import Store

_NEAREST, _LIKENESS = 3, 0.5
_LOGS = ("TEXTUAL", "TEXTUAL_LOG")
"""The setting by which the framework writes every key into a log: a password too."""


def keep_keys_secret(context: Context) -> None:
    """Have the framework log no keys where people sign in; called before it is loaded.

    Raises :class:`BadUse` and ``StoreError``.
    """
    if context.doorway.closed:
        for name in _LOGS:
            os.environ.pop(name, None)


class FrontDoor(Protocol):
    """Questions before a shift, as the interface asks them."""

    def sign_in(self, store: Store, clock: Clock, settings: Settings, *, name: str = "") -> SignedIn | None:
        """Ask for name and password; None where somebody left instead. ``name``: whom to begin with."""

    def choose(self, people: Sequence[AgentRow], settings: Settings) -> str | None:
        """Ask who of several people works here; None where nobody was chosen."""


def enter(context: Context, agent: str | None, door: Callable[[], FrontDoor]) -> Principal | None:
    """The one in whose name a shift uses the store; None where they left without signing in.

    ``agent`` is whom the command line names; ``door`` is opened where something has to be asked. Raises
    :class:`BadUse` and ``StoreError``.
    """
    if context.doorway.closed:
        return _into_closed(context, agent, door)
    name = _in_open(context, agent, door)
    return None if name is None else Principal(name)


def _in_open(context: Context, agent: str | None, door: Callable[[], FrontDoor]) -> str | None:
    store, doorway = context.opened, context.doorway
    people, os_user = doorway.people, doorway.os_user
    named = (agent or context.settings.settings.agent or "").strip()
    if not people and named in ("", os_user):
        return store.people.ensure(os_user, now=context.now).name
    if named:
        if named not in people:
            raise BadUse(_unknown(named, people))
        return named
    if doorway.bound in people:
        return doorway.bound
    if os_user in people:
        return os_user
    if len(people) == 1:
        return people[0]
    chosen = door().choose([row for row in store.people.all() if row.can_sign_in], context.chosen)
    if chosen is not None:
        store.sign_ins.remember(chosen, now=context.now)
    return chosen


def _unknown(named: str, people: tuple[str, ...]) -> str:
    nearest = get_close_matches(named, people, _NEAREST, _LIKENESS)
    if not nearest:
        return _('no agent "{agent}"; callcenter agent add creates one').format(agent=named)
    return _('no agent "{agent}"; closest: {names}').format(agent=named, names=", ".join(nearest))


def _into_closed(context: Context, agent: str | None, door: Callable[[], FrontDoor]) -> Principal | None:
    doorway, named = context.doorway, (agent or "").strip()
    if context.token is not None:
        return _by_token(context.token, named)
    if doorway.bound is not None:
        if named not in ("", doorway.bound):
            said = _('the system user "{os_user}" signs in as {bound}, not as {agent}')
            raise BadUse(said.format(os_user=doorway.os_user, bound=doorway.bound, agent=named))
        return Principal(doorway.bound)
    settings = context.chosen
    entered = door().sign_in(context.opened, context.clock, settings, name=named or settings.agent or "")
    return None if entered is None else entered.principal


def _by_token(token: SignedIn, named: str) -> Principal:
    """The person whom a token signs in. Raises :class:`BadUse`."""
    principal = token.principal
    if not token.is_person:
        raise BadUse(
            _("this token is for commands and signs no one in; callcenter token create --agent makes a personal one")
        )
    if named not in ("", principal.name):
        raise BadUse(_("the token signs {agent} in, not {named}").format(agent=principal.name, named=named))
    return Principal(principal.name, sign_in=principal.sign_in)
