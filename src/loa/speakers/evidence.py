"""Evidence of plays for anybody: the envelope as the device signed it, with the key that checks it.

Django is not needed to read one back: `loa proofs FILE` stands on the wire alone.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from loa_wire.errors import WireError
from loa_wire.signed import Keys, Purpose, open_envelope
from loa_wire.tidings import Proof, read_told
from loa_wire.words import Why

FORMAT = "loa-proof/1"


@dataclass(frozen=True, slots=True)
class Held:
    """What the server holds of one proof."""

    cluster: str
    place: str
    device: str
    public_key: bytes
    enrolled_at: str
    received_at: str
    envelope: bytes


def dump(held: Held) -> str:
    """Return one proof as a line of JSON."""
    return json.dumps(
        {
            "format": FORMAT,
            "cluster": held.cluster,
            "place": held.place,
            "device": held.device,
            "public_key": base64.urlsafe_b64encode(held.public_key).decode(),
            "enrolled_at": held.enrolled_at,
            "received_at": held.received_at,
            "envelope": base64.urlsafe_b64encode(held.envelope).decode(),
        },
        ensure_ascii=False,
    )


def verify(line: str) -> tuple[Mapping[str, Any], Proof]:
    """Return what stands beside a proof and the proof itself, once its signature is good.

    Raises: WireError with code `unreadable`, `forged` or `foreign`.
    """
    try:
        raw = json.loads(line)
        key, envelope = (base64.urlsafe_b64decode(raw[name]) for name in ("public_key", "envelope"))
        keys = Keys({str(raw["device"]): key})
    except (ValueError, KeyError, TypeError) as error:
        raise WireError(Why.UNREADABLE, "no proof") from error
    told = read_told(open_envelope(Purpose.TOLD, envelope, keys))
    if not isinstance(told, Proof):
        raise WireError(Why.UNREADABLE, "no proof")
    if told.device != raw["device"]:
        raise WireError(Why.FOREIGN)
    return raw, told
