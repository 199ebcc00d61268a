"""Changing what is known of a customer: a plain form of what may be changed (docs/architecture.md#detail-screen)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult

from callcenter.desk.forms.customer_form import NUMBER, BadField, changed_in, fields_of, tried, write
from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.frame.desk import Desk, DeskScreen
from callcenter.store import StoreError
from callcenter.views.customers.customer import CustomerView
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.form import Form
from callcenter.widgets.lines.said_line import SaidLine


class EditCustomerScreen(DeskScreen[bool]):
    """Form of a customer: only what was changed is written. Closes with whether it was."""

    CSS_PATH = "edit_customer.tcss"
    AUTO_FOCUS = "#name"
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("save")),
        Mention("form.next", N_("next field")),
        KeyCommand(
            "edit.number_up",
            "shift+up,f6",
            "move_number(-1)",
            N_("move up"),
            N_("move this number up: the top one is dialled first"),
        ),
        KeyCommand(
            "edit.number_down",
            "shift+down,f7",
            "move_number(1)",
            N_("move down"),
            N_("move this number down"),
        ),
        Mention("app.back", N_("back without saving")),
        KeyCommand("edit.save", "f2", "save", meaning=N_("save")),
    )

    def __init__(self, desk: Desk, view: CustomerView) -> None:
        super().__init__(desk)
        self._view = view
        self._before: Mapping[str, str] = {}
        self._saving = False

    def compose(self) -> ComposeResult:
        hint = _("mobile: 138 1234 5678; Shift+Up, Shift+Down to reorder")
        fields = fields_of(self._view, self.desk.session, hint)
        self._before = {field.name: field.value.strip() for field in fields}
        yield self.header()
        yield SaidLine(style="bold", id="title")
        yield Form(fields, id="form")
        yield self.footer()

    def on_mount(self) -> None:
        said = _("Edit {name}").format(name=self._view.name)
        self.query_one("#title", SaidLine).say(said)

    def action_save(self) -> None:
        self.query_one(Form).send()

    def action_move_number(self, lines: int) -> None:
        """Swap the number in the field with the one above or below; the first is dialled first."""
        form, fields = self.query_one(Form), [name for name in self._before if name.startswith(NUMBER)]
        name = "" if self.focused is None else self.focused.id or ""
        place = fields.index(name) + lines if name in fields else -1
        if not 0 <= place < len(fields):
            self.app.bell()
            return
        here, there = form.entry(name), form.entry(fields[place])
        here.value, there.value = there.value, here.value
        there.focus()

    def on_form_sent(self, event: Form.Sent) -> None:
        if self._saving:
            return
        changed = changed_in(self._before, event.values)
        if not changed:
            self.dismiss(False)
            return
        self._saving = True
        store, view = self.desk.store, self._view

        def save(now: Instant, key: str) -> BadField | None:
            return tried(lambda: write(view, changed, store, now=now, key=key))

        self.write_once("edit", save, self._saved, self._not_saved)

    def _saved(self, refused: BadField | None) -> None:
        self._saving = False
        if refused is None:
            self.dismiss(True)
        else:
            self.query_one(Form).refuse(refused.field, refused.said)

    def _not_saved(self, error: StoreError) -> None:
        self._saving = False
        self._failed(error)
