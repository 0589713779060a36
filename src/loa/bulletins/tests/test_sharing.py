"""What leaves the desk by hand: who is told to post the newer form, and what the forms say."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pdfplumber
import pytest
from PIL import Image

from loa.bulletins import actions, queries, sheets
from loa.bulletins.errors import NotOut
from loa.bulletins.models import Bulletin, Text
from loa.bulletins.rules.forms import CHAT_LONGEST, chat_text
from loa.channels.actions import open_account
from loa.lib import clock
from loa.notices.models import Event, Notice
from loa.units.actor import Actor
from loa.units.models import BodyVersion
from tests.desk import RIGHT, TITLE, WARD, Desk, proof, reach

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(desk: Desk) -> Bulletin:
    bulletin = desk.sent()
    reach(desk, bulletin)
    actions.share_in_group(actor=desk.world.ward_officer, bulletin=bulletin)
    return bulletin


def correct(desk: Desk, original: Bulletin, text: str = RIGHT) -> Bulletin:
    given = {"actor": desk.world.duty, "original": original, "text": text, "proof": proof()}
    return actions.correct(**given, reason="Ghi nhầm ngày").bulletin  # type: ignore[arg-type]


def told(actor: Actor) -> list[str]:
    rows = Notice.objects.filter(person=actor.person, event=Event.CORRECTED, is_urgent=True)
    return list(rows.order_by("pk").values_list("path", flat=True))


def test_who_passed_it_on_is_told_the_moment_its_correction_is_sent(desk: Desk, shared: Bulletin) -> None:
    correction = correct(desk, shared)
    assert told(desk.world.ward_officer) == [f"/desk/bulletins/{correction.pk}/share/"]
    assert told(desk.world.other_ward_officer) == []


def test_the_second_correction_reaches_who_passed_on_the_first(desk: Desk, shared: Bulletin) -> None:
    first = correct(desk, shared)
    actions.share_in_group(actor=desk.world.other_ward_officer, bulletin=first)
    second = correct(desk, shared, RIGHT.replace("06/9", "07/9"))
    path = f"/desk/bulletins/{second.pk}/share/"
    assert told(desk.world.ward_officer)[-1] == path
    assert told(desk.world.other_ward_officer) == [path]


def test_who_left_is_replaced_by_those_who_confirm_for_the_body(desk: Desk, shared: Bulletin) -> None:
    officer = desk.world.ward_officer
    officer.person.is_active = False
    officer.person.save(update_fields=["is_active"])
    heir = desk.world.ward_approver
    officer.post.person = heir.person
    officer.post.save(update_fields=["person"])
    correction = correct(desk, shared)
    assert told(officer) == []
    assert told(heir) == [f"/desk/bulletins/{correction.pk}/share/"]


def test_a_replacement_that_is_still_held_tells_nobody_yet(desk: Desk, shared: Bulletin) -> None:
    newer = actions.supersede(
        actor=desk.world.editor, original=shared, title="Bản thay", text=RIGHT, reason="Dời ngày"
    )
    actions.lock_facts(actor=desk.world.editor, bulletin=newer)
    actions.configure(actor=desk.world.editor, bulletin=newer, valid_until=clock.now() + timedelta(days=2))
    actions.send_for_release(actor=desk.world.editor, bulletin=newer)
    desk.release(newer)
    assert told(desk.world.ward_officer) == []
    desk.end_hold(newer)
    assert told(desk.world.ward_officer) == [f"/desk/bulletins/{newer.pk}/share/"]


def test_a_draft_cannot_be_said_to_have_been_passed_on(desk: Desk) -> None:
    with pytest.raises(NotOut):
        actions.share_in_group(actor=desk.world.ward_officer, bulletin=desk.ready())


# -- what the forms say ------------------------------------------------------------------------------------


def read(pdf: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as pages:
        return [page.extract_text() for page in pages.pages]


def worded(desk: Desk) -> Bulletin:
    world = desk.world
    boards = open_account(actor=world.admin, body=world.ward_a, kind="website", name="Trang phường")
    bulletin = actions.open_to_wards(actor=world.editor, bulletin=desk.ready())
    actions.adapt(
        actor=world.ward_officer,
        bulletin=bulletin,
        title=TITLE,
        text=WARD,
        local_lines="Tổ 1 ra sân chung.",
        accounts=[boards],
    )
    actions.send_for_release(actor=world.editor, bulletin=bulletin)
    desk.release(bulletin)
    desk.end_hold(bulletin)
    return bulletin


def test_every_form_names_issuer_approver_source_and_code(desk: Desk) -> None:
    bulletin = desk.sent()
    sheet = queries.sheet_of(bulletin)
    forms = [
        queries.chat_text_of(bulletin),
        *read(sheets.notice_sheet(sheet)),
        *read(sheets.code_card(sheet)),
    ]
    for form in forms:
        said = " ".join(form.split())
        for words in (
            "Trần Văn Duyệt",
            "Kế hoạch 12/KH-UBND",
            bulletin.code,
            "Ban Tuyên giáo",
        ):
            assert words.lower() in said.lower(), (words, said)


def test_a_ward_passes_on_its_own_released_wording_and_the_city_its_own(desk: Desk) -> None:
    bulletin = worded(desk)
    ward = queries.chat_text_of(bulletin, "vi", desk.world.ward_a)
    assert "Kính mời bà con" in ward
    assert "Tổ 1 ra sân chung." in ward
    assert "theo bản tin của" in ward
    assert "Kính mời" not in queries.chat_text_of(bulletin, "vi", desk.world.city)
    assert "Kính mời" not in queries.chat_text_of(bulletin, "vi", desk.world.ward_b)
    assert "Kính mời" in queries.chat_text_of(bulletin, "vi", desk.world.station)  # a body of the ward
    assert queries.sheet_of(bulletin, "vi", desk.world.ward_a).head == desk.world.ward_a.versions.get().name


def test_what_is_passed_on_is_what_was_released_whatever_is_written_since(desk: Desk) -> None:
    bulletin = desk.sent()
    last = Text.objects.get(bulletin=bulletin)
    Text.objects.create(
        bulletin=bulletin,
        language="vi",
        version=9,
        title=last.title,
        body="Chữ khác",
        author=last.author,
        at=last.at,
    )
    assert "Chữ khác" not in queries.chat_text_of(bulletin)
    assert "Chữ khác" not in queries.sheet_of(bulletin).text


def test_the_longest_names_still_leave_room_for_the_text_in_two_thousand_letters() -> None:
    long = {"title": "T" * 240, "issuer": "I" * 500, "approver": "A" * 300, "source": "S" * 310}
    text = chat_text(**long, text="Câu. " * 900, code="7K3M-Q2WT", url="u" * 80, verify_word="Mã bản tin")
    assert len(text) <= CHAT_LONGEST
    assert "Câu. Câu." in text


def test_a_long_notice_keeps_code_and_address_clear_of_the_text_on_every_page(desk: Desk) -> None:
    long = replace(queries.sheet_of(desk.sent()), text="Một câu dài về việc phòng dịch tại tổ. " * 200)
    with pdfplumber.open(io.BytesIO(sheets.notice_sheet(long))) as pages:
        assert len(pages.pages) > 1
        for page in pages.pages:
            foot = page.crop(
                (0, page.height - 43 * 72 / 25.4, page.width, page.height)
            ).extract_text()  # past the tails of letters
            assert long.code in foot
            assert "phòng dịch" not in foot


def test_the_sheet_wears_the_look_of_the_issuers_papers(desk: Desk) -> None:
    sheet = queries.sheet_of(desk.sent())
    state, party = (read(sheets.notice_sheet(replace(sheet, form=form)))[0] for form in ("state", "party"))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in state
    assert "Độc lập - Tự do - Hạnh phúc" in state
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in party
    assert "Độc lập" not in party
    BodyVersion.objects.filter(body=desk.world.city).update(form="party")
    assert queries.sheet_of(Bulletin.objects.get()).form == "party"


def test_a_sheet_is_printed_in_one_font_whatever_its_letters(desk: Desk) -> None:
    with pdfplumber.open(io.BytesIO(sheets.notice_sheet(queries.sheet_of(desk.sent())))) as pages:
        fonts = {
            c["fontname"].partition("+")[2].partition("-")[0] for page in pages.pages for c in page.chars
        }
    assert len(fonts) == 1, fonts


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_printed_with_its_source(desk: Desk, kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#cde").save(out, kind)
    sheet = replace(
        queries.sheet_of(desk.sent()), picture=sheets.Picture(out.getvalue(), "Bể nước", "Ảnh: Trạm Y tế")
    )
    assert "Ảnh: Trạm Y tế" in read(sheets.notice_sheet(sheet))[0]
