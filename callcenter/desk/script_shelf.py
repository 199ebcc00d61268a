"""Scripts for a customer: read, filled, and put in the order in which a call needs them."""

from __future__ import annotations

from pathlib import Path

from callcenter.desk.desk import Desk
from callcenter.locale import Language
from callcenter.model import Direction, Instant
from callcenter.script import parts, reader
from callcenter.texts.fields import Sender, known
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.scripts import ScriptShelf


def shelf(desk: Desk, customer: CustomerView, direction: Direction, now: Instant, *, language: Language) -> ScriptShelf:
    """The scripts for a call with this customer. Reads files: not for the UI thread."""
    folder = desk.settings.scripts
    library = reader.library(language, None if folder is None else Path(folder))
    facts = known(customer, Sender(desk.session.name, desk.settings.organisation), language=language, now=now)
    proposed = parts.proposed(library.scripts, customer, direction, now)
    return ScriptShelf(
        tuple(parts.fill(one, facts) for one in library.scripts),
        tuple(one.id for one in proposed),
        library.refused,
    )
