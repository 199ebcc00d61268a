"""All tables."""

from __future__ import annotations

from callcenter.storage.tables.access import (
    AuditKeyTable,
    AuditTable,
    CampaignUnitTable,
    CredentialTable,
    MembershipTable,
    SignInTable,
    TokenTable,
    UnitTable,
)
from callcenter.storage.tables.base import CounterTable, MetaTable, Table
from callcenter.storage.tables.calls import (
    ClaimNumberTable,
    ClaimTable,
    LastCallTable,
    OpenCallTable,
    TouchTable,
    WaitingOwnerTable,
)
from callcenter.storage.tables.campaigns import (
    CallerNumberTable,
    CampaignTable,
    EditionTable,
    RulebookVersionTable,
    ZoneGroupTable,
)
from callcenter.storage.tables.customers import (
    ContactNumberTable,
    ContactPersonTable,
    CustomerChangeTable,
    CustomerTable,
    CustomerTagTable,
    DoNotCallTable,
    LiftTable,
    MergeTable,
    MilestoneTable,
    PhoneTable,
    ReferralTable,
    SearchWordTable,
    SnoozeTable,
    TagTable,
    TierChangeTable,
    TwoPeopleTable,
)
from callcenter.storage.tables.effects import (
    BreachLogTable,
    CaseStepTable,
    CaseTable,
    ClosureTable,
    FindingTable,
    ReopeningTable,
)
from callcenter.storage.tables.imports import ImportBatchTable, ImportChangeTable, ImportFactTable, StageRowTable
from callcenter.storage.tables.notices import NoticeTable
from callcenter.storage.tables.people import AgentTable, PresenceSpanTable, PresenceTable
from callcenter.storage.tables.plans import CohortPlaceTable, CohortTable, ObligationTable, PlacementTable
from callcenter.storage.tables.programs import DeskWindowTable, LeaseTable, ProgramTable, RequestTable

TABLES: tuple[type[Table], ...] = (
    MetaTable,
    CounterTable,
    AgentTable,
    RulebookVersionTable,
    CampaignTable,
    CallerNumberTable,
    EditionTable,
    ZoneGroupTable,
    ImportBatchTable,
    StageRowTable,
    CustomerTable,
    SearchWordTable,
    ReferralTable,
    PlacementTable,
    PhoneTable,
    ContactPersonTable,
    ContactNumberTable,
    TagTable,
    CustomerTagTable,
    MilestoneTable,
    TouchTable,
    TierChangeTable,
    CustomerChangeTable,
    CohortTable,
    CohortPlaceTable,
    LiftTable,
    DoNotCallTable,
    SnoozeTable,
    MergeTable,
    TwoPeopleTable,
    ClaimTable,
    ClaimNumberTable,
    OpenCallTable,
    WaitingOwnerTable,
    LastCallTable,
    ObligationTable,
    BreachLogTable,
    ClosureTable,
    CaseTable,
    CaseStepTable,
    ReopeningTable,
    FindingTable,
    ImportFactTable,
    ImportChangeTable,
    PresenceTable,
    PresenceSpanTable,
    NoticeTable,
    ProgramTable,
    DeskWindowTable,
    LeaseTable,
    RequestTable,
    UnitTable,
    MembershipTable,
    CampaignUnitTable,
    CredentialTable,
    SignInTable,
    TokenTable,
    AuditTable,
    AuditKeyTable,
)
"""All tables, each after those that it names."""
