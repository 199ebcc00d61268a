"""Campaigns and the rulebook versions that they run under."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache

import msgspec
from msgspec import Struct, structs

from callcenter import campaign_settings
from callcenter.access import Principal, Right
from callcenter.model import CampaignFrame, Instant, Mask
from callcenter.rulebook import reader, shelf
from callcenter.rulebook.book import Rulebook
from callcenter.storage.access import chain, grants
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.campaigns import CampaignTable, EditionTable, RulebookVersionTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.upkeep.campaigns import CampaignRow, CampaignSettings, CampaignState
from callcenter.views.upkeep.trouble import StoreError, Trouble

DEFAULT_CAMPAIGN = "telesales"


class EditionOf(Struct, frozen=True):
    """An edition of a campaign's rules: its id, its rulebook version's id, and since when it counts (None: not yet).

    ``begun_at`` is when it was recorded; ``frame`` is the campaign's under it.
    """

    id: int
    version: int
    since: Instant | None
    begun_at: Instant
    frame: CampaignFrame


class StoredCampaign(Struct, frozen=True):
    """A campaign as it is stored: ``version`` is the id of its rulebook version, ``number`` the one people see.

    ``edition`` is the one whose plans count; ``coming`` the one that is being written beside it, None outside a change
    of rules. ``created_at`` is when the campaign came into the store.
    """

    id: int
    frame: CampaignFrame
    settings: CampaignSettings
    state: CampaignState
    version: int
    rulebook: str
    number: int
    edition: EditionOf
    coming: EditionOf | None
    created_at: Instant

    @property
    def name(self) -> str:
        return self.frame.name

    @property
    def lease(self) -> int:
        """Time for which a claim lasts, in milliseconds."""
        return campaign_settings.lease(self.settings)


class _Row(Struct, frozen=True):
    id: int
    name: str
    zone: str
    country: str
    legal_start: int
    legal_end: int
    closed_holidays: bool
    closed_days: str
    hours: str
    mask: Mask
    dial_colleagues: bool | None
    own_pool_on_reach: bool
    lease_seconds: int | None
    recording_years: int
    ring_seconds: int | None
    outcome_by_itself: bool
    auto_dial: bool
    attention: str
    paused_at: Instant | None
    closed_at: Instant | None
    version: int
    rulebook: str
    number: int
    created_at: Instant
    edition: int
    since: Instant | None
    begun_at: Instant
    coming: int | None
    coming_version: int
    coming_begun_at: Instant
    coming_frame: str | None

    def campaign(self) -> StoredCampaign:
        """The campaign."""
        settings, coming = self._settings(), self.coming
        frame = campaign_settings.frame(settings, halted=self._state is not CampaignState.OPEN)
        return StoredCampaign(
            id=self.id,
            frame=frame,
            settings=settings,
            state=self._state,
            version=self.version,
            rulebook=self.rulebook,
            number=self.number,
            edition=EditionOf(self.edition, self.version, self.since, self.begun_at, frame),
            coming=None
            if coming is None
            else EditionOf(coming, self.coming_version, None, self.coming_begun_at, _read(self.coming_frame, frame)),
            created_at=self.created_at,
        )

    def _settings(self) -> CampaignSettings:
        """All but the units, which only a few ask for."""
        return CampaignSettings(
            name=self.name,
            timezone=self.zone,
            country=self.country,
            closed_holidays=self.closed_holidays,
            closed_days=frozenset(date.fromisoformat(day) for day in json.loads(self.closed_days)),
            legal_frame=(_clock(self.legal_start), _clock(self.legal_end)),
            hours=campaign_settings.spans_of_day(self.hours),
            mask=self.mask,
            dial_colleagues=None if self.dial_colleagues is None else bool(self.dial_colleagues),
            lease_seconds=self.lease_seconds,
            own_pool_on_reach=self.own_pool_on_reach,
            recording_years=self.recording_years,
            ring_seconds=self.ring_seconds,
            outcome_by_itself=bool(self.outcome_by_itself),
            auto_dial=bool(self.auto_dial),
            attention=campaign_settings.limits(self.attention or campaign_settings.ATTENTION),
        )

    @property
    def _state(self) -> CampaignState:
        if self.closed_at is not None:
            return CampaignState.CLOSED
        return CampaignState.OPEN if self.paused_at is None else CampaignState.PAUSED


def _read(written: str | None, frame: CampaignFrame) -> CampaignFrame:
    """A frame that comes, as :func:`written` wrote it; None = the one that counts."""
    if written is None:
        return frame
    return structs.replace(msgspec.json.decode(written, type=CampaignFrame), halted=frame.halted)


def frame_text(frame: CampaignFrame) -> str:
    """A frame as an edition keeps it until it counts."""
    return msgspec.json.encode(frame).decode()


def _campaigns() -> peewee.ModelSelect[CampaignTable]:
    coming = EditionTable.alias()
    selected = columns(
        _Row,
        CampaignTable,
        version=CampaignTable.rulebook_version,
        rulebook=RulebookVersionTable.name,
        number=RulebookVersionTable.number,
        edition=EditionTable.id,
        since=EditionTable.since,
        begun_at=EditionTable.begun_at,
        coming=coming.id,
        coming_version=fn.COALESCE(coming.rulebook_version, 0),
        coming_begun_at=fn.COALESCE(coming.begun_at, 0),
        coming_frame=coming.frame,
    )
    is_coming = (coming.campaign == CampaignTable.id) & (coming.state == "preparing")
    return (
        CampaignTable.select(*selected)
        .join(RulebookVersionTable)
        .join_from(CampaignTable, EditionTable, on=EditionTable.id == CampaignTable.edition)
        .join_from(CampaignTable, coming, peewee.JOIN.LEFT_OUTER, on=is_coming)
    )


@prepared
def _all_campaigns() -> Query:
    return _campaigns().order_by(CampaignTable.id)


@prepared
def _campaign_named(name: str) -> Query:
    return _campaigns().where(CampaignTable.name == name)


def _clock(minutes: int) -> time:
    # 24:00 cannot be written as a time of day; the last microsecond stands for it.
    return time.max if minutes >= 1440 else time(minutes // 60, minutes % 60)


def _minutes(clock: time) -> int:
    return 1440 if clock == time.max else clock.hour * 60 + clock.minute


@lru_cache(maxsize=256)
def _campaign(row: _Row) -> StoredCampaign:
    """The campaign of a row; every claim and every page reads the same rows again."""
    return row.campaign()


def get_all(tx: Tx) -> dict[int, StoredCampaign]:
    """Every campaign by id."""
    return {row.id: _campaign(row) for row in tx.all(_Row, _all_campaigns())}


def get(tx: Tx, name: str) -> StoredCampaign:
    """A campaign by name. Raises ``UNKNOWN_CAMPAIGN``."""
    found = tx.one(_Row, _campaign_named(name))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_CAMPAIGN, campaign=name)
    return _campaign(found)


def select(tx: Tx, name: str | None) -> dict[int, StoredCampaign]:
    """The campaign of this name, or all of them for None."""
    if name is None:
        return get_all(tx)
    kept = get(tx, name)
    return {kept.id: kept}


def editions_of(campaigns: Iterable[StoredCampaign]) -> list[int]:
    """The ids of the editions that count: plans of any other edition are no one's."""
    return [kept.edition.id for kept in campaigns]


