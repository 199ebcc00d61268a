"""What is wrong with a prepared text or a call script, in words: file, line and mend."""

from __future__ import annotations

from collections.abc import Mapping

from callcenter.locale import N_, _

_FAULTS: Mapping[str, str] = {
    "unknown_placeholder": N_("{{{found}}} is no placeholder; there are {choices}"),
    "unclosed": N_("a brace is opened and not closed; write {{{{ where a brace is meant"),
    "stray": N_("a brace is closed that was never opened; write }}}} where a brace is meant"),
}


def text_problem(code: str, file: str, line: int, params: Mapping[str, str]) -> str:
    """A mistake in a text (a ``Fault``)."""
    sentence = _(_FAULTS[code]).format_map(params)
    if params.get("nearest"):
        sentence = _("{sentence}. Is {nearest} meant?").format(sentence=sentence, nearest=params["nearest"])
    return _("{file}, line {line}: {sentence}").format(file=file, line=line, sentence=sentence)
