"""A newspaper that is read, and what reads it."""

import pytest

from loa.feeds.tongues import language_of
from loa.lib import clock
from loa.press.actions.publishers import add_publisher
from loa.press.actions.sources import add_source
from loa.press.intake.asking import Asker
from loa.press.intake.names import Names
from loa.press.intake.rounds import run_round
from loa.press.models import Host, Page, Source
from loa.press.tests.intake.newspaper import Newspaper, serve


def language(title, text):
    return language_of(title, text).code


@pytest.fixture
def paper(settings):
    settings.PRESS_ADDRESSES = ["127.0.0.1"]
    settings.PRESS_HOST_SECONDS = 0
    made = Newspaper()
    server = serve(made)
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def publisher(world):
    return add_publisher(actor=world.editor, name="Báo Mẫu", domains="bao.example.vn")


@pytest.fixture
def enter(world, publisher):
    def run(url="", kind="feed", name="Thời sự", **given):
        given = {"publisher": publisher, "body": world.city} | given
        return add_source(actor=world.editor, kind=kind, name=name, url=url, **given)

    return run


@pytest.fixture
def asker():
    made = Asker()
    yield made
    made.close()


@pytest.fixture
def listen(asker):
    """Fetch all that is due, round after round, as if its time had come; return how many rounds it took."""

    def run(*, due=True, rounds=12):
        now = clock.now()
        if due:
            Source.objects.filter(state="read").update(next_at=now)
        Page.objects.update(next_at=now)
        for number in range(rounds):
            Host.objects.filter(robots_at__isnull=False).update(next_at=None)
            if not run_round(asker, Names(), language):
                return number
        return rounds

    return run
