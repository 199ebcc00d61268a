"""A new customer, as they were typed: checked, and added."""

from __future__ import annotations

from collections.abc import Mapping

from callcenter.desk.forms.customer_form import BadField, no_number
from callcenter.desk.typed_numbers import NoNumber, read_numbers
from callcenter.locale import _, pgettext
from callcenter.model import Instant
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.upkeep.campaigns import CampaignRow
from callcenter.wording import decisions, names
from callcenter.wording.typed_answers import tier_of

DEFAULT_CAMPAIGN = "telesales"
"""The campaign of the first customer of an empty store."""


class NumberTaken(BadField):
    """The number is somebody's already: taken at the second Enter."""

    def __init__(self, number: str, said: str) -> None:
        super().__init__("phone", said)
        self.number = number


def add(
    values: Mapping[str, str],
    store: Store,
    now: Instant,
    *,
    campaign: str | None,
    double: str,
    key: str,
    referrer: str = "",
) -> str:
    """Write a new customer; the ref. ``double``: a number that may be another customer's too; ``key``: of the form;
    ``referrer``: the ref of who recommended us. Raises ``BadField``, ``NumberTaken`` where the number is somebody's."""
    if not values["name"]:
        raise BadField("name", _("Enter a name."))
    row = _campaign(values["campaign"], store, now, campaign=campaign)
    try:
        numbers = read_numbers(values["phone"], row.frame.country)
    except NoNumber as bad:
        raise BadField("phone", no_number(bad)) from bad
    number = numbers[0] if numbers else ""
    # Sent again after its answer was lost, the form would find the number at the customer whom it added.
    sent_before = store.requests.is_done(key, "add_customer")
    if not sent_before and (taken := _settled(values, number, row.name, store, now, double=double, key=key)):
        return taken
    owners = store.lookup.by_phone(number) if number and number != double else ()
    if owners and not sent_before:
        owner = owners[0]
        said = _("This number belongs to {name} ({ref}). Press Enter again to add anyway.")
        raise NumberTaken(number, said.format(name=owner.name, ref=owner.ref))
    tiers = store.campaigns.book(row.name).tiers
    tier = tier_of(values["tier"], tiers)
    if values["tier"] and tier is None:
        raise BadField("tier", _("Choose a tier: {tiers}.").format(tiers=names.listed(map(names.tier, tiers))))
    named = values.get("named") or None
    if named is not None and named not in {row.name for row in store.people.all()}:
        raise BadField("named", _("No agent is called {name}.").format(name=named))
    new = NewCustomer(
        values["name"],
        number,
        company=values["company"],
        tier=tier,
        source=values["source"],
        campaign=row.name,
        referrer=referrer,
        allocate=True,
        named=named,
    )
    return store.customers.add(new, key=key, now=now)


def _settled(
    values: Mapping[str, str], number: str, campaign: str, store: Store, now: Instant, *, double: str, key: str
) -> str:
    """Settle a second registration by the record (docs/rules.md#r6): the ref where the customer is taken over, '' where
    none stands against a new one. Nothing of a colleague's customer is told but whose they are, since when."""
    name, company = values["name"], values["company"]
    if store.requests.is_done(key, "take_over_record"):
        return store.conflicts.take(name, phone=number, company=company, campaign=campaign, key=key, now=now)
    found = store.conflicts.look(name, phone=number, company=company, campaign=campaign, now=now)
    if found is None:
        return ""
    again = double == (number or name)
    if found.same_person and not found.kept and again:
        return store.conflicts.take(name, phone=number, company=company, campaign=campaign, key=key, now=now)
    if not found.same_person and again:
        return ""
    raise NumberTaken(number or name, decisions.conflict(found, now))


def goes_to(store: Store, ref: str) -> str:
    """The agent to whom a new customer has gone and why, '' where nobody allocates (docs/rules.md#r5)."""
    found = store.rotations.allocation_of(ref)
    return "" if found is None else decisions.allocation(found)


def referral(name: str, phone: str, campaign: str) -> Mapping[str, str]:
    """The form of somebody whom a customer of a campaign recommends."""
    known = {"name": name, "phone": phone, "campaign": campaign, "source": pgettext("source", "referral")}
    return {"company": "", "tier": "", **known}


def _campaign(typed: str, store: Store, now: Instant, *, campaign: str | None) -> CampaignRow:
    """The campaign that was typed, else that of the desk, else the first; a shipped rulebook's name makes one."""
    known = {row.name: row for row in store.campaigns.all()}
    wanted = typed or campaign or next(iter(known), DEFAULT_CAMPAIGN)
    return known.get(wanted) or store.campaigns.ensure_shipped(wanted, now=now)
