"""Keys as people write them, after the keyboard and the guide, and as Textual calls them."""

from __future__ import annotations

from collections.abc import Mapping

from textual.keys import Keys

from callcenter.widgets.base.textual_internals import key_of

_MODIFIERS = frozenset(("ctrl", "shift", "alt", "super", "hyper", "meta"))
_NAMED = frozenset((*(key.value for key in Keys), *map(key_of, map(chr, range(33, 127)))))
_ALSO = {"esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "pgup": "pageup", "pgdn": "pagedown"}


def key_name(written: str) -> str | None:
    """Textual's name of one key: ``/``, ``Ctrl+F``, ``^F``, ``Esc``; None where no keyboard has such a key.

    The case of a letter alone counts: ``d`` and ``D`` are two keys.
    """
    key = written.strip()
    if len(key) == 1:
        return key_of(key)
    if len(key) == 2 and key.startswith("^"):
        key = f"ctrl+{key[1]}"
    *modifiers, last = key.lower().split("+")
    if not _MODIFIERS.issuperset(modifiers):
        return None
    if len(last) == 1:
        return "+".join((*modifiers, key_of(last)))
    last = _ALSO.get(last, last)
    return "+".join((*modifiers, last)) if last in _NAMED else None


def keymap(settings: Mapping[str, str]) -> dict[str, str]:
    """The keys of the settings, by binding id, as Textual takes them."""
    named = {name: ",".join(filter(None, map(key_name, keys.split(",")))) for name, keys in settings.items()}
    return {name: keys for name, keys in named.items() if keys}
