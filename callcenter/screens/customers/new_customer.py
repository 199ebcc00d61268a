"""A new customer (``a``), also the one behind an unknown incoming number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult

from callcenter.desk.typed_numbers import NoNumber, read_numbers
from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.customers.edit_customer import BadField, no_number, refused_by_store
from callcenter.screens.frame.desk import CustomerWanted, Desk, DeskScreen
from callcenter.store import Store, StoreError
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.upkeep.campaigns import CampaignRow
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.form import Form, FormField
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import names
from callcenter.wording.typed_answers import tier_of

_DEFAULT_CAMPAIGN = "telesales"


class _Choices(Struct, frozen=True):
    """Choices that the hints of the form name."""

    campaigns: tuple[str, ...]
    campaign: str
    tiers: tuple[str, ...]


class NewCustomerScreen(DeskScreen[str]):
    """A plain form; Enter saves from any field. Closes with the new ref."""

    CSS_PATH = "new_customer.tcss"
    AUTO_FOCUS = "#name"
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("save")),
        Mention("form.next", N_("next field")),
        Mention("app.back", N_("back without saving")),
        KeyCommand("new.save", "f2", "save", meaning=N_("save")),
    )

    def __init__(self, desk: Desk, *, name: str = "", phone: str = "", show: bool = True) -> None:
        """Take what is known already, ``name`` and ``phone``. ``show``: open the customer afterwards."""
        super().__init__(desk)
        self._known = {"name": name, "phone": phone}
        self._show = show
        self._saving = False
        self._double = ""

    def compose(self) -> ComposeResult:
        fields = (
            FormField("name", _("name"), self._known["name"]),
            FormField("phone", _("phone"), self._known["phone"], _("such as 138 0013 8000")),
            FormField("company", _("company")),
            FormField("tier", _("tier")),
            FormField("source", _("source"), "", _("where the inquiry came from")),
            FormField("campaign", _("campaign")),
        )
        yield self.header()
        yield SaidLine(style="bold", id="title")
        yield Form(fields, id="form")
        yield self.footer()

    def on_mount(self) -> None:
        self.query_one("#title", SaidLine).say(_("New customer, inquiring now"))

    def refill(self) -> None:
        store, wanted = self.desk.store, self.desk.campaign

        def ask(_now: Instant) -> _Choices:
            known = tuple(row.name for row in store.campaigns.all())
            campaign = wanted or next(iter(known), _DEFAULT_CAMPAIGN)
            tiers = store.campaigns.book(campaign).tiers if campaign in known else ()
            return _Choices(known, campaign, tiers)

        self.read(ask, self._advise, group="choices")

    def _advise(self, choices: _Choices) -> None:
        form = self.query_one(Form)
        form.hint("tier", names.listed(map(names.tier, choices.tiers)))
        others = [name for name in choices.campaigns if name != choices.campaign]
        said = _("{campaign} (or {others})") if others else "{campaign}"
        form.hint("campaign", said.format(campaign=choices.campaign, others=names.listed(others)))

    def action_save(self) -> None:
        """Save, as Enter does."""
        self.query_one(Form).send()

    def on_form_changed(self, event: Form.Changed) -> None:
        self._double = ""

    def on_form_sent(self, event: Form.Sent) -> None:
        """Check and write; one clear sentence for what is wrong."""
        if self._saving:
            return
        store, wanted, double = self.desk.store, self.desk.campaign, self._double
        values = event.values
        self._saving = True

        def save(now: Instant, key: str) -> str | BadField:
            try:
                return add(values, store, now, campaign=wanted, double=double, key=key)
            except BadField as refused:
                return refused
            except StoreError as error:
                if (refused_here := refused_by_store(error)) is None:
                    raise
                return refused_here

        self.write_once("new", save, self._added, self._not_saved)

    def _not_saved(self, error: StoreError) -> None:
        self._saving = False
        self._failed(error)

    def _added(self, ref: str | BadField) -> None:
        self._saving = False
        if isinstance(ref, NumberTaken):
            self._double = ref.number
        if isinstance(ref, BadField):
            self.query_one(Form).refuse(ref.field, ref.said)
            return
        if self._show:
            self.app.post_message(CustomerWanted(ref))
        self.dismiss(ref)


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
    owners = store.lookup.by_phone(number) if number and number != double else ()
    # Sent again after its answer was lost, the form would find the number at the customer whom it added.
    if owners and not store.requests.is_done(key, "add_customer"):
        owner = owners[0]
        said = _("This number belongs to {name} ({ref}). Press Enter again to add anyway.")
        raise NumberTaken(number, said.format(name=owner.name, ref=owner.ref))
    tiers = store.campaigns.book(row.name).tiers
    tier = tier_of(values["tier"], tiers)
    if values["tier"] and tier is None:
        raise BadField("tier", _("Choose a tier: {tiers}.").format(tiers=names.listed(map(names.tier, tiers))))
    new = NewCustomer(
        values["name"],
        number,
        company=values["company"],
        tier=tier,
        source=values["source"],
        campaign=row.name,
        referrer=referrer,
    )
    return store.customers.add(new, key=key, now=now)


def _campaign(typed: str, store: Store, now: Instant, *, campaign: str | None) -> CampaignRow:
    """The campaign that was typed, else that of the desk, else the first; a shipped rulebook's name makes one."""
    known = {row.name: row for row in store.campaigns.all()}
    wanted = typed or campaign or next(iter(known), _DEFAULT_CAMPAIGN)
    return known.get(wanted) or store.campaigns.ensure_shipped(wanted, now=now)
