"""Rule packs: the rules of official documents as versioned data."""

from loa.papers.packs.loading import BadPack, get_pack, list_packs, pack_for, read_pack
from loa.papers.packs.model import Form, Look, Pack, Rule

__all__ = ["BadPack", "Form", "Look", "Pack", "Rule", "get_pack", "list_packs", "pack_for", "read_pack"]
