"""Handing a matter on to a department: which there are, the words for it, the case of it (docs/rules.md#case-ways)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from callcenter.locale import _
from callcenter.model import CaseKind, Instant, UnitKind
from callcenter.policy import CaseAct
from callcenter.views.worklists.cases import CaseRow

if TYPE_CHECKING:
    from callcenter.store import Store


class HandedOn(Struct, frozen=True):
    """Words that a department is to answer."""

    department: str
    text: str

    def form(self, ref: str) -> str:
        """The name of the form, for the key with which it is sent."""
        return f"hand on {ref} {self.department} {self.text}"

    def said(self, customer: str) -> str:
        """The words for what was done."""
        said = _("{customer}: handed on to {department}.")
        return said.format(customer=customer, department=self.department)


def departments(store: Store) -> tuple[str, ...]:
    """The departments that can be asked. Raises ``StoreError``."""
    return tuple(one.name for one in store.units.all() if one.kind is UnitKind.DEPARTMENT)


def no_departments() -> str:
    """The words for a store without any."""
    return _("There are no departments yet: an administrator adds them with callcenter unit add.")


def write(store: Store, ref: str, asked: HandedOn, *, key: str, now: Instant) -> int:
    """Hand the matter of a customer on; returns the case. Raises ``StoreError``."""
    return store.cases.open(ref, CaseKind.HAND_ON, asked.text, department=asked.department, key=key, now=now)


def chase_question(case: CaseRow) -> str:
    """The question of a chase."""
    said = _("Asked {department} again ({customer}):")
    return said.format(department=case.department or "", customer=case.customer)


def chase(store: Store, case_id: int, text: str, *, key: str, now: Instant) -> None:
    """Record that the department was asked again to answer. Raises ``StoreError``."""
    store.cases.report(case_id, text, act=CaseAct.CHASE, key=key, now=now)
