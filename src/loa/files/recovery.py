"""What must happen after a backup was put back and before anything is served."""

from __future__ import annotations

from loa.files import actions


def after_restore() -> str:
    """Erase again every file that was erased after the backup was made (charter 12), and say how many."""
    return f"{actions.reapply_erasures()} erased files were erased again"
