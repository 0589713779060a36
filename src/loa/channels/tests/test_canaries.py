"""Accounts test themselves: what arrives, what fails, what is lost in silence, and who is told when."""

from __future__ import annotations

import socket
from collections import Counter
from datetime import timedelta

import pytest
import pytest_socket
import time_machine
from procrastinate.contrib.django.models import ProcrastinateJob

from loa.channels import canaries, health, registry, slots, standings, tasks
from loa.channels.actions import pause_account
from loa.channels.base import Message, Result, Temporary
from loa.channels.errors import NoCanary
from loa.channels.models import Account, CanaryRun, Mode
from loa.channels.rules import is_due, most_at_once, notice_days
from loa.channels.standings import Word
from loa.channels.testing import Loopback
from loa.journal.models import Entry
from loa.lib import clock
from loa.lib.health import Level
from loa.units.errors import RightMissing

NOW = clock.now()


class Probe(Loopback):
    """A channel whose canary does what a test says."""

    key = "probe"
    label = "Kênh thử"
    canary_modes = tuple(Mode.values)
    awaits = False

    def __init__(self):
        super().__init__()
        self.does = Result.delivered
        self.tokens = []

    async def canary(self, outlet, token):
        self.tokens.append((outlet.id, token))
        return self.does(Message.of_canary(outlet))

    def reads_back(self, _outlet):
        return self.awaits


def down(_message):
    raise Temporary("connect_failed", "Không kết nối được.")


@pytest.fixture
def probe():
    kind = Probe()
    registry.register(kind)
    yield kind
    registry.unregister(kind.key)


@pytest.fixture
def heard(monkeypatch):
    troubles = []
    monkeypatch.setattr(slots, "_listeners", [*slots._listeners, troubles.append])
    return troubles


@pytest.fixture
def make(world, probe):
    def run(name="Kênh A", mode="live", body=None):
        config = {"url": "http://127.0.0.1:9/"}
        moment = clock.now()
        return Account.objects.create(
            body=body or world.city,
            kind="probe",
            name=name,
            mode=mode,
            config=config,
            listed_from=moment,
            created_at=moment,
        )

    return run


def tick(minutes):
    """Do what the job does, so many minutes after the beginning."""
    with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
        canaries.run_overdue()
        return canaries.run_due()


def words(minutes):
    with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
        return {line.account.name: line.word for line in standings.live_lines()}


# -- rules ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "minutes", "recent", "due"),
    [
        (None, None, 0, True),
        ("arrived", 56, 0, False),
        ("arrived", 58, 0, True),
        ("accepted", 30, 0, False),
        ("failed", 3, 1, False),
        ("failed", 5, 1, True),
        ("overdue", 12, 1, True),
        ("failed", 5, 4, False),
        ("failed", 58, 4, True),
    ],
)
def test_an_account_tests_itself_each_hour_and_sooner_after_a_failure(last, minutes, recent, due):
    begun = None if minutes is None else NOW - timedelta(minutes=minutes)
    assert is_due(last, begun, recent, NOW) is due


@pytest.mark.fault("S14")
@pytest.mark.parametrize(
    ("days", "notice"), [(22, None), (21, 21), (8, 21), (7, 7), (1.5, 7), (1, 1), (0.1, 1), (0, 0), (-3, 0)]
)
def test_an_end_is_told_of_three_times_before_and_once_after_it(days, notice):
    assert notice_days(NOW + timedelta(days=days), NOW) == notice


# -- runs ----------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def test_a_canary_that_arrived_is_the_last_good_run(make, probe, heard):
    account = make()
    assert words(0) == {"Kênh A": Word.NEW}
    assert tick(0) == 1
    assert tick(5) == 0
    run = CanaryRun.objects.get()
    assert (run.account_id, run.token) == probe.tokens[0]
    assert (run.state, words(5)) == ("arrived", {"Kênh A": Word.GOOD})
    (line,) = standings.live_lines()
    assert line.good_at == run.finished_at
    assert tick(60) == 1
    assert CanaryRun.objects.filter(account=account).count() == 2
    assert heard == []


