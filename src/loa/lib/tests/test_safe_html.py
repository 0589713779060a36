"""Bulletin HTML: words and plain structure stay, everything that acts is gone."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.lib.safe_html import TAGS, clean_html, to_plain


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("<p>Nước lũ <b>dâng</b></p>", "<p>Nước lũ <b>dâng</b></p>"),
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<style>p{}</style><p>a</p>", "<p>a</p>"),
        ('<p onclick="x()" style="color:red" class="k">a</p>', "<p>a</p>"),
        ('<img src="x" onerror="x()">a', "a"),
        ('<a href="javascript:alert(1)">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="java\nscript:alert(1)">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="tel:19009095">gọi</a>', '<a href="tel:19009095" rel="noopener noreferrer">gọi</a>'),
        ("<iframe src=x>trong</iframe><svg><script>1</script></svg><form><p>a</p></form>", "<p>a</p>"),
        ("a<!-- ghi chú -->b", "ab"),
        ("<p>1 < 2 & 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
    ],
)
def test_it_keeps_only_what_is_allowed(dirty: str, clean: str) -> None:
    assert clean_html(dirty) == clean


def test_it_leaves_vietnamese_unharmed_and_composed() -> None:
    text = "Phường Ngọc Hà thông báo: hòa giải, thuỷ lợi, Đắk Lắk, “nghỉ Tết” – 08h30"
    assert clean_html(f"<p>{text}</p>") == f"<p>{text}</p>"
    assert clean_html(unicodedata.normalize("NFD", text)) == text


@given(st.text(alphabet=st.sampled_from(list("<>/=\"' apscriptjv:onx!-&;#0")), max_size=80))
def test_nothing_but_allowed_tags_comes_out(dirty: str) -> None:
    clean = clean_html(dirty)
    assert {tag.lower() for tag in re.findall(r"</?([a-zA-Z][a-zA-Z0-9]*)", clean)} <= TAGS
    assert clean_html(clean) == clean


def test_it_turns_blocks_lists_and_links_into_lines() -> None:
    html = (
        "<h2>Thông báo</h2><p>Cắt nước<br>từ <b>8h</b> đến   17h.</p><ul><li>Ngõ 5</li><li>Ngõ 7</li></ul>"
        '<p>Xem <a href="https://hanoi.gov.vn/x">bản gốc</a>, gọi <a href="tel:19009095">19009095</a></p>'
    )
    assert to_plain(html) == (
        "Thông báo\n\nCắt nước\ntừ 8h đến 17h.\n\n- Ngõ 5\n- Ngõ 7\n\n"
        "Xem bản gốc (https://hanoi.gov.vn/x), gọi 19009095"
    )


def test_it_turns_tables_into_rows() -> None:
    html = "<table><thead><tr><th>Phường</th><th>Số ca</th></tr></thead><tbody><tr><td>A</td><td>3</td></tr></tbody></table>"
    assert [line for line in to_plain(html).split("\n") if line] == ["Phường Số ca", "A 3"]


def test_plain_text_never_carries_hidden_scripts() -> None:
    assert to_plain("<p>a<script>document.cookie</script> &lt;b&gt;</p>") == "a <b>"
