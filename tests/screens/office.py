"""A small office that the screen tests share: an agent, a supervisor, a colleague, and customers with a past."""

from __future__ import annotations

from pathlib import Path

from callcenter.access import Principal
from callcenter.model import Channel, Disposition, Role, Touch
from callcenter.store import Store
from tests.workstation.stage import BOSS, MONDAY, Stage, add, at, open_store

AGENT = Principal("王敏")
CHEF = "陈静"


def office(path: Path) -> Store:
    """An empty store with 王敏 (agent), 赵磊 (agent) and 陈静 (supervisor)."""
    store = open_store(path, MONDAY)
    store.by(BOSS).people.add("赵磊", now=MONDAY)
    store.by(BOSS).people.add(CHEF, role=Role.SUPERVISOR, now=MONDAY)
    return store


def lead(store: Store, name: str, phone: str, when: str, **more: str) -> str:
    """Somebody who inquired at ``when`` of Shanghai."""
    return add(store, name, phone, at(when), **more)


def called(
    store: Store, ref: str, when: str, ended: Disposition, note: str = "", *, agent: str = "王敏", **more: object
) -> int:
    """A call of the past, recorded by its agent."""
    touch = Touch(at(when), Channel.CALL, disposition=ended, note=note, agent=agent, **more)  # type: ignore[arg-type]
    return store.by(Principal(agent)).touches.record(ref, touch, now=at(when))


def toasts(stage: Stage) -> list[str]:
    """Return the words of the notices so far."""
    return [str(notice.message) for notice in stage.app._notifications]
