"""The checks of loudspeakers."""

from __future__ import annotations

from loa.lib.health import Check
from loa.speakers.gateway.checks import broker, gateway

CHECKS: list[Check] = [broker, gateway]
