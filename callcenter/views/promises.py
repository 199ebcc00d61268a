"""What agents promised their customers."""

from __future__ import annotations

from callcenter.model import Obligation
from callcenter.views.line import CustomerLine


class PromiseRow(CustomerLine, frozen=True):
    """A commitment that stands: a callback, a step of an appointment, a promised answer (RULES §2.3)."""

    obligation: Obligation
