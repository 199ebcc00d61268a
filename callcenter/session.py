"""Who is signed in and what they may do: every permission is asked here (DESIGN §3).

Rights hold inside the program; who can open the database file or has its password is past them.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from callcenter.model import Instant, Role
from callcenter.views.people import Actor, AgentRow


class Right(Enum):
    """What not everybody may do. The value is the lowest role that may."""

    REASSIGN = Role.SUPERVISOR
    SETTLE_CASES = Role.SUPERVISOR
    LIFT_DO_NOT_CALL = Role.SUPERVISOR
    MERGE_CUSTOMERS = Role.SUPERVISOR
    END_CALL_OF_OTHERS = Role.SUPERVISOR
    SEE_ALL_CUSTOMERS = Role.SUPERVISOR
    CORRECT_OTHERS = Role.SUPERVISOR


_ORDER = (Role.AGENT, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN)


class Session(Struct, frozen=True):
    """One person's shift. ``since``: when they signed in, UTC epoch milliseconds."""

    agent: AgentRow
    since: Instant

    @property
    def name(self) -> str:
        """The agent's name, unique in the store."""
        return self.agent.name

    @property
    def actor(self) -> Actor:
        """The one whom the store's verbs record."""
        return Actor(self.agent.name, self.agent.role)

    def may(self, right: Right) -> bool:
        """Whether this person has a right."""
        return _ORDER.index(self.agent.role) >= _ORDER.index(right.value)
