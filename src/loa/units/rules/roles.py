"""What each role may do, what may be delegated, and how a delegated signature reads.

It knows nothing of trees: where a right reaches is the business of `loa.units.access`.
"""

from __future__ import annotations

from collections.abc import Iterable

from loa.units.models import Delegation, Role
from loa.units.permissions import Permission

_READ_DESK = frozenset(
    {
        Permission.BULLETINS_READ,
        Permission.CHANNELS_READ,
        Permission.DELIVERY_READ,
        Permission.DOCUMENTS_READ,
        Permission.FIGURES_READ,
        Permission.PRESS_LISTEN,
        Permission.PRESS_READ,
        Permission.SPEAKERS_READ,
        Permission.TASKS_READ,
        Permission.UNITS_READ,
    }
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.WARD_OFFICER: _READ_DESK
    | {
        Permission.SPEAKERS_SCHEDULE,
        Permission.SPEAKERS_SILENCE,
        Permission.DOCUMENTS_ACKNOWLEDGE,
        Permission.DOCUMENTS_DRAFT,
        Permission.TASKS_REPORT,
        Permission.AUDIENCE_READ,
        Permission.BULLETINS_ADAPT,
        Permission.BULLETINS_WRITE,
        Permission.DELIVERY_CONFIRM,
        Permission.PRESS_ANSWER,
    },
    Role.EDITOR: _READ_DESK
    | {
        Permission.SEARCH_MANAGE,
        Permission.SPEAKERS_SCHEDULE,
        Permission.SPEAKERS_SILENCE,
        Permission.PRESS_GROUP,
        Permission.PRESS_SOURCES,
        Permission.FIGURES_FREEZE,
        Permission.DOCUMENTS_ACKNOWLEDGE,
        Permission.DOCUMENTS_DRAFT,
        Permission.TASKS_ASSIGN,
        Permission.TASKS_REPORT,
        Permission.AUDIENCE_MANAGE,
        Permission.AUDIENCE_READ,
        Permission.BULLETINS_ADAPT,
        Permission.BULLETINS_CORRECT,
        Permission.BULLETINS_WRITE,
        Permission.PRESS_ANSWER,
    },
    Role.APPROVER: _READ_DESK
    | {
        Permission.SPEAKERS_RELEASE,
        Permission.SPEAKERS_SILENCE,
        Permission.DOCUMENTS_SIGN,
        Permission.TASKS_ACCEPT,
        Permission.AUDIENCE_READ,
        Permission.BULLETINS_COUNTERSIGN,
        Permission.BULLETINS_RELEASE,
    },
    Role.DUTY_OFFICER: _READ_DESK
    | {
        Permission.PRESS_GROUP,
        Permission.SPEAKERS_SCHEDULE,
        Permission.SPEAKERS_SILENCE,
        Permission.DOCUMENTS_ACKNOWLEDGE,
        Permission.TASKS_REPORT,
        Permission.AUDIENCE_READ,
        Permission.BULLETINS_CORRECT,
        Permission.BULLETINS_COUNTERSIGN,
        Permission.BULLETINS_WRITE,
        Permission.DELIVERY_CONFIRM,
        Permission.DELIVERY_MANAGE,
        Permission.OPERATION_READ,
        Permission.PRESS_ANSWER,
    },
    Role.CLERK: _READ_DESK
    | {
        Permission.FIGURES_FREEZE,
        Permission.DOCUMENTS_ACKNOWLEDGE,
        Permission.DOCUMENTS_CIRCULATE,
        Permission.DOCUMENTS_DRAFT,
        Permission.DOCUMENTS_ISSUE,
        Permission.DOCUMENTS_RECEIVE,
        Permission.TASKS_REPORT,
        Permission.DELIVERY_CONFIRM,
    },
    Role.SPOKESPERSON: _READ_DESK
    | {
        Permission.PRESS_GROUP,
        Permission.DOCUMENTS_ACKNOWLEDGE,
        Permission.DOCUMENTS_DRAFT,
        Permission.TASKS_REPORT,
        Permission.BULLETINS_WRITE,
        Permission.PRESS_ANSWER,
    },
    Role.LEADER: _READ_DESK
    | {
        Permission.SPEAKERS_RELEASE,
        Permission.SPEAKERS_SILENCE,
        Permission.FIGURES_FREEZE,
        Permission.DOCUMENTS_DIRECT,
        Permission.DOCUMENTS_SIGN,
        Permission.TASKS_ACCEPT,
        Permission.TASKS_ASSIGN,
        Permission.AUDIENCE_READ,
        Permission.JOURNAL_READ,
        Permission.OPERATION_READ,
        Permission.PEOPLE_CONFIRM,
    },
    # An administrator looks after the machine and the rights, and never releases.
    Role.ADMINISTRATOR: _READ_DESK
    | {
        Permission.PRESS_SOURCES,
        Permission.SEARCH_MANAGE,
        Permission.SPEAKERS_MANAGE,
        Permission.AUDIENCE_READ,
        Permission.CALENDAR_MANAGE,
        Permission.CHANNELS_MANAGE,
        Permission.DUTY_MANAGE,
        Permission.JOURNAL_READ,
        Permission.OPERATION_READ,
        Permission.PEOPLE_CONFIRM,
        Permission.PEOPLE_MANAGE,
        Permission.UNITS_MANAGE,
    },
}

_NEVER_DELEGATED = frozenset({Permission.PEOPLE_CONFIRM, Permission.PEOPLE_MANAGE})
_NEEDS_SECOND_FACTOR = frozenset(
    {
        Permission.BULLETINS_CORRECT,
        Permission.BULLETINS_COUNTERSIGN,
        Permission.BULLETINS_RELEASE,
        Permission.DOCUMENTS_SIGN,
        Permission.PEOPLE_CONFIRM,
        Permission.PEOPLE_MANAGE,
    }
)

_PREFIX = {
    Delegation.Kind.ON_BEHALF: "TM.",
    Delegation.Kind.BY_ORDER: "TL.",
    Delegation.Kind.BY_AUTHORITY: "TUQ.",
}


def permissions_of(role: str) -> frozenset[Permission]:
    """Return the rights a role stands for; an unknown role stands for none."""
    return ROLE_PERMISSIONS[Role(role)] if role in Role.values else frozenset()


def roles_with(permission: Permission) -> list[str]:
    """Return the roles that carry the right, in the order the roles are declared."""
    return [role.value for role, rights in ROLE_PERMISSIONS.items() if permission in rights]


def delegable(held: Iterable[Permission]) -> frozenset[Permission]:
    """Return what a post may pass on of what it holds itself; naming people stays with its holder."""
    return frozenset(held) - _NEVER_DELEGATED


def needs_second_factor(rights: Iterable[Permission]) -> bool:
    """Say whether someone with these rights must sign in with a second factor."""
    return not _NEEDS_SECOND_FACTOR.isdisjoint(rights)


def signing_titles(
    title: str, *, kind: str | None = None, giver_title: str = "", is_acting_deputy: bool = False
) -> tuple[str, ...]:
    """Return the titles over a signature, one a line: for whom it stands ("TUQ. Chủ tịch"), then the signer's own.

    Source: Decree 30/2020/NĐ-CP, article 13 and appendix I, part II.7.
    """
    if kind:
        return (f"{_PREFIX[Delegation.Kind(kind)]} {giver_title}", title)
    return ("KT. Thủ trưởng", title) if is_acting_deputy else (title,)
