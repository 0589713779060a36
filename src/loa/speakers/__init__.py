"""Loudspeakers: clusters and their keys, what sounds when and where, the commands sent and the proof that came back."""
