"""Commands of screens and widgets, each declared once: its keys, and its words in footer, help, palette, settings and
guide (docs/architecture.md#commands)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from msgspec import Struct
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.screen import Screen

from callcenter.access import Right
from callcenter.locale import _

Possible: TypeAlias = "bool | str"
"""Answer of a condition: True = offered; False = not there, its keys do something else; a sentence = not offered, and
its keys say why."""


class KeyCommand(Struct, frozen=True):
    """A command of a screen or widget. ``keys`` as Textual names them, comma between them; ``action`` as in a binding.

    ``title``: word in the footer, '' = not there. ``meaning``: words in help, palette and guide, '' = goes without
    saying. ``right``: without it the command is not offered. ``when``: name of a property of the screen or widget
    that answers whether it is possible. ``on_record``: whoever lacks the right may try all the same: the store refuses,
    and has that in its audit.
    """

    id: str
    keys: str
    action: str
    title: str = ""
    meaning: str = ""
    right: Right | None = None
    when: str = ""
    priority: bool = False
    on_record: bool = False

    @property
    def binding(self) -> Binding:
        """The command as the framework takes it."""
        action = f"command('{self.id}')" if self.right or self.when else self.action
        return Binding(self.keys, action, show=False, id=self.id, priority=self.priority)


class Mention(Struct, frozen=True):
    """Place in a screen's footer of a command that is declared elsewhere, with its word there."""

    id: str
    title: str


Offers: TypeAlias = tuple[KeyCommand | Mention, ...]

_declared: dict[str, KeyCommand] = {}


# The framework takes styles from the first base that is a node, which this one must not be.
if TYPE_CHECKING:
    _Node = DOMNode
else:
    _Node = object


class Commanded(_Node):
    """Base of screens and widgets with commands. ``offers``: its own, and mentions of others, in the footer's order."""

    offers: ClassVar[Offers] = ()
    _by_id: ClassVar[Mapping[str, KeyCommand]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        if "offers" in cls.__dict__:
            own = [one for one in cls.offers if isinstance(one, KeyCommand)]
            cls.BINDINGS = [one.binding for one in own]
            for one in own:
                _declared.setdefault(one.id, one)
        parts = (base.__dict__.get("offers", ()) for base in reversed(cls.__mro__))
        cls._by_id = {one.id: one for part in parts for one in part if isinstance(one, KeyCommand)}
        super().__init_subclass__(**options)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "command":
            return self._possible(str(parameters[0])) is not False
        return super().check_action(action, parameters)

    def action_command(self, name: str) -> object:
        """Carry out one of the commands here, or say why it is not possible. Gives what the framework is to await."""
        command = self._by_id[name]
        if (refusal := self.refusal(name)) and not (command.on_record and self._lacks_right(command)):
            self.tell_refusal(refusal)
            return None
        return self.app.run_action(command.action, self)

    def tell_refusal(self, said: str) -> None:
        """Say why a command is not possible."""
        self.app.notify(said, markup=False, severity="warning", timeout=4)

    def refusal(self, name: str) -> str:
        """Return why a command that is there is not possible now; '' where it is possible."""
        found = self._possible(name)
        return found if isinstance(found, str) else ""

    def has_right(self, right: Right) -> bool:
        """Tell whether the person here has a right."""
        return True

    def _possible(self, name: str) -> Possible:
        command = self._by_id.get(name)
        if command is None:
            return True
        try:
            found: Possible = getattr(self, command.when) if command.when else True
        except NoMatches:  # on its way in or out, without its widgets
            return False
        if found is not False and self._lacks_right(command):
            return _("Only a supervisor can do this.")
        return found

    def _lacks_right(self, command: KeyCommand) -> bool:
        return command.right is not None and not self.has_right(command.right)


def meaning(binding: Binding) -> str:
    """Return the meaning of a binding in English; '' for one that is nobody's business."""
    command = _declared.get(binding.id or "")
    return command.meaning if command is not None else ""


def offered(screen: Screen[Any]) -> Iterator[tuple[DOMNode, Binding]]:
    """Yield the bindings that work on a screen now, with the part of the screen that has each."""
    for active in screen.active_bindings.values():
        node, binding = active.node, active.binding
        if active.enabled and not (isinstance(node, Commanded) and node.refusal(binding.id or "")):
            yield node, binding