def version_of(tx: Tx, book: Rulebook, *, actor: Principal, now: Instant) -> int:
    """The id of this rulebook text's version; the same text is kept once."""
    import hashlib

    digest = hashlib.sha256(book.text.encode()).hexdigest()
    of_name = RulebookVersionTable.name == book.name
    same = of_name & (RulebookVersionTable.digest == digest)
    found = tx.value(RulebookVersionTable.select(RulebookVersionTable.id).where(same))
    if found is not None:
        return int(found)
    newest = tx.value(RulebookVersionTable.select(fn.MAX(RulebookVersionTable.number)).where(of_name)) or 0
    return tx.insert(
        RulebookVersionTable,
        name=book.name,
        number=newest + 1,
        digest=digest,
        text=book.text,
        created_at=now,
        actor=actor.name,
    )


def shipped_book(name: str) -> Rulebook:
    """A rulebook that ships with the program. Raises ``UNKNOWN_RULEBOOK``."""
    try:
        text = shelf.shipped_text(name)
    except KeyError as error:
        raise StoreError(Trouble.UNKNOWN_RULEBOOK, rulebook=name) from error
    return reader.load(text, name)


def ensure_shipped(tx: Tx, name: str, *, actor: Principal, now: Instant) -> StoredCampaign:
    """The campaign of this name; one that names a shipped rulebook makes itself, '' is ``telesales``.

    Raises ``UNKNOWN_CAMPAIGN``.

    See docs/rules.md#campaigns.
    """
    wanted = name or DEFAULT_CAMPAIGN
    found = tx.one(_Row, _campaign_named(wanted))
    if found is not None:
        return _campaign(found)
    if wanted not in shelf.shipped():
        raise StoreError(Trouble.UNKNOWN_CAMPAIGN, campaign=wanted)
    return add(tx, CampaignFrame(wanted), shipped_book(wanted), actor=actor, now=now)


