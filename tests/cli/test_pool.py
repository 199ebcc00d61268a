"""``callcenter pool``, and what the other commands say of customers on their way to the pool (docs/rules.md#r33)."""

from __future__ import annotations

from pathlib import Path

from callcenter.rulebook import shelf
from tests.cli.running import Program, book

POOL = "\n[pool]\ndays = 10\nwarning_days = 2\nholding = 2\nper_day = 1\nformer_owner_days = 5\n"
ROWS = [
    ("ref", "name", "tier", "phone", "owner", "inquiry_at"),
    ("K1", "李雷", "C", "13800000001", "王敏", "2026-03-02 09:00"),
    ("K2", "韩梅梅", "C", "13800000002", "", "2026-03-02 09:00"),
    ("K3", "=cmd|'\x1b[31m", "C", "13800000003", "", "2026-03-02 09:00"),
]


def with_pool(program: Program, folder: Path) -> Path:
    """A campaign under a rulebook with a pool, and its list; returns that."""
    rules = folder / "ours.toml"
    rules.write_text(shelf.shipped_text("telesales") + POOL, encoding="utf-8")
    assert program("rulebook", "check", rules).code == 0
    program.at("2026-03-02 09:00")
    assert program("campaign", "add", "telesales", "--rulebook", rules).code == 0
    assert program("agent", "add", "赵磊").code == 0
    sheet = book(folder / "list.csv", ROWS)
    assert program("import", "customers", sheet).code == 0
    return sheet


def rules_of(program: Program, *command: str) -> list[tuple[str, str]]:
    found = program(*command, "--json").json
    return [(one["state"], one["breach_at"]) for one in found if one["rule"] == "telesales.pool_warning"]


def test_a_customer_is_warned_of_returns_and_is_taken(program: Program, tmp_path: Path) -> None:
    sheet = with_pool(program, tmp_path)
    back = "2026-03-12T09:00:00+08:00"
    assert rules_of(program, "obligations", "K1", "--as-of", "2026-03-10 08:59") == [("upcoming", back)]
    assert rules_of(program, "obligations", "K1", "--as-of", "2026-03-10 09:00") == [("open", back)]
    assert rules_of(program, "obligations", "K1", "--as-of", "2026-03-12 09:00") == [("breached", back)]
    assert rules_of(program, "obligations", "K2") == []
    for command in ("obligations", "why"):
        assert "to the pool if not reached for 10 days" in program(command, "K1").out
    program.at("2026-03-12 08:59")
    assert program("tick").code == 0
    assert program("pool", "list", "--json").json["total"] == 2
    program.at("2026-03-12 09:00")
    assert program("tick").code == 0
    listed = program("pool", "list", "--agent", "王敏", "--json").json
    (one,) = (row for row in listed["customers"] if row["ref"] == "K1")
    assert (one["since"], one["former_owner"]) == (back, "王敏")
    assert listed["limits"] == [{"campaign": "telesales", "held": 0, "holding": 2, "taken_today": 0, "per_day": 1}]
    # The list of the next morning, with the old owner, leaves them in the pool.
    assert program("import", "customers", sheet).code == 0
    assert program("pool", "list", "--json").json["total"] == 3
    refused = program("pool", "take", "K1", "--agent", "王敏")
    said = "callcenter: K1 went back to the pool from 王敏, who can take them again from 2026-03-17 09:00\n"
    assert (refused.code, refused.err) == (2, said)
    assert program("pool", "take", "K1", "--agent", "赵磊").out == "K1 now belongs to 赵磊\n"
    full = program("pool", "take", "K2", "--agent", "赵磊")
    assert full.err == (
        "callcenter: 赵磊 has taken as many customers today as allowed (1); more from 2026-03-13 00:00\n"
    )
    shown = program("pool", "list", "--agent", "赵磊")
    assert shown.lines[-2:] == [
        "2 customers in the pool",
        "telesales: 1 of 2 customers held, 1 of 1 taken today",
    ]
    assert "\x1b" not in shown.out
    program.at("2026-03-13 00:00")
    assert program("--lang", "zh", "pool", "take", "K2", "--agent", "赵磊").out == "K2 现归属赵磊\n"
    assert program("--lang", "zh", "pool", "take", "K3", "--agent", "赵磊").err == (
        "callcenter: 赵磊在本项目的客户已达上限 2 位；减少后才能再领取\n"
    )


def test_without_a_pool_the_customers_are_listed_and_called(program: Program, tmp_path: Path) -> None:
    program.at("2026-03-02 09:00")
    assert program("import", "customers", book(tmp_path / "list.csv", ROWS)).code == 0
    program.at("2027-03-02 09:00")
    assert program("tick").code == 0
    listed = program("pool", "list", "--agent", "王敏", "--json").json
    assert ([row["ref"] for row in listed["customers"]], listed["limits"]) == (["K3", "K2"], [])
    refused = program("pool", "take", "K2", "--agent", "王敏")
    assert refused.code == 2
    assert "lets nobody take customers from the pool" in refused.err
    assert program("pool", "list", "--campaign", "nix").err.startswith('callcenter: no campaign "nix"')
    assert program("pool", "take", "K9", "--agent", "王敏").err == 'callcenter: no customer "K9"\n'
    unknown = program("pool", "take", "K2")
    assert unknown.code == 2
    assert "no agent" in unknown.err
