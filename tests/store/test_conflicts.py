"""A second registration of a colleague's customer is caught and settled by the record (R6, worked out by hand)."""

from __future__ import annotations

from functools import partial

import pytest

from callcenter.desk.forms import new_customers
from callcenter.desk.forms.customer_form import BadField
from callcenter.model import DAY
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.customers.timeline import Cause, Decision
from callcenter.views.people.notices import NoticeKind
from tests.store.building import CHEN, WANG, ZHAO, at, call, customer, opened
from tests.store.closed import NOW, office

PHONE = "+8613812347731"
FORM = {"name": "吴静", "phone": "138 1234 7731", "company": "", "tier": "", "source": "", "campaign": "telesales"}


def registered(url: str) -> tuple[Store, str]:
    """A store in which 赵磊 has registered 吴静 on 2 March and was in contact with her on 10 March at 10:00."""
    store = opened(url)
    ref = customer(store, "吴静", PHONE, owner=ZHAO.name)
    store.by(ZHAO).touches.record(ref, call("2026-03-10 10:00"), now=at("2026-03-10 10:01"))
    return store, ref


def typed(store: Store, now: str, *, double: str = "", key: str = "", **other: str) -> str:
    return new_customers.add(FORM | other, store.by(WANG), at(now), campaign=None, double=double, key=key)


def test_who_keeps_the_record_keeps_the_customer_and_nothing_of_it_is_shown(database_url: str) -> None:
    store, ref = registered(database_url)
    with pytest.raises(new_customers.NumberTaken) as caught:
        typed(store, "2026-04-10 09:59")
    assert caught.value.said == (
        "Registered by 赵磊 on Mon 2 Mar, updated Tue 10 Mar: theirs by the record. Ask your supervisor."
    )
    with pytest.raises(BadField):
        typed(store, "2026-04-10 09:59", double=PHONE)
    assert ref not in caught.value.said
    with pytest.raises(StoreError) as refused:
        store.by(WANG).conflicts.take("吴静", phone=PHONE, campaign="telesales", now=at("2026-04-10 09:59"))
    assert refused.value.code is Trouble.NOT_ALLOWED
    assert store.details.get(ref, now=at("2026-04-10 09:59")).facts.owner == ZHAO.name
    store.close()


def test_a_record_not_updated_for_a_month_goes_to_who_registers_next(database_url: str) -> None:
    store, ref = registered(database_url)
    now = "2026-04-10 10:00"  # 10 March 10:00 and a month
    with pytest.raises(new_customers.NumberTaken) as caught:
        typed(store, now)
    assert "not updated since Tue 10 Mar. Press Enter again to take it over." in caught.value.said
    assert typed(store, now, double=caught.value.number, key="form") == ref
    assert typed(store, now, double=caught.value.number, key="form") == ref, "sent again it is the same"
    newest = next(one for one in store.timelines.page(ref).entries if isinstance(one, Decision))
    assert (newest.old, newest.new, newest.cause, newest.actor) == (ZHAO.name, WANG.name, Cause.RECORD, WANG.name)
    assert [one.kind for one in store.notices.unread(ZHAO.name)][-1] is NoticeKind.CUSTOMERS_TAKEN
    store.close()


def test_what_a_person_changes_in_the_record_keeps_it_and_what_the_rules_write_does_not(database_url: str) -> None:
    store, ref = registered(database_url)
    store.by(ZHAO).customers.edit(ref, CustomerChanges(source="展会"), now=at("2026-04-09 10:00"))
    look = partial(store.by(WANG).conflicts.look, "吴静", phone=PHONE, campaign="telesales")
    found = look(now=at("2026-05-09 09:59"))
    assert found is not None
    assert (found.kept, found.updated_at) == (True, at("2026-04-09 10:00"))
    late = look(now=at("2026-05-09 10:00"))
    assert late is not None
    assert not late.kept
    store.close()


def test_nobody_learns_of_or_takes_a_customer_of_another_units_campaign(database_url: str) -> None:
    made = office(database_url)
    agent = made.by("王敏")
    made.put_campaign_into("二组")
    now = NOW + 90 * DAY
    assert agent.conflicts.look("韩梅", phone="+8613800138002", campaign="telesales", now=now) is None
    with pytest.raises(StoreError) as refused:
        agent.conflicts.take("韩梅", phone="+8613800138002", campaign="telesales", now=now)
    assert refused.value.code is Trouble.NOT_ALLOWED
    made.store.close()


def test_a_number_of_another_person_may_be_registered_after_a_second_enter(database_url: str) -> None:
    store, ref = registered(database_url)
    now = "2026-03-11 10:00"
    with pytest.raises(new_customers.NumberTaken) as caught:
        typed(store, now, name="韩梅")
    assert caught.value.said == (
        "赵磊 has this number in a record of Mon 2 Mar. Press Enter again to add another person."
    )
    assert "吴静" not in caught.value.said
    assert typed(store, now, name="韩梅", double=caught.value.number) != ref
    store.close()


def test_a_person_of_the_same_company_is_caught_without_a_number(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "吴静", owner=ZHAO.name, company="远东电气")
    now = at("2026-03-11 10:00")
    look = store.by(WANG).conflicts.look
    found = look("吴静", company="远东电气", campaign="telesales", now=now)
    assert found is not None
    assert (found.agent, found.same_person, found.kept) == (ZHAO.name, True, True)
    assert look("吴静", company="别家", campaign="telesales", now=now) is None, "a name alone is no person"
    assert store.by(ZHAO).conflicts.look("吴静", company="远东电气", campaign="telesales", now=now) is None, "their own"
    assert store.by(CHEN).conflicts.look("吴静", company="远东电气", campaign="telesales", now=now) is None, "decides"
    store.close()
