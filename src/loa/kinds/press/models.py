"""Newsrooms that take a body's releases, what they chose, and what the press asked."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loa.channels.models import Account
from loa.clocks import ruling
from loa.units.models import Body, Person


class StoppedBy(models.TextChoices):
    """Who ended the sending to a newsroom."""

    NEWSROOM = "newsroom", _("tòa soạn tự ngừng")
    OFFICER = "officer", _("cán bộ ngừng")


class Newsroom(models.Model):
    """An editorial office, never a journalist, that takes the releases of one account at one address.

    `address` is a token of the keyring bound to "pressroom.newsroom:ID", `lookup` the keyed token it is found by.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="newsrooms")
    name = models.CharField(max_length=160)
    folded = models.CharField(max_length=160)
    address = models.TextField()
    lookup = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.CharField(max_length=8, choices=StoppedBy.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "lookup"], name="newsroom_once"),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_by="")
                | Q(stopped_at__isnull=False, stopped_by__in=StoppedBy.values),
                name="newsroom_stop_has_an_author",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"pressroom.newsroom:{self.pk}"


class Choice(models.Model):
    """What a newsroom takes, from one moment until another: a language, areas and topics; none of these means all."""

    newsroom = models.ForeignKey(Newsroom, on_delete=models.CASCADE, related_name="choices")
    language = models.CharField(max_length=5)
    areas = ArrayField(models.CharField(max_length=40), default=list)
    topics = ArrayField(models.CharField(max_length=40), default=list)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["newsroom"], condition=Q(until__isnull=True), name="newsroom_choice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.newsroom_id} {self.language}"


class Way(models.TextChoices):
    """How a question came in."""

    EMAIL = "email", _("thư điện tử")
    PHONE = "phone", _("điện thoại")
    PAPER = "paper", _("công văn, phiếu câu hỏi")
    CONFERENCE = "conference", _("họp báo, giao ban báo chí")
    MEETING = "meeting", _("trao đổi trực tiếp")


class Reply(models.TextChoices):
    """In which form the body spoke. Source: Nghị định 09/2017/NĐ-CP, the forms of speaking to the press."""

    CONFERENCE = "conference", _("họp báo")
    PORTAL = "portal", _("đăng trên cổng, trang thông tin điện tử")
    SPOKEN = "spoken", _("phát ngôn trực tiếp hoặc trả lời phỏng vấn")
    WRITTEN = "written", _("thông cáo báo chí hoặc trả lời bằng văn bản")
    BRIEFING = "briefing", _("trao đổi tại giao ban báo chí")
    REQUEST = "request", _("văn bản yêu cầu phản hồi, cải chính, xin lỗi")


class Ground(models.TextChoices):
    """Why information may be withheld. Source: Luật Báo chí 2016, điều 38."""

    SECRET = "secret", _("bí mật nhà nước, bí mật thuộc nguyên tắc, quy định của Đảng")
    PENDING = "pending", _("vụ việc đang điều tra, thanh tra hoặc đang giải quyết khiếu nại, tố cáo")
    PRIVACY = "privacy", _("bí mật đời tư của cá nhân")
    OTHER_LAW = "other_law", _("quy định khác của pháp luật, ghi rõ ở phần giải thích")


class QuestionState(models.TextChoices):
    """Where a question stands."""

    OPEN = "open", _("chờ trả lời")
    ANSWERED = "answered", _("đã trả lời")
    REFUSED = "refused", _("từ chối cung cấp")


class Question(models.Model):
    """What a newsroom asked a body: about a matter, masked before it is stored; who asked is never written down.

    `due_rule` keeps the facts of the deadline (`loa.clocks.ruling`); `worked_minutes` is the working time between
    question and reply by the calendar of the body's seat.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    assigned_body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    newsroom = models.CharField(max_length=160)
    way = models.CharField(max_length=12, choices=Way.choices)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    folded = models.TextField()
    received_at = models.DateTimeField(db_index=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    due_rule = models.JSONField()
    state = models.CharField(max_length=8, choices=QuestionState.choices, default=QuestionState.OPEN)
    replied_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=12, choices=Reply.choices, blank=True)
    reply_text = models.TextField(blank=True)
    bulletin_code = models.CharField(max_length=12, blank=True)
    ground = models.CharField(max_length=12, choices=Ground.choices, blank=True)
    worked_minutes = models.PositiveIntegerField(null=True)
    closed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("câu hỏi của báo chí")
        indexes = [models.Index(fields=["body", "state", "received_at"], name="question_register")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=QuestionState.values), name="question_state"),
            models.CheckConstraint(
                condition=Q(state=QuestionState.OPEN, replied_at__isnull=True)
                | Q(state__in=["answered", "refused"], replied_at__gte=F("received_at")),
                name="question_reply_follows_it",
            ),
            models.CheckConstraint(
                condition=~Q(state=QuestionState.REFUSED) | (Q(ground__in=Ground.values) & ~Q(reply_text="")),
                name="question_refused_on_a_ground",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def rule_in_words(self) -> str:
        """Return why it is due when it is, in the reader's language."""
        return ruling.in_words(self.due_rule, None)

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"pressroom.question:{self.pk}"
