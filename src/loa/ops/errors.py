"""What an operator's command refuses, in one sentence that says what to do."""

from __future__ import annotations


class OpsError(Exception):
    """A command cannot go on; the text says why and what to do."""
