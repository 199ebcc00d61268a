"""Faults of a prepared text or a call script, in words: file, line and mend."""

from __future__ import annotations

from collections.abc import Mapping

from callcenter.locale import N_, _

_FAULTS: Mapping[str, str] = {
    "unknown_placeholder": N_("{{{found}}} is not a placeholder; available: {choices}"),
    "mistyped_placeholder": N_("{{{found}}} is not a placeholder"),
    "unclosed": N_("an opening brace is not closed; write {{{{ for a literal brace"),
    "stray": N_("a closing brace without an opening one; write }}}} for a literal brace"),
}
_FILE_FAULTS: Mapping[str, str] = {
    "no_folder": N_("no such folder"),
    "unreadable": N_("the file cannot be read: {found}"),
    "not_utf8": N_("this is not UTF-8 text; save it as UTF-8"),
    "too_long": N_("the text is longer than {limit} characters"),
    "empty": N_("the file is empty"),
}


def file_problem(code: str, file: str, params: Mapping[str, str]) -> str:
    """A file or folder of texts that cannot be used (a ``FileFault``)."""
    return _("{file}: {sentence}").format(file=file, sentence=_(_FILE_FAULTS[code]).format_map(params))


def text_problem(code: str, file: str, line: int, params: Mapping[str, str]) -> str:
    """A mistake in a text (a ``Fault``)."""
    if code == "unknown_placeholder" and params.get("nearest"):
        code = "mistyped_placeholder"  # thirty names would hide the one that is meant
    sentence = _(_FAULTS[code]).format_map(params)
    if params.get("nearest"):
        sentence = _("{sentence}. Did you mean {nearest}?").format(sentence=sentence, nearest=params["nearest"])
    return _("{file}, line {line}: {sentence}").format(file=file, line=line, sentence=sentence)
