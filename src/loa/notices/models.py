"""Messages to staff: what happened that concerns them, once per event, on the paths each person chose.

They are never in the ledger, and nothing records whether anybody opened one (charter 11).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from loa.units.models import Person


def event_choices() -> list[tuple[str, str]]:
    """Return every event a room may tell staff about; a callable, so that a new event needs no migration."""
    return [(e.value, str(e.label)) for e in Event]


class Event(models.TextChoices):
    """What staff can be told of."""

    RELEASE_ASKED = "release_asked", _("Có bản tin chờ duyệt")
    RETURNED = "returned", _("Bản tin bị trả lại")
    RELEASED = "released", _("Bản tin đã được duyệt phát")
    CORRECTED = "corrected", _("Có đính chính hoặc thu hồi")
    COUNTERSIGN = "countersign", _("Có đính chính chờ ký xác nhận")
    DISPATCH_STOPPED = "dispatch_stopped", _("Đợt gửi dừng lại, cần người quyết định")
    MISSED = "missed", _("Bản tin lỡ giờ phát")
    CLOCK = "clock", _("Việc sắp đến hạn hoặc quá hạn")
    RIGHTS = "rights", _("Quyền hoặc chức vụ thay đổi")
    OPERATION = "operation", _("Sự cố vận hành")
    CHANNEL = "channel", _("Kênh gửi cần người xem lại")
    CLASH = "clash", _("Có bản tin khác không thống nhất với bản tin của mình")
    TASK_ASSIGNED = "task_assigned", _("Đơn vị được giao nhiệm vụ")
    TASK_CHANGED = "task_changed", _("Nhiệm vụ của đơn vị thay đổi hoặc bị hủy")
    TASK_HANDED_IN = "task_handed_in", _("Có kết quả nhiệm vụ chờ nghiệm thu")
    TASK_RETURNED = "task_returned", _("Kết quả nhiệm vụ bị trả lại")
    TASK_ACCEPTED = "task_accepted", _("Kết quả nhiệm vụ đã được nghiệm thu")
    TASK_PASSED_ON = "task_passed_on", _("Đơn vị phối hợp chuyển việc hoặc trả lời việc được chuyển")
    DOCUMENT_DIRECTED = "document_directed", _("Được giao xử lý văn bản đến")
    DOCUMENT_COMMENTS = "document_comments", _("Được lấy ý kiến dự thảo văn bản")
    DOCUMENT_TO_SIGN = "document_to_sign", _("Có văn bản trình ký")
    DOCUMENT_TO_ISSUE = "document_to_issue", _("Có văn bản đã ký chờ ban hành")
    DOCUMENT_RETURNED = "document_returned", _("Văn bản bị trả lại để sửa")
    CIRCULATED = "circulated", _("Có văn bản hoặc bản mới của văn bản gửi đến đơn vị")
    REMINDED = "reminded", _("Đơn vị được nhắc xác nhận văn bản")
    SILENT = "silent", _("Đơn vị quá hạn chưa xác nhận văn bản")
    COPY_ANSWERED = "copy_answered", _("Đơn vị nhận từ chối văn bản hoặc trả lời đề nghị thu hồi")
    TASK_DUE = "task_due", _("Nhiệm vụ của đơn vị sắp đến hạn, đến hạn, quá hạn")
    TASK_SILENT = "task_silent", _("Đơn vị chưa trả lời việc được giao")
    TASK_BODIES_SILENT = "task_bodies_silent", _("Có đơn vị cấp dưới chưa trả lời việc được giao")
    SPEAKERS = "speakers", _("Cụm loa không phát, mất kết nối hoặc từ chối lệnh")
    PRESS_DIGEST = "press_digest", _("Bản điểm tin báo chí của ngày")


class Path(models.TextChoices):
    """When an event also leaves by e-mail or to a device; on the desk it always shows."""

    NOW = "now", _("Gửi thư ngay")
    PUSH = "push", _("Báo ngay trên thiết bị đã bật")
    DAILY = "daily", _("Gộp vào thư tổng hợp hằng ngày")
    WEEKLY = "weekly", _("Gộp vào thư tổng hợp hằng tuần")
    NEVER = "never", _("Chỉ xem trên bàn làm việc")


class Notice(models.Model):
    """One event told to one person; `key` names the event, so that it is told once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    event = models.CharField(max_length=24, choices=event_choices)
    key = models.CharField(max_length=160)
    title = models.CharField(max_length=240)
    path = models.CharField(max_length=240, blank=True)
    choice = models.CharField(max_length=8, choices=Path.choices)  # the person's, when the event happened
    is_urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, db_index=True)  # when it leaves by e-mail; null when it does not
    mailed_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notice_once")]
        indexes = [models.Index(fields=["person", "cleared_at", "-created_at"], name="notice_of_person")]

    def __str__(self) -> str:
        return self.title


class Preference(models.Model):
    """How one person wants to hear of one event."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="preferences")
    event = models.CharField(max_length=24, choices=event_choices)
    choice = models.CharField(max_length=8, choices=Path.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "event"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.event} → {self.choice}"


class Device(models.Model):
    """A browser on which a person wants to be told; its subscription is sealed, `lookup` finds it by its address.

    `proof` is the person's session proof when it was turned on: what ends all sessions (a new password, a post that
    ended, a closed account, "sign out everywhere") ends the device, too.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    subscription = models.TextField()
    lookup = models.CharField(max_length=80, unique=True)
    proof = models.CharField(max_length=64)
    turned_on_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"device {self.pk}"


class QuietHours(models.Model):
    """Hours in which nothing that can wait leaves for this person; they may span midnight."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="quiet_hours")
    starts = models.TimeField()
    ends = models.TimeField()

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"


class Digest(models.Model):
    """One collected e-mail to one person, kept so that a period is never sent twice."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="digests")
    choice = models.CharField(max_length=8, choices=Path.choices)
    period = models.DateField()  # the first day of the period it closes
    count = models.PositiveIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "choice", "period"], name="digest_once")]

    def __str__(self) -> str:
        return f"{self.choice} {self.period}"
