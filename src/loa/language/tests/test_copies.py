"""A paste is told apart word by word: what is ours, what was altered, what was put beside it."""

import pytest

from loa.language.copies import Original, Sort, Standing, compare_copy, shingles, winnow

TITLE = "Chợ Mơ mở cửa trở lại từ ngày 12/10/2027"
TEXT = (
    "Từ 6 giờ ngày 12/10/2027, chợ Mơ mở cửa trở lại, phục vụ người dân các ngày trong tuần trừ thứ Hai. "
    "Tiểu thương không tụ tập quá 10 người. Phản ánh qua số 024 3863 1234."
)
OURS = Original(
    TITLE, TEXT, code="7K3M-Q2WT", own=("Ủy ban nhân dân phường Bạch Mai", "Thông báo 88/TB-UBND")
)
HOSTS = frozenset({"loa.example.vn"})
pytestmark = pytest.mark.mission("N13")


def standing(paste: str) -> Standing:
    return compare_copy(paste, [OURS], hosts=HOSTS).standing


@pytest.mark.parametrize(
    "forged",
    [
        f"{TEXT} Đăng ký tại http://qua-tang.xyz",
        f"{TEXT} Chuyển khoản vào tài khoản 1903 4567 8901.",
        f"{TEXT} Hotline: 0987 654 321",
        TEXT.replace("chợ Mơ mở cửa", "chợ Mơ không mở cửa"),
    ],
)
def test_a_link_an_account_a_hotline_and_a_negation_are_changes(forged):
    assert standing(forged) is Standing.CHANGED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("không tụ tập", "tụ tập"),
        (" trừ thứ Hai", ""),
        ("mở cửa trở lại, phục", "đóng cửa trở lại, phục"),
        ("10 người", "100 người"),
        ("6 giờ", "16 giờ"),
    ],
)
def test_a_word_of_ours_left_out_or_replaced_is_a_change(old, new):
    said = compare_copy(TEXT.replace(old, new), [OURS])
    assert said.standing is Standing.CHANGED
    assert said.changes


def test_a_link_to_our_own_site_is_none_and_one_that_only_looks_like_it_is():
    assert standing(f"{TEXT} https://loa.example.vn/b/7K3M-Q2WT") is Standing.SAME
    for forged in ("loa.example.vn.evil.com/b/1", "https://loa.example.vn@evil.com/", "loa-example.vn"):
        assert standing(f"{TEXT} {forged}") is Standing.CHANGED, forged


def test_greetings_and_the_issuers_name_are_a_frame():
    said = compare_copy(
        f"Kính gửi bà con tổ 5\n{TEXT}\nỦy ban nhân dân phường Bạch Mai\nCảm ơn các bác", [OURS]
    )
    assert said.standing is Standing.SAME
    assert [piece.sort for piece in said.pieces] == [Sort.FRAME, Sort.OURS, Sort.FRAME]


def test_foreign_sentences_are_shown_where_they_stand_and_nothing_of_the_paste_is_lost():
    paste = f"{TEXT} Chợ này bẩn lắm, đừng đi làm gì."
    said = compare_copy(paste, [OURS])
    assert said.standing is Standing.PARTLY
    assert [piece.text for piece in said.pieces if piece.sort is Sort.FOREIGN] == [
        "Chợ này bẩn lắm, đừng đi làm gì."
    ]
    assert "".join(piece.text for piece in said.pieces) == paste


def test_a_part_is_ours_but_not_the_whole():
    said = compare_copy(TEXT.split(". ", maxsplit=1)[0], [OURS])
    assert (said.standing, said.is_whole) == (Standing.SAME, False)
    assert compare_copy(f"{TITLE}\n{TEXT}", [OURS]).is_whole


def test_a_few_words_in_common_are_not_a_copy():
    assert standing("Chợ Mơ mở cửa trở lại rồi") is Standing.NONE


def test_two_texts_one_after_the_other_are_both_named():
    other = Original(
        "Tạm ngừng cấp nước phố Huế", "Công ty Nước sạch tạm ngừng cấp nước phố Huế từ 22 giờ đêm nay."
    )
    said = compare_copy(f"{other.title}\n{other.text}\n\n{TITLE}\n{TEXT}", [OURS, other])
    assert (said.standing, list(said.used)) == (Standing.SAME, [0, 1])


def test_hidden_letters_do_not_hide_a_change():
    assert standing(TEXT.replace("mở cửa trở", "k\u200bhông mở cửa trở")) is Standing.CHANGED


@pytest.mark.parametrize("start", range(12))
def test_eight_words_in_a_row_always_meet_a_kept_shingle(start):
    kept = set(winnow(shingles(f"{TITLE}\n{TEXT}")))
    part = " ".join(f"{TITLE} {TEXT}".split()[start : start + 9])
    assert kept & set(shingles(part))
