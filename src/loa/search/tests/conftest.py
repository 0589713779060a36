"""An index of a test's own, and short hands to follow and to ask."""

from dataclasses import dataclass

import pytest
from django.db import connection

from loa.search import indexing, outbox, queries, reading
from loa.search.queries import Question


@dataclass
class Shelf:
    """What a test asks of the index."""

    follower: indexing.Follower

    def follow(self):
        """Let the index catch up."""
        return self.follower.turn()

    def restart(self):
        """Start anew, as after a kill."""
        self.follower = indexing.Follower(self.said.append)
        self.follower.start()
        self.follower.turn()
        return self.follower

    def ask(self, actor, typed, **more):
        """Return the answer to a question."""
        return queries.search(actor, Question(typed, **more))

    def titles(self, actor, typed, **more):
        """Return the titles found, best first."""
        return [hit.plain_title for hit in self.ask(actor, typed, **more).hits]

    @property
    def said(self):
        return self.__dict__.setdefault("_said", [])


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    reading._opened.name = ""
    return tmp_path


@pytest.fixture
def shelf(home, transactional_db):
    """An index that follows; each test has a database of its own."""
    made = Shelf(indexing.Follower())
    made.restart()
    return made


@pytest.fixture
def settled():
    """Wait for nothing: let rows of this transaction pass for committed, for tests inside one transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return outbox
