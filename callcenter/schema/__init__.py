"""The tables, as Peewee models, and the indexes beside them. Only the store's rooms import this.

Instants are UTC epoch milliseconds, days ISO texts. History (touches, milestones, tier changes, the breach log) is
append-only: what is taken back is marked, never removed. ``placement`` and ``obligation`` hold the stored plans, one
for each edition of a campaign's rules (DESIGN §3, one truth, one fold): SQL filters and sorts these columns and knows
no rule.

The models are not bound to a database: every query is run by the transaction that it belongs to, so that several
stores can be open in one process.
"""

from __future__ import annotations

from callcenter.schema.base import Counter, Meta_, Table
from callcenter.schema.calls import Claim, ClaimNumber, LastCall, OpenCall, Touch
from callcenter.schema.campaigns import Campaign, Edition, RulebookVersion, ZoneGroup
from callcenter.schema.customers import (
    Customer,
    Lift,
    Merge,
    Milestone,
    Phone,
    Referral,
    SearchWord,
    Snooze,
    TierChange,
)
from callcenter.schema.effects import BreachLog, CaseStep, Closure, Finding, Kase, Reopening
from callcenter.schema.imports import ImportBatch, ImportChange, ImportFact, StageRow
from callcenter.schema.people import Agent, Presence, PresenceSpan
from callcenter.schema.plans import Cohort, CohortPlace, Obligation, Placement

VERSION = 6
"""The schema version that this program writes."""

TABLES: tuple[type[Table], ...] = (
    Meta_,
    Counter,
    Agent,
    RulebookVersion,
    Campaign,
    Edition,
    ZoneGroup,
    ImportBatch,
    StageRow,
    Customer,
    SearchWord,
    Referral,
    Placement,
    Phone,
    Milestone,
    Touch,
    TierChange,
    Cohort,
    CohortPlace,
    Lift,
    Snooze,
    Merge,
    Claim,
    ClaimNumber,
    OpenCall,
    LastCall,
    Obligation,
    BreachLog,
    Closure,
    Kase,
    CaseStep,
    Reopening,
    Finding,
    ImportFact,
    ImportChange,
    Presence,
    PresenceSpan,
)
"""All tables, each after those that it names."""
