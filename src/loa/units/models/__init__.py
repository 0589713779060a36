"""Tables of the two dated trees and of the people who act in them."""

from loa.units.models.people import Delegation, Grant, Invitation, Person, Post, Role, SecondFactorReset
from loa.units.models.trees import (
    AddressForm,
    Area,
    AreaChange,
    AreaLevel,
    AreaVersion,
    Body,
    BodyChange,
    BodyMember,
    BodyVersion,
    ChangeKind,
    DocumentForm,
    Succession,
    System,
    Topic,
)

__all__ = [
    "AddressForm",
    "Area",
    "AreaChange",
    "AreaLevel",
    "AreaVersion",
    "Body",
    "BodyChange",
    "BodyMember",
    "BodyVersion",
    "ChangeKind",
    "Delegation",
    "DocumentForm",
    "Grant",
    "Invitation",
    "Person",
    "Post",
    "Role",
    "SecondFactorReset",
    "Succession",
    "System",
    "Topic",
]
