"""What is typed finds what is meant: marks or none, phrases, exclusions, numbers; exact marks come first."""

import gzip
import json
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.finding.asking import ask, read_synonyms
from loa.finding.evaluate import Score, judge
from loa.finding.highlighting import places, snippet
from loa.finding.index import BEST, Doc, Index, Limits
from loa.finding.running import run_file

DOCS = {
    "ma-other": "mà mà mà mà mà",
    "ma": "Má ở quê có nhiều thứ rất lạ và khác nhau, ngày nào cũng ra vườn từ sáng sớm.",
    "danang": "Thành phố Đà Nẵng mở lại chợ.",
    "danang-not": "Đá nâng cao từng viên.",
    "number": "Quyết định số 1246/QĐ-UBND về phối hợp truyền thanh.",
    "number-not": "Có 1246 người ở UBND 1246, QĐ và UBND nhiều nơi; UBND QĐ 1246.",
    "hue": "Thành phố Huế và thành phố Đà Nẵng cùng tham gia.",
    "committee": "Ủy ban nhân dân xã họp.",
    "committee-not": "Nhân dân xã họp ở ủy ban.",
}


@pytest.fixture(scope="module")
def index():
    index = Index()
    index.fill(Doc(key, "", text) for key, text in DOCS.items())
    return index


def keys(index, typed, **more):
    return [hit.key for hit in index.search(ask(typed), **more)]


def test_exact_marks_come_first_however_often_others_stand(index):
    assert keys(index, "má") == ["ma", "ma-other"]
    assert keys(index, "mà") == ["ma-other", "ma"]


def test_without_marks_everything_is_found(index):
    assert set(keys(index, "da nang")) == {"danang", "danang-not", "hue"}
    assert keys(index, "Đà Nẵng")[-1] == "danang-not"
    assert keys(index, "đà nang")[0] in {"danang", "hue"}


@pytest.mark.parametrize(
    "typed",
    [
        "1246/QĐ-UBND",
        "1246/qd-ubnd",
        "quyết định 1246 /QĐ-UBND",
        "số 1246/QĐ – UBND",
        "01246/QĐ-UBND",
        "1246 qd ubnd",
        "1246-qd-ubnd",
        "1246/qd/ubnd",
    ],
)
def test_the_number_of_a_document_finds_that_document_first(index, typed):
    assert keys(index, typed, fill=True)[0] == keys(index, typed)[0] == "number"


def test_phrases_must_stand_and_exclusions_must_not(index):
    assert keys(index, '"nhân dân xã họp"') == ["committee", "committee-not"]
    assert keys(index, '"ủy ban nhân dân"') == ["committee"]
    assert keys(index, '"uy ban nhan dan"') == ["committee"]
    assert keys(index, "thành phố -huế") == ["danang"]
    assert keys(index, '"đà nẵng" -"mở lại"') == ["hue"]


def test_a_minus_before_a_number_or_a_space_excludes_nothing(index):
    assert ask("nóng -5 độ, 2020 - 2021").excluded == ()


def test_a_phrase_that_stands_nowhere_leaves_room_for_the_words_when_asked_to_fill(index):
    assert keys(index, '"nẵng đà"') == []
    assert "danang" in keys(index, '"nẵng đà"', fill=True)


def test_wordings_that_mean_the_same_are_found(index):
    assert keys(index, "UBND xã")[0] == "committee"


def test_decomposed_and_composed_questions_give_the_same(index):
    for typed in ("thành phố Đà Nẵng", "má", "quyết định"):
        assert keys(index, unicodedata.normalize("NFD", typed)) == keys(index, typed)


def test_only_documents_with_the_labels_and_in_the_time_are_found(tmp_path):
    index = Index(tmp_path / "index")
    days = {"a": datetime(2021, 9, 1, tzinfo=UTC), "b": datetime(2021, 9, 30, tzinfo=UTC)}
    index.fill(Doc(key, "", "tin chung", (f"body:{key}", "room:press"), at) for key, at in days.items())
    typed = ask("tin")
    assert [
        h.key for h in index.search(typed, limits=Limits(labels=(["body:a", "body:x"], ["room:press"])))
    ] == ["a"]
    assert [h.key for h in index.search(typed, limits=Limits(since=days["b"]))] == ["b"]
    assert [h.key for h in index.search(typed, limits=Limits(until=days["b"]))] == ["a"]
    assert index.count(typed) == 2


