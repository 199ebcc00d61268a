"""The settings file: what it gives, and what each broken one is told."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from callcenter.app import Workstation
from callcenter.screens.frame.command_list import every_command
from callcenter.settings import (
    VARIABLE,
    Expected,
    SettingFault,
    Settings,
    SettingsError,
    SettingsProblem,
    default_path,
    read,
)
from callcenter.widgets.base.key_names import key_name


def settings_in(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "my settings.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems_of(path: Path) -> list[SettingsProblem]:
    with pytest.raises(SettingsError) as caught:
        read({"CALLCENTER_SETTINGS": str(path)})
    assert caught.value.path == path
    return list(caught.value.problems)


def test_no_file_means_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    found = read({})
    assert found.path == default_path()
    assert found.path.name == "settings.toml"
    settings = found.settings
    assert (settings.database, settings.language, settings.agent, settings.theme) == (None, None, None, "dark")
    assert (settings.tick_seconds, settings.reduced) == (5, False)
    assert found.moved == ()
    assert settings.keys == {}


def test_the_file_in_the_config_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_config_path", lambda name: tmp_path / name)
    (tmp_path / "callcenter").mkdir()
    (tmp_path / "callcenter" / "settings.toml").write_text('agent = "王敏"\n', encoding="utf-8")
    assert read({}).settings.agent == "王敏"


def test_every_key_is_read(tmp_path: Path) -> None:
    path = settings_in(
        tmp_path,
        """
        database = "postgresql://me@one,two/calls"
        language = "zh"
        agent = "王敏"
        theme = "high-contrast"
        tick_seconds = 2
        reduced = true
        [keys]
        "queue.next" = "n,f8"
        """,
    )
    settings = read({"CALLCENTER_SETTINGS": str(path)}).settings
    assert settings.database == "postgresql://me@one,two/calls"
    assert (settings.language, settings.agent, settings.theme) == ("zh", "王敏", "high-contrast")
    assert (settings.tick_seconds, settings.reduced) == (2, True)
    assert settings.keys == {"queue.next": "n,f8"}


def test_keys_that_went_to_the_campaign_are_named_and_do_nothing(tmp_path: Path) -> None:
    path = settings_in(tmp_path, 'lease_seconds = "long ago"\nown_pool_on_reach = false\nagent = "王敏"\n')
    found = read({"CALLCENTER_SETTINGS": str(path)})
    assert found.moved == ("lease_seconds", "own_pool_on_reach")
    assert found.settings.agent == "王敏"


def test_a_file_written_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = settings_in(tmp_path, b"\xef\xbb\xbf" + 'agent = "王敏"\r\ntheme = "light"\r\n'.encode())
    assert read({"CALLCENTER_SETTINGS": str(path)}).settings.agent == "王敏"


@pytest.mark.parametrize(
    ("written", "expected"),
    [("book.db", "{folder}/book.db"), ("../team/book.db", "{parent}/team/book.db"), ("/srv/a.db", "/srv/a.db")],
)
def test_a_database_path_is_taken_from_the_folder_of_the_file(tmp_path: Path, written: str, expected: str) -> None:
    path = settings_in(tmp_path, f'database = "{written}"')
    wanted = expected.format(folder=tmp_path, parent=tmp_path.parent)
    assert read({"CALLCENTER_SETTINGS": str(path)}).settings.database == wanted


def test_a_database_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    path = settings_in(tmp_path, 'database = "~/book.db"')
    assert read({"CALLCENTER_SETTINGS": str(path)}).settings.database == "/home/someone/book.db"


def test_an_unknown_key_is_named_with_its_line_and_the_likeliest_right_one(tmp_path: Path) -> None:
    (problem,) = problems_of(settings_in(tmp_path, 'agent = "a"\n\n# comment\nlanguge = "zh"\n'))
    assert (problem.fault, problem.line, problem.key) == (SettingFault.UNKNOWN_KEY, 4, "languge")
    assert problem.params["nearest"] == "language"
    assert "tick_seconds" in problem.params["choices"].split(", ")


def test_every_mistake_is_told_at_once_by_line(tmp_path: Path) -> None:
    problems = problems_of(
        settings_in(
            tmp_path,
            """tick_seconds = 5000
