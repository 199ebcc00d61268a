"""Who works here, and who does something."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Line, Role


class Actor(Struct, frozen=True):
    """Who does something: every verb that writes takes one. ``name`` is the agent's unique name."""

    name: str
    role: Role = Role.AGENT


class AgentRow(Struct, frozen=True):
    """A person who works here (``callcenter agent add``). ``can_sign_in`` is False for owners an import brought."""

    name: str
    role: Role
    team: str
    line: Line | None
    can_sign_in: bool
