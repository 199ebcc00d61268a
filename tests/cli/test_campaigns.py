"""``campaign show`` and ``set``; a campaign that is paused, closed and resumed."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter.campaign_settings import SETTINGS
from tests.cli.running import Program, book


@pytest.fixture
def spring(program: Program, tmp_path: Path) -> Program:
    """A campaign with one customer who has to be called."""
    assert program("campaign", "add", "spring", "--rulebook", "telesales").code == 0
    people = [("ref", "name", "campaign", "phone", "inquiry_at"), ("C1", "李雷", "spring", "13800000001", "2026-03-02")]
    assert program("import", "customers", book(tmp_path / "people.csv", people)).code == 0
    return program


def test_show_names_every_setting(spring: Program) -> None:
    shown = spring("campaign", "show", "spring", "--json").json
    assert {one.key for one in SETTINGS} <= shown.keys()
    assert (shown["name"], shown["rulebook"], shown["version"], shown["state"]) == ("spring", "telesales", 1, "open")
    assert (shown["legal_frame"], shown["units"], shown["lease_seconds"]) == (["08:00", "21:00"], [], None)
    said = dict(line.split(maxsplit=1) for line in spring("campaign", "show", "spring").lines)
    assert all(said[one.key] == (one.default or "-") for one in SETTINGS)
    assert spring("campaign", "show", "nobody").code == 2


def test_set_changes_what_is_named(spring: Program) -> None:
    ran = spring(
        "campaign", "set", "spring", "legal_frame=09:00-24:00", "closed_days=2026-10-02,2026-10-01", "mask=never"
    )
    assert ran.lines == [
        "campaign spring: legal_frame is 09:00-24:00",
        "campaign spring: closed_days is 2026-10-01,2026-10-02",
        "campaign spring: mask is never",
    ]
    shown = spring("campaign", "show", "spring", "--json").json
    assert shown["legal_frame"] == ["09:00", "24:00"]
    assert shown["closed_days"] == ["2026-10-01", "2026-10-02"]
    assert (shown["mask"], shown["change"], shown["customers"]) == ("never", None, 1)


def test_another_zone_moves_what_is_owed(spring: Program) -> None:
    def first_call() -> str:
        owed = spring("obligations", "C1", "--as-of", "2026-03-03T12:00Z", "--json").json
        return next(str(one["breach_at"]) for one in owed if one["rule"] == "telesales.intro.N+1")

    assert first_call() == "2026-03-04T00:00:00+08:00"
    assert spring("campaign", "set", "spring", "timezone=Europe/London", "country=GB").code == 0
    # An instant that is on record stays; the days are London's from now on.
    assert first_call() == "2026-03-03T00:00:00+00:00"
    assert spring("check").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("colour=red",), 'no campaign setting "colour"'),
        (("lease_seconds=5",), '"5" is not a value for lease_seconds; write 30 … 86400'),
        (("timezone=Mars/Base",), 'no time zone "Mars/Base"'),
        (("units=nobody",), "nobody"),
        (("mask",), '"mask" is not KEY=VALUE'),
        ((), "nothing to set"),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(spring: Program, words: tuple[str, ...], said: str) -> None:
    before = spring("campaign", "show", "spring", "--json").json
    ran = spring("campaign", "set", "spring", "mask=always", *words) if words else spring("campaign", "set", "spring")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err
    assert spring("campaign", "show", "spring", "--json").json == before


def test_a_rulebook_and_settings_at_once(spring: Program) -> None:
    ran = spring("campaign", "set", "spring", "country=GB", "--rulebook", "service")
    assert ran.lines == [
        "campaign spring: country is GB",
        "campaign spring: service, version 1, applies from now on",
    ]
    shown = spring("campaign", "show", "spring", "--json").json
    assert (shown["country"], shown["rulebook"]) == ("GB", "service")


def test_who_is_paused_or_closed_is_not_offered(spring: Program, tmp_path: Path) -> None:
    at = ("--as-of", "2026-03-02T11:00+08:00", "--json")
    for act, state in (("pause", "paused"), ("close", "closed")):
        assert [one["ref"] for one in spring("queue", *at).json] == ["C1"]
        assert spring("campaign", act, "spring").lines == [f"campaign spring: {state}"]
        assert spring("queue", *at).json == []
        why = spring("why", "C1", *at).json
        assert (why["offered"], why["gate"], why["opens_at"]) == (False, "closed_day", None)
        assert "paused" in why["why"]
        assert spring("campaign", "list", "--json").json[0]["state"] == state
        if state == "closed":
            people = [("ref", "name", "campaign"), ("C2", "韩梅梅", "spring"), ("C3", "王芳", "telesales")]
            ran = spring("import", "customers", book(tmp_path / "more.csv", people))
            assert ran.code == 1
            assert ':2: campaign: the campaign "spring" is closed' in ran.out
            refused = spring("import", "customers", "--campaign", "spring", book(tmp_path / "all.csv", people))
            assert (refused.code, refused.err.count("\n")) == (2, 1)
        assert spring("campaign", "resume", "spring").lines == ["campaign spring: running"]


def test_an_old_settings_file_is_warned_of_in_one_line(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("lease_seconds = 600\nown_pool_on_reach = false\n")
    settings.chmod(0o600)
    monkeypatch.setenv("CALLCENTER_SETTINGS", str(settings))
    ran = program("campaign", "list")
    assert ran.code == 0
    assert ran.err.splitlines() == [
        f"callcenter: {settings}: lease_seconds, own_pool_on_reach: now a campaign setting, ignored here;"
        " see callcenter campaign set"
    ]