language = "fr"
team_file = "yes"
agent = ""
remind_minutes = true
theme = 3
[keys]
"queue.next" = 7
"queue.dial" = "d,,x"
""",
        )
    )
    assert [(p.fault, p.line, p.key) for p in problems] == [
        (SettingFault.WRONG_VALUE, 1, "tick_seconds"),
        (SettingFault.WRONG_VALUE, 2, "language"),
        (SettingFault.WRONG_VALUE, 3, "team_file"),
        (SettingFault.WRONG_VALUE, 4, "agent"),
        (SettingFault.WRONG_VALUE, 5, "remind_minutes"),
        (SettingFault.WRONG_VALUE, 6, "theme"),
        (SettingFault.WRONG_VALUE, 8, "keys.queue.next"),
        (SettingFault.WRONG_VALUE, 9, "keys.queue.dial"),
    ]
    said = {p.key: dict(p.params) for p in problems}
    assert said["tick_seconds"] == {
        "found": "5000",
        "expected": Expected.WHOLE_NUMBER,
        "low": "1",
        "high": "3600",
    }
    assert said["language"] == {"found": '"fr"', "expected": Expected.ONE_OF, "choices": "en, zh"}
    assert said["team_file"] == {"found": '"yes"', "expected": Expected.YES_NO}
    assert said["agent"] == {"found": '""', "expected": Expected.TEXT}
    assert said["remind_minutes"]["found"] == "true"
    assert said["theme"]["choices"] == "dark, light, high-contrast, colour-blind"
    assert said["keys.queue.next"] == {"found": "7", "expected": Expected.KEYS}
    assert said["keys.queue.dial"]["found"] == '"d,,x"'


def test_keys_that_are_no_table(tmp_path: Path) -> None:
    (problem,) = problems_of(settings_in(tmp_path, 'agent = "a"\nkeys = "n"\n'))
    assert (problem.line, problem.key, problem.params["expected"]) == (2, "keys", Expected.KEYS)


def test_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    (problem,) = problems_of(settings_in(tmp_path, 'agent = "a"\ntheme = dark\n'))
    assert (problem.fault, problem.line) == (SettingFault.SYNTAX, 2)
    assert problem.params["found"] == "Invalid value"


def test_a_file_that_breaks_off_names_its_last_line(tmp_path: Path) -> None:
    (problem,) = problems_of(settings_in(tmp_path, 'agent = "a"\ntheme ='))
    assert (problem.fault, problem.line) == (SettingFault.SYNTAX, 2)


def test_bytes_that_are_no_text_name_their_line(tmp_path: Path) -> None:
    (problem,) = problems_of(settings_in(tmp_path, b'theme = "dark"\nagent = "' + "王敏".encode("gb18030") + b'"\n'))
    assert (problem.fault, problem.line) == (SettingFault.NOT_UTF8, 2)


def test_a_named_file_that_is_not_there(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path / "nowhere.toml")
    assert (problem.fault, problem.line) == (SettingFault.NOT_FOUND, 0)


def test_a_named_folder_is_unreadable(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path)
    assert problem.fault is SettingFault.UNREADABLE
    assert problem.params["found"] == os.strerror(21)


def test_bindings_that_the_program_does_not_have_are_named(tmp_path: Path) -> None:
    path = settings_in(tmp_path, '[keys]\n"queue.next" = "n"\n"queue.dail" = "d"\n')
    file = read({"CALLCENTER_SETTINGS": str(path)})
    file.check_bindings(["queue.next", "queue.dail"], key_name)
    with pytest.raises(SettingsError) as caught:
        file.check_bindings(["queue.next", "queue.dial"], key_name)
    (problem,) = caught.value.problems
    assert (problem.fault, problem.line, problem.key) == (SettingFault.UNKNOWN_BINDING, 3, "keys.queue.dail")
    assert problem.params == {"choices": "queue.dial, queue.next", "nearest": "queue.dial"}


def test_keys_that_no_keyboard_has_are_named(tmp_path: Path) -> None:
    file = read({VARIABLE: str(settings_in(tmp_path, '[keys]\n"queue.next" = "F2, n"\n"queue.dial" = "f3,ctl+d"\n'))})
    with pytest.raises(SettingsError) as caught:
        file.check_bindings(["queue.next", "queue.dial"], key_name)
    (problem,) = caught.value.problems
    assert (problem.fault, problem.line, problem.key) == (SettingFault.NO_KEY, 3, "keys.queue.dial")
    assert problem.params == {"found": "ctl+d"}


def test_what_messages_need(tmp_path: Path) -> None:
    path = settings_in(
        tmp_path, 'messages = "texts"\norganisation = "北方电气"\nmessage_command = ["send", "{phone}"]\n'
    )
    settings = read({"CALLCENTER_SETTINGS": str(path)}).settings
    assert (settings.messages, settings.organisation) == (str(tmp_path / "texts"), "北方电气")
    assert (settings.message_command, settings.message_seconds) == (["send", "{phone}"], 20)


@pytest.mark.parametrize("command", ['"send {phone}"', "[]", '["send", ""]', "[1]"])
def test_a_command_is_a_list_of_texts(tmp_path: Path, command: str) -> None:
    (problem,) = problems_of(settings_in(tmp_path, f"message_command = {command}\n"))
    assert (problem.fault, problem.key, problem.line) == (SettingFault.WRONG_VALUE, "message_command", 1)
    assert problem.params["expected"] == Expected.COMMAND


@pytest.mark.parametrize("page", ["settings.md", "settings.zh.md"])
def test_the_guide_names_every_setting_and_its_example_is_read(page: str, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "guide" / page).read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    path = tmp_path / "settings.toml"
    path.write_text(example, encoding="utf-8")
    found = read({VARIABLE: str(path)})
    assert {line.partition(".")[0] for line in found.lines} == set(Settings.__struct_fields__)
    found.check_bindings(every_command(Workstation), key_name)


def test_a_line_through_an_exchange(tmp_path: Path) -> None:
    path = settings_in(
        tmp_path,
        """
        [line]
        kind = "ami"
        host = "10.0.0.5"
        user = "callcenter"
        secret_file = "secret"
        extension = "PJSIP/1001"
        context = "from-internal"
        """,
    )
    line = read({VARIABLE: str(path)}).settings.line
    assert (line.kind, line.host, line.port, line.secret_file) == ("ami", "10.0.0.5", 5038, str(tmp_path / "secret"))
    assert (line.dial_as, line.caller_id, line.country) == ("{number}", "", "CN")


def test_mistakes_of_a_line_name_the_key(tmp_path: Path) -> None:
    text = """[line]
