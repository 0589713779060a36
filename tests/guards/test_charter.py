"""The charter of design.md §3 is held by the schema, not by promises."""

import re

import pytest
from django.apps import apps
from django.db import connection, utils

WATCHING = re.compile(
    r"author_name|handle|avatar|profile|follower|sentiment|stance|\btone\b|byline|opened_by|open_count|clicked|click_count|pixel|seen_at|read_at|read_by"
)


def fields():
    for model in apps.get_models():
        if model.__module__.startswith("loa."):
            for field in model._meta.get_fields():
                yield model._meta.label, field.name


def test_no_table_watches_a_person():
    assert [f"{m}.{f}" for m, f in fields() if WATCHING.search(f)] == []


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize(("table", "column"), [("journal_entry", "verb"), ("journal_seal", "hash")])
@pytest.mark.django_db
def test_the_application_cannot_rewrite_the_journal(statement, table, column):
    with pytest.raises(utils.ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column, column))


@pytest.mark.django_db
def test_the_application_is_not_the_owner_of_its_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        )
        assert cursor.fetchone() == (0,)
