"""What is wrong with texts, in the words of :mod:`callcenter.wording`."""

from __future__ import annotations

from callcenter.texts.library import FileProblem
from callcenter.texts.templates import TextProblem
from callcenter.wording.text_words import file_problem, text_problem


def problem(found: TextProblem | FileProblem) -> str:
    """One mistake with its place and the mend."""
    if isinstance(found, TextProblem):
        return text_problem(found.fault, found.file, found.line, found.params)
    return file_problem(found.fault, found.file, found.params)
