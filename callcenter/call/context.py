"""Context of a call: the customer as they stand, the rules they are under, the scripts."""

from __future__ import annotations

from msgspec import Struct

from callcenter.rulebook.book import Rulebook
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.scripts import ScriptShelf


class CallContext(Struct, frozen=True):
    """Context of a call beside the call itself, in one language.

    ``script``: the script to begin with, '' = the one last ticked off or proposed.
    ``shown_label``: what the company calls the number that the customer sees.
    """

    view: CustomerView
    book: Rulebook
    shelf: ScriptShelf = ScriptShelf((), ())
    script: str = ""
    shown_label: str = ""
