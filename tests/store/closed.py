"""A closed store: a branch of two teams, with an agent and customers in each, and everybody signed in."""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from callcenter.access import Origin, Principal
from callcenter.model import Role, UnitKind
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import credentials
from callcenter.storage.people import people as agents
from callcenter.store import Store
from tests.store.building import at, customer, opened

NOW = at("2026-03-02 10:00")
BOSS = Principal("老板", Origin.COMMAND)
PEOPLE = {
    "王敏": (Role.AGENT, "一组"),
    "赵磊": (Role.AGENT, "二组"),
    "陈主管": (Role.SUPERVISOR, "一组"),
    "刘经理": (Role.MANAGER, ""),
}


class Office(Struct):
    """The store, everybody's principal, and the refs: ``own`` is 王敏's, ``other`` 赵磊's, ``pool`` nobody's."""

    store: Store
    people: dict[str, Principal]
    own: str
    other: str
    pool: str

    def sign_in(self, name: str) -> None:
        """Sign somebody in as with a password; a hash for each of them takes its time."""
        secret = self.store.database.write(partial(_signed_in, name))
        self.people[name] = Principal(name, Origin.WORKSTATION, secret)

    def put_campaign_into(self, unit: str) -> None:
        """Have the campaign belong to one unit alone."""
        belongs = (
            "INSERT INTO campaign_unit (campaign_id, unit_id) SELECT c.id, u.id FROM campaign c, unit u"
            f" WHERE c.name = 'telesales' AND u.name = '{unit}'"
        )
        self.store.database.write(lambda tx: tx.sql(belongs))

    def by(self, name: str) -> Store:
        """The store in the name of somebody who is signed in."""
        return self.store.by(self.people[name])


def office(address: str) -> Office:
    """A closed store at this address."""
    store = opened(address)
    open_store = store.by(BOSS)
    open_store.units.add("华东", kind=UnitKind.BRANCH, now=NOW)
    open_store.units.set("一组", parent="华东", now=NOW)
    open_store.units.add("二组", parent="华东", now=NOW)
    for name, (role, team) in PEOPLE.items():
        if name in {row.name for row in open_store.people.all()}:
            open_store.people.set(name, role=role, team=team, now=NOW)
        else:
            open_store.people.add(name, role=role, team=team, now=NOW)
    own = customer(store, "李雷", "+8613800138001", owner="王敏")
    other = customer(store, "韩梅", "+8613800138002", owner="赵磊")
    pool = customer(store, "孙美", "+8613800138003")
    open_store.sign_ins.secure(BOSS.name, "correct horse", now=NOW)
    people = {BOSS.name: store.sign_ins.with_password(BOSS.name, "correct horse", now=NOW).principal}
    made = Office(store, people, own, other, pool)
    for name in PEOPLE:
        made.sign_in(name)
    return made


def _signed_in(name: str, tx: Tx) -> str:
    return credentials.signed_in(tx, agents.agent_id(tx, name), now=NOW)
