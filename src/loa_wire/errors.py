"""What can be wrong with a message; the codes travel, the sentences are made where a person reads them."""

from __future__ import annotations


class WireError(ValueError):
    """A message that cannot be read or trusted; `code` is stable (`words.Why`)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
