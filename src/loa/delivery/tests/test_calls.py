"""Callers: so many calls at once, each with one result, whatever the kind does."""

import asyncio
from types import SimpleNamespace

from loa.channels.base import Message, Outcome, Result, Temporary
from loa.delivery import calls
from loa.delivery.calls import Callers
from loa.delivery.windows import Window


class Provider:
    """A kind that answers as the test says, and counts what is open."""

    key = "provider"

    def __init__(self, answer, patience=30.0):
        self.answer = answer
        self.patience = patience
        self.open = self.most_open = 0

    async def send_one(self, outlet, message):
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            return await self.answer(message)
        finally:
            self.open -= 1


def message(number):
    return Message(number, 1, "test", f"r{number}", {}, "vi")


def send(provider, count, window, *, seconds=20.0):
    """Have the provider called with so many messages; return its results by message, and the bugs."""
    found, bugs = {}, []

    async def run():
        all_in = asyncio.Event()

        def report(message, result, *, asked=False):
            assert message.delivery_id not in found
            found[message.delivery_id] = result
            if len(found) == count:
                all_in.set()

        work = SimpleNamespace(mode="test", outlet=None)
        callers = Callers(work, provider, window, report, lambda: bugs.append(1))
        callers.add(message(number) for number in range(count))
        async with asyncio.timeout(seconds):
            await all_in.wait()
        callers.cancel()

    asyncio.run(run())
    return found, bugs


async def at_once(message):
    await asyncio.sleep(0)
    return Result.accepted(message)


def test_a_provider_that_answers_promptly_has_few_calls_open_and_the_rest_waits():
    provider = Provider(at_once)
    found, _ = send(provider, 500, Window(8, wider=4, ahead=16))
    assert {result.state for result in found.values()} == {Outcome.ACCEPTED}
    assert provider.most_open == 8


def test_a_provider_that_takes_its_time_has_more_calls_open():
    async def slowly(message):
        await asyncio.sleep(calls.SLOW * 3)
        return Result.accepted(message)

    provider = Provider(slowly)
    found, _ = send(provider, 200, Window(8, wider=4, ahead=16))
    assert len(found) == 200
    assert provider.most_open == 32


def test_receivers_that_hang_do_not_hold_up_the_others():
    let_go = asyncio.Event()
    reached = []

    async def some_hang(message):
        if message.delivery_id < 8:
            await let_go.wait()
        reached.append(message.delivery_id)
        if len(reached) == 92:
            let_go.set()
        return Result.accepted(message)

    found, _ = send(Provider(some_hang), 100, Window(8, wider=4, ahead=16))
    assert len(found) == 100


def test_without_a_key_no_more_calls_are_open_than_begun_at_once():
    async def slowly(message):
        await asyncio.sleep(calls.SLOW * 3)
        return Result.accepted(message)

    provider = Provider(slowly)
    send(provider, 40, Window(8))
    assert provider.most_open == 8


def test_a_call_that_outlasts_the_patience_is_unknown_and_its_caller_goes_on():
    async def one_hangs(message):
        if message.delivery_id == 0:
            await asyncio.Event().wait()
        return Result.accepted(message)

    found, bugs = send(Provider(one_hangs, patience=0.2), 3, Window(1))
    assert [found[number].state for number in range(3)] == [
        Outcome.UNKNOWN,
        Outcome.ACCEPTED,
        Outcome.ACCEPTED,
    ]
    assert not bugs


def test_whatever_goes_wrong_is_one_result_for_the_one_message():
    async def each_in_its_way(message):
        match message.delivery_id:
            case 0:
                raise Temporary("busy", "Đang bận.", retry_after=7)
            case 1:
                raise TimeoutError
            case 2:
                raise ZeroDivisionError
            case 3:
                return Result(99, Outcome.ACCEPTED)
        return Result.accepted(message)

    found, bugs = send(Provider(each_in_its_way), 5, Window(2))
    assert found[0].temporary
    assert found[0].retry_after == 7
    assert [found[number].state for number in (1, 2, 3)] == [Outcome.UNKNOWN] * 3
    assert found[4].state == Outcome.ACCEPTED
    assert len(bugs) == 1
