"""The language of the program: English texts stand in the code, Chinese ones in the catalogue beside this file.

One process speaks one language at a time; :func:`use` switches it while the program runs, from any thread. Texts are
therefore looked up when they are shown: at module level they stand marked by :func:`N_` or :func:`NP_`.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["zh", "en"]
Term: TypeAlias = tuple[str, str]
"""A context and an English word that means something of its own there: ``("stage", "signed")``."""

DOMAIN = "callcenter"
FOLDER = Path(__file__).parent


@lru_cache(maxsize=2)
def _texts(language: Language) -> _gettext.NullTranslations:
    if language == "en":
        return _gettext.NullTranslations()
    return _gettext.translation(DOMAIN, FOLDER, [language])


# A single reference: threads see the old language or the new one, never half of each.
_active: tuple[Language, _gettext.NullTranslations] = ("en", _texts("en"))


def use(language: Language) -> None:
    """Speak ``language`` from now on. Raises ``FileNotFoundError`` where the installation lacks its catalogue."""
    global _active  # noqa: PLW0603  # one language for the whole process is what this module is for
    _active = (language, _texts(language))


def current() -> Language:
    """The language that is spoken now."""
    return _active[0]


def detect(environment: Mapping[str, str]) -> Language:
    """The language of the locale in ``LC_ALL``, ``LC_MESSAGES`` or ``LANG``: Chinese for every ``zh``, else English."""
    named = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((value for value in named if value), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def _(message: str) -> str:
    """The text in the current language."""
    # The catalogue keeps its own header under the empty text.
    return _active[1].gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """The text for ``number`` things in the current language."""
    return _active[1].ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """The text in the current language where the English words alone could mean several things."""
    return _active[1].pgettext(context, message)


def N_(message: str) -> str:
    """Mark a text for the catalogue and leave it English; :func:`_` looks it up when it is shown."""
    return message


def NP_(context: str, message: str) -> Term:
    """Mark a text with its context for the catalogue; ``pgettext(*term)`` looks it up when it is shown."""
    return context, message
