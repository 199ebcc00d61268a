"""Signing in to a closed store: passwords, the operating system's user, tokens, on both databases."""

from __future__ import annotations

from unittest import mock

import pytest

from callcenter.access import Origin, Principal
from callcenter.model import DAY, MINUTE, Role
from callcenter.store import Store
from callcenter.views.upkeep.trouble import StoreError, Trouble
from tests.store.building import at, opened

NOW = at("2026-03-02 10:00")
BOSS = Principal("老板", Origin.COMMAND)
PASSWORD = "correct horse"


def trouble(act: object) -> Trouble:
    with pytest.raises(StoreError) as error:
        act()  # type: ignore[operator]
    return error.value.code


def secured(address: str) -> tuple[Store, Store]:
    """A closed store, and its face for the administrator."""
    store = opened(address)
    store.by(BOSS).sign_ins.secure(BOSS.name, PASSWORD, now=NOW)
    return store, store.by(store.sign_ins.with_password(BOSS.name, PASSWORD, now=NOW).principal)


def test_a_store_is_open_until_it_is_closed(database_url: str) -> None:
    store = opened(database_url)
    assert not store.sign_ins.doorway().closed
    store.by(BOSS).people.set("王敏", os_user="wang", now=NOW)
    assert trouble(lambda: store.by(BOSS).sign_ins.secure("老板", "short", now=NOW)) is Trouble.WEAK_PASSWORD
    store.by(BOSS).sign_ins.secure("老板", PASSWORD, now=NOW)
    doorway = store.sign_ins.doorway()
    assert (doorway.closed, doorway.people) == (True, ())
    boss = store.by(store.sign_ins.with_password("老板", PASSWORD, now=NOW).principal)
    assert {row.name: row.os_user for row in boss.people.all()}["王敏"] == "", "anybody could have bound them"
    assert boss.people.get("老板").role is Role.ADMIN
    assert trouble(lambda: boss.sign_ins.secure("老板", PASSWORD, now=NOW)) is Trouble.STORE_CLOSED
    store.close()


def test_five_wrong_passwords_lock_an_account_for_a_quarter_of_an_hour(database_url: str) -> None:
    store, boss = secured(database_url)
    boss.sign_ins.set_password("王敏", "first password", now=NOW)
    for number in range(5):
        assert trouble(lambda number=number: store.sign_ins.with_password("王敏", "x", now=NOW + number)) is (
            Trouble.WRONG_PASSWORD
        )
    later = NOW + 5
    assert trouble(lambda: store.sign_ins.with_password("王敏", "first password", now=later)) is (
        Trouble.WRONG_PASSWORD
    ), "as for a name that nobody has"
    assert store.sign_ins.with_password("老板", PASSWORD, now=later).principal.name == "老板", "the others come in"
    assert trouble(lambda: store.sign_ins.with_password("nobody", "x", now=NOW)) is Trouble.WRONG_PASSWORD
    tried = [row.subject for row in boss.audit.all() if row.verb == "sign_ins.with_password" and row.denied]
    assert tried == ["agent:?", *["agent:1"] * 6], "the newest first"
    again = store.sign_ins.with_password("王敏", "first password", now=later + 15 * MINUTE)
    assert again.first_password
    store.close()


def test_tries_at_a_door_say_the_same_of_every_name(database_url: str) -> None:
    store, boss = secured(database_url)
    boss.sign_ins.set_password("王敏", "first password", now=NOW)
    told = {
        name: [trouble(lambda n=n, name=name: store.sign_ins.with_password(name, "x", now=NOW + n)) for n in range(8)]
        for name in ("王敏", "赵磊", "nobody")
    }
    assert told["王敏"] == told["赵磊"] == told["nobody"]
    store.close()


def test_a_lock_counts_its_own_wrong_passwords(database_url: str) -> None:
    store, boss = secured(database_url)
    unlock = boss.sign_ins.unlock
    for number in range(6):
        trouble(lambda number=number: store.sign_ins.with_password("老板", "x", now=NOW + number))
    assert trouble(lambda: store.sign_ins.with_password("老板", PASSWORD, now=NOW + 6)) is Trouble.WRONG_PASSWORD
    unlock(PASSWORD, now=NOW + 6)
    for number in range(4):
        assert trouble(lambda number=number: unlock("x", now=NOW + number)) is Trouble.WRONG_PASSWORD
    unlock(PASSWORD, now=NOW + 6)
    for number in range(5):
        assert trouble(lambda number=number: unlock("x", now=NOW + 10 + number)) is Trouble.WRONG_PASSWORD
    with pytest.raises(StoreError) as refused:
        unlock(PASSWORD, now=NOW + 20)
    assert (refused.value.code, refused.value.params) == (Trouble.LOCKED_OUT, {"minutes": 15})
    tried = [row for row in boss.audit.all() if row.verb == "sign_ins.unlock"]
    assert [(row.denied, row.subject) for row in tried] == [(True, tried[0].subject)] * 9
    unlock(PASSWORD, now=NOW + 14 + 15 * MINUTE)
    boss.sign_ins.end(now=NOW)
    assert trouble(lambda: unlock(PASSWORD, now=NOW + DAY)) is Trouble.NOT_SIGNED_IN
    store.close()


