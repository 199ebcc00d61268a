"""The dialogue with an agent: facts as label and value, numbered lists, questions; and its way to the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias, TypeVar
from uuid import uuid4

from callcenter.desk.desk import Desk
from callcenter.desk.forms.customer_form import BadField, tried
from callcenter.desk.typed_dates import make_reader
from callcenter.linear.console import Console, folded
from callcenter.locale import _, pgettext
from callcenter.model import Instant
from callcenter.views.customers.customer import CustomerView
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.typed_fields import FormField, Reader, Reading
from callcenter.wording import problems
from callcenter.wording.typed_answers import far_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from callcenter.store import Store

T = TypeVar("T")

Fact: TypeAlias = tuple[str, str]
"""A label and its value; one without a value is left out."""

Way: TypeAlias = tuple[str, Callable[[], object]]
"""A thing that can be done, in words, and what does it."""

NOTHING = "-"
"""Entry that empties a field."""

_PAGE = 10
_YES: Mapping[str, bool] = {"1": True, "y": True, "2": False, "n": False, "0": False, "": False}


class Dialogue:
    """The dialogue at one desk."""

    def __init__(self, desk: Desk, console: Console) -> None:
        self.desk = desk
        self.console = console
        self._keys: dict[str, str] = {}

    @property
    def store(self) -> Store:
        """The store, in the agent's name."""
        return self.desk.store

    @property
    def now(self) -> Instant:
        """The present instant."""
        return self.desk.now

    @property
    def agent(self) -> str:
        """The agent's name."""
        return self.desk.session.name

    def say(self, *lines: str) -> None:
        """Say lines."""
        self.console.say(*lines)

    def facts(self, facts: Iterable[Fact]) -> None:
        """Say facts, a line each."""
        self.say(*(fact(label, value) for label, value in facts if value))

    def refused(self, error: StoreError) -> None:
        """Tell what the store refused."""
        self.console.tell(problems.trouble(error.code, error.params))

    @contextmanager
    def once(self, form: str) -> Iterator[str]:
        """Give the key of a form to a verb that must not write twice: the same until the store has answered."""
        key = self._keys.setdefault(form, uuid4().hex)
        yield key
        self._keys.pop(form, None)

    # --- questions --------------------------------------------------------------------------------------------------

    def ask(self, label: str, *, at_once: bool = False, until: Callable[[], bool] = lambda: False) -> str | None:
        """Ask for a text; None where ``until`` holds before it is there."""
        return self.console.ask(_("{label}: ").format(label=label), at_once=at_once, until=until)

    def typed(self, label: str) -> str:
        """Ask for a text."""
        return self.ask(label) or ""

    def yes(self, question: str, yes: str, no: str) -> bool:
        """Ask a question of two answers; Enter alone is a no."""
        while True:
            self.say(question, fact("1", yes), fact("2", no))
            answer = folded(self.typed(pgettext("choice", "number"))).casefold()
            if answer in _YES:
                return _YES[answer]

    def pick(self, rows: Sequence[T], line: Callable[[T], str]) -> T | None:
        """Have one of some rows chosen by its number; None = none of them. Ten at a time."""
        begun = 0
        while rows:
            shown = rows[begun : begun + _PAGE]
            self.say(*(fact(f"{place}", line(row)) for place, row in enumerate(shown, begun + 1)))
            more = begun + _PAGE < len(rows)
            label = _("number, m for more, Enter to go back") if more else _("number, Enter to go back")
            answer = folded(self.typed(label)).casefold()
            if answer == "m" and more:
                begun += _PAGE
            elif answer in ("", "0"):
                return None
            elif answer.isdecimal() and 1 <= int(answer) <= len(rows):
                return rows[int(answer) - 1]
            else:
                self.not_an_option(answer)
        return None

    def not_an_option(self, typed: str) -> None:
        """Say that there is no such choice here."""
        self.say(_("Not an option here: {typed}.").format(typed=typed))

    def do_one(self, ways: Sequence[Way]) -> bool:
        """Have one of some things chosen by its number, and do it; False where none was chosen."""
        chosen = self.pick(ways, lambda way: way[0])
        if chosen is not None:
            chosen[1]()
        return chosen is not None

    def lines(self, label: str) -> str:
        """Ask for a text of several lines."""
        self.say(_("Line by line; an empty line ends."))
        typed: list[str] = []
        while line := self.typed(label):
            typed.append(line)
        return "\n".join(typed)

    # --- dates ------------------------------------------------------------------------------------------------------

    def reader(self, view: CustomerView) -> Reader:
        """A reader of dates as they are typed for a customer. Raises ``StoreError``."""
        book = self.store.campaigns.book(view.campaign.name)
        return make_reader(lambda: self.now, view.campaign.frame, book, view.facts.zone)

    def date(self, label: str, reader: Reader) -> Reading | None:
        """Ask for a time, until one is meant; None where nothing was typed."""
        while typed := self.typed(label):
            if (reading := self.meant(typed, reader)) is not None:
                return reading
        return None

    def meant(self, typed: str, reader: Reader) -> Reading | None:
        """Read a time; None where it is not understood, or far ahead and not meant."""
        reading = reader(typed)
        if reading.at is None:
            self.say(_("Not understood: {typed}. {words}").format(typed=typed, words=reading.words))
            return None
        return reading if not reading.far or self.yes(far_date(reading.words), _("yes"), _("no")) else None

    # --- forms ------------------------------------------------------------------------------------------------------

    def form(
        self,
        fields: Sequence[FormField],
        save: Callable[[Mapping[str, str]], T],
        own: Mapping[str, Callable[[], str]] | None = None,
    ) -> T | None:
        """Have fields changed, each by its number, until they are saved; None where that was left.

        ``own``: fields that are asked for in a way of their own, where '' leaves them as they are. Raises
        ``StoreError``.
        """
        values = {one.name: one.value.strip() for one in fields}

        def line(place: int, one: FormField) -> str:
            return fact(f"{place} {one.label}", values[one.name] or _("none"))

        self.say(*(line(place, one) for place, one in enumerate(fields, 1)))
        while (answer := folded(self.typed(_("number of a field, Enter to save, 0 to go back")))) != "0":
            if answer.isdecimal() and 1 <= int(answer) <= len(fields):
                field = fields[int(answer) - 1]
                ask = (own or {}).get(field.name)
                typed = self.typed(hinted(field)) if ask is None else ask()
                values[field.name] = "" if typed == NOTHING else typed or values[field.name]
                self.say(line(int(answer), field))
            elif answer:
                self.not_an_option(answer)
            elif (made := self._saved(lambda: save(values))) is not None:
                return made
        return None

    def _saved(self, save: Callable[[], T]) -> T | None:
        """Save a form; what is wrong with it is told, and None comes back: nothing that was typed is lost."""
        try:
            made = tried(save)
        except StoreError as error:
            if error.code is Trouble.NOT_SIGNED_IN:
                raise
            self.refused(error)
            return None
        if isinstance(made, BadField):
            self.say(made.said)
            return None
        return made


def label_of(question: str) -> str:
    """A question that screens ask, as a label: the dialogue sets its own colon."""
    return question.rstrip(":： ")


def hinted(field: FormField) -> str:
    """The label of a field, with its hint."""
    return f"{field.label} ({field.hint})" if field.hint else field.label


def fact(label: str, value: str) -> str:
    """A fact as a line."""
    return _("{label}: {value}").format(label=label, value=value)
