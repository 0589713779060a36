"""Visits every address of the site in every role and says in one word what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.guards.scene import ROLES, Scene

SAME = ""
"""A row that says nothing of POST: it is refused as such (405), or answers exactly what GET answers."""


@dataclass(frozen=True)
class Row:
    """What an address answers: one word per role of `ROLES`, or one word for all of them.

    Words: a status of GET; `login` for being led to sign in; `in` for a POST that passed the door (with no field
    filled it then meets the form or the rules). `data` is posted where the right is judged behind the form; `things`
    says which thing of the scene each place of the path names.
    """

    name: str
    get: str
    post: str = SAME
    data: dict[str, str] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)

    def expected(self, method: str) -> dict[str, str]:
        words = (self.get if method == "GET" else self.post).split()
        return dict(zip(ROLES, words * len(ROLES) if len(words) == 1 else words, strict=False))

    def path(self, scene: Scene) -> str:
        places = places_of(self.name)
        return reverse(
            self.name, kwargs={p: scene.things[self.things.get(p, THINGS.get(p, p))] for p in places}
        )


def row(address: str, get: str, post: str = SAME, data: dict[str, str] | None = None, **things: str) -> Row:
    """Return a row of the table."""
    return Row(address, get, post, data or {}, things)


THINGS = {
    "bulletin_id": "draft",
    "key": "template",
    "dispatch_id": "dispatch",
    "chunk_id": "chunk",
    "delivery_id": "delivery",
    "person_id": "person",
    "post_id": "post",
    "grant_id": "grant",
    "delegation_id": "delegation",
    "reset_id": "reset",
    "file_id": "file",
    "account_id": "account",
    "station_id": "station",
    "endpoint_id": "endpoint",
    "subscriber_id": "subscriber",
    "newsroom_id": "newsroom",
    "question_id": "question",
    "source_id": "press_source",
    "publisher_id": "publisher",
    "name_id": "publisher_name",
    "word_id": "topic_word",
    "area_id": "area",
    "body_id": "body",
    "shift_id": "shift",
    "snapshot_id": "snapshot",
    "synonym_id": "synonym",
    "day_id": "day",
    "sheet_id": "sheet_id",
    "copy_id": "copy",
    "programme_id": "programme",
    "group_id": "task_group",
    "task_id": "task",
    "part_id": "part",
    "assignment_id": "part",
    "passed_id": "passed",
    "pk": "factor",
    "document_id": "document",
    "intake_id": "intake",
    "register_id": "register",
    "page": "one",
    "template_id": "office_template",
    "slot_id": "slot",
    "rule_id": "noise_rule",
    "airing_id": "airing",
    "cluster_id": "cluster",
    "neighbour_id": "neighbour",
    "silence_id": "silence",
}
"""What a place of a path names unless the row says otherwise."""


def addresses() -> dict[str, tuple[str, Any]]:
    """Return every named address: its places and its view."""
    return {name: (path, view) for name, path, view in _walk(get_resolver())}


def _walk(
    resolver: URLResolver, spaces: tuple[str, ...] = (), path: str = ""
) -> Iterator[tuple[str, str, Any]]:
    for item in resolver.url_patterns:
        here = path + str(item.pattern)
        if isinstance(item, URLPattern):
            yield ":".join([*spaces, item.name or here]), here, item.callback
        else:
            yield from _walk(item, (*spaces, item.namespace) if item.namespace else spaces, here)


def places_of(name: str) -> list[str]:
    """Return the names of the places in an address."""
    path, _view = addresses()[name]
    return [part.split(">")[0].rpartition(":")[2] for part in path.split("<")[1:]]


def visit(
    scene: Scene,
    path: str,
    role: str,
    *,
    data: dict[str, str] | None = None,
    forged: bool = False,
    before_undo: Callable[[], object] = bool,
    cookies: dict[str, str] | None = None,
    **options: Any,
) -> HttpResponse:
    """Ask once, posting where data is given (an empty form too), and undo what it did.

    `forged` leaves out the form token; `before_undo` may look at what was done.
    """
    client = scene.client(role, forged=forged)
    client.cookies.load(cookies or {})
    with transaction.atomic():
        answer: HttpResponse = (
            client.get(path, **options) if data is None else client.post(path, data, **options)
        )
        before_undo()
        transaction.set_rollback(True)
    return answer


def word(answer: HttpResponse, *, posted: bool = False) -> str:
    """Say in one word what an answer is."""
    if answer.status_code == 302 and answer["Location"].startswith("/accounts/login/"):
        return "login"
    refused = answer.status_code in {403, 404, 405} or answer.status_code >= 500
    return "in" if posted and not refused else str(answer.status_code)
