"""A new customer (``a``), also the one behind an unknown incoming number."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult

from callcenter.desk.forms.customer_form import BadField, tried
from callcenter.desk.forms.new_customers import DEFAULT_CAMPAIGN, NumberTaken, add, goes_to
from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.frame.desk import CustomerWanted, Desk, DeskScreen
from callcenter.store import StoreError
from callcenter.views.worklists.typed_fields import FormField
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.form import Form
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import names


class _Choices(Struct, frozen=True):
    """Choices that the hints of the form name."""

    campaigns: tuple[str, ...]
    campaign: str
    tiers: tuple[str, ...]


class _Added(Struct, frozen=True):
    """A new customer, and who they have gone to."""

    ref: str
    goes_to: str


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
            FormField("named", _("asks for"), "", _("the agent whom the caller names")),
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
            campaign = wanted or next(iter(known), DEFAULT_CAMPAIGN)
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

        def save(now: Instant, key: str) -> _Added | BadField:
            ref = tried(lambda: add(values, store, now, campaign=wanted, double=double, key=key))
            return ref if isinstance(ref, BadField) else _Added(ref, goes_to(store, ref))

        self.write_once("new", save, self._added, self._not_saved)

    def _not_saved(self, error: StoreError) -> None:
        self._saving = False
        self._failed(error)

    def _added(self, added: _Added | BadField) -> None:
        self._saving = False
        if isinstance(added, NumberTaken):
            self._double = added.number
        if isinstance(added, BadField):
            self.query_one(Form).refuse(added.field, added.said)
            return
        if added.goes_to:
            self.app.notify(added.goes_to, markup=False)
        if self._show:
            self.app.post_message(CustomerWanted(added.ref))
        self.dismiss(added.ref)
