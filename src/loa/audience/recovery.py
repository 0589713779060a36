"""What must happen after a backup was put back and before anything is served."""

from __future__ import annotations

from loa.audience import actions


def after_restore() -> str:
    """Erase again everyone who was erased after the backup was made (charter 12), and say how many."""
    return f"{actions.reapply_erasures()} erased subscribers were erased again"
