"""The words for what a rulebook names by a code of its own: phases, groups, cohorts, columns.

A name that an organisation chose itself is said as it stands; of an included book its name is said too.
"""

from __future__ import annotations

from collections.abc import Mapping

from callcenter.locale import NP_, Term, _, pgettext
from callcenter.wording.reasons import fact

_PHASES: Mapping[str, Term] = {
    "presale": NP_("phase", "before the sale"),
    "contract": NP_("phase", "under contract"),
    "renewal": NP_("phase", "renewal"),
    "customer": NP_("phase", "as a customer"),
    "quotation": NP_("phase", "after the quotation"),
    "potential": NP_("phase", "as a potential customer"),
    "account": NP_("phase", "with an account"),
    "event": NP_("phase", "after an event"),
    "after_delivery": NP_("phase", "after the delivery"),
    "delivery": NP_("phase", "after the delivery"),
    "warranty": NP_("phase", "under warranty"),
    "after_warranty": NP_("phase", "after the warranty"),
    "fair": NP_("phase", "from the fair on"),
    "after_fair": NP_("phase", "contact after the fair"),
    "samples": NP_("phase", "after the samples"),
    "question": NP_("phase", "after a question"),
    "complaint": NP_("phase", "after a complaint"),
    "repair": NP_("phase", "after a repair"),
    "shipment": NP_("phase", "after the shipment"),
    "connection": NP_("phase", "after the connection"),
}
_GROUPS: Mapping[str, Term] = {
    "key": NP_("group", "key customers"),
    "fleet": NP_("group", "end customers with many units"),
    "few": NP_("group", "end customers with few units"),
    "high_voltage": NP_("group", "high-voltage customers"),
    "dormant": NP_("group", "dormant accounts"),
    "margin": NP_("group", "margin accounts"),
    "surveyed": NP_("group", "surveyed customers"),
}
_COHORTS: Mapping[str, Term] = {
    "stock": NP_("cohort", "yearly sample of existing customers"),
    "top": NP_("cohort", "best customers"),
}
_COLUMNS: Mapping[str, Term] = {
    "key": NP_("column", "key customer"),
    "revenue": NP_("column", "revenue"),
    "units_per_year": NP_("column", "units per year"),
    "units": NP_("column", "units"),
    "capacity_kva": NP_("column", "capacity in kVA"),
    "annual_kwh": NP_("column", "kWh per year"),
    "close_probability": NP_("column", "closing probability (%)"),
    "assets_cny": NP_("column", "assets in CNY"),
    "turnover_cny": NP_("column", "turnover in CNY"),
    "vip": NP_("column", "VIP customer"),
    "loss_gap": NP_("column", "loss gap"),
    "high_voltage": NP_("column", "high voltage"),
    "dormant": NP_("column", "dormant account"),
    "margin": NP_("column", "margin account"),
    "survey": NP_("column", "survey"),
}

# Origins of phases, as nouns: sentences about a customer have the milestones' own words.
_ORIGINS: Mapping[str, Term] = {
    "account_opened": NP_("origin", "account opening"),
    "shipped": NP_("origin", "shipment"),
    "connected": NP_("origin", "power connection"),
    "expo": NP_("origin", "last day of the trade fair"),
    "samples_arrived": NP_("origin", "arrival of the samples"),
    "complaint_resolved": NP_("origin", "settlement of the complaint"),
    "repair_done": NP_("origin", "end of the repair"),
    "came": NP_("origin", "first record of the customer"),
}


def origin(name: str) -> str:
    """Return the noun for what a phase starts or ends with, and days are counted from: ``shipment``."""
    return pgettext(*_ORIGINS[name]) if name in _ORIGINS else fact(name)


def phase(name: str) -> str:
    """A stretch of a customer's life in which rules apply."""
    return _named(_PHASES, name)


def group(name: str) -> str:
    """Customers whom rules are for, or not."""
    return _named(_GROUPS, name)


def cohort(name: str) -> str:
    """Customers who are ranked or drawn."""
    return _named(_COHORTS, name)


def column(name: str) -> str:
    """A column of the customer list that rules ask for."""
    return pgettext(*_COLUMNS[name]) if name in _COLUMNS else name


def _named(words: Mapping[str, Term], name: str) -> str:
    if name in words:
        return pgettext(*words[name])
    book, _dot, own = name.rpartition(".")
    if book and own in words:
        return _("{name} ({book})").format(name=pgettext(*words[own]), book=book)
    return name
