"""What a site allows a reader to fetch (robots.txt), and how slowly. Source: RFC 9309.

It must not fetch; a file that cannot be had is judged by its caller: `NOTHING` (5xx) or `EVERYTHING` (4xx).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from protego import Protego

AGENT: Final = "LoaBot"
"""The name by which a robots.txt may speak to us."""
_MOST: Final = 512 * 1024
_LONGEST_LINE: Final = 2_000
_MOST_LINES: Final = 10_000
_LONGEST_DELAY: Final = 300.0
NOTHING: Final = "# could not be had\nUser-agent: *\nDisallow: /\n"
EVERYTHING: Final = ""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host."""

    rules: Protego
    delay: float | None
    sitemaps: tuple[str, ...]

    def allows(self, url: str) -> bool:
        """Tell whether we may fetch this address of the host."""
        return bool(self.rules.can_fetch(url, AGENT))


def read_robots(data: bytes | str) -> Robots:
    """Return the rules of a robots.txt, whatever it looks like: what is no rule is passed over, what is too long is cut."""
    text = data if isinstance(data, str) else data[:_MOST].decode("utf-8-sig", "replace")
    lines = [line for line in text.splitlines()[:_MOST_LINES] if len(line) <= _LONGEST_LINE]
    rules = Protego.parse("\n".join(lines))
    return Robots(rules, _delay(rules), tuple(list(rules.sitemaps)[:50]))


def _delay(rules: Protego) -> float | None:
    """Return the seconds between two calls that the host asks for, no longer than five minutes."""
    rate = rules.request_rate(AGENT)
    asked = [rules.crawl_delay(AGENT), rate.seconds / rate.requests if rate and rate.requests else None]
    known = [float(seconds) for seconds in asked if seconds and seconds > 0]
    return min(max(known), _LONGEST_DELAY) if known else None
