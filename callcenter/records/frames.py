"""Campaigns and the rulebook versions that they run under."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from callcenter import rulebook as rulebooks
from callcenter import rulebook_reader, workdays
from callcenter.model import CampaignFrame, Instant
from callcenter.records import cleaning
from callcenter.records.working import Tx, Worker
from callcenter.rulebook import Rulebook
from callcenter.schema import Campaign, RulebookVersion
from callcenter.views import Actor, CampaignRow, StoreError, Trouble

DEFAULT_CAMPAIGN = "telesales"


@dataclass(frozen=True, slots=True)
class Kept:
    """A campaign as it is stored: ``version`` is the id of its rulebook version, ``number`` the one people see."""

    id: int
    frame: CampaignFrame
    version: int
    rulebook: str
    number: int

    @property
    def name(self) -> str:
        return self.frame.name


_COLUMNS = (
    "SELECT c.id, c.name, c.zone, c.country, c.legal_start, c.legal_end, c.closed_holidays, c.closed_days,"
    " v.id, v.name, v.number FROM campaign c JOIN rulebook_version v ON v.id = c.rulebook_version_id"
)


def _kept(row: tuple[object, ...]) -> Kept:
    key, name, zone, country, start, end, holidays, days, version, rulebook, number = row
    frame = CampaignFrame(
        name=str(name),
        zone=str(zone),
        country=str(country),
        legal_start=_clock(int(str(start))),
        legal_end=_clock(int(str(end))),
        closed_holidays=bool(holidays),
        closed_days=frozenset(date.fromisoformat(day) for day in json.loads(str(days))),
    )
    return Kept(int(str(key)), frame, int(str(version)), str(rulebook), int(str(number)))


def _clock(minutes: int) -> time:
    # 24:00 cannot be written as a time of day; the last microsecond stands for it.
    return time.max if minutes >= 1440 else time(minutes // 60, minutes % 60)


def _minutes(clock: time) -> int:
    return 1440 if clock == time.max else clock.hour * 60 + clock.minute


def all_kept(tx: Tx) -> dict[int, Kept]:
    """Every campaign by id."""
    return {kept.id: kept for kept in map(_kept, tx.rows(f"{_COLUMNS} ORDER BY c.id"))}


def kept_named(tx: Tx, name: str) -> Kept:
    """A campaign by name. Raises ``UNKNOWN_CAMPAIGN``."""
    found = tx.row(f"{_COLUMNS} WHERE c.name = ?", (name,))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_CAMPAIGN, campaign=name)
    return _kept(found)


def selected(tx: Tx, name: str | None) -> dict[int, Kept]:
    """The campaign of this name, or all of them for None."""
    if name is None:
        return all_kept(tx)
    kept = kept_named(tx, name)
    return {kept.id: kept}


def version_of(tx: Tx, book: Rulebook, *, actor: Actor, now: Instant) -> int:
    """The id of this rulebook text's version; the same text is kept once."""
    digest = hashlib.sha256(book.text.encode()).hexdigest()
    found = tx.value("SELECT id FROM rulebook_version WHERE name = ? AND digest = ?", (book.name, digest))
    if found is not None:
        return int(found)
    newest = tx.value("SELECT max(number) FROM rulebook_version WHERE name = ?", (book.name,)) or 0
    return tx.insert(
        RulebookVersion,
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
        text = rulebooks.shipped_text(name)
    except KeyError as error:
        raise StoreError(Trouble.UNKNOWN_RULEBOOK, rulebook=name) from error
    return rulebook_reader.load(text, name)


def ensure_shipped(tx: Tx, name: str, *, actor: Actor, now: Instant) -> Kept:
    """The campaign of this name; one that names a shipped rulebook makes itself (RULES §3), '' is ``telesales``.

    Raises ``UNKNOWN_CAMPAIGN``.
    """
    wanted = name or DEFAULT_CAMPAIGN
    found = tx.row(f"{_COLUMNS} WHERE c.name = ?", (wanted,))
    if found is not None:
        return _kept(found)
    if wanted not in rulebooks.shipped():
        raise StoreError(Trouble.UNKNOWN_CAMPAIGN, campaign=wanted)
    return add(tx, CampaignFrame(wanted), shipped_book(wanted), actor=actor, now=now)


def add(tx: Tx, frame: CampaignFrame, book: Rulebook, *, actor: Actor, now: Instant) -> Kept:
    """Write a new campaign. Raises ``CAMPAIGN_EXISTS``."""
    if tx.value("SELECT 1 FROM campaign WHERE name = ?", (frame.name,)) is not None:
        raise StoreError(Trouble.CAMPAIGN_EXISTS, campaign=frame.name)
    tx.insert(
        Campaign,
        name=frame.name,
        rulebook_version=version_of(tx, book, actor=actor, now=now),
        zone=frame.zone,
        country=frame.country,
        legal_start=_minutes(frame.legal_start),
        legal_end=_minutes(frame.legal_end),
        closed_holidays=frame.closed_holidays,
        closed_days=json.dumps(sorted(day.isoformat() for day in frame.closed_days)),
        created_at=now,
    )
    tx.touch()
    return kept_named(tx, frame.name)


def switch(tx: Tx, name: str, book: Rulebook, *, actor: Actor, now: Instant) -> Kept:
    """Put a campaign under a rulebook version and mark its customers for the tick. Raises ``UNKNOWN_CAMPAIGN``."""
    kept = kept_named(tx, name)
    version = version_of(tx, book, actor=actor, now=now)
    if version != kept.version:
        tx.sql("UPDATE campaign SET rulebook_version_id = ? WHERE id = ?", (version, kept.id))
        # Version 0 = never folded: what the old rules would have asked for meanwhile is not replayed.
        tx.sql("UPDATE customer SET valid_until = ?, plan_version = 0 WHERE campaign_id = ?", (now, kept.id))
        # What cohorts read of a customer is worked out anew by the fold.
        tx.sql("UPDATE customer SET cohort_key = '' WHERE campaign_id = ?", (kept.id,))
        tx.sql(
            "DELETE FROM cohort_place WHERE customer_id IN (SELECT id FROM customer WHERE campaign_id = ?)", (kept.id,)
        )
        tx.sql("DELETE FROM cohort WHERE campaign_id = ?", (kept.id,))
        tx.touch()
    return kept_named(tx, name)


def row_of(kept: Kept, customers: int) -> CampaignRow:
    """What rooms outside the store see of a campaign."""
    return CampaignRow(kept.frame, kept.rulebook, kept.number, customers)


def check_zone(zone: str) -> None:
    """Raises ``UNKNOWN_ZONE`` where no such IANA time zone is known."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise StoreError(Trouble.UNKNOWN_ZONE, zone=zone) from error


class Campaigns(Worker):
    """Verbs on campaigns and their rulebooks."""

    def add_campaign(
        self,
        name: str,
        *,
        rulebook: str | Rulebook = DEFAULT_CAMPAIGN,
        timezone: str = "Asia/Shanghai",
        country: str = "CN",
        legal_start: time = time(8),
        legal_end: time = time(21),
        closed_holidays: bool = False,
        closed_days: Collection[date] = (),
        actor: Actor,
        now: Instant,
    ) -> CampaignRow:
        """Make a campaign under a shipped rulebook, or under one that was read from a file (RULES §3).

        Raises ``EMPTY_NAME``, ``CAMPAIGN_EXISTS``, ``UNKNOWN_RULEBOOK``, ``UNKNOWN_ZONE``, ``UNKNOWN_COUNTRY``.
        """
        name = cleaning.line(name)
        if not name:
            raise StoreError(Trouble.EMPTY_NAME)
        check_zone(timezone)
        if not workdays.knows_country(country):
            raise StoreError(Trouble.UNKNOWN_COUNTRY, country=country)
        book = shipped_book(rulebook) if isinstance(rulebook, str) else rulebook
        frame = CampaignFrame(name, timezone, country, legal_start, legal_end, closed_holidays, frozenset(closed_days))
        return self.write(lambda tx: row_of(add(tx, frame, book, actor=actor, now=now), 0))

    def campaigns(self) -> tuple[CampaignRow, ...]:
        """Every campaign, by name, with the number of its customers."""

        def work(tx: Tx) -> tuple[CampaignRow, ...]:
            counts: dict[int, int] = dict(tx.rows("SELECT campaign_id, count(*) FROM customer GROUP BY campaign_id"))
            kept = sorted(all_kept(tx).values(), key=lambda one: one.name)
            return tuple(row_of(one, counts.get(one.id, 0)) for one in kept)

        return self.read(work)

    def first_frame(self) -> CampaignFrame | None:
        """The frame of the first campaign by name, None without one: for those who cannot wait for a count."""
        kept = self.read(all_kept).values()
        return min((one.frame for one in kept), key=lambda frame: frame.name, default=None)

    def campaign(self, name: str) -> CampaignRow:
        """One campaign. Raises ``UNKNOWN_CAMPAIGN``."""

        def work(tx: Tx) -> CampaignRow:
            kept = kept_named(tx, name)
            return row_of(kept, tx.value("SELECT count(*) FROM customer WHERE campaign_id = ?", (kept.id,)))

        return self.read(work)

    def campaign_book(self, name: str) -> Rulebook:
        """The rulebook that a campaign runs under now. Raises ``UNKNOWN_CAMPAIGN``."""
        return self.read(lambda tx: tx.book(kept_named(tx, name).version))

    def ensure_shipped_campaign(self, name: str, *, actor: Actor, now: Instant) -> CampaignRow:
        """The campaign of this name; a shipped rulebook's name makes its campaign (RULES §3), '' is ``telesales``.

        Raises ``UNKNOWN_CAMPAIGN``.
        """
        return self.write(lambda tx: row_of(ensure_shipped(tx, name, actor=actor, now=now), 0))
