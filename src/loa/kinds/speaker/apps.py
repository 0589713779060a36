"""Registers the kind and its receivers."""

from django.apps import AppConfig


class SpeakerKindConfig(AppConfig):
    name = "loa.kinds.speaker"
    label = "speaker_kind"

    def ready(self) -> None:
        """Offer loudspeakers as a channel."""
        from loa.channels import registry
        from loa.kinds.speaker.kind import ClusterSource, SpeakerKind

        registry.register(SpeakerKind())
        registry.register_source(ClusterSource())
