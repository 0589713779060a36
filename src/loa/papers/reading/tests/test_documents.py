"""Whole documents: what misleads is not taken, what stands there is."""

import pytest

from loa.papers.reading import FIELDS, read_text
from loa.papers.reading.tests import texts


def values(text):
    return {name: value.value for name, value in read_text(text).fields.items()}


@pytest.mark.parametrize("text", [texts.REGULATION, texts.ANNEX_ALONE, texts.ESSAY, texts.MINUTES])
def test_nothing_is_taken_from_what_a_text_cites(text):
    found = values(text)
    assert {
        name: found[name] for name in ("number", "year", "full_number", "date", "signer")
    } == dict.fromkeys(("number", "year", "full_number", "date", "signer"))


def test_an_essay_has_no_field_at_all():
    assert values(texts.ESSAY) == dict.fromkeys(FIELDS)


def test_a_draft_letter_has_no_number_and_no_day_but_its_signer():
    found = values(texts.DRAFT_LETTER)
    assert found["number"] is found["full_number"] is found["date"] is None
    assert (found["kind"], found["place"], found["signer"]) == ("CÔNG VĂN", "Lào Cai", "Hoàng Chí Hiền")
    assert found["subject"] == "góp ý dự thảo Thông tư quy định về cụm công nghiệp"
    assert read_text(texts.DRAFT_LETTER).draft


def test_a_form_in_an_annex_does_not_sign_the_draft():
    found = values(texts.DRAFT_WITH_ANNEX)
    assert found["signer"] is found["number"] is found["date"] is None
    assert found["signer_title"] == "THỦ TƯỚNG"


def test_a_form_quoted_in_the_text_does_not_sign():
    assert values(texts.QUOTED_FORM)["signer"] == "Trần Hồng Hà"


def test_of_two_signers_one_is_given_in_doubt_and_both_are_listed():
    reading = read_text(texts.TWO_SIGNERS)
    assert reading.signers == ("Trần Anh Tuấn", "Nguyễn Thị Mai")
    assert "signer" in reading.doubtful()


def test_stamps_of_arrival_and_of_signatures_are_passed_over():
    found = values(texts.STAMPED)
    assert found["full_number"] == "5432/VPCP-KGVX"
    assert found["date"] == "2025-06-19"
    assert (found["signer"], found["signer_title"]) == ("Nguyễn Cao Lục", "PHÓ CHỦ NHIỆM")


def test_members_and_lists_do_not_sign():
    reading = read_text(texts.MEMBERS)
    assert reading.fields["signer"].value == "Hoàng Văn Thuân"
    assert reading.fields["parent_agency"].value == "UBND TỈNH LÀO CAI"
    assert reading.recipients == ("Như Điều 2", "Lưu: VT")
    assert (
        reading.legal_grounds[0] == "Căn cứ Quyết định số 01/QĐ-UBND ngày 02 tháng 01 năm 2026 của UBND tỉnh"
    )


def test_a_date_with_spaced_letters_is_read():
    assert (values(texts.SPACED_DATE)["date"], values(texts.SPACED_DATE)["place"]) == (
        "2025-09-05",
        "Lào Cai",
    )


def test_a_date_above_the_signature_is_given_in_doubt():
    reading = read_text(texts.CLOSING_DATE)
    assert reading.fields["date"].value == "2026-04-02"
    assert "date" in reading.doubtful()
    assert reading.form == "party"


def test_a_secret_document_is_refused_with_a_sentence_and_not_read():
    reading = read_text(texts.SECRET)
    assert reading.secrecy == "Mật"
    assert "“Mật”" in reading.refusal
    assert {value.value for value in reading.fields.values()} == {None}
    assert reading.text == ""


@pytest.mark.parametrize(
    ("mark", "marking"),
    [("TỐI MẬT", "Tối mật"), ("TUYỆT MẬT", "Tuyệt mật"), ("M Ậ T", "Mật"), ("Mật", "Mật")],
)
def test_every_marking_is_seen(mark, marking):
    assert read_text(texts.SECRET.replace("MẬT\n", f"{mark}\n", 1)).secrecy == marking


def test_a_document_about_secrets_is_not_refused():
    text = texts.MEMBERS.replace("Về việc thành lập Tổ thẩm định", "Về bảo vệ bí mật nhà nước, tài liệu mật")
    assert read_text(text).secrecy is None


def test_urgency_is_read():
    assert read_text("HỎA TỐC\n" + texts.MEMBERS).urgency == "Hỏa tốc"
