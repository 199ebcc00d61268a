"""One figure of what is overdue: the banner, the team's row, the end of the shift and the command say the same."""

from __future__ import annotations

import re
from pathlib import Path

from callcenter.access import Origin, Principal
from tests.cli.running import Program
from tests.screens.office import AGENT, CHEF, lead, office
from tests.workstation.stage import Stage, workstation

BOSS = Principal(CHEF, Origin.COMMAND)
TOLD = re.compile(r"! (\d+) overdue since sign-in \((\d+) of yours in all\)")


def told(stage: Stage) -> tuple[int, int] | None:
    found = TOLD.search(stage.text())
    return None if found is None else (int(found[1]), int(found[2]))


async def test_everywhere_the_same_number_after_a_customer_changed_hands(tmp_path: Path) -> None:
    """Of 王敏's three customers one was overdue before the shift, the others' first calls break at 10:10 and 10:12; so
    does one of 赵磊's, who is given to 王敏 afterwards."""
    store = office(tmp_path)
    lead(store, "李雷", "+8613800138001", "2026-02-27 09:30", owner=AGENT.name)
    for number, minute in (("2", 10), ("3", 12)):
        lead(store, f"周{number}", f"+861380013800{number}", f"2026-03-01 10:{minute}", owner=AGENT.name)
    given = lead(store, "韩梅", "+8613800138004", "2026-03-01 10:11", owner="赵磊")
    lead(store, "孙小美", "+8613800138005", "2026-03-01 10:11")
    async with workstation(store, size=(120, 36)) as stage:
        stage.pass_time(10)
        await stage.until(lambda: told(stage) is not None)
        assert (told(stage) or (0, 0))[0] == 2
        store.by(BOSS).ownership.assign(given, AGENT.name, now=stage.clock.now())
        stage.app.store_watch.tick()
        await stage.until(lambda: (told(stage) or (0, 0))[0] == 3)
        since, everything = told(stage) or (0, 0)
        now = stage.clock.now()
        row = next(one.figures for one in store.team.overview(now=now).rows if one.agent == AGENT.name)
        assert (row.breaches, row.breaches_all) == (since, everything)
        others = next(one.figures for one in store.team.overview(now=now).rows if one.agent == "赵磊")
        assert (others.breaches, others.breaches_all) == (0, 0)
        program = Program(str(tmp_path / "shift.db"))
        program.clock = stage.clock
        listed = [one["owner"] for one in program("breaches", "--json", "--no-wait").json]
        assert listed.count(AGENT.name) == everything
        assert store.team.overview(now=now).breaches == len(listed) > everything, "the pool's too"
        await stage.press("5")
        assert f"! {everything} +{since}" in stage.text()
        assert f"! overdue: {len(listed)} ({len(listed) - everything} outside)" in stage.text()
    store.close()
