"""Charter 10 wherever a name could slip out: beside the text, in the reason, in a PDF, by a ground that is none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from loa.bulletins import actions, queries
from loa.bulletins.errors import PapersNotSeen, Stopped, WrongGround
from loa.bulletins.models import Bulletin, SetAside
from loa.lib import clock
from tests.desk import RIGHT, TEXT, Desk, proof, reach
from tests.proof import prove

pytestmark = pytest.mark.django_db

A_PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
NAME = "ông Nguyễn Văn Hùng"


def named(bulletin: Bulletin) -> set[str]:
    return {stop.quote for stop in queries.check(bulletin).stops if stop.code.value == "private_person"}


@pytest.mark.parametrize(
    "settings",
    [
        {"source": f"Theo đơn của {NAME}"},
        {
            "priority": "emergency",
            "emergency_kind": "epidemic",
            "emergency_reason": f"Nhà {NAME} là ổ dịch, cần phun ngay",
        },
    ],
)
def test_what_stands_beside_the_text_is_masked_too(desk: Desk, settings: dict[str, str]) -> None:
    bulletin = desk.ready(**settings, valid_until=clock.now() + timedelta(hours=12))
    assert any("Nguyễn Văn Hùng" in quote for quote in named(bulletin))


def test_a_published_reason_names_nobody(desk: Desk) -> None:
    sent = desk.sent()
    reach(desk, sent)
    with pytest.raises(Stopped):
        actions.correct(
            actor=desk.world.duty,
            original=sent,
            text=RIGHT,
            reason=f"Theo phản ánh của {NAME}",
            proof=proof(),
        )
    assert sent.state == "sent"


def test_an_emergency_reason_that_is_not_published_holds_nothing_up(desk: Desk) -> None:
    assert not named(desk.ready(emergency_reason=f"Nhà {NAME} là ổ dịch"))


# -- the two grounds ---------------------------------------------------------------------------------------


def test_a_person_is_named_for_public_office_or_consent_only(desk: Desk) -> None:
    bulletin = desk.submitted(text=f"{TEXT} Liên hệ {NAME}.")
    mark = next(s.mark for s in queries.check(bulletin).stops if s.code.value == "private_person")
    given = {"actor": desk.world.approver, "bulletin": bulletin, "mark": mark, "reason": "Tên một quán phở"}
    with pytest.raises(WrongGround):
        actions.set_aside(**given, kind="false_mark")
    client = desk.world.client(desk.world.approver)
    prove(client, desk.world.approver.person)
    shown = client.get(f"/desk/bulletins/{bulletin.pk}/release/").content.decode()
    assert 'value="consented"' in shown
    assert 'value="false_mark"' not in shown
    row = actions.set_aside(**given, kind="public_office")
    assert row.code == "private_person"
    with pytest.raises(IntegrityError, match="set_aside_person"), transaction.atomic():
        SetAside.objects.filter(pk=row.pk).update(kind="false_mark")


# -- papers ------------------------------------------------------------------------------------------------


def test_a_pdf_goes_out_only_when_the_approver_says_to_have_seen_it(desk: Desk) -> None:
    bulletin = desk.ready()
    actions.add_attachment(
        actor=desk.world.editor, bulletin=bulletin, name="lich.pdf", data=A_PDF, title="Lịch phun"
    )
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    with pytest.raises(PapersNotSeen):
        desk.release(bulletin)
    client = desk.world.client(desk.world.approver)
    prove(client, desk.world.approver.person)
    path = f"/desk/bulletins/{bulletin.pk}/release/"
    shown = client.get(path).content.decode()
    assert "Lịch phun" in shown
    seen = {"hash": bulletin.submissions.get().hash}
    assert client.post(path, seen).status_code == 422
    client.post(path, seen | {"papers_seen": "1"})
    bulletin.refresh_from_db()
    assert bulletin.state == "released"
