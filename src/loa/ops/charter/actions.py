"""Looking at the charter and keeping what was found, for the public page."""

from __future__ import annotations

from django.db import transaction

from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.ops.charter.verify import Report, verify
from loa.ops.models import CharterCheck


def check_charter() -> Report:
    """Look at everything that holds the charter and keep the result; a result is never changed."""
    report = verify()
    record(report)
    return report


@transaction.atomic
def record(report: Report) -> CharterCheck:
    """Keep a result."""
    faults = [{"rule": f.rule, "key": f.key, "state": f.state} for f in report.faults]
    check = CharterCheck.objects.create(at=clock.now(), held=report.held, faults=faults, digest=report.digest)
    journal.write(
        actor=SYSTEM,
        verb="ops.charter_checked",
        thing=f"ops.chartercheck:{check.pk}",
        facts={"ok": report.ok, "held": report.held, "broken": [fault.key for fault in report.faults]},
    )
    return check