def test_the_first_password_is_changed_by_the_one_whose_it_is(database_url: str) -> None:
    store, boss = secured(database_url)
    boss.sign_ins.set_password("王敏", "first password", now=NOW)
    change = store.sign_ins.change_password
    assert trouble(lambda: change("王敏", "first password", "first password", now=NOW)) is Trouble.SAME_PASSWORD
    assert trouble(lambda: change("王敏", "first password", "x", now=NOW)) is Trouble.WEAK_PASSWORD
    assert trouble(lambda: change("王敏", "wrong", "second password", now=NOW)) is Trouble.WRONG_PASSWORD
    change("王敏", "first password", "second password", now=NOW)
    assert trouble(lambda: store.sign_ins.with_password("王敏", "first password", now=NOW)) is Trouble.WRONG_PASSWORD
    assert not store.sign_ins.with_password("王敏", "second password", now=NOW).first_password
    written = store.database.read(lambda tx: str(tx.rows("SELECT * FROM credential") + tx.rows("SELECT * FROM audit")))
    assert "first password" not in written
    assert "second password" not in written, "no password stands anywhere"
    store.close()


def test_a_sign_in_ends(database_url: str) -> None:
    store, boss = secured(database_url)
    boss.sign_ins.set_password("王敏", "first password", now=NOW)
    store.sign_ins.change_password("王敏", "first password", "my own password", now=NOW)
    first, second = (store.sign_ins.with_password("王敏", "my own password", now=NOW).principal for _ in range(2))
    assert store.by(first).people.get("王敏").name == "王敏"
    store.by(first).sign_ins.end(now=NOW)
    assert trouble(store.by(first).people.all) is Trouble.NOT_SIGNED_IN
    assert store.by(second).people.get("王敏").name == "王敏", "the other one lasts"
    boss.sign_ins.set_password("王敏", "another one", now=NOW)
    assert trouble(store.by(second).people.all) is Trouble.NOT_SIGNED_IN
    store.close()


def test_who_left_is_out_at_once(database_url: str) -> None:
    store, boss = secured(database_url)
    boss.sign_ins.set_password("王敏", "first password", now=NOW)
    signed_in = store.sign_ins.with_password("王敏", "first password", now=NOW).principal
    boss.people.leave("王敏", now=NOW)
    assert trouble(store.by(signed_in).people.all) is Trouble.NOT_SIGNED_IN
    assert trouble(lambda: store.sign_ins.with_password("王敏", "first password", now=NOW)) is Trouble.WRONG_PASSWORD
    assert trouble(lambda: boss.people.set("王敏", role=Role.ADMIN, now=NOW)) is Trouble.AGENT_LEFT
    assert boss.people.add("王敏", now=NOW).can_sign_in, "and may come back"
    assert trouble(lambda: boss.people.leave("老板", now=NOW)) is Trouble.LAST_ADMIN
    assert trouble(lambda: boss.people.set("老板", role=Role.AGENT, now=NOW)) is Trouble.LAST_ADMIN
    store.close()


def test_the_operating_system_vouches_for_whoever_is_bound_to_its_user(database_url: str) -> None:
    store, boss = secured(database_url)
    boss.people.set("王敏", os_user="wang", now=NOW)
    assert trouble(lambda: boss.people.set("赵磊", os_user="wang", now=NOW)) is Trouble.OS_USER_TAKEN
    unsigned = store.by(Principal("王敏"))
    with mock.patch("callcenter.storage.access.grants.os_account", return_value="wang"):
        assert store.sign_ins.doorway().bound == "王敏"
        assert unsigned.people.get("王敏").name == "王敏"
        assert trouble(store.by(Principal("老板")).people.all) is Trouble.NOT_SIGNED_IN
        with mock.patch.object(type(store.database), "local", False):
            assert trouble(unsigned.people.all) is Trouble.NOT_SIGNED_IN, "nobody vouches over a network"
            assert store.sign_ins.doorway().bound is None
    assert trouble(unsigned.people.all) is Trouble.NOT_SIGNED_IN
    boss.people.set("王敏", os_user="", now=NOW)
    with mock.patch("callcenter.storage.access.grants.os_account", return_value="wang"):
        assert trouble(unsigned.people.all) is Trouble.NOT_SIGNED_IN
    store.close()


