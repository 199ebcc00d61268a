"""Second registrations of a customer who is a colleague's, settled by the record (docs/rules.md#r6)."""

from __future__ import annotations

from msgspec import Struct

from callcenter import policy
from callcenter.access import Right
from callcenter.model import Instant
from callcenter.storage.access import grants, misses, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.customers import owner_notices, ownership
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import phone_rows
from callcenter.storage.people import people
from callcenter.storage.search import search_keys
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import (
    CustomerTable,
    PhoneTable,
)
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.views.customers.conflicts import Registered
from callcenter.views.customers.timeline import Cause


class _Record(Struct, frozen=True):
    id: int
    ref: str
    owner_id: int
    agent: str
    recorded_at: Instant
    updated_at: Instant | None
    name_key: str
    company_key: str


@prepared
def _records(campaign: int, number: str, name: str, company: str, owner: int) -> Query:
    """The records of others with this number, or with this name at this company, the oldest first."""
    one = CustomerTable
    numbered = one.id.in_(PhoneTable.select(PhoneTable.customer).where(PhoneTable.e164 == number))
    named = (one.name_key == name) & (one.company_key == company) & (one.company_key != "")
    others = (one.campaign == campaign) & one.survivor.is_null() & (one.owner != owner)
    known = one.id, one.ref, one.owner, AgentTable.name.alias("agent")
    columns = one.recorded_at, one.updated_at, one.name_key, one.company_key
    found = one.select(*known, *columns).join(AgentTable).where(others & (numbered | named))
    return found.order_by(one.recorded_at, one.id)


@prepared
def _last_touch(customer: int) -> Query:
    return TouchTable.select(fn.MAX(TouchTable.at)).where((TouchTable.customer == customer) & ~TouchTable.withdrawn)


class _Found(Struct, frozen=True):
    """A colleague's record with what is said of it."""

    id: int
    ref: str
    owner: int
    said: Registered


class Conflicts(Service, subject="conflicts"):
    """Verbs of an agent who is about to register a customer."""

    def look(self, name: str, *, phone: str = "", company: str = "", campaign: str, now: Instant) -> Registered | None:
        """Look for a colleague's record of the same person or number; None without one, in books where nobody calls
        their own, and for supervisors, who decide. In a closed store it counts as a search for a number of somebody
        else's. Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``."""
        search_keys.load()

        def work(tx: Tx) -> tuple[Registered | None, bool]:
            found = _find(tx, campaign_rows.get(tx, campaign), name, phone, company, now)
            return (None if found is None else found.said), tx.grant.closed

        said, closed = self._database.read(work)
        if said is not None and closed:
            misses.note(self._database)
        return said

    def take(self, name: str, *, phone: str = "", company: str = "", campaign: str, key: str = "", now: Instant) -> str:
        """Take a customer over whose record a colleague has not kept up to date; returns the ref.

        Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``; ``NOT_ALLOWED`` where there is no such record, or it was kept.
        """
        search_keys.load()

        def work(tx: Tx) -> str:
            found = _find(tx, campaign_rows.get(tx, campaign), name, phone, company, now)
            if found is not None:
                tx.lock_customers([found.id])
                found = _find(tx, campaign_rows.get(tx, campaign), name, phone, company, now)
            if found is None or found.said.kept or not found.said.same_person:
                raise grants.refusal(tx.grant)
            agent, actor = people.agent_id(tx, tx.grant.name), self._principal.name
            if not ownership.change(tx, found.id, agent, actor=actor, now=now, cause=Cause.RECORD):
                owner_notices.tell_taken(tx, found.owner, [found.id], {agent}, actor=actor, now=now)
            return found.ref

        return self._once(key, "take_over_record", now, (name, phone, company, campaign), str, work)


def _find(tx: Tx, kept: StoredCampaign, name: str, phone: str, company: str, now: Instant) -> _Found | None:
    """The record of a colleague that comes first: the one of the same person, else the oldest with the number."""
    if tx.grant.has(Right.REASSIGN) or tx.book(kept.version).callers.never_own:
        return None
    scope = scopes.of(tx)
    if scope is not None and kept.id not in scope.campaigns:
        return None  # nobody learns of customers of another unit's campaign
    keys = search_keys.of(clean_text.line(name), clean_text.line(company))
    number = phone_rows.bare(clean_text.line(phone)) if phone else ""
    agent = people.agent_id(tx, tx.grant.name)
    found = list[_Found]()
    for one in tx.all(_Record, _records(kept.id, number, keys.name_key, keys.company_key, agent)):
        # As the rule of the monthly record reads it (docs/rules.md#r6-record).
        updated = max(one.recorded_at, one.updated_at or 0, tx.value(_last_touch(one.id)) or 0)
        holds = policy.keeps_record(one.recorded_at, updated, now, kept.frame.zone)
        same = one.name_key == keys.name_key
        said = Registered(one.agent, one.recorded_at, updated, same, holds, kept.frame.zone)
        found.append(_Found(one.id, one.ref, one.owner_id, said))
    return next((one for one in found if one.said.same_person), next(iter(found), None))
