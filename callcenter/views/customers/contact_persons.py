"""Persons at a customer's: whom to ask for, and what they have to say in a purchase (docs/rules.md#r28)."""

from __future__ import annotations

from callcenter.model import ContactPersonFacts


class ContactPerson(ContactPersonFacts, frozen=True, kw_only=True):
    """A contact person of a customer; ``numbers`` are E.164, in the order of the customer's."""

    id: int
