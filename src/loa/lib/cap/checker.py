"""The verdict on a file: accepted, accepted with a warning, or refused, and why.

Any bytes may come; nothing outside the file is read and no entity is expanded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain, islice

from lxml import etree

from loa.lib import clock
from loa.lib.cap.finding import Problem
from loa.lib.cap.rules import text_faults
from loa.lib.cap.structure import structure_faults
from loa.lib.cap.versions import NAMESPACES, schema_faults, split_name, version_of
from loa.lib.safe_xml import BadXml, HasDoctype, open_at_break, parse_xml
from loa.lib.said import say

MOST_PROBLEMS = 200
_MOST_LOOKED_AT = 10_000  # a file made to be slow repeats one fault a million times
_MOST_TAGS = 400_000


class Verdict(StrEnum):
    """What a receiver should do with the file."""

    ACCEPT = "accept"
    WARN = "warn"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Report:
    """The version of the alert, None where it has none that is known, and what is wrong with it, the worst first."""

    version: str | None
    problems: tuple[Problem, ...]

    @property
    def verdict(self) -> Verdict:
        """Return the verdict that the problems lead to."""
        if any(problem.is_fatal for problem in self.problems):
            return Verdict.REJECT
        return Verdict.WARN if self.problems else Verdict.ACCEPT


def check(data: bytes, *, now: datetime | None = None) -> Report:
    """Judge a file that should hold an alert, or alerts inside an EDXL-DE envelope or an Atom entry.

    1. The file is read through the safe door. 2. Its alerts are found. 3. Structure, the rules of the text and the
    version's schema are checked in turn. An alert that expired before `now` (the present moment) gets a warning.
    """
    try:
        root = read_root(data)
    except BadXml as error:
        return _unread(data, error)
    alerts = find_alerts(root)
    if not alerts:
        return Report(None, (_no_alert(root),))
    looked_at = islice(_faults(alerts, now or clock.now()), _MOST_LOOKED_AT)
    found = list(islice(_once(looked_at), MOST_PROBLEMS))
    found.sort(key=lambda problem: not problem.is_fatal)
    return Report(version_of(str(alerts[0].tag)), tuple(found))


def read_root(data: bytes) -> etree._Element:
    """Return the root of a file through the safe door.

    Raises: loa.lib.safe_xml.BadXml, also for a file with so many tags that it can only be meant to do harm.
    """
    if data.count(b"<") > _MOST_TAGS:
        raise BadXml("Tệp XML có quá nhiều phần tử nên không được nhận.")
    return parse_xml(data)


def find_alerts(root: etree._Element) -> list[etree._Element]:
    """Return the alert that the root is, else those of a known version anywhere below it."""
    if version_of(str(root.tag)) and split_name(str(root.tag))[1] == "alert":
        return [root]
    return list(root.iter(*(f"{{{space}}}alert" for space in NAMESPACES)))


def _faults(alerts: list[etree._Element], now: datetime) -> Iterator[Problem]:
    for alert in alerts:
        yield from alert_faults(alert, version_of(str(alert.tag)) or "", now)


def alert_faults(alert: etree._Element, version: str, now: datetime) -> Iterator[Problem]:
    """Yield all that is wrong with one alert; the schema has the last word where nothing else was found."""
    is_whole = True
    for problem in chain(structure_faults(alert, version), text_faults(alert, version, now)):
        is_whole = is_whole and not problem.is_fatal
        yield problem
    if is_whole:
        for element, said in schema_faults(alert, version):
            message = say(
                "“{name}” sai lược đồ CAP {version}: {said}", name=element, version=version, said=said
            )
            yield Problem(element, "schema", message)


def _once(problems: Iterator[Problem]) -> Iterator[Problem]:
    seen = set()
    for problem in problems:
        if problem not in seen:
            seen.add(problem)
            yield problem


def _unread(data: bytes, error: BadXml) -> Report:
    """Return the report on what the safe door refused; the version is told where the beginning shows it."""
    if isinstance(error, HasDoctype):
        return Report(None, (Problem("alert", "doctype", error.text),))
    try:
        opened = open_at_break(data) if "line" in error.facts else []
    except BadXml:
        return Report(None, (Problem("alert", "unreadable", error.text),))
    if not opened:
        return Report(None, (Problem("alert", "unreadable", error.text),))
    message = say(
        "Tệp bị cắt hoặc hỏng ở dòng {line}, trong phần “{name}”. Hãy xuất lại tệp.",
        line=error.facts.get("line") or 1,
        name=split_name(opened[-1])[1],
    )
    versions = (version_of(name) for name in opened)
    return Report(next(filter(None, versions), None), (Problem("alert", "not_well_formed", message),))


def _no_alert(root: etree._Element) -> Problem:
    space, name = split_name(str(root.tag))
    if name == "alert":
        message = (
            say("“alert” thuộc không gian tên “{space}” mà hệ thống không biết; CAP 1.2 dùng “{known}”.", space=space[:80], known=next(iter(NAMESPACES)))
            if space
            else say("“alert” thiếu không gian tên; CAP 1.2 dùng “{known}”.", known=next(iter(NAMESPACES)))
        )  # fmt: skip
        return Problem("alert", "namespace", message)
    return Problem(
        "alert", "no_alert", say("Tệp không có cảnh báo CAP nào (phần tử gốc là “{name}”).", name=name[:60])
    )
