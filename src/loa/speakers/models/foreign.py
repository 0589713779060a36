"""What clusters of other makers hold by our last handing over: unsigned, so that it proves nothing."""

from __future__ import annotations

from django.db import models

from loa.speakers.models.cluster import Cluster


class Handed(models.Model):
    """What the device of another maker, or its maker's server, took last.

    `digest` names the whole of it, `plays` each play as [moment, start] in milliseconds: what was begun late keeps its start. `given` is the
    play that a polling device is streamed. `fault` is why the last attempt failed, empty where it did not.
    """

    cluster = models.OneToOneField(Cluster, on_delete=models.CASCADE, primary_key=True, related_name="handed")
    digest = models.CharField(max_length=24, blank=True)
    plays = models.JSONField(default=dict, blank=True)
    is_stop = models.BooleanField(default=False)
    at = models.DateTimeField(null=True)
    given = models.BigIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.at}"
