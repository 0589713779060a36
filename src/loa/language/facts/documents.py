"""Numbers of official documents, of the state ("49/2024/NĐ-CP") and of the Party ("36-HD/VPTW").

Source: Decree 30/2020/NĐ-CP, appendix I (number and symbol); Guidance 36-HD/VPTW for Party documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loa.language.facts.model import DOCUMENT_NUMBER, Fact
from loa.language.facts.patterns import UPPER

_PART: Final = rf"[{UPPER}][{UPPER}a-zđ\d]{{0,11}}"
_CODE: Final = rf"{_PART}(?:-{_PART}){{0,4}}"
_STATE: Final = rf"\d{{1,5}}[a-z]?\s?/\s?(?:(?:19|20)\d\d\s?/\s?)?{_CODE}(?:/{_CODE})?"
_PARTY: Final = rf"\d{{1,4}}\s?-\s?{_PART}/{_CODE}"
_NUMBER: Final = re.compile(rf"(?<![\w/.,-])(?:{_STATE}|{_PARTY})(?![\w/]|-\w)")
_YEAR: Final = re.compile(r"/(?:19|20)\d\d/")


def _is_number(value: str) -> bool:
    """Ask for a dash in the symbol, a year, or the Party's form: "5/A" is a house and no document."""
    return "-" in value or bool(_YEAR.search(value))


def find_documents(text: str) -> Iterator[Fact]:
    """Yield document numbers; the value is in capitals without spaces."""
    for match in _NUMBER.finditer(text):
        value = "".join(match[0].split()).upper()
        if _is_number(value):
            yield Fact(DOCUMENT_NUMBER, match.start(), match.end(), match[0], value)