def test_a_token_acts_in_its_role_until_it_ends(database_url: str) -> None:
    store, boss = secured(database_url)
    boss.units.add("二组", now=NOW)
    secret = boss.tokens.create("cron", role=Role.SUPERVISOR, unit="二组", expires_at=NOW + DAY, now=NOW)
    assert (
        trouble(lambda: boss.tokens.create("cron", role=Role.AGENT, expires_at=NOW + DAY, now=NOW))
        is Trouble.TOKEN_EXISTS
    )
    assert (
        trouble(lambda: boss.tokens.create("王敏", role=Role.AGENT, expires_at=NOW + DAY, now=NOW))
        is Trouble.AGENT_EXISTS
    )
    assert trouble(lambda: boss.people.add("cron", now=NOW)) is Trouble.TOKEN_EXISTS
    assert secret not in store.database.read(lambda tx: str(tx.rows("SELECT * FROM token")))
    signed_in = store.sign_ins.with_token(secret, now=NOW).principal
    assert signed_in.name == "cron"
    token = store.by(signed_in)
    assert token.queue.page(now=NOW).rows == ()
    assert trouble(token.audit.all) is Trouble.NOT_ALLOWED
    assert trouble(lambda: token.queue.page(now=NOW + DAY)) is Trouble.NOT_SIGNED_IN
    assert trouble(lambda: store.sign_ins.with_token(secret, now=NOW + DAY)) is Trouble.BAD_TOKEN
    boss.tokens.revoke("cron", now=NOW)
    assert trouble(lambda: token.queue.page(now=NOW)) is Trouble.NOT_SIGNED_IN
    assert trouble(lambda: boss.tokens.revoke("cron", now=NOW)) is Trouble.UNKNOWN_TOKEN
    assert [(row.name, row.unit, row.revoked_at) for row in boss.tokens.all()] == [("cron", "二组", NOW)]


def test_a_token_of_a_person_signs_them_in_with_the_role_that_they_have(database_url: str) -> None:
    store, boss = secured(database_url)
    with pytest.raises(StoreError, match="unknown_agent"):
        boss.tokens.create_for("none", "张三", expires_at=NOW + DAY, now=NOW)
    secret = boss.tokens.create_for("desk-7", "王敏", expires_at=NOW + DAY, now=NOW)
    signed_in = store.sign_ins.with_token(secret, origin=Origin.WORKSTATION, now=NOW).principal
    assert (signed_in.name, signed_in.by_token) == ("王敏", True)
    wang = store.by(signed_in)
    assert wang.presence.get("王敏") is not None
    assert trouble(lambda: wang.queue.page(now=NOW)) is Trouble.NOT_ALLOWED
    assert [(row.name, row.agent, row.role) for row in boss.tokens.all()] == [("desk-7", "王敏", Role.AGENT)]
    boss.people.set("王敏", role=Role.SUPERVISOR, now=NOW)
    assert [row.role for row in boss.tokens.all()] == [Role.SUPERVISOR]
    assert wang.queue.page(now=NOW).rows == (), "everybody's queue is a supervisor's"
    wang.sign_ins.end(now=NOW)
    assert wang.presence.get("王敏") is not None, "a token is not used up"
    boss.people.leave("王敏", now=NOW)
    assert trouble(lambda: wang.presence.get("王敏")) is Trouble.NOT_SIGNED_IN
    store.close()


def test_only_the_owner_opens_a_store_again(database_url: str) -> None:
    store, _boss = secured(database_url)
    with (
        mock.patch("os.geteuid", return_value=12345),
        mock.patch("callcenter.storage.people.sign_ins._owns", return_value=False),
    ):
        assert trouble(lambda: store.sign_ins.reopen(now=NOW)) is Trouble.NOT_OWNER
    store.sign_ins.reopen(now=NOW)
    assert not store.sign_ins.doorway().closed
    assert trouble(lambda: store.sign_ins.reopen(now=NOW)) is Trouble.STORE_OPEN
    store.close()


def test_somebody_of_another_machine_user_does_not_own_the_file(sqlite_path: object) -> None:
    store, _boss = secured(str(sqlite_path))
    with mock.patch("os.geteuid", return_value=12345):
        assert trouble(lambda: store.sign_ins.reopen(now=NOW)) is Trouble.NOT_OWNER
    store.close()


def test_with_a_first_password_nothing_is_done_but_another_is_chosen(database_url: str) -> None:
    store, boss = secured(database_url)
    boss.sign_ins.set_password("王敏", "first password", now=NOW)
    entered = store.sign_ins.with_password("王敏", "first password", now=NOW)
    assert entered.first_password
    assert trouble(lambda: store.by(entered.principal).presence.get("王敏")) is Trouble.NOT_SIGNED_IN
    store.sign_ins.change_password("王敏", "first password", "my own password", now=NOW)
    own = store.sign_ins.with_password("王敏", "my own password", now=NOW)
    assert store.by(own.principal).presence.get("王敏") is not None
