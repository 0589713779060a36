"""Every page of the site: well made, in Vietnamese, in English where chosen, and no dearer for more rows."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from loa.bulletins.models import Template
from loa.documents.rules import kinds
from loa.documents.rules.words import DocumentState
from loa.notices.models import Notice
from loa.units.models import Post
from loa.web.lists import ListScreen
from tests.guards.access_table import TABLE
from tests.guards.crowd import MANY, grow
from tests.guards.pages import faults, is_page, texts
from tests.guards.scene import Scene
from tests.guards.visiting import addresses, visit

pytestmark = pytest.mark.django_db(transaction=True)
CATALOGUE = Path(__file__).parents[2] / "locale/en/LC_MESSAGES/django.po"


def opened(scene: Scene, roles: tuple[str, ...], **options) -> Iterator[tuple[str, str, object]]:
    """Yield every page that a role may open."""
    for row in TABLE.values():
        for role in roles:
            if row.name in addresses() and row.expected("GET")[role] == "200":
                answer = visit(scene, row.path(scene), role, **options)
                if answer.status_code == 200 and is_page(answer):
                    yield row.name, role, answer


@pytest.mark.parametrize("roles", [("anonymous", "editor"), ("admin", "approver")], ids="+".join)
def test_every_page_is_well_made_and_speaks_vietnamese(scene: Scene, roles: tuple[str, ...]):
    wrong = {
        f"{name} as {role}: {fault}"
        for name, role, answer in opened(scene, roles)
        for fault in faults(answer)
    }
    assert not wrong, "\n".join(sorted(wrong))


def test_every_refusal_is_a_page_that_says_what_to_do(scene: Scene):
    wrong = []
    for row in TABLE.values():
        for role in ("stranger", "clerk"):
            if row.name in addresses() and row.expected("GET")[role] in {"403", "404"}:
                answer = visit(scene, row.path(scene), role)
                wrong += [f"{row.name} as {role}: {fault}" for fault in faults(answer)]
    assert not wrong, "\n".join(wrong)


def test_no_message_stays_vietnamese_where_english_was_chosen(scene: Scene):
    if not CATALOGUE.exists():
        return
    known = {m.msgid: m.msgstr for m in polib.pofile(str(CATALOGUE)) if not m.obsolete}
    typed = _typed_by_people()
    left = {
        f"{name}: {text[:80]!r}"
        for name, _role, answer in opened(
            scene, ("anonymous", "editor", "admin"), cookies={"django_language": "en"}
        )
        for text in texts(html.fromstring(answer.content))
        if known.get(text, text) != text and text not in typed
    }
    assert not left, "\n".join(sorted(left))


def _typed_by_people() -> set[str]:
    """Return what stands in the tables and so stays as it was written, though a message reads the same."""
    titles = [*Post.objects.values_list("title", flat=True), *Notice.objects.values_list("title", flat=True)]
    places = re.findall(
        r"\{([^}]+)\}", json.dumps([t.texts["vi"] for t in Template.objects.all()], ensure_ascii=False)
    )
    places = [place[:1].upper() + place[1:] for place in places]
    names = [kinds.shown(kind) for kind in kinds.KNOWN]  # of documents: Vietnamese in every language
    frozen = [str(state.label) for state in DocumentState]  # rows of frozen figures are kept as they were
    return {
        *titles,
        *places,
        *names,
        *frozen,
        "Từ",
        "đến",
    }  # the last two stand alone between the marked facts of a text


# -- lists ----------------------------------------------------------------------------------------------------


def screens() -> dict[str, ListScreen]:
    """Return every list that a room declares."""
    addresses()  # reads every room's views
    return {
        value.key: value
        for name, module in sorted(sys.modules.items())
        if name.startswith("loa.") and ".tests" not in name
        for value in vars(module).values()
        if isinstance(value, ListScreen)
    }


def test_a_list_of_twenty_takes_as_many_queries_as_a_list_of_one(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
):
    grow(scene)
    found = _where(scene, monkeypatch)
    missing = [
        f"list {key} was opened at no address of the access table" for key in screens() if key not in found
    ]
    wrong = []
    for key in found.keys() & screens().keys():  # a figure's rows are judged in its room
        path, role = found[key]
        one, some = _cost(scene, path, role, key, 1)
        many, rows = _cost(scene, path, role, key, MANY)
        if rows < MANY or some > 1:
            wrong.append(
                f"list {key}: {rows} rows are too few to judge; let tests/guards/crowd.py make {MANY}"
            )
        elif many != one:
            wrong.append(f"list {key} at {path}: {one} queries for one row, {many} for {rows}")
    assert not missing + wrong, "\n".join(missing + wrong)


def _where(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, str]]:
    """Return for each list the address and the role that see the most rows."""
    best: dict[str, tuple[int, str, str]] = {}
    here = ["", ""]
    respond = ListScreen.respond

    def noting(self, request, rows, context=None, **more):
        best[self.key] = max(best.get(self.key, (-1, "", "")), (rows.count(), *here))
        return respond(self, request, rows, context, **more)

    with monkeypatch.context() as patch:
        patch.setattr(ListScreen, "respond", noting)
        for row in TABLE.values():
            for role in ("editor", "admin"):
                if row.expected("GET")[role] == "200":
                    here[:] = row.path(scene), role
                    visit(scene, here[0], role)
        for path in [path for count, path, _role in best.values() if count < MANY]:
            here[:] = path, "approver"  # some lists hold only what is an approver's to do
            visit(scene, path, "approver")
    return {key: (path, role) for key, (_count, path, role) in best.items()}


def _cost(scene: Scene, path: str, role: str, key: str, size: int) -> tuple[int, int]:
    """Return how many queries a page of so many rows takes, and how many rows it shows."""
    screen = screens()[key]
    kept = screen.page_size
    object.__setattr__(screen, "page_size", size)
    try:
        visit(scene, path, role)
        with CaptureQueriesContext(connection) as seen:
            answer = visit(scene, path, role)
    finally:
        object.__setattr__(screen, "page_size", kept)
    return len(seen), len(answer.context["list"].page.object_list)
