"""One text in many dresses is one; another text, another day and a digest are not."""

import unicodedata

import pytest

from loa.stories import Grouper
from loa.stories.keeping import load, save
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


SUMMARY = (
    "Hội đồng thẩm định cho rằng phương án chống ngập khu Bàu Trâu còn thiếu số liệu về dòng chảy mùa mưa."
)


def pair(number, changed_title, changed_text, *, apart=2.0):
    """Return two items of one paper, days after those of the number before."""
    name = ["Tân Phú", "Long Bình", "Hòa Khánh", "Mỹ Đình", "Vạn Xuân", "Cam Lộ"][number]
    text = f"{name} {SUMMARY.lower().replace('bàu trâu', name)} Ban quản lý {name} phải bổ sung trước quý {number + 1}."
    title = f"Chống ngập ở {name}: phương án bị trả về"
    return (
        item(f"a{number}", title, text, hours=100 * number),
        item(
            f"b{number}",
            f"Vì sao {name} lỡ hẹn với dân" if changed_title else title,
            f"{text} Ngân sách đã cấp đủ." if changed_text else text,
            hours=100 * number + apart,
        ),
    )


def test_a_paper_that_only_writes_anew_under_another_title_is_not_taken_to_edit():
    _, first = grouped(*pair(0, True, False))
    assert first[1].reprint_of == "a0"
    writes_anew = [one for number in range(5) for one in pair(number, True, False)]
    edits = [one for number in range(5) for one in pair(number, False, True)]
    _, placed = grouped(*writes_anew, *pair(5, True, False))
    assert placed[-1].reprint_of is None
    _, placed = grouped(*edits, *pair(5, True, False))
    assert placed[-1].reprint_of == "a5"


def test_two_items_of_one_paper_at_one_moment_are_one_though_both_parts_were_rewritten():
    live = (
        "Sông Lam - Hồng Hà: Đội hình ra sân",
        "Lúc 19 giờ trên sân Vinh, hai đội gặp nhau ở vòng cuối giải các câu lạc bộ toàn quốc.",
    )
    done = (
        "Sông Lam thắng ngược phút bù giờ",
        "Hai bàn ở phút bù giờ giúp chủ nhà thắng ở vòng cuối giải các câu lạc bộ toàn quốc.",
    )
    others = [item(f"o{at}", f"Chuyện thứ {at}", OTHER[at * 90 : at * 90 + 90], hours=at) for at in range(6)]
    for hours, source, wanted in ((9.01, "Báo A", "a"), (9.5, "Báo A", None), (9.01, "Báo B", None)):
        _, placed = grouped(
            *others, item("a", *live, hours=9.01), item("b", *done, hours=hours, source=source)
        )
        assert placed[-1].reprint_of == wanted


def test_one_time_for_all_that_was_fetched_together_says_nothing():
    fetched = [item(f"o{at}", f"Chuyện thứ {at}", OTHER[at * 90 : at * 90 + 90], hours=9) for at in range(9)]
    same = "vòng cuối trên sân Vinh, bóng lăn lúc 19 giờ."
    _, placed = grouped(
        *fetched,
        item("a", "Sông Lam gặp Hồng Hà", f"Hai đội gặp nhau ở {same}", hours=9),
        item("b", "Thể Công gặp Đồng Nai", f"Trận còn lại của {same}", hours=9),
    )
    assert placed[-1].reprint_of is None


def test_what_was_learned_of_a_paper_outlives_a_restart_and_the_size_of_batches(tmp_path):
    learned = [one for number in range(5) for one in pair(number, True, False)]
    grouper, _ = grouped(*learned)
    save(grouper, tmp_path / "state.npz")
    again, one_by_one = load(tmp_path / "state.npz"), Grouper(window=256, story_window=256)
    for one in learned:
        one_by_one.add(one)
    for state in (grouper, again, one_by_one):
        state.add_many(pair(5, True, False))
        assert [state.placed(name) for name in state.ids] == [grouper.placed(name) for name in grouper.ids]
        assert state.explain("b5", "a5") == grouper.explain("b5", "a5")
    assert grouper.placed("b5").reprint_of is None


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
