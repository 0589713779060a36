"""The check of this room: every file has its bytes, unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from loa.files.models import StoredFile
from loa.files.queries import damaged_files
from loa.lib.health import Check, Finding, fail, ok

SHOWN = 5


def stored() -> Iterator[Finding]:
    """Check the bytes of every stored file against its hash."""
    damaged = list(islice(damaged_files(), SHOWN))
    if not damaged:
        yield ok(
            "stored files",
            f"{StoredFile.objects.filter(erased_at__isnull=True).count()} with the right bytes",
        )
        return
    names = ", ".join(str(file.pk) for file in damaged)
    yield fail("stored files", f"bytes gone or changed: {names}", "bring the files folder back from a backup")


CHECKS: list[Check] = [stored]
