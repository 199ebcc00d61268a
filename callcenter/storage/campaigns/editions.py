"""Editions: what plans are made by, a rulebook version and the frame, comes as a whole.

Here a change begins; ``rulebooks/rule_changes.py`` works at it until it counts.

See docs/architecture.md#rule-changes.
"""

from __future__ import annotations

from msgspec.structs import replace

from callcenter import campaign_settings
from callcenter.access import Principal
from callcenter.model import CampaignFrame, Instant
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import units
from callcenter.storage.tables.access import CampaignUnitTable, UnitTable
from callcenter.storage.tables.campaigns import CampaignTable, EditionTable, ZoneGroupTable
from callcenter.views.upkeep.campaigns import CampaignSettings, ChangeStage


def set_columns(tx: Tx, edition: int, **columns: object) -> None:
    """Set columns of an edition."""
    tx.run(EditionTable.update(**columns).where(EditionTable.id == edition))


def locked(tx: Tx, campaign: str) -> StoredCampaign:
    """A campaign of which nobody else begins to change the rules. Raises ``UNKNOWN_CAMPAIGN``.

    Waits for those who are just bringing in a customer and have not seen that a change begins.
    """
    kept = campaign_rows.get(tx, campaign)
    if not tx.postgres:
        return kept
    tx.value(CampaignTable.select(CampaignTable.id).where(CampaignTable.id == kept.id).for_update())
    return campaign_rows.get(tx, campaign)


def begin(tx: Tx, kept: StoredCampaign, version: int, frame: CampaignFrame, *, actor: Principal, now: Instant) -> None:
    """Begin to put a campaign under a rulebook version and a frame; whatever else was coming gives way.

    What comes already goes on where it stopped.
    """
    coming = kept.coming
    if coming is not None and (coming.version, coming.frame) == (version, frame):
        return
    if coming is not None:
        set_columns(tx, coming.id, state="dropped")
        # The plans that were written for it go with the next pass over everybody, whichever that is.
        set_columns(tx, kept.edition.id, state=ChangeStage.SETTLING.value, cursor=0, worked_at=now)
        tx.mark_changed()
    if (version, frame) == (kept.version, kept.frame):
        return
    tx.insert(
        EditionTable,
        campaign=kept.id,
        rulebook_version=version,
        state=ChangeStage.PREPARING.value,
        begun_at=now,
        worked_at=now,
        actor=actor.name,
        frame=None if frame == kept.frame else campaign_rows.frame_text(frame),
    )
    if frame.zone != kept.frame.zone:
        tx.insert_each(ZoneGroupTable, [{"campaign": kept.id, "zone": frame.zone}], unless_there=True)
    tx.mark_changed()


def count(tx: Tx, kept: StoredCampaign, now: Instant) -> None:
    """Have the coming edition of a campaign count from now on: the one update that switches."""
    coming = kept.coming
    assert coming is not None
    counts = {"edition": coming.id, "rulebook_version": coming.version, **campaign_rows.columns_of(coming.frame)}
    tx.run(CampaignTable.update(**counts).where(CampaignTable.id == kept.id))
    moved = coming.frame.zone != kept.frame.zone
    set_columns(
        tx,
        coming.id,
        state=ChangeStage.SETTLING.value,
        cursor=0,
        since=now,
        frame=None,
        zone_before=kept.frame.zone if moved else None,
    )
    tx.mark_changed()


@prepared
def _units(campaign: int) -> Query:
    belonging = CampaignUnitTable.campaign == campaign
    return UnitTable.select(UnitTable.name).join(CampaignUnitTable).where(belonging).order_by(UnitTable.name)


def settings_of(tx: Tx, kept: StoredCampaign) -> CampaignSettings:
    """The settings of a campaign that count."""
    return replace(kept.settings, units=tuple(tx.values(_units(kept.id))))


def settings_to_be(tx: Tx, kept: StoredCampaign) -> CampaignSettings:
    """The settings of a campaign once what is coming counts."""
    frame = kept.frame if kept.coming is None else kept.coming.frame
    return replace(
        settings_of(tx, kept),
        timezone=frame.zone,
        country=frame.country,
        closed_holidays=frame.closed_holidays,
        closed_days=frame.closed_days,
        legal_frame=(frame.legal_start, frame.legal_end),
        hours=frame.hours,
    )


def put_settings(tx: Tx, kept: StoredCampaign, wanted: CampaignSettings, *, actor: Principal, now: Instant) -> None:
    """Write the settings of a campaign; what plans are made by begins to come. Raises ``UNKNOWN_UNIT``."""
    at_once = {
        "mask": wanted.mask.value,
        "dial_colleagues": wanted.dial_colleagues,
        "lease_seconds": wanted.lease_seconds,
        "own_pool_on_reach": wanted.own_pool_on_reach,
        "recording_years": wanted.recording_years,
        "ring_seconds": wanted.ring_seconds,
        "outcome_by_itself": wanted.outcome_by_itself,
        "auto_dial": wanted.auto_dial,
        "attention": campaign_settings.written_limits(wanted.attention),
    }
    tx.run(CampaignTable.update(**at_once).where(CampaignTable.id == kept.id))
    belonging = [{"campaign": kept.id, "unit": units.unit_id(tx, name)} for name in wanted.units]
    tx.run(CampaignUnitTable.delete().where(CampaignUnitTable.campaign == kept.id))
    tx.insert_each(CampaignUnitTable, belonging)
    version = kept.version if kept.coming is None else kept.coming.version
    frame = campaign_settings.frame(wanted, halted=kept.frame.halted)
    begin(tx, kept, version, frame, actor=actor, now=now)
