"""Who works here, and who does something."""

from __future__ import annotations

from dataclasses import dataclass

from callcenter.model import Line, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: every verb that writes takes one. ``name`` is the agent's unique name."""

    name: str
    role: Role = Role.AGENT


@dataclass(frozen=True, slots=True)
class AgentRow:
    """A person who works here (``callcenter agent add``). ``can_sign_in`` is False for owners an import brought."""

    name: str
    role: Role
    team: str
    line: Line | None
    can_sign_in: bool
