"""One article has one address, however it was linked; an address that hides where it leads has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.feeds import links
from loa.feeds.links import both, canonical, domain, domains_above, host_of

SAME = {
    "https://bao.vn/xa-hoi/tin-1.html": [
        "http://bao.vn/xa-hoi/tin-1.html",
        "HTTPS://WWW.BAO.VN:443/xa-hoi/tin-1.html",
        "https://m.bao.vn/xa-hoi/tin-1.html?utm_source=zalo&utm_medium=x&fbclid=1&zarsrc=30",
        "https://amp.bao.vn/xa-hoi/tin-1.amp.html",
        "https://bao.vn/amp/xa-hoi/tin-1.html",
        "https://bao.vn//xa-hoi/./x/../tin-1.html/#binh-luan",
        "https://bao-vn.cdn.ampproject.org/c/s/bao.vn/xa-hoi/tin-1.html",
        "https://www.google.com/url?q=https://bao.vn/xa-hoi/tin-1.html&sa=D",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fbao.vn%2Fxa-hoi%2Ftin-1.html&h=x",
        " https://bao.vn./xa-hoi/\u200btin-1.html\n",
    ],
    "https://xn--bo-mia.vn/tin": ["https://báo.vn/tin", "https://BÁO.vn/tin/", "https://ba\u0301o.vn/tin"],
    "https://bao.vn/?id=7&trang=2": ["https://bao.vn/?trang=2&id=7", "https://bao.vn/index.php?id=7&trang=2&ref=x"],
    "https://bao.vn/vi%E1%BB%87t": ["https://bao.vn/vi%e1%bb%87t", "https://bao.vn/việt"],
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [(one, other) for one, many in SAME.items() for other in many])
def test_the_forms_of_one_address_are_one(one, other):
    assert canonical(other) == one
    assert canonical(one) == one


@pytest.mark.parametrize("other", ["https://bao.vn/Tin", "https://bao.vn/tin?id=2", "https://hanoi.bao.vn/tin", "https://bao.vn:8080/tin"])  # fmt: skip
def test_what_may_be_another_article_stays_apart(other):
    assert canonical(other) != canonical("https://bao.vn/tin?id=1")
    assert canonical(other) != canonical("https://bao.vn/tin")


@pytest.mark.fault("A03")
@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "gopher://a.vn/", "https://bao.vn@evil.vn/", "//", "tin.html", "", None,
    "https://[::1/", "https://bao.vn:99999/", "https://-a-.vn/", "https://bao.vn/" + "a" * 3000, "https://..vn/", "data:text/html,x"])  # fmt: skip
def test_what_is_no_page_has_no_address(link):
    assert canonical(link) is None


def test_a_short_host_keeps_its_front():
    assert host_of("https://m.vn/x") == "m.vn"
    assert host_of("https://www.com.vn/x") == "www.com.vn"


def test_a_relative_link_is_made_whole():
    assert canonical("../tin-2.html", "https://bao.vn/a/b.html") == "https://bao.vn/tin-2.html"


def test_a_domain_is_typed_in_any_way():
    assert [domain(written) for written in ("https://WWW.bao.vn/x", "m.bao.vn", " Báo.vn ")] == ["bao.vn", "bao.vn", "xn--bo-mia.vn"]  # fmt: skip
    assert [domain(written) for written in ("bao", "127.0.0.1", "", "a b c")] == [None] * 4


def test_the_domains_above_a_host_come_longest_first():
    assert domains_above("hanoi.bao.com.vn") == ["hanoi.bao.com.vn", "bao.com.vn", "com.vn"]


@given(
    st.text(max_size=60)
    | st.text(max_size=40).map("https://bao.vn/".__add__)
    | st.text(max_size=20).map("https://".__add__)
)
def test_no_text_breaks_it_and_the_one_form_is_stable(link):
    found = canonical(link)
    assert found is None or canonical(found) == found


PIECES = [
    "bao",
    "www.",
    "m.",
    "com",
    ".vn",
    "/",
    "-",
    "tin-1.html",
    "A",
    "~",
    "_",
    ".",
    "index.html",
    "amp",
    "default.aspx",
    "google.com",
]


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join).map("https://".__add__))
def test_the_short_way_of_a_plain_address_says_what_the_long_way_says(link):
    short = links._plain(link)
    assert short in {None, (links._opened(link), links._once(link, ""))}


def test_an_address_is_opened_as_it_was_given_but_for_what_tracks():
    assert both("http://WWW.bao.vn/Tin/?utm_source=x&id=7#y") == (
        "http://www.bao.vn/Tin/?id=7",
        "https://bao.vn/Tin?id=7",
    )
    assert both("http://m.bao.vn/tin-1.html") == ("http://m.bao.vn/tin-1.html", "https://bao.vn/tin-1.html")
    assert both("javascript:alert(1)") == both(None) == (None, None)
