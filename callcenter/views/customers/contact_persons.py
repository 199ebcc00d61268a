"""Persons at a customer's: whom to ask for, and what they have to say in a purchase (docs/rules.md#r28)."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import ContactRole, Stance


class ContactPersonFacts(Struct, frozen=True):
    """Facts about a contact person.

    ``numbers`` are those of the customer's that are theirs; written with an extension where one is new.
    """

    name: str
    role: ContactRole | None = None
    stance: Stance | None = None
    numbers: tuple[str, ...] = ()
    remark: str = ""


class ContactPerson(ContactPersonFacts, frozen=True, kw_only=True):
    """A contact person of a customer; ``numbers`` are E.164, in the order of the customer's."""

    id: int