def ensure_allowed(tx: Tx, name: str, *, actor: Principal, now: Instant) -> StoredCampaign:
    """The same by whoever asks for it by hand: one that is made stands in the audit.

    Raises ``NOT_ALLOWED`` too, where the store is closed to whoever may not add one.
    """
    wanted = name or DEFAULT_CAMPAIGN
    if wanted in shelf.shipped() and tx.one(_Row, _campaign_named(wanted)) is None:
        if tx.grant.closed and not tx.grant.has(Right.CHANGE_RULES):
            raise grants.refusal(tx.grant)
        chain.append(tx, "campaigns.add", "")
    return ensure_shipped(tx, name, actor=actor, now=now)


def columns_of(frame: CampaignFrame) -> dict[str, object]:
    """The columns of a campaign that hold its frame."""
    return {
        "zone": frame.zone,
        "country": frame.country,
        "legal_start": _minutes(frame.legal_start),
        "legal_end": _minutes(frame.legal_end),
        "closed_holidays": frame.closed_holidays,
        "closed_days": json.dumps(sorted(day.isoformat() for day in frame.closed_days)),
        "hours": campaign_settings.written_spans(frame.hours),
    }


def add(tx: Tx, frame: CampaignFrame, book: Rulebook, *, actor: Principal, now: Instant) -> StoredCampaign:
    """Write a new campaign. Raises ``CAMPAIGN_EXISTS``."""
    if tx.one(_Row, _campaign_named(frame.name)) is not None:
        raise StoreError(Trouble.CAMPAIGN_EXISTS, campaign=frame.name)
    version = version_of(tx, book, actor=actor, now=now)
    key = tx.insert(
        CampaignTable,
        name=frame.name,
        rulebook_version=version,
        **columns_of(frame),
        created_at=now,
    )
    edition = tx.insert(
        EditionTable,
        campaign=key,
        rulebook_version=version,
        state="settled",
        begun_at=now,
        worked_at=now,
        since=0,
        actor=actor.name,
    )
    tx.run(CampaignTable.update(edition=edition).where(CampaignTable.id == key))
    tx.mark_changed()
    return get(tx, frame.name)


def row_of(kept: StoredCampaign, customers: int) -> CampaignRow:
    """Return a campaign as rooms outside the store see it."""
    return CampaignRow(
        kept.frame, kept.rulebook, kept.number, customers, kept.state, campaign_settings.pace(kept.settings)
    )


def require_active(kept: StoredCampaign) -> None:
    """Raise ``CAMPAIGN_CLOSED`` or ``CAMPAIGN_PAUSED`` where nobody is called."""
    require_not_closed(kept)
    if kept.state is CampaignState.PAUSED:
        raise StoreError(Trouble.CAMPAIGN_PAUSED, campaign=kept.name)


def require_not_closed(kept: StoredCampaign) -> None:
    """Raise ``CAMPAIGN_CLOSED`` for a closed campaign."""
    if kept.state is CampaignState.CLOSED:
        raise StoreError(Trouble.CAMPAIGN_CLOSED, campaign=kept.name)
