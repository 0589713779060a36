"""Alerts written and read back: always valid, always the same, the text unchanged."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.lib.cap import (
    Alert,
    Area,
    BadAlert,
    Category,
    Certainty,
    Circle,
    Info,
    MsgType,
    Pair,
    Point,
    Reference,
    Resource,
    ResponseType,
    Scope,
    Severity,
    Status,
    Unwritable,
    Urgency,
    Verdict,
    check,
    read_alert,
    read_alerts,
    write_alert,
)
from loa.lib.cap.versions import schema_faults
from loa.lib.clock import HANOI
from loa.lib.safe_xml import legal_text, parse_xml

SAMPLES = Path(__file__).parent / "cap"
SENT = datetime(2026, 10, 7, 5, 30, tzinfo=HANOI)
ALERT = Alert(
    identifier="VN-HN-1",
    sender="canhbao@example.vn",
    sent=SENT,
    status=Status.TEST,
    msg_type=MsgType.ALERT,
    scope=Scope.PUBLIC,
    infos=(
        Info(
            language="vi-VN",
            event="Mưa lớn",
            categories=(Category.MET,),
            urgency=Urgency.IMMEDIATE,
            severity=Severity.SEVERE,
            certainty=Certainty.LIKELY,
            description="Ngập sâu ở phố Nguyễn Khuyến\r\n\tvà <phố> Hoa Bằng & Yên Hòa ]]>",
        ),
    ),
)

texts = st.text(max_size=30).map(legal_text)
words = st.from_regex(r"[A-Za-zĐ0-9@.:/_-]{1,20}", fullmatch=True)
said = texts.filter(lambda text: bool(text.strip(" \t\r\n")))
phrases = st.from_regex(r'[^\s"<&\x00-\x1f]{1,8}( [^\s"<&\x00-\x1f]{1,8})?', fullmatch=True).map(legal_text)
moments = st.builds(
    lambda at, minutes: at.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes))),
    st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)),  # noqa: DTZ001  the zone is drawn beside it
    st.integers(-14 * 60, 14 * 60),
)
points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
rings = st.lists(points, min_size=3, max_size=6).map(lambda ring: (*ring, ring[0]))
pairs = st.lists(st.builds(Pair, said, texts), max_size=2).map(tuple)
heights = st.decimals(-1000, 60000, places=2)
addresses = st.one_of(st.just(""), words.map(lambda word: f"https://a.vn/{word}"))


def some(strategy: st.SearchStrategy, most: int = 2) -> st.SearchStrategy:
    return st.lists(strategy, max_size=most).map(tuple)


areas = st.builds(
    lambda low, up, **rest: Area(
        altitude=low, ceiling=None if low is None or up is None else low + up, **rest
    ),
    st.none() | heights,
    st.none() | st.decimals(0, 9000, places=1),
    desc=said,
    polygons=some(rings),
    circles=some(st.builds(Circle, points, st.floats(0, 20000))),
    geocodes=pairs,
)
resources = st.builds(
    Resource,
    desc=said,
    mime_type=st.sampled_from(["image/png", "application/pdf"]),
    size=st.none() | st.integers(0, 10**12),
    uri=addresses,
    digest=st.sampled_from(["", "356a192b7913b04c54574d18c28d46e6395428ab"]),
)
infos = st.builds(
    Info,
    event=said,
    language=st.sampled_from(["vi-VN", "en", "en-US", "fr-CA"]),
    categories=st.lists(st.sampled_from(Category), min_size=1, max_size=3).map(tuple),
    urgency=st.sampled_from(Urgency),
    severity=st.sampled_from(Severity),
    certainty=st.sampled_from(Certainty),
    response_types=some(st.sampled_from(ResponseType)),
    audience=texts,
    event_codes=pairs,
    effective=st.none() | moments,
    onset=st.none() | moments,
    expires=st.none() | moments,
    sender_name=texts,
    headline=texts,
    description=texts,
    instruction=texts,
    web=addresses,
    contact=texts,
    parameters=pairs,
    resources=some(resources),
    areas=some(areas),
)
references = st.builds(Reference, words.map(lambda word: f"r{word}"), words, moments)
alerts = st.builds(
    Alert,
    identifier=words,
    sender=words.map(lambda word: f"s{word}"),
    sent=moments,
    status=st.sampled_from(Status),
    msg_type=st.sampled_from(MsgType),
    scope=st.sampled_from(Scope),
    source=texts,
    restriction=said,
    addresses=st.lists(phrases.filter(str.strip), min_size=1, max_size=3).map(tuple),
    codes=some(texts),
    note=texts,
    references=st.lists(references, min_size=1, max_size=3).map(tuple),
    incidents=some(phrases.filter(str.strip)),
    infos=some(infos),
)


@given(alerts)
def test_what_is_written_is_valid_and_reads_back_equal(alert: Alert) -> None:
    data = write_alert(alert)
    assert check(data).verdict != Verdict.REJECT
    assert schema_faults(parse_xml(data), "1.2") == []
    assert read_alert(data) == alert


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xml")), ids=lambda path: path.stem)
def test_a_file_reads_the_same_after_it_was_written_again(path: Path) -> None:
    alert = read_alert(path.read_bytes())
    if path.stem in {"storm_vi_en", "cancel"}:
        assert read_alert(write_alert(alert)) == alert


def test_vietnamese_is_kept_and_decomposed_marks_are_put_together() -> None:
    (info,) = read_alert(write_alert(ALERT)).infos
    assert info.description == ALERT.infos[0].description
    decomposed = unicodedata.normalize("NFD", (SAMPLES / "storm_vi_en.xml").read_text())
    assert read_alert(decomposed.encode()) == read_alert((SAMPLES / "storm_vi_en.xml").read_bytes())


def test_universal_time_is_written_as_the_text_asks() -> None:
    assert b"<sent>2026-10-06T22:30:00-00:00</sent>" in write_alert(replace(ALERT, sent=SENT.astimezone(UTC)))


def test_tiny_numbers_are_written_without_an_exponent() -> None:
    tiny = Point(0.0000001, -1e-9)
    area = Area(
        "x", polygons=((tiny, Point(1, 1), Point(2, 1), tiny),), ceiling=Decimal("1E+2"), altitude=Decimal(1)
    )
    alert = replace(ALERT, infos=(replace(ALERT.infos[0], areas=(area,)),))
    data = write_alert(alert)
    assert b"0.0000001,-0.000000001" in data
    assert b"<ceiling>100</ceiling>" in data
    assert read_alert(data) == alert


@pytest.mark.parametrize(
    "alert",
    [
        replace(ALERT, identifier="VN HN 1"),
        replace(ALERT, identifier=""),
        replace(ALERT, msg_type=MsgType.UPDATE),
        replace(ALERT, scope=Scope.RESTRICTED),
        replace(ALERT, note="chuông \x07"),
        replace(ALERT, infos=(replace(ALERT.infos[0], event=" "),)),
        replace(ALERT, infos=(replace(ALERT.infos[0], categories=()),)),
        replace(ALERT, infos=(replace(ALERT.infos[0], areas=(Area("x", polygons=((Point(1, 1),) * 2,)),)),)),
        replace(ALERT, infos=(replace(ALERT.infos[0], resources=(Resource("x"),)),)),
    ],
)
def test_it_writes_nothing_that_cap_does_not_allow(alert: Alert) -> None:
    with pytest.raises(Unwritable):
        write_alert(alert)


def test_an_expired_alert_can_still_be_written() -> None:
    past = replace(ALERT.infos[0], expires=datetime(2001, 1, 1, tzinfo=UTC))
    assert write_alert(replace(ALERT, infos=(past,)))


def test_older_versions_are_read_into_the_same_words() -> None:
    alert = read_alert((SAMPLES / "quake_1_0.xml").read_bytes())
    assert (alert.version, alert.scope, alert.references) == ("1.0", Scope.PUBLIC, ())
    (info,) = alert.infos
    assert (info.language, info.certainty) == ("en-US", Certainty.LIKELY)
    assert info.event_codes == (Pair("FIPS", "32"),)
    assert info.parameters == (Pair("do-lon", "3.4"),)
    assert read_alert((SAMPLES / "flood_1_1.xml").read_bytes()).infos[0].areas[0].altitude is None


def test_lists_keep_what_stands_in_quotation_marks_together() -> None:
    alert = read_alert((SAMPLES / "cancel.xml").read_bytes())
    assert alert.addresses == ("a@example.vn", "Đội 3, phường Yên Hòa")
    assert alert.references == (Reference("canhbao@example.vn", "VN-HN-20261007-0001", SENT),)


def test_every_alert_of_an_envelope_is_read() -> None:
    one = write_alert(ALERT).partition(b"?>")[2]
    assert len(read_alerts(b"<feed>" + one + one + b"</feed>")) == 2


@pytest.mark.parametrize(
    "data", [b"", b"<feed/>", b"<!DOCTYPE a><a/>", write_alert(ALERT).replace(b"Test", b"Thu")]
)
def test_what_the_checker_refuses_is_not_read(data: bytes) -> None:
    with pytest.raises(BadAlert) as caught:
        read_alert(data)
    assert caught.value.problems
