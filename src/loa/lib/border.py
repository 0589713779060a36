"""The three answers a foreign system can give: permanent, temporary, unknown outcome.

Every error met at the border becomes one of these. It must not decide what to do next: retry, stop or ask is
the business of the caller.
"""

from __future__ import annotations

from typing import ClassVar

from loa.lib.errors import DomainError


class BorderError(DomainError):
    """A call to the outside did not end in a plain success.

    `code` names the reason in one stable word, `text` says it in Vietnamese, `outcome` is one of
    "permanent", "temporary", "unknown".
    """

    status = 502
    outcome: ClassVar[str] = "permanent"

    def __init__(self, code: str, message: str, /, **facts: object) -> None:
        super().__init__(message, **facts)
        self.code = code


class Permanent(BorderError):
    """The same call will fail again; nothing was taken in by the other side."""

    outcome = "permanent"


class Temporary(BorderError):
    """Nothing was taken in by the other side; the same call may succeed later."""

    outcome = "temporary"


class UnknownOutcome(BorderError):
    """The call was begun and its effect is not known; it must not be repeated blindly."""

    outcome = "unknown"