kind = "ami"
port = 70000
hots = "10.0.0.5"
dial_command = "adb"
country = "China"
secret_file = "~nobody-of-that-name/secret"
"""
    problems = problems_of(settings_in(tmp_path, text))
    assert [(p.fault, p.line, p.key) for p in problems] == [
        *((SettingFault.NEEDED, 2, f"line.{key}") for key in ("host", "user", "extension", "context")),
        (SettingFault.WRONG_VALUE, 3, "line.port"),
        (SettingFault.UNKNOWN_KEY, 4, "line.hots"),
        (SettingFault.WRONG_VALUE, 5, "line.dial_command"),
        (SettingFault.WRONG_VALUE, 6, "line.country"),
        (SettingFault.NO_PATH, 7, "line.secret_file"),
    ]
    assert problems[0].params == {"found": "ami"}
    assert problems[5].params["nearest"] == "host"
    assert [p.params["expected"] for p in problems if p.fault is SettingFault.WRONG_VALUE] == [
        Expected.WHOLE_NUMBER,
        Expected.COMMAND,
        Expected.COUNTRY,
    ]


@pytest.mark.parametrize(
    ("text", "fault", "key", "line"),
    [
        ('line = "ami"\n', SettingFault.WRONG_VALUE, "line", 1),
        ('[line]\nkind = "telex"\n', SettingFault.WRONG_VALUE, "line.kind", 2),
        ('[line]\nkind = "command"\n', SettingFault.NEEDED, "line.dial_command", 2),
        ('[line]\nkind = "sip"\nuser = "1001"\ndirect = true\n', SettingFault.NEEDED, "line.server", 2),
        ('[line]\nkind = "sip"\nuser = "1001"\nserver = "pbx"\n', SettingFault.NEEDED, "line.secret_file", 2),
        ('[line]\ndirect = "yes"\n', SettingFault.WRONG_VALUE, "line.direct", 2),
    ],
)
def test_lines_that_cannot_be(tmp_path: Path, text: str, fault: SettingFault, key: str, line: int) -> None:
    (problem,) = problems_of(settings_in(tmp_path, text))
    assert (problem.fault, problem.key, problem.line) == (fault, key, line)


@pytest.mark.parametrize("page", ["telephony.md", "telephony.zh.md"])
def test_every_line_that_the_guide_sets_up_is_read(page: str, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    kinds = [read({VARIABLE: str(settings_in(tmp_path, example))}).settings.line.kind for example in examples]
    assert {"command", "ami", "sip"} <= set(kinds)
