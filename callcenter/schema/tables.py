"""All tables."""

from __future__ import annotations

from callcenter.schema.base import Counter, Meta_, Table
from callcenter.schema.calls import Claim, ClaimNumber, LastCall, OpenCall, Touch, WaitingOwner
from callcenter.schema.campaigns import Campaign, Edition, RulebookVersion, ZoneGroup
from callcenter.schema.customers import (
    Customer,
    CustomerChange,
    DoNotCall,
    Lift,
    Merge,
    Milestone,
    Phone,
    Referral,
    SearchWord,
    Snooze,
    TierChange,
    TwoPeople,
)
from callcenter.schema.effects import BreachLog, CaseStep, Closure, Finding, Kase, Reopening
from callcenter.schema.imports import ImportBatch, ImportChange, ImportFact, StageRow
from callcenter.schema.notices import Notice
from callcenter.schema.people import Agent, Presence, PresenceSpan
from callcenter.schema.plans import Cohort, CohortPlace, Obligation, Placement
from callcenter.schema.programs import Lease, Program, Request

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
    CustomerChange,
    Cohort,
    CohortPlace,
    Lift,
    DoNotCall,
    Snooze,
    Merge,
    TwoPeople,
    Claim,
    ClaimNumber,
    OpenCall,
    WaitingOwner,
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
    Notice,
    Program,
    Lease,
    Request,
)
"""All tables, each after those that it names."""
