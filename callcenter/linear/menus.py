"""Numbered menus: chosen by the number, by the key of the program, or by their own words.

A number stays the same whatever is possible at the moment, so that it can be learnt; what is not possible is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import Struct

from callcenter.linear.console import Console, folded
from callcenter.locale import _

_HELP = ("?", "help", "帮助")

Act: TypeAlias = Callable[[str], object]
"""Action of a choice, given the text that was typed behind its key."""


class Choice(Struct, frozen=True):
    """A choice of a menu. ``key`` '' = it has none. ``takes_text``: more may be typed behind the key, ``/lilei``."""

    number: int
    key: str
    words: str
    act: Act
    takes_text: bool = False

    @property
    def line(self) -> str:
        """The choice as a line: number, key, words."""
        head = f"{self.number} {self.key}" if self.key else f"{self.number}"
        return _("{label}: {value}").format(label=head, value=self.words)


def read(
    console: Console,
    prompt: str,
    offered: Callable[[], Sequence[Choice]],
    *,
    empty: Act | None = None,
    at_once: bool = False,
    until: Callable[[], bool] = lambda: False,
) -> None:
    """Ask once and do what was chosen. ``empty``: on Enter alone, which lists the choices else."""
    typed = console.ask(f"{prompt}> ", at_once=at_once, until=until)
    if typed is None:
        return
    choices, word = offered(), folded(typed)
    if not word and empty is not None:
        empty("")
        return
    if not word or word.casefold() in _HELP:
        console.say(*(choice.line for choice in choices))
        return
    chosen = _chosen(word, choices)
    if chosen is None:
        console.say(_("Not an option here: {typed}. ? lists the options.").format(typed=typed))
        return
    choice, text = chosen
    choice.act(text)


def _chosen(word: str, choices: Sequence[Choice]) -> tuple[Choice, str] | None:
    small = word.casefold()
    tests: tuple[Callable[[Choice], bool], ...] = (
        lambda choice: word == f"{choice.number}",
        lambda choice: word == choice.key,
        lambda choice: small == choice.words.casefold(),
        lambda choice: small == choice.key.casefold(),
    )
    for fits in tests:
        for choice in choices:
            if fits(choice):
                return choice, ""
    for choice in choices:
        if choice.takes_text and word.startswith(choice.key):
            return choice, word.removeprefix(choice.key).strip()
    return None
