"""The pages of this room that look the same to everybody, so that they can be answered from memory.

It must not name a page that shows anything of a reader, or one whose address holds a token.
"""

from __future__ import annotations

from typing import Final

from loa.web.quick import Address

_NEXT_PAGES: Final = r"(page=\d{1,2})?"

QUICK: Final = (
    Address("/"),
    Address("/emergencies/", _NEXT_PAGES),
    Address("/corrections/", _NEXT_PAGES),
    Address("/channels/", _NEXT_PAGES),
    Address("/b/[0-9A-Z]{4}-[0-9A-Z]{4}", "(lang=(vi|en))?"),
    Address("/verify/"),
    Address("/verify/", "code=[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}", is_check=True),
    Address("/verify/", is_check=True, takes="text"),
)
