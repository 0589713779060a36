"""Vietnamese addresses, old and new, to the communes of today."""

from loa.language.addresses.files import resolve_file
from loa.language.addresses.model import MOST_CANDIDATES, Resolution
from loa.language.addresses.resolver import resolve

__all__ = ["MOST_CANDIDATES", "Resolution", "resolve", "resolve_file"]
