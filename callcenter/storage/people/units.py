"""Units: teams, branches and departments, and who belongs to them since when."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct

from callcenter.model import Instant, UnitKind
from callcenter.storage.access import grants, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.access import CampaignUnitTable, MembershipTable, UnitTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import JOIN, fn
from callcenter.views.people.people import UnitRow
from callcenter.views.upkeep.trouble import StoreError, Trouble

TEAM = fn.COALESCE(
    MembershipTable.select(UnitTable.name)
    .join(UnitTable, on=(MembershipTable.unit == UnitTable.id))
    .where((MembershipTable.agent == AgentTable.id) & MembershipTable.until.is_null())
    .order_by(MembershipTable.since.desc(), MembershipTable.id.desc())
    .limit(1),
    "",
).alias("team")
"""The name of the unit that an agent joined last, '' = none."""


@prepared
def _id_of(name: str) -> Query:
    return UnitTable.select(UnitTable.id).where(UnitTable.name == name)


def unit_id(tx: Tx, name: str) -> int:
    """The id of a unit. Raises ``UNKNOWN_UNIT``."""
    found: int | None = tx.value(_id_of(name))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_UNIT, unit=name)
    return found


def join(tx: Tx, agent: int, name: str, *, now: Instant) -> None:
    """Have an agent leave their units for another one, '' = for none.

    A name that no unit has yet becomes a team. Raises ``NOT_ALLOWED`` where it lies outside of the scope of the one
    who acts: nobody puts people into the units of others.
    """
    key = tx.value(_id_of(name)) if name else None
    scope = scopes.of(tx)
    if scope is not None and key not in scope.units:
        raise grants.refusal(tx.grant)
    if key is None and name:
        key = tx.insert(UnitTable, name=name, kind=UnitKind.TEAM.value, parent=None, created_at=now)
    leave_all(tx, agent, now=now)
    if key is not None:
        tx.insert(MembershipTable, agent=agent, unit=key, since=now)


def leave_all(tx: Tx, agent: int, *, now: Instant) -> None:
    """End all memberships of an agent."""
    lasting = (MembershipTable.agent == agent) & MembershipTable.until.is_null()
    tx.run(MembershipTable.update(until=now).where(lasting))


class _Unit(Struct, frozen=True):
    id: int
    name: str
    kind: UnitKind
    parent: str | None
    members: int


class _Campaign(Struct, frozen=True):
    unit: int
    name: str


class Units(Service, subject="units"):
    """Verbs on units."""

    def add(self, name: str, *, kind: UnitKind = UnitKind.TEAM, parent: str | None = None, now: Instant) -> UnitRow:
        """Add a unit. Raises ``EMPTY_NAME``, ``UNIT_EXISTS``, ``UNKNOWN_UNIT`` for the parent."""
        name = clean_text.line(name)

        def work(tx: Tx) -> UnitRow:
            if not name:
                raise StoreError(Trouble.EMPTY_NAME)
            if tx.value(_id_of(name)) is not None:
                raise StoreError(Trouble.UNIT_EXISTS, unit=name)
            above = None if not parent else unit_id(tx, parent)
            tx.insert(UnitTable, name=name, kind=kind.value, parent=above, created_at=now)
            tx.mark_changed()
            return _rows(tx)[name]

        return self._database.write(work)

    def set(
        self,
        name: str,
        *,
        rename: str | None = None,
        kind: UnitKind | None = None,
        parent: str | None = None,
        now: Instant,
    ) -> UnitRow:
        """Change a unit: None = stays as it is; ``parent`` '' = at the top.

        Raises ``UNKNOWN_UNIT``, ``UNIT_EXISTS``; ``UNIT_CIRCLE`` where the parent belongs to the unit itself.
        """
        given = None if rename is None else clean_text.line(rename)

        def work(tx: Tx) -> UnitRow:
            key = unit_id(tx, name)
            if given and tx.value(_id_of(given)) not in (None, key):
                raise StoreError(Trouble.UNIT_EXISTS, unit=given)
            if given:
                tx.run(UnitTable.update(name=given).where(UnitTable.id == key))
            if kind is not None:
                tx.run(UnitTable.update(kind=kind.value).where(UnitTable.id == key))
            if parent is not None:
                above = unit_id(tx, parent) if parent else None
                if above in scopes.below(tx, [key]):
                    raise StoreError(Trouble.UNIT_CIRCLE, unit=name)
                tx.run(UnitTable.update(parent=above).where(UnitTable.id == key))
            tx.mark_changed()
            return _rows(tx)[given or name]

        return self._database.write(work)

    def all(self) -> tuple[UnitRow, ...]:
        """All units, by name."""
        return self._database.read(lambda tx: tuple(_rows(tx).values()))


def _rows(tx: Tx) -> dict[str, UnitRow]:
    above = UnitTable.alias()
    members = MembershipTable.select(fn.COUNT(MembershipTable.id)).where(
        (MembershipTable.unit == UnitTable.id) & MembershipTable.until.is_null()
    )
    units = (
        UnitTable.select(
            UnitTable.id, UnitTable.name, UnitTable.kind, above.name.alias("parent"), members.alias("members")
        )
        .join(above, JOIN.LEFT_OUTER, on=(UnitTable.parent == above.id))
        .order_by(UnitTable.name)
    )
    of = CampaignUnitTable.select(CampaignUnitTable.unit.alias("unit"), CampaignTable.name)
    campaigns = defaultdict(list)
    for one in tx.all(_Campaign, of.join(CampaignTable).order_by(CampaignTable.name)):
        campaigns[one.unit].append(one.name)
    return {
        one.name: UnitRow(one.name, one.kind, one.parent, one.members, tuple(campaigns[one.id]))
        for one in tx.all(_Unit, units)
    }
