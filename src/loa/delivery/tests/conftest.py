"""Fixtures of the room: the test kinds, a receiver, an account."""

import pytest

from loa.channels.testing import Receiver, installed
from loa.delivery.testing import make_account


@pytest.fixture
def numbers():
    with installed() as source:
        yield source


@pytest.fixture
def receiver():
    with Receiver() as server:
        yield server


@pytest.fixture
def account(world, numbers, receiver):
    return make_account(world.city, receiver.url)
