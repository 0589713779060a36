"""Pages of newspapers give title, text and time; never who wrote them, and nothing that runs."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.feeds.articles import parse_article
from loa.feeds.bylines import cut_bylines
from loa.feeds.errors import NoArticle, TooHard
from loa.feeds.page_child import read_page
from loa.feeds.reading import PageReader
from loa.feeds.tidy import tidy

LINK = "https://bao.vn/xe-buyt-dien-123.html"
TEXT = [
    "Sáng 30/9, Sở Giao thông Vận tải cho biết mười tuyến xe buýt điện sẽ chạy thử trong hai tuần trước khi phục vụ người dân.",
    "Giá vé một lượt là 7.000 đồng, không đổi so với xe chạy dầu. Học sinh và người cao tuổi tiếp tục được miễn hoặc giảm giá.",
    "Ông Lê Văn Cường, người dân phường Kim Mã, nói xe mới êm hơn và không có mùi khói. Tuyến qua Hoà Bình chạy sau.",
]
LEAD = "Từ ngày 10/10, mười tuyến xe buýt điện mới chạy qua các quận nội thành, giá vé giữ nguyên."


def page(head="", above="", text=TEXT, below="", title="Hà Nội mở thêm mười tuyến xe buýt điện"):
    body = "".join(f"<p>{line}</p>" for line in text)
    return (
        f'<!DOCTYPE html><html lang="vi"><head><title>{title} - Báo Thử</title><meta property="og:site_name" content="Báo Thử">{head}</head>'
        f'<body><div class="menu"><a href="/">Trang chủ</a></div><h1>{title}</h1>{above}<div class="detail-content">{body}{below}</div></body></html>'
    )


def read(html, link=LINK):
    return parse_article(html.encode() if isinstance(html, str) else html, link=link)


def test_a_page_gives_title_text_and_site_in_one_form():
    found = read(page())
    assert found["title"] == "Hà Nội mở thêm mười tuyến xe buýt điện"
    assert found["text"].startswith("Sáng 30/9")
    assert "Hòa Bình" in found["text"]
    assert (found["site"], found["language"], found["error"]) == ("Báo Thử", "vi", None)


def test_the_lead_that_stands_apart_comes_first():
    found = read(page(above=f'<h2 class="singular-sapo">{LEAD}</h2>'))
    assert found["text"].startswith("Từ ngày 10/10")
    assert found["text"].count("Từ ngày 10/10") == 1


WRITERS = {
    "in the head": {"head": '<meta name="author" content="Phạm Thị Dung">'},
    "in an element of its own": {"above": '<div class="author-info"><a rel="author">Phạm Thị Dung</a></div>'},
    "on the last line": {"below": "<p><strong>Phạm Thị Dung - Minh Anh</strong></p>"},
    "after its role": {"below": "<p>Tin, ảnh: Phạm Thị Dung</p>"},
    "at the end of a caption": {"below": "<p>Xe buýt điện chạy qua phố. Ảnh: Phạm Thị Dung</p>"},
    "in JSON-LD": {"head": '<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"Phạm Thị Dung"}}</script>'},
}  # fmt: skip


@pytest.mark.parametrize("where", WRITERS)
def test_a_writer_is_cut_wherever_named(where):
    found = read(page(**WRITERS[where]))
    assert found["error"] is None
    assert "Phạm Thị Dung" not in json.dumps(found, ensure_ascii=False)
    assert "Lê Văn Cường" in found["text"]


@pytest.mark.parametrize(
    "line",
    [
        "Hoàng Phương",
        "PV - TTXVN",
        "By Jane Doe",
        "(Theo AFP)",
        "Bài và ảnh: Thu Hà",
        "a.b@bao.vn",
        "Nguyễn Văn A, Trần B",
    ],
)
def test_lines_that_only_sign_are_cut(line):
    assert cut_bylines(f"Một đoạn văn dài về giao thông.\n{line}") == "Một đoạn văn dài về giao thông."


@pytest.mark.parametrize(
    "line",
    [
        "Giá vé không đổi.",
        "Theo Bộ Y tế, số ca mắc mới giảm một nửa so với tuần trước đó, phần lớn ở phía nam thành phố và ngoại thành.",
        "Mười tuyến xe buýt",
    ],
)
def test_lines_that_say_something_stay(line):
    assert cut_bylines(f"Một đoạn.\n{line}").endswith(line)


WHEN = {
    "JSON-LD": ('<script type="application/ld+json">{"@graph":[{"@type":["NewsArticle"],"datePublished":"2021-09-30T10:15:00+07:00"}]}</script>', "", 1.0),
    "a meta element": ('<meta property="article:published_time" content="2021-09-30T10:15:00+07:00">', "", 1.0),
    "words on the page": ("", '<span class="date">Thứ năm, 30/9/2021, 10:15 (GMT+7)</span>', 0.7),
}  # fmt: skip


@pytest.mark.parametrize("how", WHEN)
def test_the_time_is_told_by(how):
    head, above, sure = WHEN[how]
    found = read(page(head=head, above=above))
    assert (found["published"], found["published_sure"]) == ("2021-09-30T10:15:00+07:00", sure)


def test_a_day_in_the_address_is_a_guess_and_none_is_none():
    found = read(page(), link="https://bao.vn/2021/09/30/xe-buyt.html")
    assert (found["published"][:10], found["published_sure"]) == ("2021-09-30", 0.4)
    assert read(page())["published"] is None


def test_old_encodings_and_misread_letters_come_out_right():
    named = page(head='<meta charset="windows-1252">')
    assert "tuyến xe buýt" in read(named)["text"]
    assert "tuyến xe buýt" in read(page().encode().decode("latin-1"))["text"]
    old = page(title="Xe bus", text=[line.replace("Ủ", "U") for line in TEXT]).encode("cp1258", "ignore")
    assert read(old.replace(b"<head>", b"<head><meta charset=windows-1258>"))["title"] == "Xe bus"


@pytest.mark.fault("A09")
def test_nothing_that_runs_survives_and_the_own_address_is_a_page():
    found = read(page(head='<link rel="canonical" href="javascript:alert(1)">', above="<script>alert(1)</script><img src=x onerror=alert(1)>", below="<p>&lt;script&gt;alert(2)&lt;/script&gt; là thẻ.</p>"))  # fmt: skip
    assert found["link"] is None
    assert "alert(1)" not in found["text"]


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"<p>404</p>", b"{}", b"<html>" * 10])
def test_a_page_without_an_article_says_so(data):
    assert read(data)["error"] == NoArticle.message


@pytest.mark.fault("A03", "A04", "A05")
def test_hostile_pages_end_within_the_limits_and_the_next_is_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("mat-khau")
    entity = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        + page(below="<p>&x;</p>").split(">", 1)[1]
    )
    frame = page(
        below=f'<iframe src="{secret.as_uri()}"></iframe><link rel=import href="http://127.0.0.1:9/">'
    )
    with PageReader() as reader:
        for html in (
            "<div>" * 200_000,
            "<p>a</p>" * 400_000,
            page(text=["<b>" * 5_000 + "x"]),
            "<table><tr>" * 50_000,
        ):
            assert reader.read(html.encode(), link=LINK)["error"] in {
                NoArticle.message,
                TooHard.message,
                None,
            }
        for html in (entity, frame):
            assert "mat-khau" not in str(reader.read(html.encode(), link=LINK))
        assert reader.read(page().encode(), link=LINK)["error"] is None


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.integers(0, 900))
def test_no_text_in_a_page_makes_it_fail(junk, at):
    whole = page()
    data = (whole[:at] + junk + whole[at:]).encode("utf-8", "surrogatepass")
    assert "error" in read_page(json.dumps({"link": LINK, "charset": "x"}).encode() + b"\n" + data)


def test_words_are_kept_in_one_form():
    title, text = tidy("Hoà  bi\u0300nh\u200b", "Thuý\r\n\r\n\r\n\r\nkhoẻ\ud800")
    assert (title, text) == ("Hòa bình", "Thúy\n\nkhỏe?")
