"""Exercises and tests cannot reach a public address, whatever the kind's code does (mission N4)."""

import asyncio
import socket

import pytest
import pytest_socket

from loa.channels import reach
from loa.channels.base import Message
from loa.channels.errors import OutOfReach
from loa.channels.testing import Loopback, LoopbackConfig, Outlet, Receiver

PUBLIC = "203.0.113.7"  # a network for documentation; nobody is there


@pytest.fixture
def unguarded(monkeypatch):
    """Take away the test run's own guard, so that only the product's stands between a kind and the network."""
    monkeypatch.setattr(socket.socket, "connect", pytest_socket._true_connect)


@pytest.mark.parametrize(
    ("mode", "host", "allowed"),
    [
        ("live", PUBLIC, True),
        ("exercise", PUBLIC, False),
        ("test", PUBLIC, False),
        ("exercise", "127.0.0.1", True),
        ("exercise", "::1", True),
        ("exercise", "::ffff:127.0.0.1", True),
        ("exercise", "::ffff:203.0.113.7", False),
        ("exercise", "10.0.0.5", False),
        ("exercise", "0.0.0.0", False),
        ("exercise", "mail.hanoi.example", False),
    ],
)
@pytest.mark.fault("S04")
def test_only_this_machine_is_in_reach_of_an_exercise(mode, host, allowed):
    assert reach.may_reach(mode, host) is allowed


def test_own_addresses_are_what_the_operator_lists(settings):
    settings.EXERCISE_ADDRESSES = ["10.20.0.0/16"]
    assert reach.may_reach("exercise", "10.20.3.4")
    assert not reach.may_reach("exercise", "10.21.3.4")


@pytest.mark.mission("N4")
@pytest.mark.parametrize("mode", ["exercise", "test"])
@pytest.mark.fault("S04")
def test_a_connection_is_judged_when_it_is_made(mode, unguarded):
    with reach.sending(mode), socket.socket() as sock, pytest.raises(OutOfReach):
        sock.connect((PUBLIC, 25))
    with (
        reach.sending(mode),
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock,
        pytest.raises(OutOfReach),
    ):
        sock.sendto(b"x", (PUBLIC, 53))


@pytest.mark.mission("N4")
@pytest.mark.fault("S04")
def test_tasks_and_threads_started_by_a_send_are_judged_too(unguarded):
    async def dial():
        await asyncio.open_connection(PUBLIC, 80)

    def dial_in_thread():
        with socket.socket() as sock:
            sock.connect((PUBLIC, 25))

    async def send():
        with reach.sending("exercise"):
            with pytest.raises(OutOfReach):
                await asyncio.create_task(dial())
            with pytest.raises(OutOfReach):
                await asyncio.to_thread(dial_in_thread)

    asyncio.run(send())


@pytest.mark.mission("N4")
@pytest.mark.fault("S04")
def test_a_kind_whose_account_points_outside_fails_for_good(unguarded):
    kind = Loopback()
    outlet = Outlet(1, "loopback", "Diễn tập", "exercise", 1, "UBND", LoopbackConfig(f"http://{PUBLIC}/in"))
    message = Message(1, 1, "exercise", "r1@example.test", {"text": "x"}, "vi")

    async def send():
        with reach.sending("exercise"):
            results = [result async for result in kind.send(outlet, [message])]
        await kind.close()
        return results

    (result,) = asyncio.run(send())
    assert (result.state, result.code, result.temporary) == ("failed", "out_of_reach", False)


@pytest.mark.mission("N4")
def test_an_exercise_reaches_a_simulator_on_this_machine():
    kind = Loopback()
    message = Message(1, 1, "exercise", "r1@example.test", {"text": "x"}, "vi")

    async def send(url):
        outlet = Outlet(1, "loopback", "Diễn tập", "exercise", 1, "UBND", LoopbackConfig(url))
        with reach.sending("exercise"):
            results = [result async for result in kind.send(outlet, [message])]
        await kind.close()
        return results

    with Receiver() as receiver:
        assert [result.state for result in asyncio.run(send(receiver.url))] == ["accepted"]
