"""Reads from the running database how one held thing looks now; nothing but the catalogue is read.

A look is one readable text: the definition, without the casts that a dump and restore writes differently.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db import connection

from loa.channels import registry
from loa.ops.charter.rules import FORBIDDEN

NOT_YET = "nothing yet"  # what is said of the tables of months while no month was opened
FULL = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")

CONSTRAINT = """
SELECT pg_get_constraintdef(c.oid), (SELECT count(*) FROM pg_trigger t WHERE t.tgconstraint = c.oid AND t.tgenabled <> 'O')
  FROM pg_constraint c WHERE c.conrelid = to_regclass(%s) AND c.conname = %s
"""
TRIGGER = """
SELECT pg_get_triggerdef(t.oid), t.tgenabled = 'O', p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
 WHERE t.tgrelid = to_regclass(%s) AND t.tgname = %s
"""
MONTHS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = to_regclass(%s) ORDER BY 1"
FUNCTION = "SELECT pg_get_functiondef(to_regproc(%s))"
NOT_NULL = """
SELECT attnotnull FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = %s AND NOT attisdropped
"""
COLUMNS = """
SELECT string_agg(attname, ', ' ORDER BY attname) FROM pg_attribute
 WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped
"""
NAMED = """
SELECT string_agg(format('%%s.%%s', c.relname, a.attname), ', ' ORDER BY c.relname, a.attname)
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
   AND c.relname !~ '^(account|mfa|socialaccount|auth|django|procrastinate)_' AND a.attname ~ %s
"""
TABLE_RIGHTS = "SELECT has_table_privilege(to_regclass(%s), unnest(%s::text[]))"
COLUMN_RIGHTS = """
SELECT string_agg(attname, ', ' ORDER BY attname) FROM pg_attribute
 WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped
   AND has_column_privilege(attrelid, attnum, 'UPDATE')
"""
ROLE = """
SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'MEMBER')),
       rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication
  FROM pg_roles WHERE rolname = current_user
"""


def look(key: str) -> str | None:
    """Return how the thing looks now; None when it is not there."""
    kind, _, name = key.partition(":")
    return _KINDS[kind](name)


def _one(sql: str, *places: str | list[str]) -> tuple[object, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, places)
        row: tuple[object, ...] | None = cursor.fetchone()
    return row


def _text(sql: str, *places: str | list[str]) -> str | None:
    row = _one(sql, *places)
    return None if row is None or row[0] is None else str(row[0])


def _exists(table: str) -> bool:
    return _text("SELECT to_regclass(%s)::text", table) is not None


def plain(definition: str) -> str:
    """Return a definition without the casts of short texts, which a dump and restore moves about."""
    text = re.sub(r"\((ARRAY\[[^\]]*\])\)::text\[\]", r"\1", definition)
    text = re.sub(r"\(('(?:[^']|'')*')::character varying\)::text", r"\1", text)
    return re.sub(r"('(?:[^']|'')*')::(?:character varying|text)\b", r"\1", text)


def _constraint(name: str) -> str | None:
    table, _, constraint = name.partition(".")
    row = _one(CONSTRAINT, table, constraint)
    if row is None:
        return None
    return plain(str(row[0])) + (" (its triggers are switched off)" if row[1] else "")


def _trigger(name: str) -> str | None:
    table, _, trigger = name.partition(".")
    row = _one(TRIGGER, table, trigger)
    if row is None:
        return None
    definition, enabled, source = row
    return f"{definition}{'' if enabled else ' (switched off)'}\n{str(source).strip()}"


def _months(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(MONTHS, [table])
        return [name for (name,) in cursor.fetchall()]


def _each_month(table: str, look_at: Callable[[str], str | None]) -> str | None:
    """Return the one look that every month's table has; what differs is named."""
    looks = {month: look_at(month) for month in _months(table)}
    if not looks:
        return NOT_YET
    plain_looks = {month: said and said.replace(month, f"{table}_YYYYMM") for month, said in looks.items()}
    if len(set(plain_looks.values())) == 1:
        return next(iter(plain_looks.values()))
    return "\n".join(f"{month}: {said or 'is missing'}" for month, said in sorted(plain_looks.items()))


def _month_trigger(name: str) -> str | None:
    table, _, trigger = name.partition(".")
    return _each_month(table, lambda month: _trigger(f"{month}.{trigger}"))


def _month_rights(table: str) -> str | None:
    return _each_month(table, _rights)


def _function(name: str) -> str | None:
    return _text(FUNCTION, name)


def _not_null(name: str) -> str | None:
    table, _, column = name.partition(".")
    row = _one(NOT_NULL, table, column)
    return None if row is None else ("NOT NULL" if row[0] else "may be empty")


def _columns(table: str) -> str | None:
    return _text(COLUMNS, table)


def _no_column(name: str) -> str:
    return _text(NAMED, FORBIDDEN[name]) or "none"


def _rights(table: str) -> str | None:
    if not _exists(table):
        return None
    with connection.cursor() as cursor:
        cursor.execute(TABLE_RIGHTS, [table, list(FULL)])
        held = [right for right, (has,) in zip(FULL, cursor.fetchall(), strict=True) if has]
    columns = None if "UPDATE" in held else _text(COLUMN_RIGHTS, table)
    return "; ".join([", ".join(held) or "none", *([f"UPDATE of {columns}"] if columns else [])])


def _role(_name: str) -> str:
    row = _one(ROLE)
    assert row
    return f"owns {row[0]} tables; {'has' if row[1] else 'no'} special powers"


def _allow_list(_name: str) -> str:
    lines = [
        f"{kind.key}: {'|'.join(e.schemes)} {e.host} {' '.join(e.verbs)} – {e.purpose}"
        for kind in registry.all_kinds()
        for e in kind.endpoints
    ]
    return "\n".join(lines)


_KINDS: dict[str, Callable[[str], str | None]] = {
    "constraint": _constraint,
    "trigger": _trigger,
    "month_trigger": _month_trigger,
    "function": _function,
    "not_null": _not_null,
    "columns": _columns,
    "no_column": _no_column,
    "rights": _rights,
    "month_rights": _month_rights,
    "role": _role,
    "allow_list": _allow_list,
}
