"""Faults of texts, in the words of :mod:`callcenter.wording`."""

from __future__ import annotations

from callcenter.locale import _
from callcenter.texts.library import FileProblem
from callcenter.texts.templates import TextProblem
from callcenter.wording.script_words import file_problem, text_problem


def problem(found: TextProblem | FileProblem) -> str:
    """One mistake with its place and the mend."""
    if isinstance(found, TextProblem):
        return text_problem(found.fault, found.file, found.line, found.params)
    return file_problem(found.fault, found.file, found.params)


def not_used(found: TextProblem | FileProblem) -> str:
    """One mistake of a team's own text, and what stands in for it."""
    return _("Using the built-in text until this is fixed: {problem}").format(problem=problem(found))
