"""Who acts: one person in one post, perhaps on behalf of another post."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from loa.units.models import Body, Delegation, Person, Post


@dataclass(frozen=True)
class Actor:
    """A signed-in person acting as one post; the journal takes its text keys (journal.actions.Author).

    `delegation` is set while the person uses a right received from another post; the journal then
    names both persons. `seen` remembers what was asked of the rights during one request that only reads; where
    something may be written it is None and every question is asked anew.
    """

    person: Person
    post: Post
    delegation: Delegation | None = None
    seen: dict[int | None, list[Any]] | None = field(default=None, compare=False, repr=False)

    @property
    def body(self) -> Body:
        """Return the body under whose name the actor acts."""
        return self.post.body

    @property
    def person_key(self) -> str:
        return str(self.person.pk)

    @property
    def post_key(self) -> str:
        return str(self.post.pk)

    @property
    def body_key(self) -> str:
        return str(self.post.body_id)

    @property
    def on_behalf_key(self) -> str:
        return str(self.delegation.giver.person_id) if self.delegation else ""
