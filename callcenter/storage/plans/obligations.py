"""Obligations as they stand beside a customer's stored plan, read by name."""

from __future__ import annotations

import json

from msgspec import Struct

from callcenter.model import Because, Channel, Ground, Instant, Obligation


class ObligationRow(Struct, frozen=True):
    """An obligation as it is stored; ``ground`` is JSON."""

    rule: str
    due_at: Instant
    breach_at: Instant
    channel: Channel
    commitment: bool
    until_breach: bool
    task: bool
    opening: bool
    retry: bool
    reason: str
    team: str
    ground: str

    @classmethod
    def of(cls, one: Obligation) -> ObligationRow:
        """An obligation as it is stored."""
        code = {"code": one.ground.code.value, **one.ground.params}
        return ObligationRow(
            one.rule,
            one.due_at,
            one.breach_at,
            one.channel,
            one.commitment,
            one.until_breach,
            one.task,
            one.opening,
            one.retry,
            one.reason,
            one.team,
            json.dumps(code, ensure_ascii=False, separators=(",", ":")),
        )

    @property
    def obligation(self) -> Obligation:
        """The obligation that it is."""
        params = json.loads(self.ground)
        return Obligation(
            rule=self.rule,
            channel=self.channel,
            due_at=self.due_at,
            breach_at=self.breach_at,
            ground=Ground(Because(params.pop("code")), params),
            commitment=self.commitment,
            until_breach=self.until_breach,
            task=self.task,
            opening=self.opening,
            retry=self.retry,
            reason=self.reason,
            team=self.team,
        )

    @property
    def is_dialled(self) -> bool:
        """Tell whether it is one for a call."""
        return not self.task and self.channel in (Channel.CALL, Channel.ANY)


class Owed(ObligationRow, frozen=True):
    """An obligation with whose it is."""

    customer: int
