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


def test_misread_figures_are_mended_and_asked_for():
    reading = read_text(texts.MISREAD)
    assert (reading.fields["full_number"].value, reading.fields["date"].value) == (
        "16/2026/QĐ-UBND",
        "2026-02-25",
    )
    assert {"number", "full_number", "date"} <= set(reading.doubtful())


def test_a_number_that_nobody_can_read_is_null_and_in_doubt():
    reading = read_text(texts.UNREADABLE_NUMBER)
    assert reading.fields["number"].value is reading.fields["full_number"].value is None
    assert "number" in reading.doubtful()
    assert reading.fields["agency"].value == "ỦY BAN NHÂN DÂN PHƯỜNG CAM ĐƯỜNG"


def test_bodies_and_titles_in_small_letters_are_read():
    found = values(texts.SMALL_LETTERS)
    assert (found["agency"], found["parent_agency"]) == ("Sở Công Thương", "UBND tỉnh Lào Cai")
    assert (found["signer"], found["signer_title"]) == ("Nguyễn Đình Chiến", "Phó Giám đốc")


def test_columns_that_ran_together_are_parted():
    found = values(texts.RUN_TOGETHER)
    assert (found["agency"], found["date"], found["place"]) == ("BỘ CÔNG THƯƠNG", "2026-03-21", "Hà Nội")
    assert found["subject"] == "triển khai Nghị định số 80/2023/NĐ-CP"
    assert (found["signer"], found["signer_title"]) == ("Bùi Nguyễn Anh Tuấn", "PHÓ VỤ TRƯỞNG")


def test_a_draft_copied_line_under_line_is_read_without_number_and_day():
    found = values(texts.STACKED_DRAFT)
    assert found["number"] is found["date"] is None
    assert (found["symbol"], found["place"], found["signer"]) == ("KH-SCT", "Lào Cai", "Hoàng Chí Hiền")
    assert found["subject"].endswith("về quản lý tài sản kết cấu hạ tầng")


def test_the_right_column_may_come_first():
    found = values(texts.RIGHT_FIRST)
    assert (found["agency"], found["number"], found["date"]) == ("CHÍNH PHỦ", "66.19", "2026-05-18")


def test_an_abstract_may_go_on_with_small_letters():
    assert (
        values(texts.PARTY_PROGRAMME)["subject"]
        == "HÀNH ĐỘNG thực hiện Nghị quyết số 57-NQ/TW của Bộ Chính trị"
    )
    assert values(texts.GAZETTE)["subject"].endswith("ngày 01 tháng 4 năm 2025 của Chính phủ")


def test_an_abstract_may_begin_as_sentences_do():
    text = texts.STACKED_DRAFT.replace("Triển khai thực hiện", "Thực hiện")
    assert values(text)["subject"].startswith("Thực hiện Nghị định số 178/2026/NĐ-CP")


def test_heads_of_the_gazette_are_no_number_and_no_second_body():
    found = values(texts.GAZETTE)
    assert (found["full_number"], found["agency"], found["parent_agency"]) == (
        "187/2025/NĐ-CP",
        "CHÍNH PHỦ",
        None,
    )


def test_a_court_of_a_region_is_one_body():
    assert values(texts.COURT)["agency"] == "TÒA ÁN NHÂN DÂN KHU VỰC 3 - LÀO CAI"


def test_an_application_is_no_letter_and_its_heading_no_office():
    assert values(texts.APPLICATION) == dict.fromkeys(FIELDS)


def test_a_remark_on_the_digital_signature_is_no_part_of_the_title():
    text = texts.STAMPED.replace("(Đã ký)", "[ KÝ BỞI CHỮ KÝ SỐ HỢP LỆ ]")
    assert values(text)["signer_title"] == "PHÓ CHỦ NHIỆM"


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("VỀ CÁC BIỆN PHÁP CẤP BÁCH PHÒNG, CHỐNG DỊCH", "Dịch bệnh đang lan rộng ở nhiều nơi."),
        (
            "Kết luận tại Hội nghị về phòng, chống thiên tai",
            "Ngày 25 tháng 11 năm 2024, hội nghị đã nghe báo cáo.",
        ),
        ("Dự Hội nghị tổng kết công tác năm", "Sở Văn hóa trân trọng kính mời Ông (bà) tới dự."),
    ],
)
def test_the_first_sentence_is_no_part_of_the_abstract(subject, sentence):
    text = f"""BAN MẪU
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 45/TB-BM
Hà Nội, ngày 30 tháng 11 năm 2024
THÔNG BÁO
{subject}
{sentence}
TRƯỞNG BAN
Nguyễn Văn Mẫu
"""
    assert values(text)["subject"] == subject


def test_an_abstract_goes_on_in_small_letters_below_a_line_of_capitals():
    text = """TỈNH ỦY MẪU
ĐẢNG CỘNG SẢN VIỆT NAM
Số 15-NQ/TU
Mẫu, ngày 02 tháng 8 năm 2023
NGHỊ QUYẾT
HỘI NGHỊ BAN CHẤP HÀNH ĐẢNG BỘ TỈNH
về chuyển đổi số đến năm 2025
"""
    assert values(text)["subject"].endswith("về chuyển đổi số đến năm 2025")
