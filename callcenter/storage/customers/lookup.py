"""Lists of customers and touches: who has a number, an agent's own, the call log (docs/architecture.md#log-screen)."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from msgspec import convert
from msgspec.structs import replace

from callcenter import policy
from callcenter.model import Instant, Obligation
from callcenter.storage.access import misses, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader, phone_rows, timeline
from callcenter.storage.people import people
from callcenter.storage.plans.obligations import Owed
from callcenter.storage.search import found_rows, search_keys, tag_rows
from callcenter.storage.search.found_rows import CUSTOMER, STANDS
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable, PhoneTable
from callcenter.storage.tables.plans import ObligationTable, PlacementTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.customers.hits import FoundRow, OwnRow
from callcenter.views.customers.log import LogFilter, TouchRow

_OVER = tuple(sorted(stage.value for stage in policy.STAGES_OVER))
_BY_NAME = (CUSTOMER.name_key, CUSTOMER.ref)


@prepared
def _with_number(number: str) -> Query:
    theirs = PhoneTable.select(PhoneTable.customer).where(PhoneTable.e164 == number)
    return found_rows.query().where(STANDS & CUSTOMER.id.in_(theirs)).order_by(CUSTOMER.ref)


class _Own(OwnRow, frozen=True, kw_only=True):
    id: int
    owed: Obligation | None = None


@prepared
def _own(agent: int) -> Query:
    """An agent's own customers by name."""
    plan = (PlacementTable.customer == CUSTOMER.id) & (PlacementTable.edition == CampaignTable.edition)
    return (
        CUSTOMER.select(
            CUSTOMER.id,
            CUSTOMER.ref,
            CUSTOMER.name,
            CUSTOMER.company,
            PlacementTable.plan_tier.alias("tier"),
            fn.COALESCE(phone_rows.first_number(CUSTOMER), "").alias("phone"),
            CampaignTable.name.alias("campaign"),
            CampaignTable.zone,
            CampaignTable.country,
            CUSTOMER.stage,
            CUSTOMER.pinyin,
            fn.NULLIF(PlacementTable.lane, 0).alias("lane"),
        )
        .join_from(CUSTOMER, CampaignTable, on=(CUSTOMER.campaign == CampaignTable.id))
        .join_from(CUSTOMER, PlacementTable, peewee.JOIN.LEFT_OUTER, on=plan)
        .where(STANDS & (CUSTOMER.owner == agent))
        .order_by(*_BY_NAME)
    )


@prepared
def _owed_to_own(agent: int) -> Query:
    """Return the obligations towards an agent's own customers, the most urgent first."""
    return (
        ObligationTable.select(*columns(Owed, ObligationTable))
        .join_from(ObligationTable, CUSTOMER, on=(ObligationTable.customer == CUSTOMER.id))
        .join_from(CUSTOMER, CampaignTable, on=(CUSTOMER.campaign == CampaignTable.id))
        # From each customer to their own plan; without the sum SQLite reads all plans for each of them.
        .where(STANDS & (CUSTOMER.owner == agent) & (ObligationTable.edition + 0 == CampaignTable.edition))
        .order_by(ObligationTable.breach_at, ObligationTable.due_at, ObligationTable.rule)
    )


def _own_row(one: _Own, owed: Obligation | None, tags: tuple[str, ...]) -> OwnRow:
    return convert(replace(one, owed=owed, tags=tags), OwnRow, from_attributes=True)


def _urgency(row: OwnRow) -> tuple[Instant, ...]:
    return (1,) if row.owed is None else (0, row.owed.breach_at, row.owed.due_at)


def _people(ref: str) -> Query:
    """Return who stands for the customer of this ref, and those merged into them."""
    double = CustomerTable.alias()
    survivor = CustomerTable.select(loader.STANDING).where(CustomerTable.ref == ref)
    of_survivor = double.survivor == loader.STANDING
    doubles = CustomerTable.select(double.id).join(double, on=of_survivor).where(CustomerTable.ref == ref)
    return survivor | doubles


def _says(text: str) -> Any:
    """Tell whether a touch has this text in its note or number, or its customer in name or company."""
    part, key = _infix(text), _infix(search_keys.fold(text) or text)
    either = (
        (fn.LOWER(TouchTable.note), part),
        (CustomerTable.name_key, key),
        (CustomerTable.company_key, key),
        (TouchTable.phone, part),
    )
    return reduce(or_, (_like(column, pattern) for column, pattern in either))


def _like(column: Any, pattern: str) -> Any:
    return peewee.NodeList((column, peewee.SQL("LIKE"), peewee.Value(pattern), peewee.SQL("ESCAPE '!'")))


def _infix(text: str) -> str:
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


