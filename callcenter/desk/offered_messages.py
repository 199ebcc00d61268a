"""SMS that are offered after a call that went badly or that nobody answered."""

from __future__ import annotations

from callcenter.model import DAY, Because, Channel, Direction, Disposition, Ground, Obligation
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.calls import OpenCall
from callcenter.views.worklists.tasks import TaskRow

_MISSED = (Disposition.NO_ANSWER, Disposition.BUSY, Disposition.SWITCHED_OFF, Disposition.VOICEMAIL)
MISSED_RULE = "offer.no_answer"
"""The rule of an SMS after no answer, which no rulebook has."""
_MISSED_GROUND = Ground(Because.RETRY, {})


def missed_text(call: OpenCall, view: CustomerView, disposition: Disposition | None) -> TaskRow | None:
    """The SMS for a customer who did not answer, as a task; None where they would not get it."""
    if call.direction is Direction.IN or disposition not in _MISSED:
        return None
    at = call.dialled_at
    return task_of(call, view, Obligation(MISSED_RULE, Channel.SMS, at, at + DAY, _MISSED_GROUND))


def task_of(call: OpenCall, view: CustomerView, offer: Obligation) -> TaskRow:
    """The offer as a task. It goes to the number that was dialled."""
    frame = view.campaign.frame
    return TaskRow(
        ref=view.ref,
        name=view.name,
        company=view.company,
        tier=view.facts.tier,
        phone=call.phone,
        owner=view.facts.owner,
        campaign=view.campaign.name,
        zone=frame.zone,
        country=frame.country,
        obligation=offer,
    )
