"""Every write of the room; each is one transaction with one journal row."""

from loa.units.actions.areas import (
    NewArea,
    Part,
    abolish_area,
    create_area,
    merge_areas,
    move_area,
    rename_area,
    split_area,
)
from loa.units.actions.bodies import (
    NewBody,
    abolish_body,
    create_body,
    create_committee,
    merge_bodies,
    move_body,
    rename_body,
    split_body,
)
from loa.units.actions.hanoi import Loaded, load_hanoi

__all__ = [
    "Loaded",
    "NewArea",
    "NewBody",
    "Part",
    "abolish_area",
    "abolish_body",
    "create_area",
    "create_body",
    "create_committee",
    "load_hanoi",
    "merge_areas",
    "merge_bodies",
    "move_area",
    "move_body",
    "rename_area",
    "rename_body",
    "split_area",
    "split_body",
]