class Lookup(Service, subject="lookup"):
    """Verbs that list customers and touches."""

    def by_phone(self, number: str) -> tuple[FoundRow, ...]:
        """Everybody who has this number: who may be calling (docs/architecture.md#finding)."""
        wanted = _with_number(phone_rows.bare(clean_text.typed(number)))

        def work(tx: Tx) -> tuple[FoundRow, ...]:
            rows = found_rows.keyed(tx, wanted)
            inside = scopes.keep(tx, rows)
            return tuple(row if key in inside else row.bare for key, row in rows.items())

        return misses.search(self._database, number, work, anybody=False)

    def customers_of(self, agent: str, *, limit: int | None = None, offset: int = 0) -> tuple[FoundRow, ...]:
        """An agent's own customers by name. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> tuple[FoundRow, ...]:
            own = found_rows.query().where(STANDS & (CUSTOMER.owner == people.agent_id(tx, agent)))
            return tuple(tx.all(FoundRow, own.order_by(*_BY_NAME).limit(limit).offset(offset)))

        return self._database.read(work)

    def without_number(self, *, agent: str | None = None, campaign: str | None = None) -> tuple[FoundRow, ...]:
        """Customers whom nobody can dial because no number is known, by name; not the lost and closed.

        With ``agent`` their own and the pool. Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.

        See docs/rules.md#never-offered.
        """

        def work(tx: Tx) -> tuple[FoundRow, ...]:
            number = PhoneTable.select(PhoneTable.e164).where(PhoneTable.customer == CUSTOMER.id)
            found = found_rows.query().where(STANDS & CUSTOMER.stage.not_in(_OVER) & ~fn.EXISTS(number))
            if agent is not None:
                found = found.where(CUSTOMER.owner.is_null() | (CUSTOMER.owner == people.agent_id(tx, agent)))
            if campaign is not None:
                found = found.where(CUSTOMER.campaign == campaign_rows.get(tx, campaign).id)
            return tuple(tx.all(FoundRow, scopes.within(tx, found, CUSTOMER).order_by(*_BY_NAME)))

        return self._database.read(work)

    def own_customers(self, agent: str) -> tuple[OwnRow, ...]:
        """An agent's own customers with what is owed to each first; the most urgent lead. Raises ``UNKNOWN_AGENT``.

        As the stored plans have it: windows and claims are for the queue.
        """

        def work(tx: Tx) -> tuple[OwnRow, ...]:
            key = people.agent_id(tx, agent)
            owed: dict[int, Owed] = {}
            for one in tx.all(Owed, _owed_to_own(key)):
                owed.setdefault(one.customer, one)
            own, tags = tx.all(_Own, _own(key)), tag_rows.of_owner(tx, key)
            rows = [
                _own_row(one, owed[one.id].obligation if one.id in owed else None, tags.get(one.id, ())) for one in own
            ]
            return tuple(sorted(rows, key=_urgency))

        return self._database.read(work)

    def log(
        self,
        wanted: LogFilter,
        *,
        before: tuple[Instant, int] | None = None,
        oldest_first: bool = False,
        limit: int = 200,
    ) -> tuple[TouchRow, ...]:
        """The call log, newest first unless it is asked for the other way round; ``before`` = (``at``, ``id``) of the
        last row of the page before.

        What was corrected or taken back is left out. Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> tuple[TouchRow, ...]:
            found = timeline.query().where(TouchTable.in_force)
            if before is not None:
                at, key = before
                # The first condition alone is what the index is read by.
                beyond = (TouchTable.at >= at) if oldest_first else (TouchTable.at <= at)
                later = (TouchTable.id > key) if oldest_first else (TouchTable.id < key)
                found = found.where(beyond & ((TouchTable.at != at) | later))
            if wanted.since is not None:
                found = found.where(TouchTable.at >= wanted.since)
            if wanted.until is not None:
                found = found.where(TouchTable.at < wanted.until)
            if wanted.agent:
                found = found.where(TouchTable.agent == people.agent_id(tx, wanted.agent))
            if wanted.disposition is not None:
                found = found.where(TouchTable.disposition == wanted.disposition.value)
            if wanted.result is not None:
                found = found.where(TouchTable.result == wanted.result.value)
            if wanted.campaign:
                found = found.where(CustomerTable.campaign == campaign_rows.get(tx, wanted.campaign).id)
            if wanted.ref:
                found = found.where(TouchTable.customer.in_(_people(wanted.ref)))
            if wanted.text:
                found = found.where(_says(clean_text.typed(wanted.text).casefold()))
            scope = scopes.of(tx)
            if scope is not None:
                found = found.where(scopes.customers(tx, scope) | (TouchTable.agent == tx.grant.agent))
            newest, oldest = (TouchTable.at.desc(), TouchTable.id.desc()), (TouchTable.at, TouchTable.id)
            found = found.order_by(*(oldest if oldest_first else newest)).limit(limit)
            return tuple(timeline.touches(tx, found))

        return self._database.read(work)
