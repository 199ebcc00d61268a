"""Telephone numbers as agents type them, with or without a label."""

from __future__ import annotations

_DIGITS_IN_LABEL = 2


class NoNumber(Exception):
    """Error for a ``text`` that is no telephone number."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def read_numbers(text: str, country: str) -> tuple[str, ...]:
    """The numbers of a text, E.164 with their extensions, each once (docs/rules.md#cells). Raises :class:`NoNumber`."""
    from callcenter.importing.phones import parse_phones
    from callcenter.importing.values import BadValue

    if not text.strip():
        return ()
    try:
        return tuple(found.written for found in parse_phones(text, country))
    except BadValue as bad:
        raise NoNumber(str(bad.params.get("phone", text))) from bad


def read_labelled(text: str, country: str) -> tuple[str, tuple[str, ...]]:
    """Return the label of a text's numbers, '' where nothing stands before them, and the numbers: ``mobile: 138 1234
    5678``. Raises :class:`NoNumber`."""
    label, sign, rest = text.replace("：", ":").replace("＝", "=").replace("=", ":", 1).partition(":")
    # A text that begins with a number has no label: the sign belongs to an extension.
    if not sign or sum(char.isdigit() for char in label) > _DIGITS_IN_LABEL:
        return "", read_numbers(text, country)
    return label.strip(), read_numbers(rest, country)


def looks_like_number(text: str) -> bool:
    """Tell whether somebody types a number rather than a name."""
    return any(char.isdigit() for char in text) and not any(char.isalpha() for char in text)
