"""Call scripts and prepared texts in words: the steps that were ticked off, the faults of a file."""

from __future__ import annotations

from collections.abc import Mapping

from callcenter.locale import N_, _
from callcenter.views.worklists.scripts import ScriptUse
from callcenter.wording import names

_TEXT_FAULTS: Mapping[str, str] = {
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

_FAULTS: Mapping[str, str] = {
    "unreadable": N_("the file cannot be read: {found}"),
    "too_large": N_("the file is larger than {limit} kB; shorten it, no one reads that much in a call"),
    "no_files": N_("no scripts in it; each is a file of its own, NAME.md"),
    "too_many": N_("only the first {limit} files are read; remove some"),
    "not_text": N_("this is not UTF-8 text; save it as UTF-8"),
    "control": N_("this line contains a control character; remove it"),
    "no_head": N_('the file must begin with a line "---", then "title: …" and another "---"'),
    "unclosed_head": N_('the head is not closed; write a line "---" below its last key'),
    "no_key": N_('"{found}" is not a key with a value; write it as "title: First call"'),
    "unknown_key": N_('no key "{found}"; available: {choices}'),
    "double_key": N_('duplicate key "{found}"; remove one'),
    "no_title": N_('the title is missing; write "title: …" in the head'),
    "unknown_value": N_('unknown "{found}"; choose from {choices}'),
    "bad_rule": N_(
        '"{found}" is not a valid rule; write it as dealership.delivered.2h, or *.callback for every rulebook'
    ),
    "no_steps": N_('no steps to tick off; write at least one line "- [ ] …"'),
    "empty_step": N_('this step has no name; write it after "- [ ]"'),
    "too_many_steps": N_("more than {limit} steps; split it into two scripts"),
    "unknown_rule": N_('no built-in rulebook has a rule "{found}"; it is used if one of yours does'),
    "never_proposed": N_("not for any rule, follow-up or situation: it is listed, but no call starts with it"),
}


def problem(code: str, file: str, line: int, params: Mapping[str, str]) -> str:
    """A mistake in a script or its placeholders (a ``Fault``), with file, line and mend; line 0 = the whole file."""
    if code not in _FAULTS:
        return text_problem(code, file, line, params)
    sentence = _(_FAULTS[code]).format_map(params)
    if params.get("nearest"):
        sentence = _("{sentence}. Did you mean {nearest}?").format(sentence=sentence, nearest=params["nearest"])
    if line:
        return _("{file}, line {line}: {sentence}").format(file=file, line=line, sentence=sentence)
    return _("{file}: {sentence}").format(file=file, sentence=sentence)


def used(use: ScriptUse) -> str:
    """Return what was done of a script: its title, how many steps, and which."""
    done = _("{title}: {done} of {steps} steps").format(title=use.title, done=len(use.ticked), steps=use.steps)
    return _("{done} ({names})").format(done=done, names=names.listed(one.name for one in use.ticked))


def file_problem(code: str, file: str, params: Mapping[str, str]) -> str:
    """A file or folder of texts that cannot be used (a ``FileFault``)."""
    return _("{file}: {sentence}").format(file=file, sentence=_(_FILE_FAULTS[code]).format_map(params))


def text_problem(code: str, file: str, line: int, params: Mapping[str, str]) -> str:
    """A mistake in a text (a ``Fault``)."""
    if code == "unknown_placeholder" and params.get("nearest"):
        code = "mistyped_placeholder"  # thirty names would hide the one that is meant
    sentence = _(_TEXT_FAULTS[code]).format_map(params)
    if params.get("nearest"):
        sentence = _("{sentence}. Did you mean {nearest}?").format(sentence=sentence, nearest=params["nearest"])
    return _("{file}, line {line}: {sentence}").format(file=file, line=line, sentence=sentence)
