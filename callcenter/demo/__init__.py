"""The demo: a team's shift at half past ten on a working day (docs/architecture.md#demo), made by a seeded simulator.

It is built once through the store's own verbs and kept in the user's cache; every run works on a copy of its own, so
that each begins at the same moment and nothing of the user's is touched.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Protocol

from msgspec import Struct

from callcenter import locale, private_files
from callcenter.access import Origin, Principal
from callcenter.clock import Clock
from callcenter.demo import morning, past
from callcenter.demo.people import TODAY, cast
from callcenter.model import DAY, Instant, Role, UnitKind
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.views.upkeep.imports import StagedCustomer, StagedTouch

CAMPAIGN = "telesales"
_CUSTOMERS = 260
_BUDGET = 600_000
_SEED = 20260311


class DemoShift(Struct, frozen=True):
    """A demo that is ready: its SQLite file, who sits at the desk, and the instant at which its clock begins."""

    database: Path
    agent: str
    clock_start: Instant


def build(path: Path, *, seed: int = _SEED) -> DemoShift:
    """Make the demo's database at ``path``, where nothing may be yet; the same for the same seed and language.

    Raises ``StoreError`` where it cannot be written.
    """
    random, here = Random(seed), cast()
    first = here.at(TODAY - timedelta(days=60), 8)
    store = Store.open(str(path), first)
    try:
        boss = Principal(here.supervisor, Origin.COMMAND)
        store.by(boss).people.add(boss.name, role=Role.SUPERVISOR, now=first)
        for team, names in here.teams.items():
            for name in names:
                store.by(boss).people.add(name, team=team, now=first)
        store.by(boss).units.add(here.department, kind=UnitKind.DEPARTMENT, now=first)
        store.by(boss).campaigns.add(CAMPAIGN, timezone=here.zone, country=here.country, now=first)
        lives = past.lives(random, _CUSTOMERS, here)
        ready = morning.at_hand(random, _CUSTOMERS, here)
        early = [life for life in ready if life.inquiry < here.start - DAY]
        _publish(store, [*lives, *early], boss, here.at(TODAY - timedelta(days=1), 20))
        _publish(store, [life for life in ready if life not in early], boss, here.at(TODAY, 8, 50))
        morning.play(store, random, lives, boss, here)
        store.plans.tick(here.start, budget=_BUDGET)  # so that the first frame has all plans as they stand
    finally:
        store.close()
    return DemoShift(path, here.agent, here.start)


def _publish(store: Store, lives: list[past.Life], boss: Principal, now: Instant) -> None:
    """Bring customers and their past in as a list would be."""
    rows: list[StagedCustomer | StagedTouch] = [life.row(line) for line, life in enumerate(lives)]
    rows += [touch for life in lives for touch in life.rows()]
    batch = store.by(boss).imports.stage_begin("customers", "demo", "", now=now)
    store.imports.stage_rows(batch, rows)
    store.imports.stage_ready(batch, counts={})
    while store.by(boss).imports.stage_publish_chunk(batch, now=now, budget=_BUDGET).state != "done":
        pass


def prepare(folder: Path, working: Path) -> DemoShift:
    """A fresh copy of the demo at ``working``; the original is built in ``folder`` where it is not there yet.

    Where ``folder`` cannot be written, the copy is built itself. Raises ``StoreError``.
    """
    kept = folder / f"demo-{locale.current()}-{_fingerprint()}.db"
    try:
        if not kept.exists():
            _keep(kept)
        private_files.make_file(working)
        shutil.copyfile(kept, working)
    except OSError:
        working.unlink(missing_ok=True)
        build(working)
    here = cast()
    return DemoShift(working, here.agent, here.start)


def _keep(kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as place:
        # Two programs may build it at the same time: the last one in wins, they are the same.
        build(Path(place) / "demo.db").database.replace(kept)
    for old in kept.parent.glob(f"demo-{locale.current()}-*.db"):
        if old != kept:
            old.unlink(missing_ok=True)


def _fingerprint() -> str:
    """Changes with whatever the demo is made by: its own code, the schema, the policy, the rulebook."""
    import callcenter

    root = Path(callcenter.__file__).parent
    digest = hashlib.sha256()
    files = [root / "policy.py", root / "rulebook" / "shipped" / f"{CAMPAIGN}.toml"]
    for folder in ("demo", "engine", "storage"):
        files += sorted((root / folder).rglob("*.py"))
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class Interface(Protocol):
    """Interface of a shift: opens it for an agent and comes back when it is left; the exit code."""

    def __call__(self, store: Store, clock: Clock, agent: str, settings: Settings, /) -> int: ...


def run(agent: str, settings: Settings, interface: Interface) -> int:
    """Open the demo and come back when it is left; the exit code. Raises ``StoreError``.

    Who is not of the demo's team sits down at the desk of its agent.
    """
    import platformdirs

    from callcenter.clock import ShiftedClock, SystemClock
    from callcenter.demo import working_copy
    from callcenter.demo.colleagues import Colleagues

    here = cast()
    cache = platformdirs.user_cache_path("callcenter")
    with working_copy.hold(cache, locale.current(), SystemClock().now(), lambda path: _fill(cache, path)) as copy:
        clock = ShiftedClock(here.start + copy.elapsed)
        store = Store.open(str(copy.database), clock.now())
        who = agent if agent in (here.supervisor, here.agent, *here.colleagues) else here.agent
        # A door of their own, as if they sat at other machines: the workstation closes its own when it ends.
        theirs = Store.open(str(copy.database), clock.now())
        others = Colleagues(theirs, clock.now, _SEED, here.colleagues, absent=who)
        others.start()
        try:
            return interface(store, clock, who, settings)
        finally:
            others.stop()
            theirs.close()


def _fill(cache: Path, path: Path) -> None:
    prepare(cache, path)
