"""The reconciliation adds up, each number opens its rows, and anybody can check a proof."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
import time_machine
from click.testing import CliRunner

from loa.figures import registry
from loa.figures.scope import Scope
from loa.lib.crypt import Keyring
from loa.speakers.actions import ending
from loa.speakers.cli_verify import proofs as verify
from loa.speakers.intake import take_in
from loa.speakers.models import Play, Proof, Sound
from loa.speakers.queries.reconcile import Wanted, plays_of, reconcile
from loa.speakers.rules.words import PlayState
from loa_wire.words import Outcome, Why
from tests.scene_proof import Pole, make_airing, make_play, make_pole, make_sound
from tests.world import World

NOW = datetime(2027, 3, 1, 1, 0, tzinfo=UTC)
DAY = NOW.date()
PAGE = "/desk/speakers/reconcile/"


@pytest.fixture(autouse=True)
def in_the_afternoon():
    with time_machine.travel(NOW + timedelta(hours=7), tick=False):
        yield


@pytest.fixture
def pole(world: World, keyring: Keyring) -> Pole:
    return make_pole(world.ward_a, world.ward_a_area)


@pytest.fixture
def sound(world: World) -> Sound:
    return make_sound(world.ward_a, world.ward_officer.person)


@pytest.fixture
def day(world: World, pole: Pole, sound: Sound) -> list[Play]:
    """A day of one cluster on which everything happened once, and one play of another ward."""

    def at(minutes: int, state: str = PlayState.ORDERED) -> Play:
        return make_play(make_airing(sound, NOW + timedelta(minutes=minutes)), pole, state)

    plays = [at(0), at(30), at(60), at(90), at(120), at(150, PlayState.CANCELLED), at(12 * 60)]
    take_in(
        [
            pole.proof(plays[0]),
            pole.proof(plays[1], start=plays[1].moment + timedelta(minutes=5)),
            pole.proof(plays[2], Outcome.PARTLY, why=Why.PREEMPTED, heard=9_000),
            pole.proof(plays[3], Outcome.NOT_PLAYED, why=Why.NO_AUDIO, heard=0),
        ]
    )
    other = make_pole(world.ward_b, world.ward_b_area)
    theirs = make_sound(world.ward_b, world.other_ward_officer.person)
    make_play(make_airing(theirs, NOW), other)
    ending.end_overdue(NOW + timedelta(hours=7))
    return plays


@pytest.mark.mission("N1")
def test_every_ordered_play_stands_in_one_column_and_each_number_opens_its_rows(day, world):
    found = reconcile(world.ward_officer, Wanted(DAY, DAY))
    sums = found.sums
    assert sums.is_whole
    assert (sums.ordered, sums.played, sums.partly, sums.not_played) == (7, 2, 1, 1)
    assert (sums.unknown, sums.waiting, sums.cancelled, sums.late) == (1, 1, 1, 1)
    assert [(why, n) for why, _text, n in found.reasons] == [("no_audio", 1)]
    client = world.client(world.ward_officer)
    days = f"since={DAY:%d/%m/%Y}&until={DAY:%d/%m/%Y}"
    page = client.get(f"{PAGE}?{days}").content.decode()
    assert "Chưa tải được tệp âm thanh" in page
    assert "Ủy ban nhân dân xã Đông Hội" not in page
    for word, number in (("played", 2), ("unknown", 1), ("late", 1), ("waiting", 1)):
        rows = client.get(f"{PAGE}plays/?{days}&outcome={word}").context["list"]
        assert rows.total == number
    one = day[0]
    for named in (
        f"airing={one.airing_id}",
        f"cluster={one.cluster_id}&q={one.cluster.code}&outcome=not_played",
        f"airing={one.airing_id}&cluster=x",
    ):
        assert client.get(f"{PAGE}plays/?{named}").context["list"].total == 1


@pytest.mark.parametrize("by", ["body", "cluster", "airing"])
def test_sums_by_body_cluster_or_airing_are_the_same_plays(day, world, by):
    wanted = Wanted(DAY, DAY, by=by)
    found = reconcile(world.admin, wanted)
    assert (
        sum(line.sums.ordered for line in found.lines)
        == found.sums.ordered
        == plays_of(world.admin, wanted).count()
        == 8
    )
    assert all(line.sums.is_whole and line.name for line in found.lines)


def test_the_files_hold_every_row_of_the_days_in_reach(day, world):
    client = world.client(world.ward_officer)
    address = f"{PAGE}plays.%s?since={DAY:%d/%m/%Y}"
    csv = b"".join(client.get(address % "csv").streaming_content).decode()
    assert csv.count("CL-") == 7
    assert "chưa rõ" in csv
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(address % "xlsx").streaming_content)))
    assert sum("CL-" in str(row) for row in book.active.iter_rows(values_only=True)) == 7
    assert client.get(address % "pdf").status_code == 404


@pytest.mark.mission("N1")
def test_anybody_can_check_a_downloaded_proof_and_a_changed_one_is_not_genuine(
    day, world, pole, tmp_path: Path
):
    client = world.client(world.ward_officer)
    proof = Proof.objects.earliest("n")
    page = client.get(f"/desk/speakers/proofs/{proof.pk}/").content.decode()
    assert proof.cluster.code in page
    one = tmp_path / "one.jsonl"
    one.write_bytes(client.get(f"/desk/speakers/proofs/{proof.pk}/evidence/").content)
    result = CliRunner().invoke(verify, [str(one)])
    assert (result.exit_code, "1 genuine, 0 not" in result.output) == (0, True)
    whole = tmp_path / "all.jsonl"
    whole.write_bytes(
        b"".join(client.get(f"/desk/speakers/{pole.cluster.pk}/log/?evidence=on").streaming_content)
    )
    assert "4 genuine, 0 not" in CliRunner().invoke(verify, [str(whole)]).output
    thief = make_pole(world.ward_a, world.ward_a_area)
    lines = whole.read_text().replace(pole.device.name, thief.device.name)
    whole.write_text(lines + "{}\n[]\nnull\n")
    result = CliRunner().invoke(verify, [str(whole)])
    assert (result.exit_code, "0 genuine, 7 not" in result.output) == (1, True)


def test_the_log_of_a_cluster_outlives_its_device_and_shows_what_nobody_ordered(day, world, pole):
    take_in([pole.proof("77777", start=NOW)])
    type(pole.device).objects.filter(pk=pole.device.pk).update(revoked_at=NOW, revoke_reason="hỏng")
    page = world.client(world.ward_officer).get(f"/desk/speakers/{pole.cluster.pk}/log/").content.decode()
    assert "Ngoài lệnh: 77777" in page
    assert page.count("<tr>") == 6
    assert world.client(world.stranger).get(f"/desk/speakers/{pole.cluster.pk}/log/").status_code == 404


def test_a_review_counts_proven_plays_among_those_ordered(day, world):
    scope = Scope(world.city, DAY, DAY, is_whole=True)
    figure = registry.find("speakers.played")
    assert figure is not None
    value = registry.value_of(figure, scope)
    assert (value.count, value.among) == (3, 6)
    assert {state for (state,) in figure.rows(scope).values_list("state")} == {"played", "partly"}


def test_the_first_screen_names_what_is_silent(day, world):
    ending.find_silent(NOW + timedelta(hours=7))
    page = world.client(world.other_ward_officer).get("/desk/").content.decode()
    assert "cụm loa đến giờ mà không phát" in page
    listed = world.client(world.other_ward_officer).get("/desk/speakers/silent/").content.decode()
    assert "Chưa rõ có phát hay không" in listed