def test_an_index_on_disk_is_replaced_document_by_document_and_opened_again(tmp_path):
    with Index(tmp_path).writing() as writer:
        writer.add(Doc("a", "Tin cũ", ""))
        writer.add(Doc("b", "Tin khác", ""))
    with Index(tmp_path).writing() as writer:
        writer.add(Doc("a", "Tin mới", ""))
        writer.remove("b")
    again = Index(tmp_path)
    assert len(again) == 1
    assert keys(again, "cũ") == []
    assert keys(again, "mới") == ["a"]


def test_what_fails_halfway_leaves_the_index_as_it_was(tmp_path):
    index = Index(tmp_path)
    index.fill([Doc("a", "Tin", "")])
    with pytest.raises(ZeroDivisionError):
        _remove_and_fail(index)
    assert keys(Index(tmp_path), "tin") == ["a"]


def _remove_and_fail(index):
    with index.writing() as writer:
        writer.remove("a")
        raise ZeroDivisionError


def test_highlights_show_the_letters_of_the_source():
    text = unicodedata.normalize("NFD", "Ông A nói: thành phố Đà Nẵng và đá nâng cao.")
    shown = [unicodedata.normalize("NFC", text[a:b]) for a, b in places(text, ask("da nang"))]
    assert shown == ["Đà Nẵng", "đá nâng"]
    exact = [unicodedata.normalize("NFC", text[a:b]) for a, b in places(text, ask("đà nẵng"))]
    assert exact == ["Đà Nẵng"]


def test_a_snippet_is_a_stretch_of_the_source_around_the_answer():
    text = "Mở đầu dài dòng. " * 40 + "Quyết định 1246/QĐ-UBND có hiệu lực. " + "Kết thúc. " * 40
    found = snippet(text, ask("1246/qd-ubnd"), 120)
    assert found.text in text
    assert [found.text[a:b] for a, b in found.places] == ["1246/QĐ-UBND"]
    assert found.cut_before
    assert found.cut_after
    assert len(found.text) < 150


def test_the_file_command_answers_every_line(tmp_path):
    docs, queries, out = (tmp_path / name for name in ("docs.jsonl.gz", "queries.jsonl", "run.jsonl"))
    lines = [json.dumps({"id": key, "title": "T", "text": text}) for key, text in DOCS.items()]
    docs.write_bytes(gzip.compress("\n".join([*lines, "no json", '{"id": 7, "text": null}']).encode()))
    queries.write_text(
        '{"id": 1, "q": "má"}\nno json\n{"id": 2, "q": ""}\n{"id": "ba", "q": "\\"đà nẵng\\" ở đâu?"}\n',
        encoding="utf-8",
    )
    ran = run_file(docs, queries, out)
    assert (ran.documents.lines, ran.documents.errors, ran.queries.errors) == (len(DOCS) + 2, 1, 1)
    told = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert told[0] == {"id": 1, "hits": ["ma", "ma-other"]}
    assert [entry["hits"] for entry in told[1:3]] == [[], []]
    assert set(told[3]["hits"][:2]) == {"danang", "hue"}


def test_a_file_that_is_no_whole_gzip_file_is_named_and_nothing_is_written(tmp_path):
    docs, queries, out = (tmp_path / name for name in ("d.jsonl", "q.jsonl.gz", "o.jsonl"))
    docs.write_text('{"id": 1, "text": "mưa"}', encoding="utf-8")
    for data in (b"hello", gzip.compress(b'{"id": 1, "q": "mua"}' * 99)[:40]):
        queries.write_bytes(data)
        with pytest.raises(OSError, match="broken or cut-off") as refused:
            run_file(docs, queries, out)
        assert refused.value.filename == str(queries)
    assert not out.exists()


def test_scores_are_of_the_first_right_document_among_ten():
    queries = [{"q": "a", "q_nodiac": "a", "q_partial": "a", "q_tone_swap": "a", "rel": ["x"]}]
    assert judge(queries, lambda _: ["y", "x"])["nfd"] == Score((2,))
    score = Score((1, 2, 0, 0))
    assert (score.first, score.ten, score.mrr) == (0.25, 0.5, 0.375)


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(['"', "-", "má", "1/QĐ-UBND", " ", "(", "*", "AND", "đ"]), max_size=15).map(
        "".join
    )
)
def test_no_question_makes_it_fail(index, typed):
    found = index.search(ask(typed), fill=True)
    assert len({hit.key for hit in found}) == len(found) <= 10
    assert snippet(typed, ask(typed)).text in typed
    index.count(ask(typed))


def facets_of(**given):
    return {name: [value] for name, value in given.items()}


