"""What the answers to a chunk's calls say of the account's provider, and when that is reason to leave it alone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from loa.channels.base import Kind, Outcome, Result
from loa.delivery import rules


@dataclass(frozen=True, slots=True)
class Rest:
    """How long an account is left alone (None: longer each time), and why."""

    code: str
    seconds: float | None


class ProviderHealth:
    """What a chunk learns of its account's provider: does it take messages in, does it ask for time."""

    def __init__(self, closings: int) -> None:
        self.is_doubtful = closings > 0
        self._refusals = 0
        self._asked: Rest | None = None
        self._recovered = False
        self._code = ""

    def learn(self, result: Result) -> None:
        """Look at one answer."""
        if result.state == Outcome.FAILED and result.temporary:
            self._refusals += 1
            self._code = result.code
            if result.retry_after:
                self._asked = Rest(result.code, min(result.retry_after, rules.LONGEST_ASKED))
        elif result.state != Outcome.UNKNOWN:
            self._refusals = 0
            self._recovered = self.is_doubtful
            self.is_doubtful = False

    def rest(self, kind: Kind[Any]) -> Rest | None:
        """Return the rest that is due, once; a kind that calls many providers lets no account rest for one of them."""
        asked, self._asked = self._asked, None
        if not kind.has_one_provider:
            return None
        if asked:
            return asked
        if self._refusals >= (1 if self.is_doubtful else rules.REST_AFTER):
            self._refusals = 0
            return Rest(self._code, None)
        return None

    def has_recovered(self) -> bool:
        """Say, once, that messages are taken in again."""
        recovered, self._recovered = self._recovered, False
        return recovered
