"""A report on a lead that was handed out: its question, and what is written (docs/rules.md#r32)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callcenter.locale import _
from callcenter.model import Instant
from callcenter.views.worklists.tasks import TaskRow

if TYPE_CHECKING:
    from callcenter.store import Store


def question(row: TaskRow) -> str:
    """The question for the report that a task asks for."""
    return _("Report on {name}, state and next step:").format(name=row.name)


def write(store: Store, row: TaskRow, text: str, *, key: str, now: Instant) -> None:
    """Record a report. Raises ``StoreError``."""
    store.tasks.report(row.ref, text, key=key, now=now)


def said(row: TaskRow) -> str:
    """The words for what was done."""
    return _("Report on {name} recorded.").format(name=row.name)
