"""What holds the charter is looked at in the database itself; whatever was altered is named."""

import json

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, connections, transaction
from django.utils import translation

from loa.journal.models import Entry
from loa.lib import clock
from loa.notices.models import Notice
from loa.ops import postgres
from loa.ops.charter import catalogue
from loa.ops.charter.actions import check_charter, record
from loa.ops.charter.cli import charter, said
from loa.ops.charter.rules import RULES
from loa.ops.charter.verify import Fault, Report, expected_looks, looks, verify
from loa.ops.models import CharterCheck
from loa.ops.watching import run_watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser(monkeypatch):
    """Alter the database as its superuser in a transaction that is undone, then look at it as the application."""
    other = connections.create_connection("default")
    other.settings_dict = {**other.settings_dict, "USER": postgres.SUPERUSER}
    other.set_autocommit(False)
    monkeypatch.setattr(catalogue, "connection", other)

    def run(*statements):
        with other.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            cursor.execute(f"SET LOCAL ROLE {postgres.APP}")

    yield run
    other.rollback()
    other.close()


def open_month():
    with connection.cursor() as cursor:
        cursor.execute("SELECT delivery_open_month(%s)", [clock.today()])


def test_the_file_of_expected_looks_is_current():
    open_month()
    assert looks() == expected_looks(), "run `python tools/charter.py` and read what changed"


def test_everything_stands_after_the_migrations():
    report = verify()
    assert report.ok, said(report)
    assert report.held == sum(len(rule.keys) for rule in RULES) > 60


DROPPED = "ALTER TABLE bulletins_release DROP CONSTRAINT release_by_two_persons"
UNLIMITED = "ALTER TABLE bulletins_release DROP CONSTRAINT release_emergency_ends_within_a_day, ADD CONSTRAINT release_emergency_ends_within_a_day CHECK (expires_at <= due_at + interval '2 days')"
OFF = "ALTER TABLE bulletins_release DISABLE TRIGGER bulletins_release_by_another"
HOLLOW = "CREATE OR REPLACE FUNCTION bulletins_release_by_another() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
NOT_FOREIGN = "ALTER TABLE delivery_target DISABLE TRIGGER ALL"
BODILESS = "ALTER TABLE channels_account ALTER body_id DROP NOT NULL"
SPYING = "ALTER TABLE units_person ADD COLUMN last_opened_at date"
KNOWING = "ALTER TABLE audience_contact ADD COLUMN town text"

BY_ANOTHER = "trigger:bulletins_release.bulletins_release_by_another"
TWO = "constraint:bulletins_release.release_by_two_persons"
A_DAY = "constraint:bulletins_release.release_emergency_ends_within_a_day"


@pytest.mark.parametrize(
    ("statement", "rule", "key", "state"),
    [
        (BODILESS, 1, "not_null:channels_account.body_id", "altered"),
        (DROPPED, 4, TWO, "missing"),
        (OFF, 4, BY_ANOTHER, "altered"),
        (HOLLOW, 4, BY_ANOTHER, "altered"),
        ("GRANT DELETE ON bulletins_correction TO PUBLIC", 5, "rights:bulletins_correction", "altered"),
        (KNOWING, 7, "columns:audience_contact", "altered"),
        (NOT_FOREIGN, 9, "constraint:delivery_target.target_mode_of_account", "altered"),
        (UNLIMITED, 9, A_DAY, "altered"),
        (SPYING, 11, "no_column:watching", "altered"),
        ("GRANT UPDATE ON journal_entry TO loa_app", 12, "rights:journal_entry", "altered"),
        ("GRANT UPDATE (verb) ON journal_entry TO loa_app", 12, "rights:journal_entry", "altered"),
        ("GRANT loa_owner TO loa_app", 12, "role:app", "altered"),
    ],
)
def test_it_names_what_was_altered_with_its_rule(superuser, statement, rule, key, state):
    superuser(statement)
    report = verify()
    assert (rule, key, state) in {(f.rule, f.key, f.state) for f in report.faults}
    assert not report.ok
    with translation.override("en"):
        fault = next(f for f in verify().faults if f.key == key)
    assert fault.protects != ""
    assert f"rule {rule}: {key} is {state}" in said(report)


