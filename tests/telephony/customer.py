"""Customers with SIP telephones on loopback: the number that is called says what happens, as in `benches`.

Arguments: the port. Standard input, a line each: `call PERSON URI` has somebody call, `end PERSON` ends that. What
happens to them is told on standard output.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from array import array
from collections.abc import Coroutine

from baresip import (
    Account,
    AudioNotActive,
    AudioRestarted,
    BaresipError,
    Call,
    CallState,
    Config,
    Event,
    Runtime,
    StackEvent,
    UserAgent,
)

PEOPLE = ("+8613800000001", "+8613800000002", "+8613800000003", "+8613800000004")
_LOUD = 500
TASKS: set[asyncio.Task[None]] = set()


def tell(*what: object) -> None:
    print(*what, flush=True)


def begin(work: Coroutine[object, object, None]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    TASKS.add(task)
    task.add_done_callback(TASKS.discard)


async def react(call: Call, person: str) -> None:
    try:
        match person[-1]:
            case "1":
                await call.answer()
                await asyncio.sleep(0.1)
                await call.hangup()
            case "2":
                await call.reject()
            case "4":
                await call.answer()
                await listen(call)
    except BaresipError as error:
        tell("error", error)


async def listen(call: Call) -> None:
    """Tell when the other side begins to be heard, and when it stops."""
    heard = False
    while call.state is not CallState.CLOSED:
        await asyncio.sleep(0.02)
        try:
            sound = call.audio.read(65_536)
        except (AudioNotActive, AudioRestarted):
            continue
        if sound and (max(map(abs, array("h", sound))) > _LOUD) is not heard:
            heard = not heard
            tell("sound" if heard else "silence")


def receive(call: Call, person: str) -> None:
    def hear(event: StackEvent) -> None:
        tell(event.event.name, person, *([event.text] if event.event is Event.CALL_CLOSED else []))

    tell("called", person)
    call.on(hear)
    call.on_dtmf(lambda digit: tell("digit", digit.digit))
    call.on_transfer_request(lambda request: begin(go_over(call)))
    begin(react(call, person))


async def go_over(call: Call) -> None:
    await call.accept_transfer()


async def serve(port: str) -> None:
    logging.getLogger("baresip").addHandler(logging.NullHandler())
    runtime = Runtime()
    listen = f"sip_listen 127.0.0.1:{port}\n"
    await runtime.start(
        Config(
            net_interface="127.0.0.1",
            audio_source="ausine,440",
            audio_player="aumem",
            max_concurrent_calls=None,
            rtp_timeout=3,
            extra_config_text=listen,
        )
    )
    agents: dict[str, UserAgent] = {}
    for person in PEOPLE:
        agent = await UserAgent.create(runtime, Account(person, f"127.0.0.1:{port}", "", reg_interval=0))
        agent.on_incoming(lambda call, person=person: receive(call, person))
        agents[person] = agent
    tell("ready")
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    calls: dict[str, Call] = {}

    async def call(person: str, uri: str) -> None:
        made = await agents[person].dial(uri)
        calls[person] = made

        def hear(event: StackEvent) -> None:
            if event.event in (Event.CALL_RINGING, Event.CALL_ESTABLISHED, Event.CALL_CLOSED):
                tell(event.event.name, person, event.text)

        made.on(hear)

    while order := await orders.readline():
        match order.decode().split():
            case ["call", person, uri]:
                await call(person, uri)
            case ["end", person]:
                await calls[person].hangup()
    await runtime.close()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
