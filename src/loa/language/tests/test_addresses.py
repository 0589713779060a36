"""Addresses of before and after July 2025, however they are spelled, lead to the communes of today or say that they do not."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.language import evaluate_addresses as evaluation
from loa.language.addresses import MOST_CANDIDATES, resolve, resolve_file
from loa.language.addresses.gazetteer import HALF, OLDER, PRESENT, gazetteer
from loa.language.evaluate import read_records
from loa.lib.jsonl import FileCount, count_lines

SAMPLES = read_records(Path(__file__).parent / "data" / "addresses.jsonl")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["input"][:40])
def test_an_address_leads_where_it_should(sample):
    found = resolve(sample["input"])
    assert found.commune_code == sample["code"]
    assert found.divided == sample.get("divided", False)
    assert list(found.candidates[: len(sample.get("candidates", ()))]) == sample.get("candidates", [])


def test_the_country_is_complete():
    known = gazetteer()
    assert len(known.present) == 3321
    assert len({unit.code for unit in evaluation.units_of(HALF)}) == 10_035
    assert len({unit.provinces[0] for unit in known.present.values()}) == 34
    assert len(evaluation.units_of(OLDER)) > 1000


def test_every_present_commune_is_found_by_its_own_name():
    known = gazetteer()
    astray = [
        unit.code
        for unit in known.present.values()
        if resolve(known.full_name(unit)).commune_code != unit.code
    ]
    assert astray == []


def test_every_old_commune_leads_to_its_default_and_names_all_parts():
    known = gazetteer()
    astray = []
    for unit in evaluation.units_of(HALF):
        found = resolve(known.full_name(unit))
        if (found.commune_code, found.divided) != (unit.targets[0], len(unit.targets) > 1):
            astray.append(unit.code)
    assert astray == []


def test_altered_addresses_of_the_whole_country_reach_the_target():
    short = {}
    for name, tally in evaluation.tallies(150):
        goal = 0.85 if "one letter wrong" in name else 0.97
        if tally.share < goal:
            short[name] = tally.errors[:3]
    assert short == {}


def test_a_resolved_old_name_says_what_it_was():
    found = resolve("P. Trúc Bạch, Q. Ba Đình")
    assert found.former == "Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội"
    assert found.former_code == "00004"
    assert resolve("Phường Ba Đình, Hà Nội").former == ""


def test_a_divided_commune_lists_every_part_the_default_first():
    found = resolve("P. Láng Hạ, Q. Đống Đa, Hà Nội")
    assert found.divided
    assert found.candidates[0] == found.commune_code
    assert len(found.candidates) == 3


@given(st.text(max_size=300))
def test_any_text_is_answered(text):
    found = resolve(text)
    assert len(found.candidates) <= MOST_CANDIDATES
    assert found.commune_code is None or found.commune_code in gazetteer().present


@given(
    st.lists(
        st.sampled_from(
            [
                "p",
                "q",
                "1",
                "5",
                "xã",
                "phường",
                "thị",
                "trấn",
                "tp",
                "hà",
                "nội",
                ",",
                "-",
                ".",
                "tân",
                "an",
                "thanh",
                "hóa",
            ]
        ),
        max_size=60,
    )
)
def test_any_heap_of_address_words_is_answered(words):
    assert set(resolve(" ".join(words)).candidates) <= gazetteer().present.keys()


def test_a_very_long_text_is_read_only_in_part():
    assert resolve("P. Trúc Bạch, Q. Ba Đình, " + "rất dài " * 100_000).commune_code == "00004"


def rows(path):
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in raw.decode().split("\n") if line]


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz"])
def test_a_file_is_answered_line_by_line_and_bad_lines_get_an_entry(tmp_path, ending):
    source, target = tmp_path / f"in.{ending}", tmp_path / f"out.{ending}"
    lines = [
        b'{"id": 1, "input": "P. L\\u00e1ng H\\u1ea1, \\u0110\\u1ed1ng \\u0110a"}',
        b"{bad",
        b'{"id": 2}',
        b"",
    ]
    lines += [b'{"id": 1, "input": "x"}', b'{"id": 3, "input": "Quang Tri\\u2028"}']
    data = b"\n".join(lines)
    source.write_bytes(gzip.compress(data) if ending.endswith("gz") else data)
    steps = []
    assert resolve_file(source, target, step=lambda: steps.append(1)) == FileCount(lines=5, errors=3)
    assert len(steps) == count_lines(source) == 5
    written = rows(target)
    assert written[0] == {
        "id": 1,
        "commune_code": "00199",
        "candidates": ["00199", "00025", "00235"],
        "divided": True,
    }
    assert [row["id"] for row in written] == [1, None, 2, None, 3]
    assert ["error" in row for row in written] == [False, True, True, True, False]
    assert all(row["commune_code"] is None and row["candidates"] == [] for row in written[1:4])


def test_a_target_that_cannot_be_finished_does_not_appear(tmp_path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": 1, "input": "x"}\n')

    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resolve_file(source, target, step=stop)
    assert list(tmp_path.iterdir()) == [source]


def test_present_units_stand_under_present_provinces():
    assert {unit.era for unit in gazetteer().present.values()} == {PRESENT}
