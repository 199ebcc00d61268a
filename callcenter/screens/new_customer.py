"""A new customer (``a``), also the one behind an unknown incoming number."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from callcenter.locale import _
from callcenter.model import Instant
from callcenter.screens.desk import CustomerWanted, Desk, DeskScreen
from callcenter.screens.numbers import read_number
from callcenter.views import CampaignRow, NewCustomer
from callcenter.widgets.prompts import Hint, KeyHints
from callcenter.widgets.said_line import SaidLine

_FIELDS = ("name", "phone", "company", "tier", "source", "campaign")


class NewCustomerScreen(DeskScreen[str]):
    """A plain form; Enter saves from any field. Closes with the new ref."""

    CSS_PATH = "new_customer.tcss"
    AUTO_FOCUS = "#name"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2", "save", show=False, id="new.save")]

    def __init__(self, desk: Desk, *, phone: str = "", show: bool = True) -> None:
        """``phone``: a number that is known already. ``show``: open the customer afterwards."""
        super().__init__(desk)
        self._phone = phone
        self._show = show
        self._saving = False

    def compose(self) -> ComposeResult:
        labels = (_("name"), _("phone"), _("company"), _("tier"), _("source"), _("campaign"))
        yield self.header()
        yield SaidLine(style="bold", id="title")
        with VerticalScroll(id="form"):
            for name in _FIELDS:
                with Horizontal(classes="field"):
                    yield SaidLine(id=f"label_{name}")
                    yield Input(self._phone if name == "phone" else "", compact=True, max_length=200, id=name)
        self._labels = labels
        yield SaidLine(style="$text-error", id="wrong")
        yield KeyHints((Hint("new.save", _("save")), Hint("app.back", _("back"))), id="hints")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#title", SaidLine).say(_("A new customer who inquires now"))
        for name, label in zip(_FIELDS, self._labels, strict=True):
            self.query_one(f"#label_{name}", SaidLine).say(label)

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Check and write; one clear sentence for what is wrong."""
        if self._saving:
            return
        if not self._value("name"):
            self._wrong("name", _("A customer needs a name."))
            return
        store, actor, typed = self.desk.store, self.desk.session.actor, {name: self._value(name) for name in _FIELDS}
        self._saving = True

        def add(now: Instant) -> str:
            known = {row.name: row for row in store.campaigns()}
            campaign: CampaignRow
            if typed["campaign"] in known:
                campaign = known[typed["campaign"]]
            elif not typed["campaign"] and known:
                campaign = next(iter(known.values()))
            else:
                campaign = store.ensure_shipped_campaign(typed["campaign"] or "telesales", actor=actor, now=now)
            number = read_number(typed["phone"], campaign.frame.country)
            new = NewCustomer(
                typed["name"],
                number,
                company=typed["company"],
                tier=typed["tier"].upper() or None,
                source=typed["source"],
                campaign=campaign.name,
            )
            return store.add_customer(new, actor=actor, now=now)

        def guarded(now: Instant) -> str | None:
            try:
                return add(now)
            except ValueError:
                return None

        self.write(guarded, self._added, self._refused)

    def _refused(self, error: Exception) -> None:
        from callcenter.store import StoreError

        self._saving = False
        if isinstance(error, StoreError):
            self._failed(error)

    def _added(self, ref: str | None) -> None:
        self._saving = False
        if ref is None:
            self._wrong("phone", _("This is no telephone number."))
            return
        if self._show:
            self.app.post_message(CustomerWanted(ref))
        self.dismiss(ref)

    def _wrong(self, name: str, said: str) -> None:
        self.query_one("#wrong", SaidLine).say(said)
        self.query_one(f"#{name}", Input).focus()
        self.app.bell()
