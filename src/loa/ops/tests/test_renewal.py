"""The program is renewed on a running site: tables change under the old program, and nothing is lost."""

import threading

import pytest
from django.db import connection, connections, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from loa.channels.testing import Receiver, installed
from loa.delivery import folder, store, worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Chunk, Dispatch
from loa.delivery.testing import make_account, make_plan, start_worker, states, tallied
from loa.journal.actions import SYSTEM
from loa.ops import prepare
from loa.ops.renewal import hindrances
from loa.ops.tests.copies import wait_for

WIDEN = """
DO $$ DECLARE t regclass; BEGIN
  FOR t IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
            AND NOT c.relispartition AND pg_get_userbyid(c.relowner) = current_user AND c.relname !~ '^(procrastinate|django)'
  LOOP
    EXECUTE format('ALTER TABLE %s ADD COLUMN of_the_next_version integer', t);
    EXECUTE format('ALTER TABLE %s ADD COLUMN counted_by_the_next integer NOT NULL DEFAULT 0', t);
  END LOOP;
END $$
"""


def widen():
    """Give every table two columns that this program knows nothing of, as the owner, on a site that runs."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(WIDEN)


@pytest.mark.fault("R19")
@pytest.mark.timeout(240)
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_worker_in_mid_dispatch_goes_on_when_every_table_gets_new_columns(world):
    with installed(), Receiver(delay=0.02, dedupes=False) as receiver:
        account = make_account(world.city, receiver.url, kind="loopback_blind")
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 1_000))
        process = start_worker(lease=30)
        try:
            assert wait_for(lambda: len(receiver.taken) >= 200)
            prepare.patiently(widen, print)
            assert len(receiver.taken) < 1_000, "the tables changed while it was sending"
            assert wait_for(lambda: Dispatch.objects.get(pk=dispatch.pk).state == "done", 120)
            assert process.poll() is None, "no worker died of it"
        finally:
            process.terminate()
            process.wait(20)
        assert process.returncode == 0
        folder.catch_up()
        assert tallied(dispatch) == states(dispatch) == {"accepted": 1_000}
        assert receiver.doubled == 0


@pytest.mark.fault("R19")
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_bulletin_is_written_released_and_sent_by_the_old_program_on_the_new_tables(desk):
    widen()
    bulletin = desk.submitted()
    desk.release(bulletin)
    desk.end_hold(bulletin)
    worker.drain()
    dispatch = Dispatch.objects.get(thing=f"bulletins.bulletin:{bulletin.pk}")
    found = states(dispatch)
    assert found["delivered"] == 1, "the page stands"
    assert sum(found.values()) == dispatch.approved_count
    assert desk.world.client(desk.world.editor).get(f"/desk/dispatches/{dispatch.pk}/").status_code == 200


@pytest.mark.fault("R19")
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_work_that_the_version_before_opens_is_sent_by_this_one(world):
    with installed(), Receiver() as receiver:
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(make_account(world.city, receiver.url), 5))
        chunk = Chunk.objects.filter(dispatch=dispatch)
        kept = dict(chunk.values().get())
        chunk.delete()
        before = MigrationLoader(connection).project_state(("delivery", "0006_pace")).apps
        known = {field.attname for field in before.get_model("delivery", "Chunk")._meta.concrete_fields}
        before.get_model("delivery", "Chunk").objects.create(**{name: kept[name] for name in known})
        worker.drain()
        assert tallied(dispatch) == {"accepted": 5}


@pytest.mark.fault("R19")
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_change_of_a_table_in_use_gives_way_so_that_nobody_waits_behind_it(world, monkeypatch):
    monkeypatch.setattr(prepare, "LOCK_WAIT", 50)
    gave_way, said = threading.Event(), []

    def say(line):
        said.append(line)
        gave_way.set()

    def renew():
        prepare.patiently(widen, say)
        connections.close_all()

    with connection.cursor() as cursor:
        cursor.execute("BEGIN; SELECT count(*) FROM delivery_chunk")
        renewal = threading.Thread(target=renew)
        renewal.start()
        assert gave_way.wait(30)
        cursor.execute("SELECT count(*) FROM units_body; COMMIT")
    renewal.join(30)
    assert not renewal.is_alive()
    assert "giving way" in said[0]
    assert store.claim("test", [0]) is None, "the tables answer"
    assert "counted_by_the_next" in _columns("delivery_chunk")


def _columns(table):
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def _state():
    state = ProjectState()
    fields = {"id": models.BigAutoField(primary_key=True), "name": models.CharField(max_length=40, null=True)}
    migrations.CreateModel("Thing", list(fields.items())).state_forwards("room", state)
    return state


def _told(*operations, contracts=""):
    migration = migrations.Migration("0002_next", "room")
    migration.operations = list(operations)
    migration.contracts = contracts
    return list(hindrances(_state(), [migration]))


WIDER = [
    migrations.AddField("thing", "note", models.TextField(null=True)),
    migrations.AddField("thing", "count", models.IntegerField(default=0, db_default=0)),
    migrations.AlterField("thing", "name", models.CharField(max_length=80, null=True)),
    migrations.AddIndex("thing", models.Index(fields=["name"], name="thing_name")),
]
NARROWER = [
    migrations.AddField("thing", "count", models.IntegerField(default=0)),
    migrations.AlterField("thing", "name", models.CharField(max_length=40)),
    migrations.AlterField("thing", "name", models.CharField(max_length=20, null=True)),
    migrations.RemoveField("thing", "name"),
    migrations.RenameField("thing", "name", "title"),
    migrations.DeleteModel("Thing"),
    migrations.AddConstraint("thing", models.CheckConstraint(condition=models.Q(name="x"), name="thing_x")),
]


@pytest.mark.fault("R19")
@pytest.mark.parametrize("operation", WIDER, ids=lambda each: each.describe())
def test_what_only_widens_is_borne_by_the_old_program(operation):
    assert _told(operation) == []


@pytest.mark.fault("R19")
@pytest.mark.parametrize("operation", NARROWER, ids=lambda each: each.describe())
def test_what_the_old_program_could_not_bear_is_named_unless_the_migration_says_why(operation):
    assert len(_told(operation)) == 1
    assert _told(operation, contracts="nothing has used it since version 2") == []


@pytest.mark.fault("R19")
def test_a_table_that_the_new_version_makes_is_none_of_the_old_programs():
    made = migrations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))])
    assert _told(made, migrations.AddField("other", "count", models.IntegerField(default=0))) == []
