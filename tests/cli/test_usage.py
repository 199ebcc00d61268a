"""Bad use ends with 2 and one clear line on standard error; options stand before or after the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Program

BAD = [
    (
        (),
        "callcenter needs a subcommand: run, wall, queue, breaches, messages, promises, sheet, report, tick, check,"
        " obligations, why, find, numbers, log, recording, duplicates, customer, campaign, number, agent, announce,"
        " announcements, unit, rotation, pool, secure, token, audit, case, import, rulebook, scripts, backup, restore",
    ),
    (("queu",), "Did you mean queue?"),
    (("--agent", "x", "queue"), "--agent goes after the command"),
    (("--demo", "tick"), "--demo goes after the command"),
    (("queue", "--nope"), "no option --nope"),
    (("queue", "--limits", "3"), "no option --limits. Did you mean --limit?"),
    (("queue", "--limit"), "--limit needs a value"),
    (("queue", "--limit", "-1"), '--limit: "-1" is not a whole number of at least 0'),
    (("queue", "--limit", "99999999999"), "is not a whole number of at least 0"),
    (("queue", "--limit", "three"), "is not a whole number of at least 0"),
    (("queue", "--json=1"), "--json takes no value"),
    (("queue", "more"), 'unexpected argument "more"'),
    (("queue", "--campaign", "nix"), 'no campaign "nix"'),
    (("queue", "--campaign", "nix", "--as-of", "2026-03-02"), 'no campaign "nix"'),
    (("queue", "--agent", "nobody"), 'no agent "nobody"'),
    (("queue", "--agent", ""), "--agent: it is empty"),
    (("breaches", "--campaign", "nix"), 'no campaign "nix"'),
    (("why",), "REF is missing"),
    (("why", "K1"), 'no customer "K1"'),
    (("why", "K1", "--as-of", "2026-03-02"), 'no customer "K1"'),
    (("why", "\udcff"), "REF: it contains bytes that are not text"),
    (("obligations", "K1"), 'no customer "K1"'),
    (("--lang", "de", "queue"), '--lang: "de" is not one of zh, en'),
    (("queue", "--lang", "de"), '--lang: "de" is not one of zh, en'),
    (("queue", "--database", "mysql://host/x"), "--database: mysql:// is not supported"),
    (("queue", "--database", ""), "--database: it is empty"),
    (("campaign",), "callcenter campaign needs a subcommand: add, list"),
    (("campaign", "add"), "NAME is missing"),
    (("campaign", "add", "x"), "--rulebook is missing"),
    (("campaign", "add", "x", "--rulebook", "nix"), '"nix" is neither a built-in rulebook nor a file'),
    (("campaign", "add", "x", "--rulebook", "./nix.toml"), "No such file or directory"),
    (("campaign", "add", "x", "--rulebook", "telesales", "--timezone", "Mars/X"), 'no time zone "Mars/X"'),
    (("campaign", "add", "x", "--rulebook", "telesales", "--country", "QQ"), 'no holidays known for country "QQ"'),
    (("campaign", "add", "x", "--rulebook", "telesales", "--legal-frame", "21:00-08:00"), "is not a time span"),
    (("campaign", "add", "x", "--rulebook", "telesales", "--closed", "Monday"), "is not a day"),
    (("number", "add"), "NUMBER is missing"),
    (("number", "add", "12"), '"12" is not a single phone number; write it as +862155550001'),
    (("number", "add", "+862155550001", "--per-hour", "0"), '--per-hour: "0" is not a whole number of at least 1'),
    (("number", "set", "+862155550001"), "nothing to change"),
    (("number", "set", "+862155550001", "--pause"), "no caller ID +862155550001"),
    (("agent", "add"), "NAME is missing"),
    (("agent", "add", "x", "--role", "boss"), '--role: "boss" is not one of agent, supervisor, manager, admin'),
    (("agent", "add", "x", "--line", "x"), '--line: "x" is not one of sales, service'),
    (("import", "undo", "7"), "no import 7"),
    (("import", "undo", "x"), 'ID: "x" is not a whole number of at least 1'),
    (("rulebook", "show", "nix"), "neither a built-in rulebook nor a file"),
    (("rulebook", "check", "nix"), "neither a built-in rulebook nor a file"),
    (("rulebook", "check", "/nix/nix.toml"), "/nix/nix.toml: No such file or directory"),
    (("run",), "the workstation must run in a terminal"),
]


@pytest.mark.parametrize(("arguments", "said"), BAD, ids=[" ".join(arguments) for arguments, _ in BAD])
def test_bad_use_is_one_line(file_program: Program, arguments: tuple[str, ...], said: str) -> None:
    ran = file_program(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("callcenter: ")


@pytest.mark.parametrize("arguments", [arguments for arguments, _ in BAD], ids=" ".join)
def test_bad_use_in_chinese_says_no_english(file_program: Program, arguments: tuple[str, ...]) -> None:
    ran = file_program("--lang", "zh", *arguments)
    assert ran.code == 2
    assert any("\u4e00" <= char <= "\u9fff" for char in ran.err) or "No such file" in ran.err


@pytest.mark.parametrize(
    "time",
    [
        "yesterday",
        "",
        "2026-02-30",
        "2026-03-02 25:00",
        "2026-03-02 10:60",
        "2026-03-02x10:05",
        "2026-03-02 10:05 PM",
        "10:05",
        "1772416000",
        "46082",
        "0001-01-01",
        "9999-12-31",
        "2026-13-01",
        "2026-03-02T10:05+25:00",
        "２０２６-03-02",
    ],
)
@pytest.mark.parametrize("command", [("queue",), ("breaches",), ("why", "K1"), ("obligations", "K1")])
def test_nonsense_is_no_time(file_program: Program, command: tuple[str, ...], time: str) -> None:
    ran = file_program(*command, "--as-of", time)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("callcenter: --as-of: ")
    assert ran.err.count("\n") == 1


def test_options_for_all_stand_before_or_after(tmp_path: Path, file_program: Program) -> None:
    other = tmp_path / "other.db"
    assert file_program("agent", "add", "王敏", "--database", other).code == 0
    assert file_program("agent", "list").lines == ["no agents yet; callcenter agent add creates one"]
    assert file_program("agent", "list", "--database", other, "--lang", "zh").lines[1].startswith("王敏")
    assert file_program("agent", "--database", other, "list").lines[1].startswith("王敏")
    assert "名称" in file_program("agent", "--database", other, "list", "--lang=zh").lines[0]


def test_the_variable_names_the_database(
    tmp_path: Path, file_program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.cli.running import process

    file_program("agent", "add", "王敏")
    ran = process("agent", "list", "--json", environment={"CALLCENTER_DATABASE": file_program.database})
    assert ran.returncode == 0
    assert '"王敏"'.encode() in ran.stdout
    refused = process("agent", "list", environment={"CALLCENTER_DATABASE": "mysql://x"})
    assert (refused.returncode, refused.stderr.count(b"\n")) == (2, 1)
    assert refused.stderr.startswith(b"callcenter: CALLCENTER_DATABASE: mysql://")


def test_help_in_both_languages(file_program: Program) -> None:
    english, chinese = file_program("queue", "--help"), file_program("--lang", "zh", "queue", "-h")
    assert (english.code, chinese.code) == (0, 0)
    assert english.out.startswith("Usage: callcenter queue")
    for option in ("--campaign", "--agent", "--as-of", "--limit", "--json", "--database", "--lang"):
        assert option in english.out
        assert option in chinese.out
    assert "Options" not in chinese.out
    assert all(sum(2 if ord(char) > 0x2E80 else 1 for char in line) <= 80 for line in chinese.out.splitlines())


def test_every_command_has_help_in_chinese(file_program: Program) -> None:
    def look(*command: str) -> None:
        ran = file_program("--lang", "zh", *command, "--help")
        assert (ran.code, ran.err) == (0, "")
        for line in ran.out.splitlines()[1:]:
            words = line.strip()
            # Words other than names of options and commands are said in Chinese.
            said = words.split("  ")[-1]
            assert not said or said.startswith("-") or any(char >= "\u4e00" for char in said), (command, line)

    for command in (
        (),
        ("run",),
        ("wall",),
        ("queue",),
        ("breaches",),
        ("obligations",),
        ("why",),
        ("campaign",),
        ("campaign", "add"),
        ("campaign", "list"),
        ("agent",),
        ("agent", "add"),
        ("agent", "list"),
        ("import",),
        ("import", "customers"),
        ("import", "touches"),
        ("import", "undo"),
        ("import", "list"),
        ("rulebook",),
        ("rulebook", "list"),
        ("rulebook", "show"),
        ("rulebook", "check"),
    ):
        look(*command)


def test_the_version(file_program: Program) -> None:
    from callcenter import __version__

    assert file_program("--version").lines == [f"callcenter {__version__}"]


def test_agents(program: Program) -> None:
    assert program("agent", "add", "王敏", "--role", "supervisor", "--team", "一组", "--line", "service").code == 0
    again = program("agent", "add", "王敏")
    assert (again.code, again.err) == (2, 'callcenter: agent "王敏" already exists\n')
    assert program("agent", "list", "--json").json == [
        {
            "name": "王敏",
            "role": "supervisor",
            "team": "一组",
            "line": "service",
            "can_sign_in": True,
            "left": False,
            "os_user": None,
        }
    ]


def test_campaigns(program: Program) -> None:
    made = program(
        *("campaign", "add", "纽约", "--rulebook", "telesales", "--timezone", "America/New_York", "--country", "us"),
        *("--closed", "holidays", "--closed", "2026-03-03", "--legal-frame", "09:00-24:00"),
    )
    assert (made.code, made.err) == (0, "")
    assert program("campaign", "add", "纽约", "--rulebook", "telesales").code == 2
    assert program("campaign", "list", "--json").json == [
        {
            "name": "纽约",
            "state": "open",
            "rulebook": "telesales",
            "version": 1,
            "timezone": "America/New_York",
            "country": "US",
            "legal_frame": ["09:00", "24:00"],
            "closed_holidays": True,
            "closed_days": ["2026-03-03"],
            "customers": 0,
            "change": None,
        }
    ]
