"""What masking yields: stretches of private data and the text without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NAME: Final = "name"
PATIENT_CODE: Final = "patient_code"
PHONE: Final = "phone"
EMAIL: Final = "email"
ID_NUMBER: Final = "id_number"
PLATE: Final = "plate"
BANK_ACCOUNT: Final = "bank_account"
ADDRESS: Final = "address"
MASK_KINDS: Final = (NAME, PATIENT_CODE, PHONE, EMAIL, ID_NUMBER, PLATE, BANK_ACCOUNT, ADDRESS)

STAND_INS: Final = {
    NAME: "[họ tên]",
    PATIENT_CODE: "[mã bệnh nhân]",
    PHONE: "[điện thoại]",
    EMAIL: "[thư điện tử]",
    ID_NUMBER: "[số giấy tờ]",
    PLATE: "[biển số]",
    BANK_ACCOUNT: "[tài khoản]",
    ADDRESS: "[địa chỉ]",
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of private data: `start` and `end` in characters of the given text, `kind` one of MASK_KINDS."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Masked:
    """The text with stand-ins, and where in the given text the private data stood."""

    text: str
    spans: tuple[Span, ...]


def first_wins(*groups: list[Span]) -> list[Span]:
    """Merge groups of spans, earlier groups before later ones, without overlaps; ordered by place."""
    taken: set[int] = set()
    kept: list[Span] = []
    for group in groups:
        for span in sorted(group, key=lambda s: (s.start - s.end, s.start)):
            if span.end > span.start and taken.isdisjoint(range(span.start, span.end)):
                taken.update(range(span.start, span.end))
                kept.append(span)
    return sorted(kept)
