"""Promises of agents to their customers, and calls that they put off."""

from __future__ import annotations

from callcenter.model import Obligation, Snooze
from callcenter.views.worklists.line import CustomerLine, Spelt


class PromiseRow(CustomerLine, frozen=True):
    """A commitment that stands: a callback, a step of an appointment, a promised answer (docs/rules.md#callback).

    ``made_by``: the agent who promised it, '' where a list brought it.
    """

    obligation: Obligation
    made_by: str = ""
    spelt: Spelt = ()


class SnoozeRow(CustomerLine, frozen=True):
    """A due call that is put off now: the agent comes back to it."""

    snooze: Snooze
    spelt: Spelt = ()
