"""The words of the room: kinds of sources, outcomes of a fetch, what a person decides about groups, signals."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PublisherKind(models.TextChoices):
    """What a publisher is; never whose side it takes (charter 2)."""

    CENTRAL = "central", _("báo, đài trung ương")
    LOCAL = "local", _("báo, đài địa phương")
    AUTHORITY = "authority", _("cổng, trang của cơ quan nhà nước")
    OTHER = "other", pgettext_lazy("publisher", "khác")


class SourceKind(models.TextChoices):
    """How items come in."""

    FEED = "feed", _("RSS, Atom, JSON Feed")
    SITEMAP = "sitemap", _("sơ đồ trang (sitemap)")
    BULK = "bulk", _("tệp nhập")
    CLIP = "clip", _("nhập tay")


class SourceState(models.TextChoices):
    """Whether a source is read."""

    READ = "read", _("đang lấy tin")
    PAUSED = "paused", pgettext_lazy("source", "tạm dừng")
    ENDED = "ended", _("thôi lấy tin")


class Habit(models.TextChoices):
    """What a source does against its own past."""

    USUAL = "usual", _("như thường lệ")
    NEW = "new", _("mới, chưa đủ dữ liệu")
    QUIET = "quiet", _("im lặng")
    VOLUME = "volume", _("số lượng khác thường")
    LANGUAGE = "language", _("ngôn ngữ khác thường")
    TOPIC = "topic", _("chủ đề khác thường")
    FAILING = "failing", _("không lấy được")


class FetchOutcome(models.TextChoices):
    """How one fetch ended."""

    TAKEN = "taken", _("có nội dung")
    UNCHANGED = "unchanged", _("không có gì mới")
    FAILED = "failed", pgettext_lazy("fetch", "lỗi")
    REFUSED = "refused", _("nguồn không cho lấy (robots)")


class ImportState(models.TextChoices):
    """How far a file was brought in."""

    RUNNING = "running", _("đang nhập")
    STOPPED = "stopped", _("đã dừng giữa chừng")
    DONE = "done", _("đã nhập hết")


class EditKind(models.TextChoices):
    """What a person decided about groups."""

    MERGE = "merge", _("gộp")
    SPLIT = "split", _("tách")
    PIN = "pin", _("ghim")


class ReasonKind(models.TextChoices):
    """Why the engine put an item where it is; the values are its own (`loa.stories.rules.Why`)."""

    SAME_WORDS = "same_words", _("Tin đăng lại: hai bài gần như cùng một lời.")
    PART = "part", _("Tin đăng lại: phần lớn lời của một bài nằm trong bài kia.")
    EDITED = "edited", _("Tin đăng lại: cùng một bài, lời đã sửa.")
    NEAR = "near", _("Cùng chùm tin: hai bài có chung nhiều từ ít gặp và đăng gần nhau.")
    THROUGH = "through", _("Ở cùng nhau nhờ các tin khác: riêng hai bài này thì chưa đủ gần.")
    BY_HAND = "by_hand", _("Cán bộ đã gộp; riêng lời của hai bài thì chưa đủ gần.")
    FIRST = "first", _("Tin mở đầu chùm tin: khi thu nhận, chưa có tin nào gần nó trong ba ngày trước.")


class SignalKind(models.TextChoices):
    """What grows faster than its own past."""

    STORY = "story", _("chùm tin")
    TOPIC = "topic", _("chủ đề")


class SignalState(models.TextChoices):
    """What a person made of it."""

    OPEN = "open", _("chưa xem xét")
    TAKEN = "taken", _("đang xử lý")
    DISMISSED = "dismissed", _("không cần xử lý")
