"""What the doctor and the watch say of the charter."""

from __future__ import annotations

from collections.abc import Iterator

from loa.lib.health import Finding, fail, ok
from loa.ops.charter.queries import find_last
from loa.ops.charter.verify import verify

MEND = "run `loa charter verify`: it names what was altered and what that protects"


def charter() -> Iterator[Finding]:
    """Check that everything that holds the charter stands as it was made."""
    report = verify()
    if report.ok:
        yield ok("charter", f"{report.held} things that hold it stand as they were made")
    else:
        yield fail("charter", f"{len(report.faults)} altered, first {report.faults[0].key}", MEND)


def last_check() -> Iterator[Finding]:
    """Tell of what the last check found altered, without looking again."""
    last = find_last()
    if last and last.faults:
        yield fail("charter", f"{len(last.faults)} altered, first {last.faults[0]['key']}", MEND)
