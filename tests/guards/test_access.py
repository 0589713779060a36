"""Every address of the site, in every role, answers as its row of the access table says."""

import pytest

from loa.delivery.models import Dispatch
from loa.journal.models import Entry
from loa.notices.models import Notice
from tests.guards.access_table import TABLE
from tests.guards.scene import ROLES, Scene
from tests.guards.visiting import SAME, Row, addresses, visit, word

pytestmark = pytest.mark.django_db(transaction=True)
FORMLESS = {
    "portal:verify",  # changes nothing
    "portal:stop",  # mail programs post here without a page (RFC 8058)
    "portal:stop_newsroom",  # the same
    "portal:push_move",  # a browser's own worker, known by an address that nobody else knows, never by a cookie
    "set_language",  # keeps only the choice of the language, so that public pages need no cookie
}


def parts() -> dict[str, list[Row]]:
    """Return the rows in parts that can run beside each other."""
    rooms = (
        "bulletins",
        "circulation",
        "delivery",
        "documents",
        "portal",
        "press",
        "sources",
        "speakers",
        "tasks",
    )
    rooms += ("units", "work", "others")
    found: dict[str, list[Row]] = {room: [] for room in rooms}
    for name, row in TABLE.items():
        if name in addresses():
            room = name.partition(":")[0]
            found[room if room in found else "others"].append(row)
    return found


@pytest.mark.fault("A12")
def test_every_address_has_a_row_and_every_row_an_address():
    missing = [
        f'address {name} has no row: add row("{name}", <GET for {", ".join(ROLES)}>, <POST>) to'
        " tests/guards/access_table.py, and a thing to tests/guards/scene.py if its path names a new one"
        for name in addresses()
        if name not in TABLE
    ]
    gone = [f"row {name} names no address: take it out" for name in TABLE if name not in addresses()]
    assert not missing + gone, "\n".join(missing + gone)


@pytest.mark.parametrize("part", sorted(parts()))
@pytest.mark.fault("A12")
@pytest.mark.fault("A17")
def test_every_role_gets_what_the_table_says_and_looking_changes_nothing(scene: Scene, part: str):
    """A12: no role sees more than its row says. A17: no GET leaves a trace in the journal or sends anything."""
    wrong, before = [], _traces()
    for row in parts()[part]:
        for role in ROLES:
            wrong += [*_read(scene, row, role, before), *_press(scene, row, role)]
    assert not wrong, "\n".join(wrong)


def _read(scene: Scene, row: Row, role: str, before: tuple[int, int, int]):
    path, wanted = row.path(scene), row.expected("GET")[role]
    left: list[tuple[int, int, int]] = []
    if (found := word(visit(scene, path, role, before_undo=lambda: left.append(_traces())))) != wanted:
        yield f"GET {row.name} as {role}: {found} instead of {wanted}"
    if left != [before]:
        yield f"GET {row.name} as {role} leaves a trace or sends something"


def _traces() -> tuple[int, int, int]:
    return Entry.objects.count(), Notice.objects.count(), Dispatch.objects.count()


def _press(scene: Scene, row: Row, role: str):
    found = word(visit(scene, row.path(scene), role, data=row.data), posted=True)
    if row.post == SAME:
        as_get = row.expected("GET")[role].replace("200", "in").replace("302", "in")
        wanted = {as_get, "405"}
    else:
        wanted = {row.expected("POST")[role]}
    if found not in wanted:
        yield f"POST {row.name} as {role}: {found} instead of {' or '.join(sorted(wanted))}"


@pytest.mark.fault("A17")
def test_every_press_carries_a_form_token(scene: Scene):
    """A17: a form of another site is refused wherever somebody signed in is known by the cookie."""
    open_doors = []
    for row in TABLE.values():
        for role in ("anonymous", "editor"):
            answer = visit(scene, row.path(scene), role, data=row.data, forged=True)
            if answer.status_code not in {403, 404, 405} and row.name not in FORMLESS:
                open_doors.append(f"{row.name} as {role}: {answer.status_code}")
    assert not open_doors, "\n".join(open_doors)
