"""The dialogue with an agent: facts as label and value, numbered lists, questions; and its way to the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias, TypeVar
from uuid import uuid4

from callcenter.desk.desk import Desk
from callcenter.linear.console import Console, folded
from callcenter.locale import _
from callcenter.model import Instant
from callcenter.views.upkeep.trouble import StoreError
from callcenter.wording import problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from callcenter.store import Store

T = TypeVar("T")

Fact: TypeAlias = tuple[str, str]
"""A label and its value; one without a value is left out."""

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
            answer = folded(self.typed(_("number"))).casefold()
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
                self.say(_("Not an option here: {typed}.").format(typed=answer))
        return None


def fact(label: str, value: str) -> str:
    """A fact as a line."""
    return _("{label}: {value}").format(label=label, value=value)
