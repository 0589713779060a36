"""The checker over alerts as services of many countries write them, and over every way to break one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from loa.lib.cap import Verdict, check
from loa.lib.cap.versions import schema_faults, version_of

SAMPLES = Path(__file__).parent / "cap"
NOW = datetime(2026, 10, 7, 6, tzinfo=UTC)
WHOLE = (SAMPLES / "storm_vi_en.xml").read_text()
CANCEL = (SAMPLES / "cancel.xml").read_text()


def judged(text: str | bytes):
    return check(text if isinstance(text, bytes) else text.encode(), now=NOW)


def fatal(text: str | bytes) -> list[tuple[str, str]]:
    return [(p.element, p.rule) for p in judged(text).problems if p.is_fatal]


def change(old: str, new: str, text: str = WHOLE) -> str:
    assert old in text
    return text.replace(old, new, 1)


def without(name: str, text: str = WHOLE) -> str:
    changed = re.sub(rf"<{name}>.*?</{name}>", "", text, count=1, flags=re.DOTALL)
    assert changed != text
    return changed


# -- what services really send -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xml")), ids=lambda path: path.stem)
def test_it_takes_every_valid_alert(path: Path) -> None:
    found = judged(path.read_bytes())
    assert found.verdict != Verdict.REJECT, found.problems
    assert found.version == ("1.0" if "_1_0" in path.stem else "1.1" if "_1_1" in path.stem else "1.2")


@pytest.mark.parametrize(
    "quirk",
    [
        change("<code>", "<restriction/><addresses/><code>").replace(
            "</note>", "</note><references/><incidents/>"
        ),
        change("<contact>", "<web/><contact>").replace("<web>https://hanoi.example.vn/b/7K3M-Q2WT</web>", ""),
        change("<language>vi-VN</language>", "<language/>"),
        change(
            "<alert ",
            '<alert xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b" ',
        ),
        change("<identifier>", "<!-- số --><identifier>"),
        change("<identifier>VN-HN", "<identifier>\n  VN-HN"),
        change("<sent>2026-10-07T05:30:00+07:00", "<sent> 2026-10-06T22:30:00-00:00 "),
        change("</polygon>", "</polygon><polygon>\n21,105 21,106\n 22,106 21.0,105.00 </polygon>"),
        change("<circle>21.03,105.84 5</circle>", "<circle>-21.5,+179.9 0</circle>"),
        change("<polygon>", "<polygon/><polygon>"),
        change(
            "</alert>",
            '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature></alert>',
        ),
        change(
            '<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?>'
        ),
        WHOLE.replace("\n", "\r\n"),
        "\ufeff" + WHOLE,
        re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1cap:", WHOLE).replace("xmlns=", "xmlns:cap="),
    ],
)
def test_it_takes_what_is_odd_but_allowed(quirk: str) -> None:
    assert fatal(quirk) == []


@pytest.mark.parametrize(
    "envelope",
    [
        (
            '<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0"><contentObject><xmlContent>'
            "<embeddedXMLContent>{}</embeddedXMLContent></xmlContent></contentObject></EDXLDistribution>"
        ),
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="text/xml">{}</content></entry></feed>',
    ],
)
def test_it_finds_the_alert_inside_an_envelope(envelope: str) -> None:
    inner = WHOLE.partition("?>")[2]
    assert fatal(envelope.format(inner)) == []
    assert fatal(envelope.format(change("<urgency>Immediate", "<urgency>Now", inner))) == [
        ("urgency", "value")
    ]
    assert fatal(envelope.format("")) == [("alert", "no_alert")]


# -- every way to break one --------------------------------------------------------------------------------

STRUCTURE = [
    (without("sender"), "sender", "missing"),
    (without("urgency"), "urgency", "missing"),
    (without("areaDesc"), "areaDesc", "missing"),
    (without("valueName"), "valueName", "missing"),
    (without("mimeType"), "mimeType", "missing"),
    (change("<event>Mưa lớn</event>", "<event> </event>"), "event", "empty"),
    (change("<sender>", "<sender>b@example.vn</sender><sender>"), "sender", "repeated"),
    (change("<contact>", "<web>https://b.vn/</web><contact>"), "web", "repeated"),
    (change("<scope>Public</scope>", "<scope>public</scope>"), "scope", "value"),
    (change("<status>Exercise", "<status> Exercise"), "status", "value"),
    (change("<certainty>Likely", "<certainty>Very Likely"), "certainty", "value"),
    (change("<category>Met", "<category>Weather"), "category", "value"),
    (change("<responseType>Avoid", "<responseType>Run"), "responseType", "value"),
    (change("<language>vi-VN", "<language>tiếng Việt"), "language", "language"),
    (change("<size>12", "<size>12 KB"), "size", "number"),
    (change("<altitude>0", "<altitude>thấp"), "altitude", "number"),
    (change("<note>", "<priority>1</priority><note>"), "priority", "unknown_element"),
    (change("<note>", '<x:m xmlns:x="urn:x">1</x:m><note>'), "m", "foreign_element"),
    (change("<event>", "<area><areaDesc>x</areaDesc></area><event>"), "area", "order"),
    (change("<event>Mưa", '<event xml:lang="vi">Mưa'), "event", "attribute"),
    (change("Hạn chế ra đường", "Hạn chế <b>ra đường</b>"), "instruction", "markup_inside"),
    (change("<note>", "chú ý <note>"), "alert", "stray_text"),
    (change("https://hanoi.example.vn/b/7K3M-Q2WT", "http://[::1/"), "web", "schema"),
]
TIMES = [
    ("2026-10-07T05:30:00Z", "time_zone"),
    ("2026-10-07T05:30:00.5+07:00", "time_zone"),
    ("2026-10-07T05:30:00", "time"),
    ("2026-10-07T05:30+07:00", "time"),
    ("2026-10-07 05:30:00+07:00", "time"),
    ("2026-10-07T05:30:00+0700", "time"),
    ("2026-10-07T05:30:00,07:00", "time"),
    ("2026-02-30T05:30:00+07:00", "time"),
    ("2026-10-07T25:30:00+07:00", "time"),
    ("2026-10-07T05:30:00+15:00", "time"),
    ("0000-10-07T05:30:00+07:00", "time"),
    ("07/10/2026 05:30", "time"),
    ("", "time"),
]
RULES = [
    (change("VN-HN-20261007-0001", "VN HN 1"), "identifier", "characters"),
    (change("VN-HN-20261007-0001", "VN,HN"), "identifier", "characters"),
    (change("VN-HN-20261007-0001", "VN&amp;HN"), "identifier", "characters"),
    (change("<sender>canhbao@", "<sender>&lt;canhbao@"), "sender", "characters"),
    (change("<scope>Public", "<scope>Restricted"), "restriction", "restriction"),
    (change("<scope>Public", "<scope>Private"), "addresses", "addresses"),
    (
        change("<scope>Public</scope>", "<scope>Private</scope><addresses> </addresses>"),
        "addresses",
        "addresses",
    ),
    *[
        (change("<msgType>Alert", f"<msgType>{kind}"), "references", "references_missing")
        for kind in ("Update", "Cancel", "Ack", "Error")
    ],
    (change("canhbao@example.vn,VN-HN", "canhbao@example.vn VN-HN", CANCEL), "references", "references"),
    (change("2026-10-07T05:30:00+07:00</ref", "2026-10-07</ref", CANCEL), "references", "references"),
    (change(",VN-HN-20261007-0001,", ",,", CANCEL), "references", "references"),
    (
        CANCEL.replace("20261007-0002", "20261007-0001").replace("2026-10-07T18:00", "2026-10-07T05:30"),
        "references",
        "references_itself",
    ),
    (change("20.98,105.78 21.03,105.78</polygon>", "20.98,105.78</polygon>"), "polygon", "polygon_open"),
    (re.sub("<polygon>.*?</polygon>", "<polygon>1,1 2,2 1,1</polygon>", WHOLE), "polygon", "polygon_points"),
    (change("<polygon>21.03,105.78", "<polygon>21.03,105.78,4"), "polygon", "coordinates"),
    (change("<polygon>21.03,105.78", "<polygon>21.03 105.78"), "polygon", "coordinates"),
    (
        re.sub("<polygon>.*?</polygon>", "<polygon>99,1 2,2 3,4 99,1</polygon>", WHOLE),
        "polygon",
        "coordinates_range",
    ),
    (change("<circle>21.03,105.84 5", "<circle>21.03,205.84 5"), "circle", "coordinates_range"),
    (change("<circle>21.03,105.84 5", "<circle>21.03,105.84 -5"), "circle", "circle_radius"),
    (change("<circle>21.03,105.84 5", "<circle>21.03,105.84"), "circle", "circle"),
    (change("<circle>21.03,105.84 5", "<circle>21.03,105.84 nan"), "circle", "circle_radius"),
    (change("<altitude>0</altitude>", ""), "ceiling", "ceiling"),
    (change("<ceiling>300", "<ceiling>-3"), "ceiling", "ceiling"),
    (change("<size>12", "<size>-12"), "size", "size"),
    (change("<uri>https://hanoi.example.vn/a.png", "<uri>a.png"), "uri", "address"),
    (change("<web>https:", "<web>javascript:"), "web", "address"),
    (change("<digest>", "<digest>xyz"), "digest", "digest"),
    (change("<digest>", "<derefUri>?</derefUri><digest>"), "derefUri", "base64"),
    (change("<digest>", "<derefUri>aGk=</derefUri><digest>"), "digest", "digest_differs"),
]


@pytest.mark.parametrize(("text", "element", "rule"), [*STRUCTURE, *RULES])
def test_it_refuses_a_broken_alert_and_names_the_element(text: str, element: str, rule: str) -> None:
    found = judged(text)
    assert found.verdict == Verdict.REJECT
    assert (element, rule) in fatal(text)
    assert found.problems[0].is_fatal, "the worst comes first"


@pytest.mark.parametrize(("text", "rule"), TIMES)
@pytest.mark.parametrize("name", ["sent", "effective", "onset", "expires"])
def test_it_refuses_every_time_that_is_not_in_the_form(name: str, text: str, rule: str) -> None:
    assert (name, rule) in fatal(re.sub(rf"<{name}>[^<]*", f"<{name}>{text}", WHOLE, count=1))


@pytest.mark.parametrize(
    ("text", "element", "rule"),
    [
        (WHOLE.replace("cap:1.2", "cap:1.3"), "alert", "namespace"),
        (WHOLE.replace(' xmlns="urn:oasis:names:tc:emergency:cap:1.2"', ""), "alert", "namespace"),
        ("<html><body/></html>", "alert", "no_alert"),
        (WHOLE[:900], "alert", "not_well_formed"),
        (WHOLE.replace("</note>", "</ghichu>"), "alert", "not_well_formed"),
        ("", "alert", "unreadable"),
        ("không phải XML", "alert", "unreadable"),
        (b"\xff\xfe\x00", "alert", "unreadable"),
        (b"a" * (9 * 1024 * 1024), "alert", "unreadable"),
    ],
)
def test_it_refuses_what_is_no_alert(text: str | bytes, element: str, rule: str) -> None:
    assert fatal(text) == [(element, rule)]


def test_a_file_that_breaks_off_says_where_and_which_version_it_was() -> None:
    found = judged(WHOLE[: WHOLE.index("</description>")])
    assert found.version == "1.2"
    assert "description" in found.problems[0].message


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (re.sub("<expires>[^<]*", "<expires>2026-10-07T05:00:00+07:00", WHOLE), "expired"),
        (re.sub("<expires>[^<]*", "<expires>2026-10-07T12:59:59+07:00", WHOLE), "expired"),
        (re.sub("<onset>[^<]*", "<onset>2026-10-09T06:00:00+07:00", WHOLE), "expires_first"),
        (change("2026-10-07T05:30:00+07:00", "2026-10-06T22:30:00+00:00"), "utc_offset"),
        (change("<code>", "<restriction>nội bộ</restriction><code>"), "scope"),
        (change("<code>", '<addresses>"a b</addresses><code>'), "quotes"),
        (change("image/png", "ảnh"), "mime_type"),
        (change("Mưa 100", "&lt;br/&gt;Mưa 100"), "markup"),
        (change("05:30:00+07:00</ref", "05:30:00Z</ref", CANCEL), "time_zone"),
        (change("<msgType>Cancel", "<msgType>Error", without("note", CANCEL)), "note"),
        (re.sub("<info>.*</info>", "", WHOLE, flags=re.DOTALL), "no_info"),
    ],
)
def test_what_leaves_the_alert_usable_is_a_warning(text: str, rule: str) -> None:
    found = judged(text)
    assert found.verdict == Verdict.WARN, found.problems
    assert rule in {problem.rule for problem in found.problems}


def test_an_expired_alert_is_told_by_the_moment_it_is_read() -> None:
    assert judged(WHOLE).verdict == Verdict.ACCEPT
    assert check(WHOLE.encode(), now=datetime(2027, 1, 1, tzinfo=UTC)).verdict == Verdict.WARN


def test_older_versions_have_their_own_words() -> None:
    older = (SAMPLES / "quake_1_0.xml").read_text()
    assert fatal(change("Very Likely", "Observed", older)) == [("certainty", "value")]
    assert fatal(change("FIPS=32", "32", older)) == [("eventCode", "pair")]
    since = (SAMPLES / "flood_1_1.xml").read_text()
    assert fatal(change("<responseType>Monitor", "<responseType>Avoid", since)) == [("responseType", "value")]
    assert fatal(change("+07:00</sent>", "Z</sent>", since)) == [], (
        "the schema of 1.1 takes it; a warning remains"
    )


# -- hostile files -----------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMBS = [
    f'<!DOCTYPE alert [<!ENTITY l0 "ha">{LAUGHS}]>',
    '<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    '<!DOCTYPE alert [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>',
    '<!DOCTYPE alert SYSTEM "http://127.0.0.1:9/x.dtd">',
    f'<!DOCTYPE alert [<!ENTITY q "{"a" * 500_000}">]>',
]


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_anything_is_expanded(bomb: str, encoding: str) -> None:
    text = WHOLE.partition("?>")[2].replace("<note>", "<note>&l11;&x;" + "&q;" * 1000)
    found = judged((bomb + text).encode(encoding))
    assert [(p.element, p.rule) for p in found.problems] == [("alert", "doctype")]


def test_a_thousand_faults_are_told_up_to_a_limit() -> None:
    many = change("<polygon>", "".join(f"<polygon>{n}</polygon>" for n in range(1000)) + "<polygon>")
    assert len(judged(many).problems) == 200


def test_a_file_of_endless_tags_is_refused_and_one_fault_repeated_does_not_hold_it_up() -> None:
    assert fatal(change("<note>", "<x/>" * 500_000 + "<note>")) == [("alert", "unreadable")]
    repeated = change("<note>", "<x/>" * 100_000 + "<note>")
    assert fatal(repeated) == [("x", "unknown_element")]


NODES = st.integers(0, 60)


@given(st.data())
def test_whatever_the_schema_refuses_is_refused_and_told_in_our_words(data: st.DataObject) -> None:
    """Take an alert apart at random: our tables must be as strict as the schema and must never fail."""
    root = etree.fromstring(data.draw(st.sampled_from([WHOLE, CANCEL])).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        nodes = list(root.iter(etree.Element))
        node = nodes[data.draw(NODES) % len(nodes)]
        parent = node.getparent()
        match data.draw(st.sampled_from(["drop", "double", "swap", "text", "attribute", "rename"])):
            case "drop" if parent is not None:
                parent.remove(node)
            case "double" if parent is not None:
                parent.append(etree.fromstring(etree.tostring(node, with_tail=False)))
            case "swap" if parent is not None:
                parent.insert(data.draw(st.integers(0, len(parent))), node)
            case "text":
                node.text = data.draw(
                    st.sampled_from(["", " ", "x", "12", "Met", "2026-10-07T24:00:00-00:00", "-1,5"])
                )
            case "attribute":
                node.set("a", "b")
            case "rename":
                node.tag = data.draw(st.sampled_from([str(other.tag) for other in nodes[1:]]))
    if version_of(str(root.tag)) is None or not str(root.tag).endswith("}alert"):
        return
    by_schema, ours = schema_faults(root, "1.2"), judged(etree.tostring(root))
    if by_schema:
        assert ours.verdict == Verdict.REJECT, by_schema
        assert "schema" not in {problem.rule for problem in ours.problems}, (by_schema, ours.problems)


@given(st.binary(max_size=400), st.integers(0, 3000), st.integers(0, 40))
def test_no_bytes_bring_it_down(noise: bytes, at: int, length: int) -> None:
    whole = WHOLE.encode()
    judged(noise)
    judged(whole[:at] + noise + whole[at + length :])
