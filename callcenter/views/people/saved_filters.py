"""Filters that people keep under a name, for each of the lists that have a filter line."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class FilteredList(StrEnum):
    """Lists with a filter line, each with saved filters of its own."""

    QUEUE = "queue"
    LOG = "log"
    MESSAGES = "messages"
    CASES = "cases"
    PROMISES = "promises"
    BREACHES = "breaches"
    MINE = "mine"
    POOL = "pool"
    WITHOUT_NUMBER = "without_number"
    DUPLICATES = "duplicates"


class SavedFilter(Struct, frozen=True):
    """A filter under its name, as it was typed: ``today`` is the day on which it is looked for."""

    name: str
    text: str
