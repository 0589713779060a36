"""Documents for the command line: one answer a file, whatever is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from loa.lib.errors import DomainError
from loa.lib.said import Said, say
from loa.papers.checking.checker import MAX_BYTES, check
from loa.papers.checking.finding import Report
from loa.papers.packs import Pack


@dataclass(frozen=True, slots=True)
class FileReport:
    """The report on one file under the name it was given by; `error` says why there is none."""

    file: str
    report: Report | None
    error: str = ""

    @property
    def heading(self) -> Said:
        """Return the answer in one line."""
        if self.report is None:
            return say("{file}: không kiểm tra được. {reason}", file=self.file, reason=self.error)
        report = self.report
        if report.pack is None:
            return say(
                "{file}: không nhận ra Quốc hiệu hay tiêu đề Đảng ở phần đầu. Hãy chọn bộ quy tắc bằng --pack.",
                file=self.file,
            )
        if not report.findings and not report.untold and report.kind == "pdf":
            return say("{file}: tệp PDF không có lớp chữ (bản quét) nên không kiểm tra được.", file=self.file)
        return say(
            "{file} ({pack}): {binding} điểm cần sửa, {others} điểm nên xem lại.",
            file=self.file,
            pack=report.pack.title,
            binding=len(report.binding),
            others=len(report.findings) - len(report.binding),
        )


def check_file(name: str, pack: Pack | None = None) -> FileReport:
    """Return the report on a file; one that cannot be opened or read is answered like any other."""
    try:
        with Path(name).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: no name of a file at all
        reason = getattr(error, "strerror", None) or str(error)
        message = say("Không mở được tệp: {reason}. Hãy kiểm tra đường dẫn và quyền đọc.", reason=reason)
        return FileReport(name, None, message)
    try:
        return FileReport(name, check(data, pack))
    except DomainError as error:
        return FileReport(name, None, error.text)
