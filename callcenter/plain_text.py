"""Customer text made harmless, the same whether it is typed or imported (docs/architecture.md#hostile-text).

Out go control characters, the marks that turn the direction of writing, whatever has no width of its own (zero-width
spaces, byte order marks, soft hyphens, tag characters, fillers), halves of characters, and what stacks marks without
end. Three kinds of invisible characters stay where they do something: a joiner between two emoji (👩‍💻) or between
letters of a script that is written with it, a selector that makes a sign an emoji or none (❤️), one of either at most.
Selectors of another drawing of an ideograph go: the name must be found however it was typed.
"""

from __future__ import annotations

import re

MAX_LINE = 500
"""The characters of a line: a name, a company, a reason."""

MAX_NOTE = 20_000
"""The characters of a text of several lines."""

MAX_TAG = 24
"""The characters of a tag."""

# Compiled when a text needs them, which few do: every start would wait for it.
_BREAKS = "\r\n?|[\x85\u2028\u2029]"
_JOINED = "\u0600-\u08ff\u0900-\u0dff\u0e80-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1800-\u18aa"
_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_INVISIBLE = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SELECTORS = f"(?<![0-9#*{_EMOJI}])[\ufe0e\ufe0f]"
_JOINERS = (
    f"(?<![{_EMOJI}\ufe0f{_JOINED}])\u200d|\u200d(?![{_EMOJI}{_JOINED}])|(?<![{_JOINED}])\u200c|\u200c(?![{_JOINED}])"
)
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_STACKED = f"([{_MARKS}]{{4}})[{_MARKS}]+"
_UNSEEN = f"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]|{_STACKED}"
"""Characters that Python takes for printable although they are not shown."""


def visible(text: str) -> str:
    """The text without what is not shown; line breaks and tabs stay as they are."""
    if text.isascii() and text.isprintable():
        return text
    if text.isprintable() and re.search(_UNSEEN, text) is None:
        return text
    # One after the other: a joiner stays for its neighbours' sake, and only for those that stay themselves.
    for gone in (_INVISIBLE, _SELECTORS, _JOINERS):
        text = re.sub(gone, "", text)
    return re.sub(_STACKED, r"\1", text)


def one_line(text: str) -> str:
    """A text of one line: breaks, tabs and other white space become a space, nothing stands around it."""
    if text.isprintable():
        return visible(text).strip()
    # A character removed between two spaces would leave both of them.
    return re.sub(" +", " ", visible(re.sub(r"\s", " ", text))).strip()


def several_lines(text: str) -> str:
    """A text of several lines: line ends are line feeds, tabs are spaces, nothing stands around it."""
    if not text.isprintable():
        text = re.sub(_BREAKS, "\n", text).replace("\t", " ")
    return visible(text).strip()


def as_tag(text: str) -> str:
    """A tag as it is kept: one word without the sign by which it is looked for."""
    return "-".join(one_line(text).lstrip("#＃ ").split())


def tags_of(text: str) -> list[str]:
    """The tags of a text that parts them by commas, semicolons or line ends, each once."""
    return list(dict.fromkeys(tag for part in re.split("[;；,，、\n]", text) if (tag := as_tag(part))))
