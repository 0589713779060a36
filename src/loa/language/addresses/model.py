"""What an address resolves to."""

from __future__ import annotations

from dataclasses import dataclass

MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Resolution:
    """The present commune of an address, or the communes it may be.

    `commune_code` is None when the address fits none or several; `candidates` are codes, best first; `divided` when
    the old commune went to several, of which `commune_code` is the one to use when no more is known. `former` names
    the old commune with its district and province ("Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội"), `former_code`
    is its code until 30 June 2025; both are empty for a present name.
    """

    commune_code: str | None
    candidates: tuple[str, ...] = ()
    divided: bool = False
    former: str = ""
    former_code: str = ""