def test_one_failure_is_tried_again_and_only_a_lasting_one_is_told_once(make, probe, heard):
    account = make()
    probe.does = down
    tick(0)
    assert (words(1), heard) == ({"Kênh A": Word.BAD}, [])
    tick(5)
    assert heard == []
    tick(10)
    tick(15)
    assert [(trouble.body, trouble.path) for trouble in heard[:1]] == [
        (account.body, f"/desk/channels/{account.pk}/")
    ]
    assert len({trouble.key for trouble in heard}) == 1, "one key, so whoever listens tells once"
    assert tick(20) == 0, "four times in half an hour are enough"
    probe.does = Result.delivered
    tick(60)
    assert words(61) == {"Kênh A": Word.GOOD}
    probe.does = down
    for minutes in (120, 125, 130):
        tick(minutes)
    assert len({trouble.key for trouble in heard}) == 2, "the next row of failures is told of again"


@pytest.mark.fault("R24")
def test_a_canary_lost_without_any_error_is_overdue_after_ten_minutes(make, probe, heard):
    make()
    probe.does, probe.awaits = Result.accepted, True
    tick(0)
    assert (words(9), heard) == ({"Kênh A": Word.NEW}, [])
    tick(11)
    late = CanaryRun.objects.order_by("started_at").first()
    assert (late.state, late.code) == ("overdue", "overdue")
    assert words(11) == {"Kênh A": Word.BAD}
    assert "“Kênh A”" in heard[0].title
    assert canaries.seen(late.account_id, late.token), "it came late, but it came"
    assert not canaries.seen(late.account_id, "khác")
    late.refresh_from_db()
    assert late.state == "arrived"


def test_what_nobody_reads_back_counts_as_handed_over_and_never_becomes_overdue(make, probe, heard):
    make()
    probe.does = Result.accepted
    tick(0)
    tick(30)
    assert words(30) == {"Kênh A": Word.HANDED_OVER}
    assert heard == []


def test_a_run_that_no_worker_takes_up_is_overdue_too(world, make, probe):
    with time_machine.travel(NOW, tick=False):
        canaries.ask(actor=world.admin, account=make())
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        tasks.run_canaries(0)
    assert probe.tokens, "the job took up what was due as well"
    first = CanaryRun.objects.order_by("started_at").first()
    assert (first.state, first.reason) == ("overdue", "Sau 10 phút lần thử chưa chạy xong.")


def test_an_account_that_stops_testing_itself_shows(make):
    make()
    tick(0)
    assert words(121) == {"Kênh A": Word.SILENT}
    with time_machine.travel(NOW + timedelta(minutes=121), tick=False):
        assert [(f.name, f.level) for f in health.canaries()] == [("canary", Level.WARN)]


def test_the_doctor_names_the_account_that_fails(make, probe):
    probe.does = down
    account = make()
    tick(0)
    (finding,) = health.canaries()
    assert (finding.level, f"account {account.pk} (probe)" in finding.seen) == (Level.FAIL, True)


def test_a_kind_that_breaks_fails_its_run_and_no_other(make, probe):
    makes = {make("Kênh A").pk: Result.delivered, make("Kênh B").pk: lambda _message: 1 / 0}
    probe.does = lambda message: makes[message.account_id](message)
    tick(0)
    tick(1)
    assert words(2) == {"Kênh A": Word.GOOD, "Kênh B": Word.BAD}
    assert CanaryRun.objects.get(state="failed").code == "broken"


def test_an_exercise_reaches_no_public_address_with_its_canary(world, make, probe, monkeypatch):
    monkeypatch.setattr(
        socket.socket, "connect", pytest_socket._true_connect
    )  # the product's own guard alone

    def call(message):
        with socket.socket() as line:
            line.connect(("203.0.113.5", 443))
        return Result.delivered(message)

    probe.does = call
    account = make(mode="exercise")
    assert tick(0) == 0, "only live accounts test themselves by the clock"
    canaries.run_one(canaries.ask(actor=world.admin, account=account).pk)
    run = CanaryRun.objects.get()
    assert (run.state, run.code) == ("failed", "out_of_reach")


