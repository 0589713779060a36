"""The loudspeakers' part of a bulletin: text or recording, hear it, slot; then as everything else by two persons."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from loa.bulletins import actions, queries
from loa.bulletins.errors import NoSpeakers, SoundMoved
from loa.bulletins.models import Bulletin, OnAir
from loa.bulletins.rules.stops import StopCode
from loa.channels.actions import open_account
from loa.clocks.models import Clock
from loa.delivery import schedule, worker
from loa.lib import clock
from loa.speakers.actions.limits import add_rule
from loa.speakers.models import Airing, Cluster, Play, Sound
from loa.voice.errors import BadSound
from tests.desk import RIGHT, TEXT, TITLE, proof
from tests.tones import chime
from tests.world import World

BASE = "/desk/bulletins"
AIR = {
    StopCode.NO_SOUND,
    StopCode.SOUND_OLD,
    StopCode.SOUND_UNHEARD,
    StopCode.NO_MOMENT,
    StopCode.MOMENT_PAST,
    StopCode.MOMENT_AFTER_END,
    StopCode.MOMENT_LOCKED,
}


@pytest.fixture
def speakers(world: World):
    account = open_account(
        actor=world.admin, body=world.ward_a, kind="speaker", name="Loa phường", mode="live", config={}
    )
    for number in (1, 2):
        Cluster.objects.create(
            code=f"A{number}",
            body=world.ward_a,
            area=world.ward_a_area,
            place=f"Nhà văn hóa tổ {number}",
            opened_at=clock.now() - timedelta(days=1),
        )
    return account


@pytest.fixture
def bulletin(desk, speakers):
    return desk.draft(
        actor=desk.world.ward_officer_writer
        if hasattr(desk.world, "ward_officer_writer")
        else desk.world.editor,
        accounts=[speakers],
        areas=[desk.world.ward_a_area],
        valid_until=clock.now() + timedelta(days=4),
    )


def air_stops(bulletin):
    return {stop.code for stop in queries.check(bulletin).stops} & AIR


def at(days, hour):
    day = clock.now().astimezone(clock.HANOI) + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


@pytest.mark.django_db
def test_without_a_sound_heard_and_a_moment_it_does_not_go_out(desk, bulletin, keyring):
    editor = desk.world.editor
    assert air_stops(bulletin) == {StopCode.NO_SOUND}
    sound = actions.read_aloud(actor=editor, bulletin=bulletin)
    assert air_stops(bulletin) == {StopCode.SOUND_UNHEARD, StopCode.NO_MOMENT}
    actions.hear(actor=editor, bulletin=bulletin, sound_id=sound.pk)
    actions.choose_moments(actor=editor, bulletin=bulletin, moments=[at(1, 9)])
    assert air_stops(bulletin) == set()


@pytest.mark.django_db
def test_a_changed_text_needs_a_new_sound(desk, bulletin, keyring):
    editor = desk.world.editor
    sound = actions.read_aloud(actor=editor, bulletin=bulletin)
    actions.hear(actor=editor, bulletin=bulletin, sound_id=sound.pk)
    actions.save(actor=editor, bulletin=bulletin, title=TITLE, text=RIGHT, base_version=1)
    assert StopCode.SOUND_OLD in air_stops(bulletin)
    again = actions.read_aloud(actor=editor, bulletin=bulletin)
    assert again.pk != sound.pk
    with pytest.raises(SoundMoved):
        actions.hear(actor=editor, bulletin=bulletin, sound_id=sound.pk)
    actions.save(actor=editor, bulletin=bulletin, title=TITLE, text=TEXT, base_version=2)
    assert (
        actions.read_aloud(actor=editor, bulletin=bulletin).pk == sound.pk
    )  # the same words: the same sound


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "hour", "stop"),
    [(1, 23, StopCode.MOMENT_LOCKED), (-1, 9, StopCode.MOMENT_PAST), (6, 9, StopCode.MOMENT_AFTER_END)],
)
def test_a_moment_at_night_past_or_after_the_end_is_refused(desk, bulletin, keyring, days, hour, stop):
    actions.read_aloud(actor=desk.world.editor, bulletin=bulletin)
    actions.choose_moments(actor=desk.world.editor, bulletin=bulletin, moments=[at(days, hour)])
    assert stop in air_stops(bulletin)


@pytest.mark.django_db
def test_a_file_that_is_no_sound_is_refused_and_leaves_nothing(desk, bulletin, keyring):
    with pytest.raises(BadSound):
        actions.take_recording(
            actor=desk.world.editor,
            bulletin=bulletin,
            recording=SimpleUploadedFile("a.mp3", b"PK\x03\x04" + bytes(4000)),
        )
    assert not Sound.objects.exists()
    assert not OnAir.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_officer_of_a_ward_is_on_air_in_three_steps(world, speakers, keyring, tmp_path):
    officer = world.client(world.ward_officer)
    assert "Bước 1/3" in officer.get(f"{BASE}/new/loudspeaker/").content.decode()
    words = {"title": TITLE, "text": TEXT, "source": "UBND phường", "priority": "normal"}
    officer.post(f"{BASE}/new/loudspeaker/", words)
    bulletin = Bulletin.objects.get()
    where = f"{BASE}/{bulletin.pk}/air/"
    heard = officer.get(where).content.decode()
    assert "<audio" in heard
    sound = Sound.objects.get()
    shown = {name: _hidden(heard, name) for name in ("version", "shown")}
    officer.post(where, {"act": "hear", "sound": sound.pk, "facts": "1", **shown})
    moment = at(1, 9)
    officer.post(where, {"act": "choose", "submit": "1", "other": f"{moment:%Y-%m-%dT%H:%M}"})
    bulletin.refresh_from_db()
    assert bulletin.state == "checking"
    row = actions.release(
        actor=world.ward_approver,
        bulletin=bulletin,
        seen_hash=bulletin.submissions.get(state="open").hash,
        proof=proof(),
    )
    assert row.dispatch is not None
    row.dispatch.chunks.update(due_at=clock.now() - timedelta(minutes=1))
    _past_the_hold(bulletin)
    assert Airing.objects.get().starts_at == moment
    assert Play.objects.count() == 2


@pytest.mark.django_db
def test_a_recording_takes_the_place_of_the_machine(desk, bulletin, keyring, tmp_path):
    target = tmp_path / "tone.mp3"
    chime(target)
    client = desk.world.client(desk.world.editor)
    file = SimpleUploadedFile("thu-am.mp3", target.read_bytes(), "audio/mpeg")
    answer = client.post(f"{BASE}/{bulletin.pk}/air/", {"act": "record", "recording": file})
    assert answer.status_code == 302
    assert Sound.objects.get().origin == "upload"
    bad = SimpleUploadedFile("thu-am.mp3", b"khong phai am thanh" * 200, "audio/mpeg")
    refused = client.post(f"{BASE}/{bulletin.pk}/air/", {"act": "record", "recording": bad})
    assert refused.status_code == 422
    assert "không phải tệp âm thanh" in refused.content.decode()


@pytest.mark.django_db
def test_a_body_without_loudspeakers_is_told_so(world):
    page = world.client(world.ward_officer).get(f"{BASE}/new/loudspeaker/")
    assert "Cơ quan chưa có kênh loa truyền thanh" in page.content.decode()
    with pytest.raises(NoSpeakers):
        actions.begin_on_air(
            actor=world.ward_officer, title=TITLE, text=TEXT, source="UBND phường", priority="normal"
        )


def _on_air(desk, speakers, moments):
    """Return a bulletin that is out, on the website and on loudspeakers at these moments."""
    editor = desk.world.editor
    bulletin = desk.draft(
        accounts=[speakers, desk.website],
        areas=[desk.world.ward_a_area],
        valid_until=clock.now() + timedelta(days=4),
    )
    sound = actions.read_aloud(actor=editor, bulletin=bulletin)
    actions.hear(actor=editor, bulletin=bulletin, sound_id=sound.pk)
    actions.choose_moments(actor=editor, bulletin=bulletin, moments=moments)
    actions.lock_facts(actor=editor, bulletin=bulletin)
    actions.send_for_release(actor=editor, bulletin=bulletin)
    desk.release(bulletin)
    _past_the_hold(bulletin)
    return bulletin


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mend", ["correct", "withdraw"])
def test_at_night_a_correction_leaves_at_once_and_sounds_in_place_of_the_first(desk, speakers, keyring, mend):
    with time_machine.travel(at(1, 22), tick=False):
        first = at(1, 9)
        bulletin = _on_air(desk, speakers, [first, at(1, 17)])
        given = {"actor": desk.world.duty, "original": bulletin, "reason": "Sai ngày", "proof": proof()}
        row = actions.correct(text=RIGHT, **given) if mend == "correct" else actions.withdraw(**given)
        _past_the_hold(row.bulletin)
        assert row.at == clock.now()
    of_first = Airing.objects.filter(code=bulletin.code)
    assert set(of_first.values_list("state", flat=True)) == {"cancelled"}
    mended = Airing.objects.get(code=row.bulletin.code)
    assert (mended.starts_at, mended.state) == (first, "ordered")
    assert mended.plays.filter(state="ordered").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_correction_passes_the_limits_of_every_day_and_no_day_of_silence(desk, speakers, keyring):
    world = desk.world
    rule = {"kind": "limits", "source": "Quyết định 1246/QĐ-UBND", "valid_from": clock.today()}
    add_rule(actor=world.admin, area=world.ward_a_area, sessions_a_day=1, minutes_a_session=1, **rule)
    with time_machine.travel(at(1, 10), tick=False):
        bulletin = _on_air(desk, speakers, [at(0, 11)])
        row = actions.correct(
            actor=world.duty, original=bulletin, text=RIGHT, reason="Sai ngày", proof=proof()
        )
        assert queries.row_of(row.bulletin).moments == []
    mourning = rule | {"kind": "mourning", "valid_from": at(2, 9).date(), "valid_until": at(7, 9).date()}
    add_rule(actor=world.admin, area=world.ward_a_area, **mourning)
    with time_machine.travel(at(3, 10), tick=False):
        row = actions.correct(
            actor=world.duty, original=row.bulletin, text=TEXT, reason="Sai ngày", proof=proof()
        )
        (moment,) = queries.row_of(row.bulletin).moments
        assert moment == at(4, 7)
        assert row.bulletin.valid_until > moment


@pytest.mark.django_db
def test_an_exercise_says_aloud_that_it_is_one(desk, bulletin, keyring):
    live = queries.words_of(bulletin)
    Bulletin.objects.filter(pk=bulletin.pk).update(mode="exercise")
    bulletin.refresh_from_db()
    exercise = queries.words_of(bulletin)
    assert "diễn tập" not in live.read
    assert exercise.read.startswith("Đây là bản tin diễn tập.\n")
    assert exercise.read.endswith("Đây là bản tin diễn tập.")
    assert exercise.hash != live.hash


@pytest.mark.django_db
def test_the_clock_of_a_request_ends_at_the_first_moment_on_air(desk, bulletin, keyring):
    with time_machine.travel(at(1, 10), tick=False):
        editor, moment = desk.world.editor, at(0, 11)
        sound = actions.read_aloud(actor=editor, bulletin=bulletin)
        actions.hear(actor=editor, bulletin=bulletin, sound_id=sound.pk)
        actions.choose_moments(actor=editor, bulletin=bulletin, moments=[at(1, 9), moment])
        actions.lock_facts(actor=editor, bulletin=bulletin)
        actions.send_for_release(actor=editor, bulletin=bulletin)
        running = Clock.objects.get(thing=bulletin.thing, purpose="bulletins.release")
        assert running.due_at == moment
        shown = desk.world.client(editor).get(f"{BASE}/{bulletin.pk}/").content.decode()
    assert "Giờ phát loa" in shown
    assert "11:00" in shown.split("Giờ phát loa")[1].split("</dd>")[0]


@pytest.mark.django_db
def test_a_recorded_exercise_must_say_by_itself_that_it_is_one(desk, bulletin, keyring, tmp_path):
    client, editor = desk.world.client(desk.world.editor), desk.world.editor
    Bulletin.objects.filter(pk=bulletin.pk).update(mode="exercise")
    bulletin.refresh_from_db()
    where = f"{BASE}/{bulletin.pk}"
    assert "bản thu sẵn phải tự nói câu này" in client.get(f"{where}/air/").content.decode()
    must = "bản thu phải nói “Đây là bản tin diễn tập.” trước và sau nội dung"
    actions.read_aloud(actor=editor, bulletin=bulletin)
    assert must not in client.get(f"{where}/check/").content.decode()
    chime(tmp_path / "tone.mp3")
    file = SimpleUploadedFile("thu.mp3", (tmp_path / "tone.mp3").read_bytes(), "audio/mpeg")
    actions.take_recording(actor=editor, bulletin=bulletin, recording=file)
    for page in ("air", "check"):
        assert must in client.get(f"{where}/{page}/").content.decode(), page


@pytest.mark.django_db(transaction=True)
def test_a_correction_says_before_it_is_sent_when_loudspeakers_sound_it(desk, speakers, keyring):
    given = {"actor": desk.world.duty, "reason": "Sai ngày"}
    with time_machine.travel(at(1, 20), tick=False):
        bulletin = _on_air(desk, speakers, [at(1, 17)])
        draft = actions.draft_replacement(original=bulletin, relation="correction", text=RIGHT, **given)
        assert queries.moments_to_mend(draft) == []
        address, client = f"{BASE}/{draft.pk}/mend/", desk.world.client(desk.world.duty)
        page = client.get(address).content.decode()
        assert "Loa phát ngay khi bấm phát" in page
        assert "Phát ngay bản đính chính" in page
    with time_machine.travel(at(1, 22), tick=False):  # the night has begun since
        client = desk.world.client(desk.world.duty)
        page = client.get(address).content.decode()
        assert "Loa phát sau, các kênh khác gửi ngay" in page
        assert "Phát ngay bản đính chính" in page
        assert queries.moments_to_mend(draft) == [at(1, 17)]


@pytest.mark.django_db
def test_a_bulletin_over_several_wards_is_judged_at_theirs_and_told_where_there_is_room(
    desk, bulletin, keyring
):
    world = desk.world
    Cluster.objects.create(
        code="B1", body=world.ward_b, area=world.ward_b_area, place="Đình làng", opened_at=clock.now()
    )
    actions.configure(actor=world.editor, bulletin=bulletin, areas=[world.ward_a_area, world.ward_b_area])
    add_rule(
        actor=world.admin,
        area=world.ward_b_area,
        kind="limits",
        source="Quyết định 5/QĐ-UBND",
        valid_from=clock.today(),
        sessions_a_day=1,
        minutes_a_session=1,
    )
    actions.read_aloud(actor=world.editor, bulletin=bulletin)
    client, address = world.client(world.editor), f"{BASE}/{bulletin.pk}/air/"
    assert "Không giờ nào còn trống ở quá nửa số cơ quan" in client.get(address).content.decode()
    OnAir.objects.update(moments=[at(1, 9)], moments_chosen=True)
    Sound.objects.update(length_ms=90_000)
    page = client.get(address).content.decode()
    assert "Phát ở cụm loa của 2 cơ quan" in page
    assert "Gặp ở 1 trong 2 cơ quan có cụm loa" in page


def _hidden(html, name):
    return html.split(f'name="{name}" value="')[1].split('"')[0]


def _past_the_hold(bulletin):
    with time_machine.travel(clock.now() + timedelta(seconds=16), tick=False):
        schedule.start_due()
        actions.run_due_times()
    worker.drain()
    bulletin.refresh_from_db()
