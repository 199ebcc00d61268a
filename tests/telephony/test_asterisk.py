"""The line `ami` on a real Asterisk, as the program opens it: 16 and 22, each out of a throw-away folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Direction
from callcenter.telephony import Answered, EndCause, Ended, EndedBy, LineDown, LineUp, Ringing
from callcenter.telephony.process import LineProcess
from tests.telephony.asterisk import CALLER, SUITES, NoAsteriskError, Office, install, office, registered, workstation
from tests.telephony.benches import ANSWERS, BUSY, NOW, TALKS
from tests.telephony.courses import COURSES, Course, follow
from tests.telephony.ear import Ear, until

pytestmark = [pytest.mark.slow, pytest.mark.exchange]


@pytest.fixture(scope="module", params=SUITES)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def there(version: str) -> Iterator[Office]:
    folder = Path(tempfile.mkdtemp(prefix="callcenter-asterisk-"))
    try:
        root = install(version, folder)
    except NoAsteriskError as error:
        shutil.rmtree(folder)
        pytest.skip(f"Asterisk {version} did not run, recorded text stands for it: {error}")
    try:
        with office(root) as running:
            yield running
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def phone(there: Office) -> Iterator[LineProcess]:
    with workstation(there.exchange.port, there.secret_file) as phone:
        yield phone
    until(there.is_quiet)


@pytest.mark.parametrize("course", COURSES, ids=lambda course: f"{course.name}-{course.cause}")
def test_a_call_tells_how_it_goes(there: Office, version: str, course: Course) -> None:
    with workstation(there.exchange.port, there.secret_file, course.extension) as phone:
        told = follow(course, phone, there.put_down)
    until(there.is_quiet)
    assert (told == course.events) is (version in course.versions), told


def test_the_customer_sees_the_number_that_was_chosen(there: Office, phone: LineProcess) -> None:
    ear = Ear(phone)
    phone.place("+8619900000603", NOW, shown="+862158001234")
    ear.wait(2)
    assert there.codes.shown[-1] == "02158001234"


def test_a_customer_calls(there: Office, phone: LineProcess) -> None:
    rings, answered, ended = there.call_in(phone, taken=True)
    assert isinstance(rings, Ringing)
    call = rings.call
    assert rings == Ringing(CALLER, Direction.IN, NOW, call)
    assert answered == Answered(CALLER, NOW, call)
    assert ended == Ended(CALLER, NOW, EndedBy.FAR, EndCause.NORMAL, call)
    rings, ended = there.call_in(phone, taken=False)
    assert isinstance(rings, Ringing)
    assert ended == Ended(CALLER, NOW, EndedBy.FAR, EndCause.TIMEOUT, rings.call)


def test_a_customer_hears_tones_and_is_handed_over(there: Office, phone: LineProcess) -> None:
    called = there.customers.told.count(f"called {ANSWERS}")
    assert there.hand_over(phone)[2] == Ended(TALKS, NOW, EndedBy.AGENT, EndCause.NORMAL, "hand-over")
    until(lambda: there.customers.told.count(f"called {ANSWERS}") > called)


def test_an_exchange_that_is_killed_in_a_call_loses_it_and_is_found_again(there: Office, phone: LineProcess) -> None:
    ear = Ear(phone)
    phone.place(TALKS, NOW, "c1")
    ear.wait(2)
    there.exchange.kill()
    ended, down = ear.wait(4)[2:]
    assert isinstance(ended, Ended)
    assert (ended.call, ended.cause, ended.by) == ("c1", EndCause.GONE, EndedBy.FAR)
    assert isinstance(down, LineDown)
    there.put_down()
    there.exchange.start()
    assert ear.wait(5)[4] == LineUp(NOW)
    with registered(there.exchange.sip, there.secret_file):
        phone.place(BUSY, NOW, "c2")
        assert ear.wait(7)[6] == Ended(BUSY, NOW, EndedBy.FAR, EndCause.BUSY, "c2")