@pytest.mark.parametrize(
    "statement",
    ["DROP TRIGGER delivery_check_mode ON {month}", "GRANT UPDATE ON {month} TO loa_app"],
)
def test_the_table_of_every_month_is_looked_at(superuser, statement):
    month = f"delivery_delivery_{clock.today():%Y%m}"
    superuser(f"SELECT delivery_open_month('{clock.today()}')", "SELECT delivery_open_month('2031-01-01')")
    assert verify().ok
    with catalogue.connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    superuser(statement.format(month=month))
    (fault,) = verify().faults
    assert month in fault.seen


def test_a_dump_and_restore_changes_no_look(superuser):
    """PostgreSQL writes a restored constraint with its casts in other places."""
    keys = [key for rule in RULES for key in rule.keys if key.startswith("constraint:")]
    with catalogue.connection.cursor() as cursor:
        for key in keys:
            table, name = key.removeprefix("constraint:").split(".")
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = to_regclass(%s) AND conname = %s",
                [table, name],
            )
            (definition,) = cursor.fetchone()
            if definition.startswith("CHECK"):
                cursor.execute(
                    f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} {definition}"
                )
    superuser()
    assert verify().ok


# -- the result, kept and shown -------------------------------------------------------------------------------

BROKEN = Report(60, (Fault(5, "rights:bulletins_correction", "altered", "sổ", "SELECT", "DELETE"),), "0" * 64)


def test_a_result_is_kept_for_ever_with_a_journal_row():
    check_charter()
    record(BROKEN)
    entry = Entry.objects.filter(verb="ops.charter_checked").latest("id")
    assert entry.facts == {"ok": False, "held": 60, "broken": ["rights:bulletins_correction"]}
    for statement in ("UPDATE ops_chartercheck SET faults = '[]'", "DELETE FROM ops_chartercheck"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert CharterCheck.objects.count() == 2


def test_everybody_reads_the_last_result(client, time_machine):
    assert "Chưa kiểm tra lần nào" in client.get("/charter/").content.decode()
    check_charter()
    page = client.get("/charter/").content.decode()
    assert "Mọi ràng buộc đều còn nguyên" in page
    assert page.count("Còn nguyên") == len([rule for rule in RULES if rule.holds])
    assert page.count("Chưa có chức năng này") == 1
    record(BROKEN)
    page = client.get("/charter/").content.decode()
    assert "1 cam kết đã bị thay đổi" in page
    assert "<strong>Đã bị thay đổi:</strong> sổ đính chính không sửa, không xóa được" in page
    time_machine.move_to(clock.now().replace(year=clock.now().year + 1))
    assert "đã quá một ngày" in client.get("/charter/").content.decode()


def test_administrators_are_told_of_what_was_altered(world):
    record(BROKEN)
    run_watch()
    told = Notice.objects.get(person=world.admin.person)
    assert (told.title, told.path) == ("Vận hành: ràng buộc giữ một cam kết đã bị thay đổi", "/charter/")


def test_the_command_says_that_all_stands():
    good = CliRunner().invoke(charter, ["verify", "--json"])
    assert good.exit_code == 0, good.output
    assert json.loads(good.stdout)["ok"]


def test_the_command_ends_with_1_when_something_was_altered(superuser):
    superuser("GRANT TRUNCATE ON journal_seal TO loa_app")
    bad = CliRunner().invoke(charter, ["verify"])
    assert bad.exit_code == 1
    assert "rule 12: rights:journal_seal is altered; it protects: " in bad.output
    assert CharterCheck.objects.latest("id").faults == [
        {"rule": 12, "key": "rights:journal_seal", "state": "altered"}
    ]
