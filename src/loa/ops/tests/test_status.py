"""The state of the machine on one page: what is well in one word, what is not with its reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.channels import canaries
from loa.channels.actions import open_account
from loa.channels.models import Account, CanaryRun, Certificate
from loa.delivery import worker
from loa.delivery.models import Chunk
from loa.lib import clock
from loa.lib.health import Level
from loa.ops import drills, health, saved
from loa.ops.backup import Manifest, _note
from loa.ops.drills import Drill
from loa.ops.saved import Backup
from loa.ops.status import picture
from loa.search.models import HostState, IndexState

PAGE, PART = "/desk/status/", "/desk/status/part/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyring")]


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def well(world):
    """Let everything be well: a worker gave a sign, a backup was written and restored, the index is kept."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    now = clock.now()
    IndexState.objects.create(host="loa:/", state=HostState.FOLLOWING, alive_at=now)
    saved.append(Backup(now - timedelta(hours=5), "dem.backup", 3_500_000, 12))
    drills.append(Drill(now - timedelta(hours=2), 95.0, ok=True, rows=1200))


@pytest.fixture
def site(world):
    return open_account(actor=world.admin, body=world.city, kind="website", name="Trang của Ban")


def run(account, state, minutes_ago=1, **facts):
    at = clock.now() - timedelta(minutes=minutes_ago)
    token = f"{account.pk}-{CanaryRun.objects.count()}"
    facts = {"finished_at": at} | facts
    return CanaryRun.objects.create(account=account, token=token, state=state, started_at=at, **facts)


def facts():
    return {
        fact.what: (fact.status.tone, str(fact.status.text), fact.note)
        for part in picture().parts
        for fact in part.facts
    }


def shown(client):
    return client.get(PAGE).content.decode()


def test_where_everything_is_well_the_page_says_so_first(world, well, site):
    run(site, "arrived")
    page = shown(world.client(world.admin))
    assert "Mọi phần đang hoạt động" in page
    for words in (
        "1 tiến trình đang chạy",
        "3,3 MB",
        "đã khôi phục thử sau đó",
        "Khôi phục được",
        "Không có gì hết hạn",
    ):
        assert words in page
    assert 'href="/healthz"' in page
    assert 'href="/status/"' in page


def test_what_is_not_well_stands_on_top_with_word_and_reason(world, site):
    run(site, "failed", reason="Không kết nối được máy chủ bên kia. Hãy thử lại sau.")
    Account.objects.filter(pk=site.pk).update(secret_expires_at=clock.now() + timedelta(days=5))
    Certificate.objects.create(
        host="thu.hanoi.example", port=587, ends_at=clock.now() + timedelta(days=12), checked_at=clock.now()
    )
    saved.append(Backup(clock.now() - timedelta(hours=27), "cu.backup", 10, 1))
    drills.append(Drill(clock.now() - timedelta(days=1), 40.0, ok=False, rows=0, note="thiếu khóa k1"))
    tones = [fact.status.tone for fact in picture().troubles]
    assert tones == sorted(tones, key=["bad", "warn", "unknown"].index)
    page = shown(world.client(world.admin))
    for words in (
        "1/1 trục trặc",
        "Trang của Ban</a>: Đang trục trặc",
        "Không kết nối được máy chủ bên kia.",
        "Không có tiến trình nào",
        "Hạn khóa của kênh Trang của Ban",
        "Còn 5 ngày",
        "Hạn chứng thư số của thu.hanoi.example",
        "Còn 12 ngày",
        "Không khôi phục được",
        "thiếu khóa k1",
    ):
        assert words in page, words


def test_the_queue_tells_what_waits_and_for_how_long(world, desk, well):
    assert facts()["Lượt gửi đang chờ"][:2] == ("ok", "0 lượt")
    desk.sent()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_chunk SET state = 'ready', due_at = clock_timestamp() - interval '11 minutes'"
        )
    found = facts()
    assert found["Lượt gửi đang chờ"][:2] == (
        "info",
        f"{sum(Chunk.objects.values_list('expected', flat=True))} lượt",
    )
    assert found["Phần việc chờ lâu nhất"][:2] == ("bad", "11 phút")


def test_the_part_answers_304_until_something_changes(world, well, site):
    run(site, "arrived")
    client = world.client(world.admin)
    with time_machine.travel(clock.now(), tick=False):
        first = client.get(PART)
        again = client.get(PART, headers={"If-None-Match": first["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
        assert "no-cache" in first["Cache-Control"]
        run(site, "failed", minutes_ago=0)
        assert client.get(PART, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_only_who_may_see_how_the_machine_is_doing_does(world):
    assert world.client(world.duty).get(PAGE).status_code == 200
    assert world.client(world.editor).get(PAGE).status_code == 403
    assert PAGE not in world.client(world.editor).get("/desk/").content.decode()


def test_twenty_accounts_take_as_many_queries_as_one(world, well, site):
    client = world.client(world.admin)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(PART)
        return len(seen)

    queries()
    one = queries()
    for number in range(20):
        run(
            open_account(actor=world.admin, body=world.city, kind="website", name=f"Trang {number}"), "failed"
        )
    assert queries() == one


# -- backups and drills -------------------------------------------------------------------------------------------


def test_a_backup_notes_itself_and_a_torn_line_is_passed_over(tmp_path):
    assert saved.last() is None
    file = tmp_path / "dem.backup"
    file.write_bytes(b"x" * 1000)
    at = clock.now().replace(microsecond=0)
    _note(file, Manifest(made_at=at.isoformat(), sha256={"database.dump": "", "files/a": ""}), print)
    with saved.default_file().open("a") as log:
        log.write('{"at": "2026-')
    assert saved.last() == Backup(at, "dem.backup", 1000, 2)
    assert [f.level for f in health.backups()] == [Level.OK]


def test_the_doctor_asks_for_a_backup_each_day_and_a_drill_each_month():
    def found():
        return [(f.name, f.level) for check in (health.backups, health.drilled) for f in check()]

    now = clock.now()
    assert found() == [
        ("backup", Level.WARN),
        ("restore drill", Level.WARN),
    ]
    saved.append(Backup(now - timedelta(hours=27), "a", 1, 1))
    drills.append(Drill(now - timedelta(days=1), 10.0, ok=True, rows=5))
    assert found() == [("backup", Level.WARN), ("restore drill", Level.OK)]
    saved.append(Backup(now - timedelta(hours=25), "b", 1, 1))
    drills.append(Drill(now, 10.0, ok=False, rows=0, note="hỏng"))
    assert found() == [("backup", Level.OK), ("restore drill", Level.FAIL)]
    assert drills.last() == Drill(now, 10.0, ok=False, rows=0, note="hỏng")


@pytest.mark.django_db(transaction=True)
def test_a_site_finds_its_newest_bulletin_through_its_own_public_address(desk, fly):
    bulletin = desk.sent()
    worker.drain()
    run = fly("website", account=desk.website)
    assert (run.state, run.reason) == ("arrived", "")
    assert desk.website.pages.filter(code=bulletin.code).exists()
    assert canaries.watched().filter(pk=desk.website.pk).exists()
