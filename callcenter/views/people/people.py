"""People who work here, their units, and the ways by which they sign in."""

from __future__ import annotations

from msgspec import Struct

from callcenter.access import Principal
from callcenter.model import Instant, Role, SalesLine, UnitKind
from callcenter.views.upkeep.trouble import StoreError, Trouble

_SHORTEST = 8
"""Characters that a password has at least."""


def check_password(password: str) -> None:
    """Raise ``WEAK_PASSWORD`` for a password that nobody may have."""
    if len(password) < _SHORTEST:
        raise StoreError(Trouble.WEAK_PASSWORD, characters=_SHORTEST)


class AgentRow(Struct, frozen=True):
    """A person who works here (``callcenter agent add``). ``team``: the unit that they joined last, '' = none.

    ``can_sign_in`` is False for owners an import brought, and for those who have left. ``os_user`` '' = the operating
    system vouches for nobody.
    """

    name: str
    role: Role
    team: str
    line: SalesLine | None
    can_sign_in: bool
    left: bool = False
    os_user: str = ""


class UnitRow(Struct, frozen=True):
    """A unit. ``parent`` None = at the top; ``members``: how many people are in it now, units below it left out."""

    name: str
    kind: UnitKind
    parent: str | None
    members: int
    campaigns: tuple[str, ...] = ()


class TokenRow(Struct, frozen=True):
    """A token, without its secret. ``agent``: the person whom it signs in. ``unit`` None = the whole store."""

    name: str
    role: Role
    agent: str | None
    unit: str | None
    created_at: Instant
    created_by: str
    expires_at: Instant
    revoked_at: Instant | None


class SignedIn(Struct, frozen=True):
    """A sign-in that succeeded. ``first_password``: somebody else chose it, and it has to be changed first.
    ``is_person`` False: a token of a program. ``ends_at``: when a token expires, None = a password let them in."""

    principal: Principal
    first_password: bool = False
    is_person: bool = True
    ends_at: Instant | None = None


class Doorway(Struct, frozen=True):
    """The store as it stands before a sign-in: closed or open, and the person to whom the user of the operating system
    is bound (None = nobody). ``people``: who may sign in; in a closed store nobody is named."""

    closed: bool
    os_user: str
    bound: str | None
    people: tuple[str, ...]
