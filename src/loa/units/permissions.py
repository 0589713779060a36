"""Every permission of the product, one word per right, shaped room:act."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What a grant may allow somewhere in the tree."""

    AUDIENCE_MANAGE = "audience:manage"
    AUDIENCE_READ = "audience:read"
    BULLETINS_ADAPT = "bulletins:adapt"
    BULLETINS_CORRECT = "bulletins:correct"
    BULLETINS_COUNTERSIGN = "bulletins:countersign"
    BULLETINS_READ = "bulletins:read"
    BULLETINS_RELEASE = "bulletins:release"
    BULLETINS_WRITE = "bulletins:write"
    CALENDAR_MANAGE = "calendar:manage"
    CHANNELS_MANAGE = "channels:manage"
    CHANNELS_READ = "channels:read"
    DELIVERY_CONFIRM = "delivery:confirm"
    DELIVERY_MANAGE = "delivery:manage"
    DELIVERY_READ = "delivery:read"
    DUTY_MANAGE = "duty:manage"
    JOURNAL_READ = "journal:read"
    OPERATION_READ = "operation:read"
    PEOPLE_MANAGE = "people:manage"
    UNITS_MANAGE = "units:manage"
    UNITS_READ = "units:read"
