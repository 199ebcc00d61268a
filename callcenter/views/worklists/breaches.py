"""Breaches, and the result of a tick."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Instant, Obligation, Role
from callcenter.views.worklists.line import Spelt


class Acknowledgement(Struct, frozen=True):
    """Somebody who has seen a breach, in the role that they had, and their remark."""

    actor: str
    level: Role
    at: Instant
    remark: str


class BreachRow(Struct, frozen=True):
    """An obligation open and breached (``callcenter breaches``, the banner). ``id`` grows with the breach log.

    ``level``: whose turn it is; ``step_at``: when it goes on to the next one, None = no more, or not known yet.
    """

    ref: str
    name: str
    tier: str | None
    owner: str | None
    campaign: str
    zone: str
    obligation: Obligation
    closed_day: bool = False
    id: int = 0
    level: Role = Role.AGENT
    step_at: Instant | None = None
    acknowledgements: tuple[Acknowledgement, ...] = ()
    company: str = ""
    spelt: Spelt = ()

    @property
    def acknowledged(self) -> bool:
        """True where anybody has acknowledged it."""
        return bool(self.acknowledgements)

    def acknowledged_by(self, name: str) -> bool:
        """Tell whether this person has acknowledged it."""
        return any(one.actor == name for one in self.acknowledgements)


class TeamBreaches(Struct, frozen=True):
    """Breaches in a supervisor's scope since an instant that are still open: their number, and the newest of them."""

    count: int = 0
    rows: tuple[BreachRow, ...] = ()


class Ticked(Struct, frozen=True):
    """Result of a tick: plans refolded, breaches that are new; ``left`` = its time was up before all was done."""

    folded: int
    breaches: int
    left: bool
