"""Fields that people type into: what they ask for, and how a typed date is understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct

from callcenter.model import Instant


class Reading(Struct, frozen=True):
    """Reading of a typed date. ``at`` None with ``wrong`` = not understood; ``words`` say it either way.

    ``date_only``: no time of day was typed; ``at`` is one that was put in for it. ``far``: so far ahead that it may be
    a slip, which is asked about before it is saved.
    """

    at: Instant | None
    words: str
    wrong: bool = False
    date_only: bool = False
    far: bool = False


Reader: TypeAlias = Callable[[str], Reading]
"""Reader of what was typed (``+3d``, ``Fri 10:00``, ``明天 15:00``), at every key: it is quick and does no I/O."""


class FormField(Struct, frozen=True):
    """A line of a form. ``hint`` stands in it while it is empty. ``secret``: what is typed is not shown."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    secret: bool = False


class WrapField(Struct, frozen=True):
    """A field of the wrap-up form. ``cells`` is the width of its text, 0 = what the row has left.

    With a ``reader`` it is a date, which takes what the row has left. What ``told`` makes of the text stands under the
    form while it is typed: what follows from it.
    """

    name: str
    label: str
    value: str = ""
    hint: str = ""
    cells: int = 8
    reader: Reader | None = None
    told: Callable[[str], str] | None = None


class WrapUpDraft(Struct, frozen=True):
    """Contents of the form, by field: the texts, and how those of the dates are understood."""

    texts: Mapping[str, str] = {}
    readings: Mapping[str, Reading] = {}

    def reading(self, name: str) -> Reading:
        """Return the reading of a date; one that is not asked for is none."""
        return self.readings.get(name, Reading(None, ""))

    def text(self, name: str) -> str:
        """Return the text of a field, without spaces at the ends; '' where it is not asked for."""
        return self.texts.get(name, "").strip()
