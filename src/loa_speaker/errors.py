"""What can stop the program, as codes; the sentences are in `text`."""

from __future__ import annotations


class SpeakerError(Exception):
    """Something a person must see to; `code` names the sentence, `facts` fill it."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
