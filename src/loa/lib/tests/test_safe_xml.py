"""XML from outside: read in its encoding, refused when it brings a document type or is too large."""

from __future__ import annotations

import pytest

from loa.lib.safe_xml import BadXml, iter_xml, parse_xml

BOMB = """<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_it_reads_the_encodings_feeds_come_in(encoding: str) -> None:
    assert parse_xml("<rss><t>Bão số 3</t></rss>".encode(encoding)).findtext("t") == "Bão số 3"


def test_it_believes_a_declared_encoding() -> None:
    data = '<?xml version="1.0" encoding="iso-8859-1"?><t>Hà Nôi</t>'.encode("iso-8859-1")
    assert parse_xml(data).text == "Hà Nôi"


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        '<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>',
        '<!-- a --><?x y?>\n<!doctype r [<!ENTITY e SYSTEM "http://127.0.0.1/">]><r>&e;</r>',
        "<!DOCTYPE html><html/>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.fault("A05")
def test_it_refuses_every_doctype(text: str, encoding: str) -> None:
    with pytest.raises(BadXml, match="DOCTYPE"):
        parse_xml(text.encode(encoding))


def test_it_takes_the_word_doctype_inside_the_text() -> None:
    assert parse_xml(b"<r><![CDATA[<!DOCTYPE html>]]></r>").text == "<!DOCTYPE html>"


@pytest.mark.parametrize(
    "data", [b"", b"<r>", b"<r>&e;</r>", b"\xff\xfe\x00", b"<r>\xe1\xba</r>", b"<a/><b/>"]
)
@pytest.mark.fault("A04", "A05")
def test_it_refuses_what_is_malformed(data: bytes) -> None:
    with pytest.raises(BadXml):
        parse_xml(data)


def test_it_refuses_an_encoding_outside_the_list() -> None:
    with pytest.raises(BadXml, match="utf-7"):
        parse_xml(b'<?xml version="1.0" encoding="utf-7"?><r/>')


@pytest.mark.fault("A05")
def test_it_refuses_more_than_the_cap() -> None:
    with pytest.raises(BadXml, match="giới hạn"):
        parse_xml(b"<r>" + b"a" * 5000 + b"</r>", max_bytes=4096)


@pytest.mark.fault("A05")
def test_it_answers_many_comments_without_hanging() -> None:
    with pytest.raises(BadXml):
        parse_xml(b"<!-- a -->" * 50_000 + b"<")


def test_it_walks_a_long_document_element_by_element() -> None:
    data = ("<r>" + "".join(f"<i><t>{n}</t></i>" for n in range(1000)) + "</r>").encode()
    assert [item.findtext("t") for item in iter_xml(data, "{*}i")] == [str(n) for n in range(1000)]


@pytest.mark.parametrize("data", [BOMB.encode(), b"<r><i></r>", b"<r>" + b"a" * 5000 + b"</r>"])
@pytest.mark.fault("A05")
def test_walking_refuses_the_same(data: bytes) -> None:
    with pytest.raises(BadXml):
        list(iter_xml(data, "{*}i", max_bytes=4096))
