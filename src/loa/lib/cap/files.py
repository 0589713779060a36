"""Alert files for the command line: one answer a file, whatever is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from loa.lib.cap.checker import Report, Verdict, check
from loa.lib.cap.finding import Problem
from loa.lib.safe_xml import MAX_BYTES
from loa.lib.said import say

_VERDICTS = {
    Verdict.ACCEPT: "Hợp lệ.",
    Verdict.WARN: "Hợp lệ, có điểm cần lưu ý.",
    Verdict.REJECT: "Không hợp lệ.",
}


@dataclass(frozen=True, slots=True)
class FileReport:
    """The report on one file, under the name it was given by."""

    file: str
    report: Report

    @property
    def heading(self) -> str:
        """Return the verdict in one line."""
        version = self.report.version
        verdict = say(_VERDICTS[self.report.verdict])
        if version is None:
            return say("{file}: {verdict}", file=self.file, verdict=verdict)
        return say("{file} (CAP {version}): {verdict}", file=self.file, version=version, verdict=verdict)


def check_file(name: str) -> FileReport:
    """Return the report on a file; one that cannot be opened is refused like any other."""
    try:
        with Path(name).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: no name of a file at all
        reason = getattr(error, "strerror", None) or str(error)
        message = say("Không mở được tệp: {reason}. Hãy kiểm tra đường dẫn và quyền đọc.", reason=reason)
        return FileReport(name, Report(None, (Problem("alert", "unreadable", message),)))
    return FileReport(name, check(data))
