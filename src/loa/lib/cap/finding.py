"""What is wrong with an alert, in words for whoever made it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the CAP element it lies in, a stable word for the rule, a sentence that says what to do.

    A fault that is not fatal leaves the alert usable.
    """

    element: str
    rule: str
    message: str
    is_fatal: bool = True


def warning(element: str, rule: str, message: str) -> Problem:
    """Return a fault that leaves the alert usable."""
    return Problem(element, rule, message, is_fatal=False)
