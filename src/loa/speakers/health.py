"""Checks of the loudspeakers: are any heard at all, and does somebody forge words."""

from __future__ import annotations

from collections.abc import Iterator

from loa.lib.health import Check, Finding, fail, ok, warn
from loa.speakers.gateway.checks import broker, gateway
from loa.speakers.queries.silent import standing


def heard() -> Iterator[Finding]:
    """Check that the clusters are heard; when none of them is, the fault is ours."""
    stand = standing()
    if stand.enrolled and stand.lost == stand.enrolled:
        mend = "see whether the gateway and the broker run (`loa doctor`, /desk/status/)"
        yield fail("loudspeakers", f"none of {stand.enrolled} clusters was heard for three minutes", mend)
    elif stand.lost:
        mend = "open the list of clusters, the lost ones stand first"
        yield warn("loudspeakers", f"{stand.lost} of {stand.enrolled} clusters are not heard", mend)
    else:
        yield ok("loudspeakers", f"{stand.enrolled} clusters are heard")


def believed() -> Iterator[Finding]:
    """Check that nobody forges commands or words of devices."""
    refused = standing().refusals
    if refused:
        mend = "open the cluster named in the notice; revoke its device when its key may be stolen"
        yield warn(
            "loudspeakers", f"{refused} kinds of forged, foreign or repeated messages in the last hour", mend
        )
    else:
        yield ok("loudspeakers", "no forged message in the last hour")


CHECKS: list[Check] = [broker, gateway, heard, believed]
