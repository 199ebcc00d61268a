"""Copies arrive in the clipboard of the terminal: the bytes that come out of the real program, in tmux too."""

from __future__ import annotations

import base64
import re
import subprocess
import time
from pathlib import Path

import pytest

from tests.workstation.test_terminal import Terminal, run

_BOOK = """
name = 'thanks'
title = { en = 'Thanks', zh = '感谢' }
tiers = ['A']
[phases.lead]
starts = 'inquiry'
[[rules]]
id = 'thanks_sms'
kind = 'within'
phase = 'lead'
channel = 'sms'
within = '24h'
"""
_OSC_52 = re.compile(rb"\x1b\]52;[a-z]*;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\\\)")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A store with one lead of just now, to whom a thank-you SMS in Chinese is due."""
    book, customers, made = tmp_path / "thanks.toml", tmp_path / "customers.csv", tmp_path / "office.db"
    book.write_text(_BOOK, encoding="utf-8")
    run(made, tmp_path, "campaign", "add", "leads", "--rulebook", str(book), "--timezone", "Asia/Shanghai")
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60))
    customers.write_text(f"ref,name,phone,campaign,inquiry_at\nK1,李雷,13800138001,leads,{now}\n", encoding="utf-8")
    run(made, tmp_path, "import", "customers", str(customers))
    run(made, tmp_path, "agent", "add", "wang")
    return made


def copied(terminal: Terminal) -> list[str]:
    """Return what the terminal was asked to put into its clipboard."""
    return [base64.b64decode(found).decode() for found in _OSC_52.findall(bytes(terminal.written))]


def until_copied(terminal: Terminal) -> str:
    terminal.until("1 customer")
    terminal.type("3")
    terminal.until("[3 Messages]", "李雷", "您好")
    terminal.type("y")
    terminal.until("characters copied")
    end = time.monotonic() + 10
    while not copied(terminal) and time.monotonic() < end:
        terminal.until("[3 Messages]")
    return copied(terminal)[0]


def buffer(tmux: list[str]) -> str:
    return subprocess.run([*tmux, "show-buffer"], capture_output=True, check=True).stdout.decode()


def until_in_buffer(tmux: list[str], text: str) -> None:
    end = time.monotonic() + 10
    while buffer(tmux) != text:
        assert time.monotonic() < end, buffer(tmux)
        time.sleep(0.05)


def test_the_text_of_a_message_goes_out_as_osc_52(database: Path, tmp_path: Path) -> None:
    terminal = Terminal(database, "wang", tmp_path)
    try:
        text = until_copied(terminal)
        assert text.startswith("您好，李雷！")
        assert "wang" in text
        assert len(copied(terminal)) == 1
    finally:
        terminal.close()


def test_tmux_passes_it_on_as_it_comes(database: Path, tmp_path: Path) -> None:
    """With tmux as it is installed: what a program asks the terminal for itself is not passed on by it."""
    tmux = ["tmux", "-L", f"clipboard-{tmp_path.name}-{time.time_ns()}", "-f", "/dev/null"]
    terminal = Terminal(database, "wang", tmp_path, under=[*tmux, "new-session"], lines=25)
    try:
        text = until_copied(terminal)
        assert text.startswith("您好，李雷！")
        assert buffer(tmux) == text
        terminal.type("\r")
        terminal.until("138 0013 8001")
        terminal.type("y")
        terminal.until("Copied: 138")
        until_in_buffer(tmux, "138 0013 8001")
        terminal.type("/")
        terminal.until("pinyin or initials")
        terminal.type("lilei")
        terminal.until("lilei")
        terminal.type("\x1b[1;2H")  # Shift+Home selects what stands in the line
        terminal.type("\x03")
        until_in_buffer(tmux, "lilei")
    finally:
        subprocess.run([*tmux, "kill-server"], capture_output=True, check=False)
        terminal.close()
