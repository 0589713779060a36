"""The words of the room: origins, states, parts in a task, ways of counting progress."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgrammeState(models.TextChoices):
    """Where a programme stands."""

    DRAFT = "draft", _("đang soạn")
    RUNNING = "running", _("đang thực hiện")
    CLOSED = "closed", _("đã kết thúc")


class Origin(models.TextChoices):
    """Whether a task was planned or came up; what came up is counted apart."""

    PLANNED = "planned", _("theo chương trình")
    AD_HOC = "ad_hoc", _("phát sinh")
    SUDDEN = "sudden", _("đột xuất")


class TaskState(models.TextChoices):
    """Where a task stands; `done` is computed from accepted evidence, never ticked."""

    DRAFT = "draft", pgettext_lazy("task", "đang soạn")
    OPEN = "open", _("đang thực hiện")
    DONE = "done", _("hoàn thành")
    CANCELLED = "cancelled", _("đã hủy")


class Part(models.TextChoices):
    """A body's part in a task."""

    LEAD = "lead", _("chủ trì")
    CO_UNIT = "co_unit", _("phối hợp")


class Measure(models.TextChoices):
    """How progress is counted."""

    PERCENT = "percent", _("theo phần trăm")
    MILESTONES = "milestones", _("theo mốc việc")


class AssignmentState(models.TextChoices):
    """Where a body stands with its part of a task."""

    ASSIGNED = "assigned", _("mới giao")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("task", "đã tiếp nhận")
    IN_PROGRESS = "in_progress", _("đang làm")
    REPORTED = "reported", _("đã báo cáo, chờ nghiệm thu")
    RETURNED = "returned", _("trả lại, cần bổ sung")
    ACCEPTED = "accepted", _("đã nghiệm thu")
    WITHDRAWN = "withdrawn", _("thôi giao")


class ProgressKind(models.TextChoices):
    """What one entry of progress says."""

    ACKNOWLEDGED = "acknowledged", pgettext_lazy("task", "tiếp nhận")
    NOTE = "note", _("tiến độ")
    EVIDENCE = "evidence", _("báo cáo hoàn thành")
    ACCEPTED = "accepted", _("nghiệm thu")
    RETURNED = "returned", _("trả lại")


class HandOverState(models.TextChoices):
    """Where a hand-over between two bodies of a task stands."""

    GIVEN = "given", _("đã chuyển, chờ nhận")
    TAKEN = "taken", pgettext_lazy("hand-over", "đã nhận")
    DONE = "done", pgettext_lazy("hand-over", "đã xong")
    REFUSED = "refused", _("không nhận")
    CALLED_BACK = "called_back", _("đã rút lại")
