"""The database that tests get: the application's rights, the template's state."""

import psycopg
import pytest
from django.db import connection, connections


def _make(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES (%s, 'x', now())", [name])


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        return cursor.fetchone()[0]


def test_it_is_the_application_that_works(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        user, database = cursor.fetchone()
    assert user == "loa_app"
    assert database.startswith("test_loa_")


@pytest.mark.parametrize("round_", [1, 2])
def test_it_starts_each_rolled_back_test_empty(db: None, round_: int) -> None:
    assert _count() == 0
    _make("a")


@pytest.mark.parametrize("round_", [1, 2])
def test_it_starts_each_committing_test_empty(transactional_db: None, round_: int) -> None:
    assert _count() == 0
    _make("b")


def test_it_refuses_the_application_to_change_the_schema(db: None) -> None:
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE forbidden (id int)")


def test_it_refuses_the_application_to_empty_a_table(db: None) -> None:
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE django_session")


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_it_shows_the_owner_what_the_application_committed() -> None:
    _make("c")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM django_session GROUP BY 1")
        assert cursor.fetchone() == ("loa_owner", 1)


def test_it_listens_on_no_network_address(db: None) -> None:
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host="127.0.0.1", port=connection.settings_dict["PORT"] or 54321, dbname="postgres")
    with connection.cursor() as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)


@pytest.mark.parametrize("round_", [1, 2])
def test_it_brings_back_rows_of_migrations_sequences_and_tables(transactional_db: None, round_: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_content_type")
        assert cursor.fetchone()[0] > 10
        cursor.execute("SELECT nextval(pg_get_serial_sequence('journal_entry', 'id'))")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT to_regclass('public.left_behind') IS NULL")
        assert cursor.fetchone() == (True,)
        cursor.execute("DELETE FROM auth_permission")
        cursor.execute("DELETE FROM django_content_type")
    with psycopg.connect(
        host=connection.settings_dict["HOST"], dbname=connection.settings_dict["NAME"], user="loa_owner"
    ) as owner:
        owner.execute("CREATE TABLE left_behind (id int)")