def test_an_hour_holds_every_account_once_and_no_turn_holds_many(make):
    for number in range(25):
        make(f"Kênh {number}")
    turns = [tick(minutes) for minutes in range(0, 55, 5)]
    assert sum(turns) == 25
    assert max(turns) == most_at_once(25) == 3
    assert set(Counter(CanaryRun.objects.values_list("account", flat=True)).values()) == {1}


def test_an_officer_lets_an_account_test_itself_now_even_a_paused_one(world, make, probe):
    account = make()
    pause_account(actor=world.admin, account=account, reason="Sửa")
    with pytest.raises(RightMissing):
        canaries.ask(actor=world.editor, account=account)
    run = canaries.ask(actor=world.admin, account=account)
    assert canaries.ask(actor=world.admin, account=account) == run, "one under way is enough"
    job = ProcrastinateJob.objects.get(task_name="loa.channels.tasks.test_one")
    assert job.args == {"run_id": run.pk}
    assert Entry.objects.filter(verb="channels.tested").count() == 1
    canaries.run_one(run.pk)
    canaries.run_one(run.pk)
    assert len(probe.tokens) == 1


def test_a_kind_without_a_way_says_so(world, keyring):
    moment = clock.now()
    sheets = Account.objects.create(
        body=world.city,
        kind="manual",
        name="Bảng tin",
        mode="live",
        config={"form": "board"},
        listed_from=moment,
        created_at=moment,
    )
    assert words(0) == {"Bảng tin": Word.BY_PEOPLE}
    with pytest.raises(NoCanary):
        canaries.ask(actor=world.admin, account=sheets)
    shown = world.client(world.admin).get(f"/desk/channels/{sheets.pk}/").content.decode()
    assert "Kênh này do người thực hiện, không thử tự động." in shown
    assert "Thử ngay" not in shown


def test_runs_are_forgotten_after_a_month(make):
    make()
    tick(0)
    with time_machine.travel(NOW + timedelta(days=29)):
        assert canaries.run_prune() == 0
    with time_machine.travel(NOW + timedelta(days=31)):
        assert canaries.run_prune() == 1


# -- on screen -----------------------------------------------------------------------------------------------


def test_the_pages_of_an_account_show_its_tests_and_when_its_secret_ends(world, make, probe):
    account = make()
    client = world.client(world.admin)
    assert "Chưa thử lần nào" in client.get(f"/desk/channels/{account.pk}/").content.decode()
    client.post(f"/desk/channels/{account.pk}/test/")
    part = client.get(f"/desk/channels/{account.pk}/runs/").content.decode()
    assert "Đang thử" in part
    assert "hx-get" in part, "it asks again while a test is under way"
    probe.does = down
    canaries.run_one(CanaryRun.objects.get().pk)
    part = client.get(f"/desk/channels/{account.pk}/runs/").content.decode()
    assert "Không kết nối được." in part
    assert "hx-get" not in part
    Account.objects.update(secret_expires_at=clock.now() + timedelta(days=12, minutes=-5))
    assert "Còn 12 ngày" in client.get("/desk/channels/").content.decode()
    assert "Kênh A" in client.get("/desk/channels/?ends=30").content.decode()
    assert "Kênh A" not in client.get("/desk/channels/?ends=7").content.decode()


def test_the_first_screen_of_who_manages_channels_counts_what_ends_and_what_fails(world, make, probe):
    probe.does = down
    soon, later = make("Kênh A"), make("Kênh B")
    Account.objects.filter(pk=soon.pk).update(secret_expires_at=clock.now() + timedelta(days=3))
    Account.objects.filter(pk=later.pk).update(secret_expires_at=clock.now() + timedelta(days=20))
    tick(0)
    tick(1)
    shown = world.client(world.admin).get("/desk/").content.decode()
    for link in ("/desk/channels/?ends=7", "/desk/channels/?ends=30", "/desk/status/"):
        assert f'href="{link}"' in shown
    assert "/desk/channels/?ends=7" not in world.client(world.editor).get("/desk/").content.decode()
