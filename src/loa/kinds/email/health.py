"""Checks of what comes back: mailboxes that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from loa.kinds.email.models import Mailbox
from loa.lib.health import Check, Finding, ok, warn


def mailboxes() -> Iterator[Finding]:
    """Check that every bounce mailbox was read when it was tried last."""
    failing = Mailbox.objects.filter(failing_since__isnull=False).order_by("pk")
    for box in failing:
        seen = f"the bounce mailbox of account {box.account_id} cannot be read since {box.failing_since:%Y-%m-%d %H:%M} ({box.problem})"
        yield warn("mail", seen, f"correct it at /desk/mail/{box.account_id}/mailbox/ and read it there")
    if not failing:
        yield ok("mail", f"{Mailbox.objects.count()} bounce mailboxes can be read")


CHECKS: list[Check] = [mailboxes]
