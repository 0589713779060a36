"""Mine."""
import pytest
from lxml import html
from tests.guards import test_access, test_pages
from tests.guards.access_table import TABLE
from tests.guards.pages import faults, is_page, texts
from tests.guards.scene import ROLES, Scene
from tests.guards.visiting import addresses, visit
from tests.guards.test_hostile import SCRIPTS, poison

pytestmark = pytest.mark.django_db(transaction=True)
MINE = [r for r in TABLE.values() if r.name.startswith("circulation") or r.name == "desk:today"]

def test_all(scene: Scene):
    wrong = []
    for row in MINE:
        for role in ROLES:
            wrong += [*test_access._read(scene, row, role), *test_access._press(scene, row, role)]
        for role in ("anonymous", "editor"):
            answer = visit(scene, row.path(scene), role, data=row.data, forged=True)
            if answer.status_code not in {403, 404, 405}:
                wrong.append(f"{row.name} {role} token {answer.status_code}")
        for role in ("anonymous", "clerk", "ward", "admin"):
            answer = visit(scene, row.path(scene), role)
            if is_page(answer) if not answer.streaming else False:
                wrong += [f"{row.name} as {role}: {f}" for f in faults(answer)]
    import polib
    known = {m.msgid: m.msgstr for m in polib.pofile(str(test_pages.CATALOGUE)) if not m.obsolete}
    for row in MINE:
        for role in ("anonymous", "clerk", "ward"):
            answer = visit(scene, row.path(scene), role, cookies={"django_language": "en"})
            if not answer.streaming and answer.status_code == 200 and is_page(answer):
                for text in texts(html.fromstring(answer.content)):
                    if known.get(text, text) != text or (not text.isascii() and text not in known and any(w in text for w in ("văn bản", "đơn vị", "xác nhận"))):
                        wrong.append(f"EN {row.name} {role}: {text[:90]}")
    print("\n".join(sorted(set(wrong))))
    assert not wrong

def test_hostile(scene: Scene):
    for payload in SCRIPTS[:3]:
        poison(scene, payload)
        for row in MINE:
            for role in ("clerk", "ward"):
                answer = visit(scene, row.path(scene), role)
                if not answer.streaming and is_page(answer):
                    assert "<script>alert" not in answer.content.decode(), row.name
                    assert not [n for n in html.fromstring(answer.content).iter() if isinstance(n.tag, str) and any(a.startswith("on") for a in n.attrib)], row.name
        break

def test_lists(scene: Scene, monkeypatch):
    from tests.guards.crowd import grow, MANY, _copies, _places
    _places(scene)
    _copies(scene)
    wrong = []
    for key, path in (("copies", "/desk/circulation/"), ("silent", "/desk/circulation/silent/"), ("document-copies", f"/desk/circulation/of/{scene.things['sent_document']}/copies/")):
        one, _ = test_pages._cost(scene, path, "editor", key, 1)
        many, rows = test_pages._cost(scene, path, "editor", key, MANY)
        if one != many or rows < MANY:
            wrong.append((key, one, many, rows))
    assert not wrong