@pytest.fixture
def shelf():
    """Documents of two rooms, with what they are counted by."""
    index = Index()
    index.fill(
        [
            Doc(
                "a",
                "Tiêm vắc xin",
                "ở phường Hòa Bình",
                ("d|body:1",),
                facets=facets_of(kind="d", year="2025"),
            ),
            Doc(
                "b", "Tiêm chủng", "ở phường Hòa Bình", ("d|body:2",), facets=facets_of(kind="d", year="2026")
            ),
            Doc("c", "Họp tiêm chủng", "ở Hòa Bình", ("b",), facets=facets_of(kind="b", year="2026")),
        ]
    )
    return index


def test_what_is_found_is_counted_by_each_facet_within_the_limits(shelf):
    mine = Limits(labels=(["d|body:1", "b"],))
    found = shelf.find(ask("hoa binh"), limits=mine)
    assert sorted(hit.key for hit in found.hits) == ["a", "c"]
    assert found.total == 2
    assert dict(found.facets["kind"]) == {"d": 1, "b": 1}
    assert found.facets["topic"] == []
    narrowed = shelf.find(ask("hoa binh"), limits=Limits(mine.labels, {"year": ["2026"]}))
    assert ([hit.key for hit in narrowed.hits], narrowed.total) == (["c"], 1)
    assert shelf.find(ask("hoa binh"), limits=Limits(labels=([],))).total == 0
    many = [f"d|body:{n}" for n in range(1, 200)]
    assert shelf.find(ask("hoa binh"), limits=Limits(labels=(many,))).total == 2


def test_who_sees_little_of_the_best_is_asked_for_alone():
    index = Index()
    index.fill(
        Doc(str(n), "Ngập", "ngập " * (1 + n % 7), ("l",), facets=facets_of(kind="d")) for n in range(400)
    )
    with index.writing() as writer:
        writer.append(
            Doc(
                "mine", "Tin", "có chữ ngập ở cuối một văn bản dài " * 3, ("own",), facets=facets_of(kind="d")
            )
        )
        writer.mark("word")
    found = index.find(ask("ngập"), limits=Limits(labels=(["own"],)))
    assert ([hit.key for hit in found.hits], found.total, found.is_more) == (["mine"], 1, False)
    wide = index.find(ask("ngập"), limits=Limits(labels=(["l", "own"],)), limit=5, offset=290)
    assert (len(wide.hits), wide.total, wide.is_more, dict(wide.facets["kind"])) == (
        5,
        BEST,
        True,
        {"d": BEST},
    )


def test_an_empty_question_shows_everything_within_the_limits_the_newest_first():
    index = Index()
    days = {"old": datetime(2024, 1, 1, tzinfo=UTC), "new": datetime(2026, 1, 1, tzinfo=UTC)}
    index.fill(Doc(key, key, key, ("l",), at=day, facets={"kind": ["d"]}) for key, day in days.items())
    found = index.find(ask(""), limits=Limits(labels=(["l"],)))
    assert ([hit.key for hit in found.hits], found.total) == (["new", "old"], 2)


def test_titles_complete_what_is_being_typed_with_or_without_marks(shelf):
    every = Limits(labels=(["d|body:1", "d|body:2", "b"],))
    assert sorted(shelf.titles("tiem ch", limits=every)) == ["b", "c"]
    assert shelf.titles("Tiêm v", limits=every) == ["a"]
    assert shelf.titles("chủng ti", limits=every) == []
    assert shelf.titles(".*", limits=every) == []
    assert shelf.titles("tiem", limits=Limits(labels=(["b"],))) == ["c"]


def test_a_mark_stands_with_what_was_written_beside_it_and_is_no_document(shelf):
    assert (shelf.mark, len(shelf)) == ("", 3)
    with shelf.writing() as writer:
        writer.mark("first")
    with shelf.writing() as writer:
        writer.remove("a")
        writer.mark("second")
    assert (shelf.mark, len(shelf)) == ("second", 2)
    with pytest.raises(ZeroDivisionError):
        _fail_while_writing(shelf)
    assert shelf.mark == "second"


def _fail_while_writing(index):
    with index.writing() as writer:
        writer.mark("third")
        raise ZeroDivisionError


def test_words_of_a_compound_must_stand_side_by_side():
    index = Index()
    index.fill([Doc("a", "", "chung cư mới"), Doc("b", "", "việc chung của cư dân")])
    compounds = read_synonyms([["chung cư"]])
    assert {hit.key for hit in index.search(ask("chung cu", {}))} == {"a", "b"}
    assert [hit.key for hit in index.search(ask("chung cu", compounds))] == ["a"]
