"""The targets on the labelled sentences; every part is judged by itself, the one tuned on and the ones set aside."""

from pathlib import Path

import pytest

from loa.language.evaluate import (
    evaluate_copies,
    evaluate_facts,
    evaluate_mask,
    evaluate_renditions,
    originals,
    read_records,
)

DATA = Path(__file__).parent / "data"
FACTS = read_records(DATA / "facts.jsonl")
RENDITIONS = read_records(DATA / "renditions.jsonl")
MASKS = read_records(DATA / "mask.jsonl")
PASTES = read_records(DATA / "copies.jsonl")
ISSUED = originals(read_records(DATA / "originals.jsonl"))
SPLITS = ["dev", "opened", "held", "dev2"]


def part(records: list[dict], split: str) -> list[dict]:
    return [record for record in records if record["split"] == split]


def test_there_is_enough_to_measure_on() -> None:
    assert len(FACTS) >= 300
    assert sum(record["mutation"] is not None for record in RENDITIONS) >= 200
    assert sum(record["mutation"] is None for record in RENDITIONS) >= 60


def test_labels_point_at_their_text() -> None:
    for record in FACTS:
        for label in record["facts"]:
            assert record["text"][label["start"] : label["end"]] == label["text"], record["id"]


@pytest.mark.parametrize("split", SPLITS)
def test_facts_are_found_and_not_invented(split: str) -> None:
    scores = evaluate_facts(part(FACTS, split))
    assert {kind: score.count for kind, score in scores.items() if score.recall < 0.98} == {}
    assert {kind: score.count for kind, score in scores.items() if score.precision < 0.95} == {}


@pytest.mark.mission("N5")
@pytest.mark.parametrize("split", SPLITS)
def test_changed_renditions_are_stopped_and_faithful_ones_pass(split: str, mission_figure) -> None:
    score = evaluate_renditions(part(RENDITIONS, split))
    mission_figure(
        f"{split} (seen by the code): {score.recall:.3f} of changed wordings stopped, precision {score.precision:.3f}"
    )
    assert score.recall >= 0.99, score.count
    assert score.precision >= 0.95, score.count


FIRST_LOOK = {
    "date": 0.98,
    "time": 0.99,
    "place": 0.97,
    "amount": 0.96,
    "phone": 0.99,
    "document_number": 0.99,
}


@pytest.mark.mission("N5")
def test_what_was_held_back_is_read_no_worse_than_at_the_first_look(mission_figure) -> None:
    facts, renditions = evaluate_facts(part(FACTS, "held2")), part(RENDITIONS, "held2")
    stopped = evaluate_renditions([r for r in renditions if r["mutation"] != "swapped"])
    mission_figure(f"held back, measured once: {stopped.recall:.3f} of changed wordings stopped")
    assert {kind: s.recall for kind, s in facts.items() if s.recall < FIRST_LOOK[kind]} == {}
    assert {kind: s.precision for kind, s in facts.items() if s.precision < 0.95} == {}
    assert stopped.recall >= 0.98, stopped.count
    assert evaluate_mask(part(MASKS, "held2"))["name"].recall >= 0.9


@pytest.mark.parametrize("split", ["dev", "opened", "dev2"])
def test_names_and_codes_are_hidden_and_other_words_left_alone(split: str) -> None:
    scores = evaluate_mask(part(MASKS, split))
    assert scores["name"].recall >= 0.85
    assert scores["patient_code"].recall >= 0.85
    assert scores["other_words"].recall >= 0.98


@pytest.mark.mission("N13")
@pytest.mark.parametrize("split", ["dev", "held"])
def test_no_forgery_is_called_genuine_and_hardly_a_copy_a_forgery(split: str, mission_figure) -> None:
    records = part(PASTES, split)
    counts = evaluate_copies(records, ISSUED)
    copies = sum(record["label"] == "same" for record in records)
    mission_figure(
        f"{split}: {counts['changed', 'changed']} of {sum(r['label'] == 'changed' for r in records)} forgeries named, "
        f"{counts['same', 'same']} of {copies} copies known"
    )
    assert len(PASTES) >= 60
    assert counts["changed", "same"] + counts["partly", "same"] + counts["none", "same"] == 0
    assert counts["changed", "changed"] >= 0.95 * sum(r["label"] == "changed" for r in records)
    assert counts["same", "changed"] + counts["same", "none"] == 0
    assert counts["same", "same"] >= 0.85 * copies
