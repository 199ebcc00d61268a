"""Session: the person who is signed in, for one shift."""

from __future__ import annotations

from msgspec import Struct

from callcenter.access import Principal, Right, has_right
from callcenter.model import Instant
from callcenter.views.people.people import AgentRow


class Session(Struct, frozen=True):
    """One person's shift. ``since``: when they signed in, UTC epoch milliseconds."""

    agent: AgentRow
    since: Instant
    sign_in: str = ""
    """The secret that the store gave out for a password, or a token; '' where neither was asked for."""
    window: str = ""
    """The window in which they work: no other one has this name."""

    def __repr__(self) -> str:
        return f"Session({self.agent!r}, {self.since!r})"  # the secret is for no log

    @property
    def name(self) -> str:
        """The agent's name, unique in the store."""
        return self.agent.name

    @property
    def principal(self) -> Principal:
        """The one in whose name the store is used."""
        return Principal(self.agent.name, sign_in=self.sign_in, window=self.window)

    @property
    def has_password(self) -> bool:
        """True where a password let the agent in: for another the operating system or a token vouches, or the store is
        open."""
        return bool(self.sign_in) and not self.principal.by_token

    def may(self, right: Right) -> bool:
        """Tell whether this person has a right, as the store will find it."""
        return has_right(self.agent.role, right)
