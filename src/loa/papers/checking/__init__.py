"""Files of documents judged by a rule pack: each finding names the rule, where it stands and whether that was verified."""

from loa.papers.checking.checker import check
from loa.papers.checking.files import FileReport, check_file
from loa.papers.checking.finding import Finding, Report, Unreadable, Untold

__all__ = ["FileReport", "Finding", "Report", "Unreadable", "Untold", "check", "check_file"]
