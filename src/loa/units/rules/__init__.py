"""Pure decisions of the room: what a role may do, how delegations sign, how a reform keeps totals."""

from loa.units.rules.names import fold_unit, sort_key
from loa.units.rules.roles import (
    ROLE_PERMISSIONS,
    delegable,
    needs_second_factor,
    permissions_of,
    roles_with,
    signing_titles,
)

__all__ = [
    "ROLE_PERMISSIONS",
    "delegable",
    "fold_unit",
    "needs_second_factor",
    "permissions_of",
    "roles_with",
    "signing_titles",
    "sort_key",
]
