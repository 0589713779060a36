"""The demo does what it promises: one bulletin over three channels, settled, corrected, proven."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from loa.channels.models import LegalKind
from loa.desk.tour import story
from loa.ops.demo.clusters import TROUBLES
from loa.ops.demo.tests.conftest import CLUSTERS, SUBSCRIBERS, Demo, loa
from loa.ops.tests.copies import free_port
from loa.press.sample import PAPERS, STORY

Figure = Callable[[str], None]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def _told(channels: dict[str, dict[str, int]]) -> str:
    return "; ".join(
        f"{kind} " + ", ".join(f"{count} {state}" for state, count in states.items())
        for kind, states in channels.items()
    )


@pytest.mark.mission("M5", part=True)
def test_its_result_says_what_reached_whom(demo: Demo, mission_figure: Figure) -> None:
    found = demo.result
    mission_figure(f"demo with {SUBSCRIBERS} subscribers: {_told(found['channels'])}")
    assert set(found) == {
        "review",
        "channels",
        "speakers",
        "refused_renditions",
        "correction",
        "pending",
        "lost",
        "doubled",
        "stages",
        "journal",
    }
    assert found["channels"]["email"] == {"accepted": SUBSCRIBERS - 1, "unknown": 1}
    assert found["channels"]["website"] == {"delivered": 4}
    assert set(found["channels"]["manual"]) == {"delivered", "failed", "played"}
    assert (found["pending"], found["lost"], found["doubled"]) == (0, 0, 0)
    assert found["refused_renditions"] == 1


@pytest.mark.mission("M4", part=True)
def test_one_ledger_holds_five_of_the_eight_legal_kinds(demo: Demo, mission_figure: Figure) -> None:
    with urllib.request.urlopen(f"{demo.url}/channels/", timeout=20) as answer:
        register = answer.read().decode().partition("<tbody>")[2]  # the filter above names every kind
    shown = [kind for kind in LegalKind if kind != LegalKind.NONE and str(kind.label) in register]
    missing = {LegalKind.BULLETIN, LegalKind.MATERIALS, LegalKind.TELECOM}
    assert set(shown) == set(LegalKind) - missing - {LegalKind.NONE}
    mission_figure(f"{len(shown)} of 8 kinds in the demo's ledger")


@pytest.mark.mission("N1")
def test_an_exercise_sounds_in_every_ward_at_any_hour_and_each_cluster_proves_its_part(
    demo: Demo, mission_figure: Figure
) -> None:
    found = demo.result["speakers"]
    wards = 126 * CLUSTERS
    assert (found["ordered"], found["played"]) == (wards, wards - 3)
    assert (found["partly"], found["not_played"], found["unknown"] + found["waiting"]) == (1, 1, 1)
    assert found["outcomes"] == dict.fromkeys(TROUBLES, True)
    mission_figure(
        f"demo on {found['broker']}: {found['played']} of {wards} plays whole, 1 partly, 1 not played, 1 without proof is unknown"
    )


@pytest.mark.mission("N11")
def test_what_its_newspapers_wrote_is_found_without_marks(demo: Demo, mission_figure: Figure) -> None:
    words = ("search", "chay kho hang", "--kind", "press.item", "--json")
    found = loa(*words, LOA_HOME=str(demo.home / "demo"), LOA_PORT=str(demo.port), LOA_DEMO="yes")
    assert found.returncode == 0, found.stderr
    hits = json.loads(found.stdout)["hits"]
    assert STORY in [hit["title"] for hit in hits]
    assert {hit["source"] for hit in hits} <= set(PAPERS.values())
    assert all(hit["url"].endswith("/story/") for hit in hits)
    mission_figure(f"demo: {len(hits)} hits for “chay kho hang” among the press")


@pytest.mark.mission("M4", part=True)
def test_a_ward_speaks_over_its_own_station_in_the_ledger(demo: Demo) -> None:
    with urllib.request.urlopen(f"{demo.url}/channels/", timeout=20) as answer:
        register = answer.read().decode()
    assert "Loa truyền thanh phường Hoàn Kiếm" in register
    assert demo.said.count("/desk/speakers/") >= len(TROUBLES), "each outcome with the address of its page"


def test_keys_of_its_devices_are_read_by_their_owner_alone(demo: Demo) -> None:
    folder = demo.home / "demo" / "devices"
    assert (folder / "devices.json").stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.mission("N6")
def test_its_correction_went_to_exactly_those_who_got_the_first(demo: Demo, mission_figure: Figure) -> None:
    found = demo.result
    mission_figure(f"demo: {found['correction']['receivers']} receivers, the same as first")
    failed = found["channels"]["manual"]["failed"]
    everyone = sum(count for states in found["channels"].values() for count in states.values())
    assert found["correction"] == {"receivers": everyone - failed, "same_as_first": True}


@pytest.mark.mission("N3")
def test_the_letter_whose_line_broke_stays_unknown_and_is_not_sent_again(demo: Demo) -> None:
    assert demo.result["channels"]["email"]["unknown"] == 1
    assert len([line for line in demo.first_letters if '"nguoi-nhan-1@' in line]) == 1, (
        "only the correction arrived"
    )


@pytest.mark.mission("N14")
def test_its_journal_is_sealed_and_holds(demo: Demo, mission_figure: Figure) -> None:
    mission_figure(f"demo: {demo.result['journal']['rows']} rows")
    assert demo.result["journal"]["verified"] is True
    assert demo.result["journal"]["rows"] > 100


def test_each_step_was_timed_and_printed(demo: Demo) -> None:
    stages = demo.result["stages"]
    assert {
        "database",
        "units",
        "devices",
        "sound",
        "proofs",
        "subscribers",
        "release",
        "send",
        "correct",
        "journal",
    } <= set(stages)
    assert demo.said.count("✓") == len(stages)
    assert all(sample.key in demo.said for sample in story.CAST)


def test_the_site_is_left_running_and_shows_the_bulletin(demo: Demo) -> None:
    with urllib.request.urlopen(f"{demo.url}/", timeout=20) as answer:
        page = answer.read().decode()
    assert "sốt xuất huyết" in page
    assert "Bản trình diễn" in page


def test_a_code_is_printed_for_sample_accounts_alone(demo: Demo) -> None:
    assert demo.loa("demo", "code", "bien-tap").stdout.strip().isdigit()
    done = demo.loa("demo", "code", "nguoi-that@hanoi.gov.vn")
    assert (done.returncode, done.stdout) == (1, "")
    assert "There is no account nguoi-that@hanoi.gov.vn" in done.stderr


def test_a_second_demo_in_the_same_place_is_refused_and_the_first_stays(demo: Demo) -> None:
    before = demo.result
    done = demo.loa("demo", "run", "--once")
    assert done.returncode == 1
    assert "already runs" in done.stderr
    assert demo.result == before


def test_a_folder_with_other_data_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "precious").write_text("1")
    done = loa("demo", "run", "--once", LOA_HOME=str(tmp_path), LOA_PORT=str(free_port()))
    assert done.returncode == 1
    assert "holds data that no demo made" in done.stderr
    assert (tmp_path / "demo" / "precious").exists()


def test_without_a_demo_no_code_is_printed(tmp_path: Path) -> None:
    done = loa("demo", "code", "bien-tap", LOA_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "does not run" in done.stderr


@pytest.mark.mission("M2")
def test_its_review_counts_the_sample_year(demo: Demo, mission_figure: Figure) -> None:
    review = demo.result["review"]
    assert review["documents.issued"][0] == 30  # ten of them drafted by wards
    assert review["documents.drafted"][0] == 10
    assert review["tasks.done"] == [30, 40]
    assert review["tasks.groups"] == [11, None]
    assert review["documents.acknowledged"] == [24, 30]
    mission_figure(
        "demo: 30 of 40 tasks of the year done, 11 groups for the coming quarter, 1 of 2 ad hoc tasks apart"
    )
