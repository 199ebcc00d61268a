"""Mode 3: a report on a lead that was handed out is a line of text, and no contact (docs/rules.md#r32)."""

from __future__ import annotations

from pathlib import Path

from callcenter.access import Principal
from callcenter.model import Milestone, MilestoneKind
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.customers.log import LogFilter
from tests.workstation.stage import BOSS, MONDAY, open_store, workstation


async def test_a_report_is_typed_and_no_contact(tmp_path: Path) -> None:
    store = open_store(tmp_path, MONDAY)
    new = NewCustomer("赵铁", "+8613800138003", owner="王敏", campaign="export")
    ref = store.by(BOSS).customers.add(new, now=MONDAY)
    store.by(Principal("王敏")).customers.set_milestone(ref, Milestone(MilestoneKind.HANDED_OUT, MONDAY), now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("3")
        assert "report on a lead" in stage.text()
        await stage.press("s", "enter", *"wants [/x]", "enter")
        assert "Report on 赵铁 recorded." in [one.message for one in stage.app._notifications]
        assert "report on a lead" not in stage.text()
    assert [one.text for one in store.tasks.reports(ref)] == ["wants [/x]"]
    assert store.lookup.log(LogFilter()) == ()
    store.close()
