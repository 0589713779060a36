"""The scene for every guard."""

from tests.guards.scene import scene

__all__ = ["scene"]
