"""Common Alerting Protocol: alerts checked, read and written.

The standard of alert services all over the world. Source: OASIS CAP 1.2 (ITU-T X.1303 bis); 1.1 and 1.0 are read too.
"""

from loa.lib.cap.checker import Report, Verdict, check
from loa.lib.cap.finding import Problem
from loa.lib.cap.model import (
    Alert,
    Area,
    Category,
    Certainty,
    Circle,
    Info,
    MsgType,
    Pair,
    Point,
    Reference,
    Resource,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)
from loa.lib.cap.reader import BadAlert, read_alert, read_alerts
from loa.lib.cap.writer import Unwritable, write_alert

__all__ = [
    "Alert",
    "Area",
    "BadAlert",
    "Category",
    "Certainty",
    "Circle",
    "Info",
    "MsgType",
    "Pair",
    "Point",
    "Problem",
    "Reference",
    "Report",
    "Resource",
    "ResponseType",
    "Scope",
    "Severity",
    "Status",
    "Unwritable",
    "Urgency",
    "Verdict",
    "check",
    "read_alert",
    "read_alerts",
    "write_alert",
]
