"""A message handed to a real program: no shell, the text on its standard input, its failures told in one line."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from callcenter.handover import HandoverFault, hand_over

PYTHON = sys.executable


def test_the_program_gets_the_text_and_each_argument_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code = f"import sys; open({str(out)!r}, 'w').write(repr((sys.argv[1:], sys.stdin.read())))"
    values = {"phone": "+8613800138001", "subject": "a; rm -rf $HOME `id` {ref}", "ref": "C1", "email": "--evil"}
    arguments = ["{phone}", "{subject}", "{email}", "--to={phone}/{ref}", "{unknown}"]
    went = hand_over([PYTHON, "-c", code, *arguments], "您好 {phone}\n'\"", values, seconds=20)
    assert went.fault is None
    said = ["+8613800138001", "a; rm -rf $HOME `id` {ref}", "evil", "--to=+8613800138001/C1", "{unknown}"]
    assert out.read_text() == repr((said, "您好 {phone}\n'\""))


def test_a_failure_says_its_code_and_last_line() -> None:
    code = "import sys; print('one', file=sys.stderr); print('no balance', file=sys.stderr); sys.exit(3)"
    went = hand_over([PYTHON, "-c", code], "x", {}, seconds=20)
    assert (went.fault, went.code, went.said) == (HandoverFault.FAILED, 3, "no balance")


def test_a_program_that_is_not_there() -> None:
    went = hand_over(["/nonexistent/sms"], "x", {}, seconds=20)
    assert went.fault is HandoverFault.CANNOT_START
    assert went.said == "No such file or directory"


def test_a_program_that_hangs_is_ended_with_its_children() -> None:
    sleep = "import time; time.sleep(60)"
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {sleep!r}]); {sleep}"
    went = hand_over([PYTHON, "-c", code], "x" * 200_000, {}, seconds=0.5)
    assert went.fault is HandoverFault.TIMED_OUT


def test_no_room_for_the_text_is_told_like_any_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    went = hand_over([PYTHON, "-c", ""], "x", {}, seconds=20)
    assert (went.fault, went.said) == (HandoverFault.CANNOT_START, "No such file or directory")
