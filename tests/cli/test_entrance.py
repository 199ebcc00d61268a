"""The person at a workstation: named, remembered, first of all, or vouched for by the operating system."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from callcenter.clock import FixedClock
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.people.entrance import FrontDoor, enter
from callcenter.views.people.people import Doorway
from callcenter.views.upkeep.trouble import StoreError
from tests.cli.running import Program, millis, process

NOW = millis("2026-03-16 10:31")


@contextmanager
def session(database: str) -> Iterator[Context]:
    """A program that has just been started."""
    begun = Context(FixedClock(NOW))
    begun.database = database
    begun.speak(["--lang", "en"])
    try:
        yield begun
    finally:
        begun.close()


def _nobody_is_asked() -> FrontDoor:
    raise AssertionError("somebody is asked who works")


def entered(database: str, agent: str | None = None) -> str | None:
    """The person who works, as the program finds out."""
    with session(database) as begun:
        found = enter(begun, agent, _nobody_is_asked)
    return None if found is None else found.name


def doorway(database: str) -> Doorway:
    """The store as a start finds it."""
    with session(database) as begun:
        return begun.doorway


def os_user(database: str) -> str:
    return doorway(database).os_user


def names(program: Program) -> list[str]:
    return [row["name"] for row in program("agent", "list", "--json").json]


def test_a_store_without_people_has_the_os_user_as_its_first(program: Program) -> None:
    me = os_user(program.database)
    assert entered(program.database) == me
    assert names(program) == [me]
    assert entered(program.database) == me


def test_an_owner_whom_an_import_brought_is_nobody_who_could_work(program: Program, tmp_path: Path) -> None:
    book = tmp_path / "customers.csv"
    book.write_text("ref,name,phone,owner\nC1,李雷,0571-80193715,王敏\n", encoding="utf-8")
    assert program("import", "customers", book).code == 0
    assert entered(program.database) == os_user(program.database)
    with pytest.raises(BadUse, match="no agent"):
        entered(program.database, "王敏")


def test_who_is_named_works(program: Program) -> None:
    for name in ("王敏", "赵铁"):
        program("agent", "add", name)
    assert entered(program.database, "赵铁") == "赵铁"
    assert entered(program.database, " 王敏 ") == "王敏"


def test_a_slip_in_a_name_makes_nobody(program: Program) -> None:
    for name in ("王敏", "王民", "Anna"):
        program("agent", "add", name)
    before = names(program)
    with pytest.raises(BadUse, match='no agent "王闽"; closest: 王民, 王敏'):
        entered(program.database, "王闽")
    with pytest.raises(BadUse, match='no agent "x"; callcenter agent add creates one'):
        entered(program.database, "x")
    assert names(program) == before


def test_a_slip_in_a_name_in_an_empty_store_makes_nobody(program: Program) -> None:
    with pytest.raises(BadUse, match="no agent"):
        entered(program.database, "nobody of this machine")
    assert program("agent", "list", "--json").json == []


def test_broken_choices_are_left_aside_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('language = "zh"\n', encoding="utf-8")
    (tmp_path / "preferences.toml").write_text("language = \n", encoding="utf-8")
    (tmp_path / "settings.toml").chmod(0o600)
    settings = {"CALLCENTER_SETTINGS": str(tmp_path / "settings.toml")}
    ran = process("--database", tmp_path / "store.db", "campaign", "list", environment=settings)
    assert ran.returncode == 0
    (line,) = ran.stderr.decode().splitlines()
    assert line.startswith(f"callcenter: {tmp_path / 'preferences.toml'} 已损坏，未采用：")
    (tmp_path / "preferences.toml").write_text('language = "en"\n', encoding="utf-8")
    ran = process("--database", tmp_path / "store.db", "campaign", "list", environment=settings)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "no campaign yet" in ran.stdout.decode()


def test_the_settings_name_who_works(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("王敏", "赵铁"):
        program("agent", "add", name)
    settings = tmp_path / "settings.toml"
    settings.write_text('agent = "赵铁"\n', encoding="utf-8")
    monkeypatch.setenv("CALLCENTER_SETTINGS", str(settings))
    assert entered(program.database) == "赵铁"
    assert entered(program.database, "王敏") == "王敏"


def test_a_person_named_as_the_os_user_is_not_asked(program: Program) -> None:
    me = os_user(program.database)
    for name in ("王敏", me, "赵铁"):
        program("agent", "add", name)
    assert entered(program.database) == me


def test_the_only_person_is_not_asked(program: Program) -> None:
    program("agent", "add", "王敏")
    assert entered(program.database) == "王敏"


def test_what_was_chosen_is_remembered_until_it_is_taken_back(program: Program) -> None:
    for name in ("王敏", "赵铁"):
        program("agent", "add", name)
    with session(program.database) as begun:
        begun.opened.sign_ins.remember("赵铁", now=NOW)
    assert entered(program.database) == "赵铁"
    assert entered(program.database, "王敏") == "王敏", "for this one time"
    assert entered(program.database) == "赵铁"
    program("agent", "set", "赵铁", "--os-user", "")
    assert doorway(program.database).bound is None


def test_a_choice_of_an_open_store_lets_nobody_into_a_closed_one(file_program: Program) -> None:
    """While the store was open, anybody could have chosen to be anybody."""
    file_program("agent", "add", "王敏")
    with session(file_program.database) as begun:
        begun.opened.sign_ins.remember("王敏", now=NOW)
        begun.opened.sign_ins.secure("boss", "right horse", now=NOW)
        with pytest.raises(StoreError, match="not_signed_in"):
            begun.opened.sign_ins.remember("boss", now=NOW)
    assert doorway(file_program.database).bound is None


def test_a_closed_store_knows_its_os_user_and_nobody_else(file_program: Program) -> None:
    assert file_program("secure", "boss", "--os-user").code == 0
    assert entered(file_program.database) == "boss"
    assert entered(file_program.database, "boss") == "boss"
    me = os_user(file_program.database)
    with pytest.raises(BadUse, match=f'the system user "{me}" signs in as boss, not as 王敏'):
        entered(file_program.database, "王敏")


def test_a_token_is_no_person(file_program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    file_program("secure", "boss", "--os-user")
    made = file_program("token", "create", "nightly", "--role", "supervisor", "--expires", "90")
    monkeypatch.setenv("CALLCENTER_TOKEN", made.out.strip())
    with pytest.raises(BadUse, match="this token is for commands and signs no one in"):
        entered(file_program.database, "boss")


def test_a_token_of_a_person_opens_their_workstation(file_program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    file_program("agent", "add", "王敏")
    file_program("secure", "boss", "--os-user")
    made = file_program("token", "create", "desk-7", "--agent", "王敏", "--expires", "90")
    monkeypatch.setenv("CALLCENTER_TOKEN", made.out.strip())
    assert entered(file_program.database) == "王敏"
    assert entered(file_program.database, "王敏") == "王敏"
    with pytest.raises(BadUse, match="the token signs 王敏 in, not boss"):
        entered(file_program.database, "boss")
    monkeypatch.delenv("CALLCENTER_TOKEN")
    assert file_program("agent", "leave", "王敏").code == 0
    monkeypatch.setenv("CALLCENTER_TOKEN", made.out.strip())
    assert file_program("queue").err == "callcenter: this token is unknown, revoked or expired\n"


def test_a_slip_at_a_terminal_is_one_line_and_bad_use(file_program: Program, tmp_path: Path) -> None:
    for name in ("王敏", "王民"):
        file_program("agent", "add", name)
    asked = ["--database", file_program.database, "--lang", "en", "run", "--agent", "王闽"]
    environment = {**os.environ, "HOME": str(tmp_path), "TERM": "xterm-256color"}
    code, said = _at_a_terminal([sys.executable, "-m", "callcenter", *asked], environment)
    assert (code, said.strip()) == (2, 'callcenter: no agent "王闽"; closest: 王民, 王敏')


def _at_a_terminal(command: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """A program at a pseudo-terminal that ends by itself: its exit code, and what it wrote there."""
    master, slave = pty.openpty()
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    said = b""
    while True:
        try:
            said += os.read(master, 65_536)
        except OSError:  # the program has ended, and with it the terminal
            break
    os.close(master)
    return process.wait(), said.decode()
