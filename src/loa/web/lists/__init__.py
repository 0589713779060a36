"""Lists on screen, declared once: search, filters in the URL, sort, paging, export equal to the screen.

It must not know whose rows they are: a room hands in what its reader may see.
"""

from loa.web.lists.columns import Cell, Column
from loa.web.lists.filters import FilterForm
from loa.web.lists.screen import Empty, ListScreen

__all__ = ["Cell", "Column", "Empty", "FilterForm", "ListScreen"]
