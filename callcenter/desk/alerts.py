"""Alerts of an agent at their desk: what fell due or broke, what others left for them (docs/rules.md#r22)."""

from __future__ import annotations

from callcenter.desk.desk import Alerts, Desk
from callcenter.model import MINUTE, Instant


def look(desk: Desk, now: Instant) -> Alerts:
    """Read the alerts, and send a heartbeat. Raises ``StoreError``."""
    name = desk.session.name
    own = desk.store.breaches.since(name, since=desk.session.since, now=now)
    total = desk.store.team.figures(name, now=now).breaches_all
    minutes = desk.settings.remind_minutes
    soon = desk.store.promises.open(now=now, agent=name, until=now + minutes * MINUTE) if minutes else ()
    state, since = desk.store.presence.get(name)
    desk.store.presence.heartbeat(name, now=now)
    behind, notices = desk.store.queue.behind(now=now), desk.store.notices.unread(name)
    elsewhere = desk.store.moved_calls.elsewhere(now=now)
    return Alerts(tuple(own), soon, total, behind, state, since, notices=notices, elsewhere=elsewhere, known=True)
