"""One text in many dresses is one; another text, another day and a digest are not."""

import unicodedata

import pytest

from loa.stories import Grouper
from loa.stories.tests.sample import ARTICLE, OTHER, edited, item, misread, plain

TITLE = "Phường An Hòa nạo vét kênh Ba Bò trước mùa mưa"
HALF = ARTICLE[: len(ARTICLE) * 6 // 10]


def grouped(*items):
    grouper = Grouper(window=256, story_window=256)
    return grouper, grouper.add_many(items)


COPIES = {
    "the same": (TITLE, ARTICLE),
    "without marks": (plain(TITLE), plain(ARTICLE)),
    "letters in parts": tuple(unicodedata.normalize("NFD", part) for part in (TITLE, ARTICLE)),
    "tone over the other vowel": (
        TITLE.replace("Hòa", "Hoà"),
        ARTICLE.replace("Hòa", "Hoà").replace("hóa", "hoá"),
    ),
    "capitals and hard spaces": (TITLE.upper(), ARTICLE.replace(" ", "\u00a0", 40)),
    "another title": ("Hơn 300 hộ dân sắp hết cảnh ngập", ARTICLE),
    "cut": (TITLE, HALF),
    "a third of it under another title": ("Kênh Ba Bò sắp được nạo vét", ARTICLE[: len(ARTICLE) * 35 // 100]),
    "a head and a foot": (
        TITLE,
        f"Nguồn: Tổng hợp. {ARTICLE} Chia sẻ bài viết. Bình luận (0). Đọc thêm tin cùng mục.",
    ),
    "misread": (TITLE, misread(ARTICLE, 0.08)),
    "every tenth word": (TITLE, edited(ARTICLE, 0.1)),
    "sentences in another order": (TITLE, ". ".join(reversed(ARTICLE.split(". ")))),
}


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_a_reprint_whichever_came_first(name):
    for first, second in (((TITLE, ARTICLE), COPIES[name]), (COPIES[name], (TITLE, ARTICLE))):
        _, (one, other, alone) = grouped(
            item("a", *first), item("b", *second, hours=3, source="Báo B"), item("c", "Thư viện mới", OTHER)
        )
        assert (one.reprint_of, other.reprint_of) == (None, "a")
        assert other.story == one.story
        assert alone.reprint_of is None
        assert alone.story == "c"


def test_a_copy_with_other_figures_only_is_a_reprint_that_says_so():
    changed = ARTICLE.replace("1.250", "1.520").replace("3,2 tỉ", "4,7 tỉ").replace("300 hộ", "420 hộ")
    _, (_, same, other) = grouped(
        item("a", TITLE, ARTICLE), item("b", TITLE, ARTICLE), item("c", TITLE, changed)
    )
    assert (same.reprint_of, same.figures_differ) == ("a", False)
    assert (other.reprint_of, other.figures_differ) == ("a", True)


def lottery(day, number):
    title = f"Kết quả xổ số miền Nam ngày {day}-3: giải đặc biệt {number}"
    return (
        title,
        f"Chiều {day}-3, xổ số miền Nam mở thưởng tại ba đài, giải đặc biệt có dãy số {number} trị giá 2 tỉ đồng.",
    )


def test_another_day_of_a_series_is_not_a_reprint():
    days = [item(f"d{day}", *lottery(day, 71 * day + 1000), hours=24 * day) for day in range(1, 6)]
    again = item("again", *lottery(5, 71 * 5 + 1000), hours=122, source="Báo B")
    _, placed = grouped(*days, again)
    assert [one.reprint_of for one in placed] == [None] * 5 + ["d5"]


def test_another_part_and_another_programme_are_not_reprints():
    same = "Báo tổ chức chương trình tư vấn trực tuyến về chọn ngành học cho tương lai, mời phụ huynh và học sinh theo dõi."
    _, parts = grouped(
        item("a", "Tư vấn chọn ngành - Phần 1", same), item("b", "Tư vấn chọn ngành - Phần 2", same, hours=1)
    )
    assert parts[1].reprint_of is None
    _, days = grouped(
        item("a", "Toàn cảnh 17h: Cháy chợ ở xã Tân Phú", same),
        item("b", "Toàn cảnh 17h: Giá xăng giảm", same, hours=24),
    )
    assert days[1].reprint_of is None


def test_an_edit_of_a_title_with_summary_is_a_reprint_in_its_own_paper_only():
    summary = "Người cuối cùng trong nhóm sáng lập bên cạnh ông chủ được cho là đã rời công ty giữa lúc tái cấu trúc."
    first = item("a", "Nhà sáng lập thứ 11 rời khỏi hãng chip", summary)
    retitled = item("b", "Hãng chip Tia Sáng mất người đồng hành cuối", summary + " Cổ phiếu giảm.", hours=5)
    late = item(
        "c",
        "Vì sao các nhà sáng lập lần lượt bỏ hãng chip",
        "Chuyên gia lý giải chuyện nội bộ của hãng.",
        hours=9,
    )
    _, placed = grouped(first, retitled, late)
    assert [one.reprint_of for one in placed] == [None, "a", None]


def test_a_digest_is_linked_to_what_it_contains_and_merges_nothing():
    digest = item(
        "d", "Điểm tin sáng: Nạo vét kênh Ba Bò; Thư viện mới ở Bình Phú", HALF + "\n" + OTHER, hours=2
    )
    for order in (0, 1, 2):
        items = [item("a", TITLE, ARTICLE), item("b", "Thư viện mới ở Bình Phú", OTHER)]
        items.insert(order, digest)
        grouper, _ = grouped(*items)
        assert [grouper.placed(name).reprint_of for name in "abd"] == [None, None, None]
        assert set(grouper.placed("d").contains) == {"a", "b"}


def test_an_unmarked_digest_does_not_join_its_parts():
    unmarked = item("d", "Những chuyện ở phường", HALF + "\n" + OTHER, hours=2)
    grouper, _ = grouped(item("a", TITLE, ARTICLE), item("b", "Thư viện mới", OTHER), unmarked)
    assert grouper.placed("a").reprints != grouper.placed("b").reprints
    assert set(grouper.placed("d").contains) == {"a", "b"}


def test_strange_texts_are_items_like_others():
    texts = [
        "",
        " ",
        "…!?",
        "😀😀",
        "a",
        "\ud800x",
        "ﬁ\u0301\u0301\u0301",
        "日本語の記事です" * 30,
        "x" * 500_000,
    ]
    _, placed = grouped(*(item(f"s{at}", text[:50], text) for at, text in enumerate(texts)))
    assert len(placed) == len(texts)
