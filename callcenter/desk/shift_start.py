"""The start of a shift: the agent signs in and sits down at a desk with a telephone."""

from __future__ import annotations

from concurrent.futures import Future
from uuid import uuid4

from callcenter.access import Principal
from callcenter.clock import Clock
from callcenter.desk.desk import Desk
from callcenter.model import CampaignFrame
from callcenter.preferences import PreferencesFile
from callcenter.session import Session
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.telephony import ManualPhone, Phone
from callcenter.views.worklists.queue import QueuePage


def make_desk(
    store: Store,
    clock: Clock,
    agent: str,
    settings: Settings,
    first_page: Future[QueuePage] | None = None,
    *,
    sign_in: str = "",
    phone: Phone | None = None,
    preferences: PreferencesFile | None = None,
) -> Desk:
    """Begin an agent's shift and set up their desk. ``first_page``: their queue as it is being read. ``sign_in``: the
    secret of their sign-in, where they gave a password. ``phone`` None = they dial by hand. ``preferences``: what they
    chose in the program, which goes before the settings; None = it is kept nowhere.

    Raises ``StoreError``.
    """
    now = clock.now()
    window = uuid4().hex
    store = store.by(Principal(agent, sign_in=sign_in, window=window))
    person = store.people.ensure(agent, now=now)
    frame = store.campaigns.first_frame() or CampaignFrame("")
    since = store.presence.sign_in(person.name, now=now)
    chosen = preferences or PreferencesFile(own_keys=settings.keys)
    return Desk(
        store,
        clock,
        Session(person, since, sign_in, window),
        chosen.over(settings),
        phone or ManualPhone(),
        frame.zone,
        frame.country,
        first_page=first_page,
        preferences=chosen,
        settings_without=settings,
    )


def open_line(settings: Settings, clock: Clock) -> Phone | None:
    """Open the telephone line that the settings name; None = by hand."""
    if settings.line.kind == "manual":
        return None
    from callcenter.telephony.lines import open_phone

    return open_phone(settings.line, clock.now)
