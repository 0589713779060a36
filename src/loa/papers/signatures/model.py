"""What is said about a signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """The judgement on a signature."""

    VALID = "valid"
    INVALID = "invalid"
    CANNOT_TELL = "cannot_tell"


class Change(StrEnum):
    """What happened to the file after a signature."""

    NONE = "none"  # the signature covers the whole file
    ALLOWED = "allowed"  # more signatures or form fields, as the signature allows
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature. `intact` says that what was signed is unchanged; `reason` is a Vietnamese sentence.

    `signed_at` is the signer's own clock unless `time_trusted`: then a timestamp of a trusted authority says it. `chain` are
    names from the signer to the root, as far as they are known. Revocation cannot be asked for offline.
    """

    field: str
    signer: str
    organisation: str | None
    issuer: str
    signed_at: datetime | None
    time_trusted: bool
    intact: bool
    chain: tuple[str, ...]
    chain_trusted: bool
    valid_from: datetime | None
    valid_until: datetime | None
    covers_whole_file: bool
    change: Change
    verdict: Verdict
    reason: str
    revocation_checked: bool = False
