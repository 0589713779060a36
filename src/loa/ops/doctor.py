"""Runs every health check of every room; a check that itself breaks is a finding, not a crash."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator

import psycopg
from django.apps import apps
from django.db import Error

from loa.lib.health import Check, Finding, fail

MODULE = "health"


def checks() -> list[tuple[str, Check]]:
    """Return the checks of all installed rooms, lowest room first."""
    found: list[tuple[str, Check]] = []
    for room in apps.get_app_configs():
        name = f"{room.name}.{MODULE}"
        if room.name.startswith("loa.") and importlib.util.find_spec(name):
            found += [(room.label, check) for check in importlib.import_module(name).CHECKS]
    return sorted(found, key=lambda pair: pair[0] != "ops")


def examine() -> Iterator[Finding]:
    """Yield the findings of all checks."""
    for room, check in checks():
        yield from _run(room, check)


def _run(room: str, check: Check) -> Iterator[Finding]:
    name = getattr(check, "__name__", "check")
    try:
        yield from check()
    except (Error, psycopg.Error) as error:
        yield fail(
            f"{room}: {name}",
            f"the database refused: {first_line(error)}",
            "mend the database findings first",
        )
    except Exception as error:  # noqa: BLE001  one broken check must not hide the others
        yield fail(
            f"{room}: {name}",
            f"the check broke: {error!r}",
            "report this with the output of `loa doctor --json`",
        )


def first_line(error: Exception) -> str:
    """Return the first line of an error's text."""
    return (str(error).strip().splitlines() or [repr(error)])[0]
