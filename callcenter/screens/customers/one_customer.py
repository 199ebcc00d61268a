"""Base of the screens on one customer: the reading, and the sentence that says why (not) now (docs/rules.md#why)."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.widgets import Static

from callcenter.model import Instant
from callcenter.rulebook.book import Rulebook
from callcenter.screens.frame.desk import Desk, DeskScreen
from callcenter.views.customers.customer import CustomerView
from callcenter.widgets.lines.bar import words
from callcenter.wording import reasons


def answer(view: CustomerView, now: Instant) -> Content:
    """Return why the customer is offered, or the first gate that holds them back and when it opens."""
    return words(reasons.answer(view, now), "$text-success" if view.why.offered else "$text-warning")


class OneCustomerScreen(DeskScreen[None]):
    """Base of a screen: subclasses fill :meth:`show` and have a ``Static`` called ``answer``.

    Read again when the store changed, and when time alone changes the answer: windows and gaps open by themselves.
    """

    def __init__(self, desk: Desk, ref: str) -> None:
        super().__init__(desk)
        self.ref = ref
        self.view: CustomerView | None = None
        self.book: Rulebook | None = None
        self._waiting: Callable[[CustomerView], object] | None = None

    def refill(self) -> None:
        store, ref, name = self.desk.store, self.ref, self.desk.session.name

        def ask(now: Instant) -> tuple[CustomerView, Rulebook]:
            view = store.details.get(ref, now=now, agent=name)
            return view, store.campaigns.book(view.campaign.name)

        self.read(ask, self._arrived, group="customer")

    def _arrived(self, found: tuple[CustomerView, Rulebook]) -> None:
        self.view, self.book = found
        self.show(self.view, self.desk.now)
        self._answer(self.desk.now)
        if (waiting := self._waiting) is not None:
            self._waiting = None
            if self.is_current:
                waiting(self.view)

    def when_read(self, act: Callable[[CustomerView], object]) -> None:
        """Act on the customer, once they have been read: a key may be quicker than the store."""
        if self.view is None:
            self._waiting = act
        else:
            act(self.view)

    def show(self, view: CustomerView, now: Instant) -> None:
        """Show the customer that was read."""
        raise NotImplementedError

    def _answer(self, now: Instant) -> None:
        if self.view is not None:
            # Not query_one: a screen that is on its way out is resumed once more, without its widgets.
            for shown in self.query("#answer").results(Static):
                shown.update(answer(self.view, now))

    def tick(self, now: Instant) -> None:
        super().tick(now)
        view = self.view
        if view is None:
            return
        self._answer(now)
        until = view.plan.valid_until
        if now >= view.gates.changes_at or (until is not None and now >= until):
            self.refill()
