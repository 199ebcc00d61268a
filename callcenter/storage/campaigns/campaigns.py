"""Campaigns: made, listed, set, paused and closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, time

from msgspec import Struct

from callcenter import campaign_settings
from callcenter.model import CampaignFrame, Instant
from callcenter.rulebook.book import Rulebook
from callcenter.storage.access import grants
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows, editions
from callcenter.storage.campaigns.campaign_rows import DEFAULT_CAMPAIGN
from callcenter.storage.database import clean_text
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.upkeep.campaigns import CampaignRow, CampaignSettings
from callcenter.views.upkeep.trouble import StoreError, Trouble


class _Size(Struct, frozen=True):
    campaign: int
    customers: int


class Campaigns(Service, subject="campaigns"):
    """Verbs on campaigns and their rulebooks."""

    def add(
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
        now: Instant,
    ) -> CampaignRow:
        """Make a campaign under a shipped rulebook, or under one that was read from a file (docs/rules.md#campaigns).

        Raises ``EMPTY_NAME``, ``CAMPAIGN_EXISTS``, ``UNKNOWN_RULEBOOK``, ``UNKNOWN_ZONE``, ``UNKNOWN_COUNTRY``.
        """
        name = clean_text.line(name)
        if not name:
            raise StoreError(Trouble.EMPTY_NAME)
        campaign_settings.zone(timezone)
        campaign_settings.country(country)
        book = campaign_rows.shipped_book(rulebook) if isinstance(rulebook, str) else rulebook
        frame = CampaignFrame(name, timezone, country, legal_start, legal_end, closed_holidays, frozenset(closed_days))
        return self._database.write(
            lambda tx: campaign_rows.row_of(campaign_rows.add(tx, frame, book, actor=self._principal, now=now), 0)
        )

    def all(self) -> tuple[CampaignRow, ...]:
        """Every campaign, by name, with the number of its customers."""

        def work(tx: Tx) -> tuple[CampaignRow, ...]:
            sizes = (
                CustomerTable.select(*columns(_Size, CustomerTable, customers=fn.COUNT(CustomerTable.id)))
                .where(CustomerTable.survivor.is_null())
                .group_by(CustomerTable.campaign)
            )
            counts = {one.campaign: one.customers for one in tx.all(_Size, sizes)}
            kept = sorted(campaign_rows.get_all(tx).values(), key=lambda one: one.name)
            return tuple(campaign_rows.row_of(one, counts.get(one.id, 0)) for one in kept)

        return self._database.read(work)

    def first_frame(self) -> CampaignFrame | None:
        """The frame of the first campaign by name, None without one."""
        return next(iter(self.frames()), None)

    def frames(self) -> tuple[CampaignFrame, ...]:
        """The frames of all campaigns, by name: for those who cannot wait for a count, which looks at everybody."""
        kept = self._database.read(campaign_rows.get_all).values()
        return tuple(sorted((one.frame for one in kept), key=lambda frame: frame.name))

    def get(self, name: str) -> CampaignRow:
        """One campaign. Raises ``UNKNOWN_CAMPAIGN``."""

        def work(tx: Tx) -> CampaignRow:
            kept = campaign_rows.get(tx, name)
            customers = CustomerTable.select(fn.COUNT(CustomerTable.id)).where(
                (CustomerTable.campaign == kept.id) & CustomerTable.survivor.is_null()
            )
            return campaign_rows.row_of(kept, tx.value(customers))

        return self._database.read(work)

    def book(self, name: str) -> Rulebook:
        """The rulebook that a campaign runs under now. Raises ``UNKNOWN_CAMPAIGN``."""
        return self._database.read(lambda tx: tx.book(campaign_rows.get(tx, name).version))

    def ensure_shipped(self, name: str, *, now: Instant) -> CampaignRow:
        """The campaign of this name; a shipped rulebook's name makes its campaign, '' is ``telesales``.

        Raises ``UNKNOWN_CAMPAIGN``; ``NOT_ALLOWED`` where a closed store has none of this name and one may not add it.

        See docs/rules.md#campaigns.
        """
        return self._database.write(
            lambda tx: campaign_rows.row_of(campaign_rows.ensure_allowed(tx, name, actor=self._principal, now=now), 0)
        )

    def settings(self, name: str) -> CampaignSettings:
        """The settings of a campaign. Raises ``UNKNOWN_CAMPAIGN``."""
        return self._database.read(lambda tx: editions.settings_of(tx, campaign_rows.get(tx, name)))

    def change(self, name: str, values: Mapping[str, str], *, now: Instant) -> CampaignSettings:
        """Set some of a campaign's settings, by key, to values as they are written; all of them or none.

        What plans are made by is changed as a rulebook is: it comes with an edition of its own, which
        ``rulebooks.go_on`` works at, and is not among what is returned until that counts. Raises
        ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_SETTING``, ``BAD_SETTING``, ``UNKNOWN_ZONE``, ``UNKNOWN_COUNTRY``,
        ``UNKNOWN_UNIT``; ``NOT_ALLOWED`` for a setting that is not one's own to change.
        """

        def work(tx: Tx) -> CampaignSettings:
            if not all(tx.grant.has(campaign_settings.setting(key).right) for key in values):
                raise grants.refusal(tx.grant)
            kept = editions.locked(tx, name)
            wanted = campaign_settings.changed(editions.settings_to_be(tx, kept), values)
            editions.put_settings(tx, kept, wanted, actor=self._principal, now=now)
            tx.mark_changed()
            return editions.settings_of(tx, campaign_rows.get(tx, name))

        return self._database.write(work)

    def pause(self, name: str, *, now: Instant) -> CampaignRow:
        """Offer nobody of a campaign until it is resumed; a closed one stays so. Raises ``UNKNOWN_CAMPAIGN``."""
        return self._halt(name, CampaignTable.update(paused_at=now))

    def resume(self, name: str, *, now: Instant) -> CampaignRow:
        """Go on with a campaign that was paused or closed. Raises ``UNKNOWN_CAMPAIGN``."""
        return self._halt(name, CampaignTable.update(paused_at=None, closed_at=None))

    def close(self, name: str, *, now: Instant) -> CampaignRow:
        """End a campaign: it offers nobody and takes no import and no new customer. Raises ``UNKNOWN_CAMPAIGN``."""
        return self._halt(name, CampaignTable.update(closed_at=now))

    def _halt(self, name: str, update: peewee.ModelUpdate) -> CampaignRow:
        def work(tx: Tx) -> CampaignRow:
            kept = campaign_rows.get(tx, name)
            tx.run(update.where(CampaignTable.id == kept.id))
            tx.mark_changed()
            return campaign_rows.row_of(campaign_rows.get(tx, name), 0)

        return self._database.write(work)
