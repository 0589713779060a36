"""Names in texts, moments and habits, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from loa.feeds.errors import BadFeed, NoArticle, NoFeed, NoSitemap, TooHard, TooPacked
from loa.lib.border import Permanent, Temporary
from loa.lib.said import say
from loa.press.rules import failures, naming
from loa.press.rules.habits import HOURS, Past, judge
from loa.press.rules.moments import SEEN_ONLY, published

WORDS = naming.Wordings.of(
    [("traffic", "xe buýt"), ("traffic", "ùn tắc"), ("health", "y tế"), ("water", "nước")]
)
NOW = datetime(2021, 9, 30, 3, tzinfo=UTC)


@pytest.mark.parametrize(("title", "text", "codes"), [
    ("Hà Nội thêm xe buýt điện", "", ["traffic"]),
    ("HA NOI THEM XE BUYT DIEN", "phuc vu nguoi dan", ["traffic"]),
    ("Tin trong ngày", "Sở Y tế họp.", ["health"]),
    ("Đất nước đổi mới và nhà nước", "", ["water"]),
    ("Người mẹ già", "", []),
    ("Tin dài", f"{'chữ ' * 100}xe buýt", []),
    ("Tin dài", f"{'chữ ' * 100}xe buýt và ùn tắc", ["traffic"]),
    ("Xe bụi bẩn ở phố", "được rửa sạch sáng nay", []),
])  # fmt: skip
def test_topics_are_named_by_their_wordings(title, text, codes):
    assert WORDS.named(naming.Told.of(title, text)) == codes


def test_what_looks_like_a_commune_is_found_with_what_stands_behind_it():
    text = "Tại phường Kim Mã, quận Ba Đình (Hà Nội) và xã Sóc Sơn; P. An Hòa. Ông xã tôi ở phường bên cạnh."
    assert naming.places(text) == ["phường Kim Mã, quận Ba Đình , Hà Nội", "xã Sóc Sơn", "P. An Hòa"]
    naming.places("phường " * 5_000 + "A, " * 5_000)


@pytest.mark.parametrize(("first", "sure", "changed", "kept", "how"), [
    (NOW - timedelta(hours=1), 0.8, None, NOW - timedelta(hours=1), 0.8),
    (None, None, NOW - timedelta(hours=2), NOW - timedelta(hours=2), 0.8),
    (None, None, None, NOW, SEEN_ONLY),
    (NOW + timedelta(hours=2), 1.0, None, NOW, 0.5),
    (NOW + timedelta(days=9), 1.0, None, NOW, SEEN_ONLY),
    (datetime(1970, 1, 1, tzinfo=UTC), 1.0, None, NOW, SEEN_ONLY),
])  # fmt: skip
def test_no_item_is_from_the_future_and_a_guess_says_so(first, sure, changed, kept, how):
    assert published(first, sure, changed, 1.0 if changed else None, NOW) == (kept, how)


DAY = [0] * 6 + [1] * 16 + [0] * 2
USUAL = DAY * 14


def test_a_source_that_keeps_its_habit_is_usual_and_a_young_one_new():
    assert judge(Past(USUAL)).habit == "usual"
    assert judge(Past([0] * (HOURS - 48) + DAY * 2)).habit == "new"
    assert judge(Past(USUAL, failures=3)).habit == "failing"


def test_silence_counts_by_the_hours_in_which_something_came_before():
    night = USUAL[6:] + [0] * 6  # it is six in the morning: nobody expects anything
    assert judge(Past(night)).habit == "usual"
    noon = USUAL[18:] + [0] * 6 + [0] * 12
    judged = judge(Past(noon))
    assert (judged.habit, judged.expected) == ("quiet", pytest.approx(12, abs=1.5))


@pytest.mark.parametrize("days", [1, 7, 8, 12])
def test_a_source_that_fell_silent_stays_quiet_however_little_of_its_past_is_left(days):
    busy = [count * 3 for count in DAY]
    assert judge(Past((busy * 14)[days * 24 :] + [0] * (days * 24))).habit == "quiet"
    assert judge(Past([0] * (HOURS - 72) + busy * 2 + [0] * 24)).habit == "new"


def test_a_day_far_from_the_others_is_told():
    assert judge(Past(DAY * 13 + [count * 6 for count in DAY])).habit == "volume"
    busy = [count * 4 for count in DAY]
    assert judge(Past(busy * 13 + [0] * 21 + [4] * 3)).habit == "volume"


def test_another_language_and_other_topics_are_told():
    vi, en = {"vi": 48, "en": 2}, {"vi": 10, "en": 40}
    judged = judge(Past(USUAL, languages=(en, {"vi": 290, "en": 10})))
    assert (judged.habit, judged.of, round(judged.seen)) == ("language", "vi", 20)
    assert judge(Past(USUAL, languages=(vi, {"vi": 290}))).habit == "usual"
    judged = judge(Past(USUAL, topics=({"crime": 40}, {"traffic": 100, "health": 90, "crime": 10})))
    assert (judged.habit, judged.of) == ("topic", "crime")


@pytest.mark.parametrize(("error", "code", "english"), [
    (Permanent("status", say("Máy chủ bên kia từ chối (mã {status}).", status=404), status=404), "refused", "404"),
    (Temporary("status", say("…{status}", status=503), status=503), "busy", "503"),
    (Temporary("status", say("…{status}", status=500), status=500), "down", "500"),
    (Permanent("bad_encoding", say("“{encoding}”", encoding="br")), "bad_encoding", "br"),
    (Permanent("bad_encoding", "hỏng"), "bad_packing", "compressed"),
    (Temporary("some_day_new", "…"), "other", "could not be read"),
])  # fmt: skip
def test_a_failure_is_kept_as_a_code_with_facts_and_told_in_the_readers_language(error, code, english):
    kept, facts = failures.of_call(error)
    assert kept == code
    with override("en"):
        assert english in failures.in_words(kept, facts)


def test_whatever_a_reader_says_has_its_code_and_each_code_its_words_in_english():
    for kind in (BadFeed, NoFeed, TooHard, TooPacked, NoSitemap, NoArticle):
        assert failures.of_reading(kind().text) == kind.code
    facts = dict.fromkeys(("status", "limit", "port", "encoding", "host"), 1)
    vietnamese = {code: failures.in_words(code, facts) for code in failures.WORDS}
    with override("en"):
        assert not set(vietnamese.values()) & {failures.in_words(code, facts) for code in failures.WORDS}
