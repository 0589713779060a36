"""Who asked for a release over what, who gave it, and the public log of our own mistakes.

The database refuses a release by the author or by another account of the same human being, and the
application's role can neither delete a release nor a correction (charter 1, 5).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from loa.bulletins.models.bulletin import Bulletin
from loa.bulletins.rules.emergency import EMERGENCY_LONGEST
from loa.bulletins.rules.words import Mode, Priority, Relation, ReleaseKind, SubmissionState


class Submission(models.Model):
    """A bulletin as it was put before an approver: everything that would go out, and its hash."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="submissions")
    sent_by = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("units.Post", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    hash = models.CharField(max_length=64)
    snapshot = models.JSONField()
    audience_as_of = models.DateTimeField()
    audience_count = models.PositiveIntegerField()
    counts = models.JSONField(
        default=dict
    )  # {"accounts": {id: n}, "areas": {code: n}} as the approver was shown
    state = models.CharField(max_length=10, choices=SubmissionState.choices, default=SubmissionState.OPEN)
    closed_by = models.ForeignKey("units.Person", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    changes = models.JSONField(default=list)  # which parts an edit changed, when it voided the request

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin"], condition=Q(state=SubmissionState.OPEN), name="submission_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=SubmissionState.values), name="submission_state"),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.hash[:12]}"


class Release(models.Model):
    """One approval over one hash, with its dispatch; a correction by one officer waits for a countersignature."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="releases")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="release")
    kind = models.CharField(max_length=12, choices=ReleaseKind.choices, default=ReleaseKind.TWO_PERSONS)
    author = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    approver_post = models.ForeignKey("units.Post", on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        "units.Delegation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    hash = models.CharField(max_length=64)
    mode = models.CharField(max_length=8, choices=Mode.choices)
    priority = models.CharField(max_length=10, choices=Priority.choices)
    at = models.DateTimeField()
    due_at = models.DateTimeField()  # when sending begins: after the hold, or at the set time
    expires_at = models.DateTimeField()
    dispatch = models.ForeignKey("delivery.Dispatch", on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    missed_because = models.CharField(max_length=20, blank=True)  # "late", or what was no longer as approved
    countersign_due_at = models.DateTimeField(null=True)
    countersigned_by = models.ForeignKey(
        "units.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    countersigned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ReleaseKind.ONE_OFFICER) | ~Q(approver=F("author")),
                name="release_by_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(kind=ReleaseKind.TWO_PERSONS) | Q(countersign_due_at__isnull=False),
                name="release_alone_is_countersigned",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("approver")),
                name="release_countersigned_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(priority=Priority.EMERGENCY)
                | Q(expires_at__lte=F("due_at") + EMERGENCY_LONGEST),
                name="release_emergency_ends_within_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.at:%Y-%m-%d %H:%M}"


class Correction(models.Model):
    """One line of the public log: what we had said, what we say now, why, and how long it took."""

    original = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="corrections")
    bulletin = models.OneToOneField(Bulletin, on_delete=models.PROTECT, related_name="correction")
    kind = models.CharField(max_length=10, choices=Relation.choices)
    mode = models.CharField(max_length=8, choices=Mode.choices)
    old_title = models.CharField(max_length=200)
    old_text = models.TextField()
    new_title = models.CharField(max_length=200)
    new_text = models.TextField()
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(db_index=True)
    seconds_to_correct = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="correction_says_why")]

    def __str__(self) -> str:
        return f"{self.original_id} → {self.bulletin_id}"
