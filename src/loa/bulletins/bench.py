"""How fast the wordings that a paste may come from are found among all that were issued, beside arrays under GIN."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date

from django.db import connection, connections

from loa.bulletins.models import Bulletin, Issued, Release, Submission
from loa.bulletins.queries.issued import candidates
from loa.bulletins.rules.words import ReleaseKind, State
from loa.delivery.bench.ground import make_body
from loa.language.copies import shingles, winnow
from loa.lib import clock
from loa.lib.measure import Bench, Goal, Outcome, Plan, in_turn, median, ratio, seconds
from loa.units.models import Body, Person, Post, Role

WORDINGS = 100_000
PASTES = 10
FORMS = 10  # prepared messages: what most bulletins of a city begin as
GIN = """
SELECT id FROM bench_wording WHERE shingles && %(asked)s::bigint[]
 ORDER BY cardinality(ARRAY(SELECT unnest(shingles) INTERSECT SELECT unnest(%(asked)s::bigint[]))) DESC, id DESC
 LIMIT 24
"""


class Ground:
    """So many issued wordings, each a prepared message with places of its own filled in, in both shapes."""

    def __init__(self, wordings: int) -> None:
        self.draw = random.Random(7)  # noqa: S311  repeatable, nothing is secret
        words = [f"chu{n}" for n in range(3000)]
        self.forms = [self.draw.choices(words, k=140) for _form in range(FORMS)]
        release = _release(make_body())
        frame = {
            "release": release,
            "bulletin": release.bulletin,
            "body": release.bulletin.body,
            "language": "vi",
        }
        rows = [
            Issued(**frame, hash=str(n), title=f"Bản tin {n}", text=self._text(n)) for n in range(wordings)
        ]
        self.rows = Issued.objects.bulk_create(rows, batch_size=5000)
        self._fill()

    def _text(self, number: int) -> str:
        form = list(self.forms[number % FORMS])
        for place in range(20, 140, 30):
            form[place] = f"so{self.draw.randrange(10**6)}"
        return " ".join(form)

    def _fill(self) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("CREATE TABLE bench_wording (id bigint PRIMARY KEY, shingles bigint[])")
            with cursor.cursor.copy("COPY bulletins_shingle (hash, issued_id) FROM STDIN") as copy:
                for row, found in self._kept():
                    copy.write("".join(f"{each}\t{row.pk}\n" for each in found))
            with cursor.cursor.copy("COPY bench_wording (id, shingles) FROM STDIN") as copy:
                for row, found in self._kept():
                    copy.write(f"{row.pk}\t{{{','.join(map(str, found))}}}\n")
            cursor.execute("CREATE INDEX ON bench_wording USING gin (shingles)")
            cursor.execute("GRANT SELECT ON bench_wording TO PUBLIC")
            cursor.execute("VACUUM ANALYZE bench_wording")
            cursor.execute("VACUUM ANALYZE bulletins_shingle")

    def _kept(self) -> Iterator[tuple[Issued, Sequence[int]]]:
        for row in self.rows:
            yield row, winnow(shingles(row.text))

    def pastes(self) -> list[Issued]:
        """Return wordings of any age to paste; the same for every alternative of a round."""
        return self.draw.sample(self.rows, min(PASTES, len(self.rows)))


def _release(body: Body) -> Release:
    now = clock.now()
    author, approver = (Person.objects.create_user(f"{name}@bench.invalid") for name in ("a", "b"))
    post = Post.objects.create(
        person=approver, body=body, role=Role.APPROVER, title="Đo", valid_from=date(2020, 1, 1)
    )
    bulletin = Bulletin.objects.create(
        code="BENCH",
        body=body,
        author=author,
        author_post=post,
        state=State.SENT,
        created_at=now,
        changed_at=now,
        sent_at=now,
    )
    asked = Submission.objects.create(
        bulletin=bulletin,
        sent_by=author,
        post=post,
        at=now,
        hash="-",
        snapshot={},
        audience_as_of=now,
        audience_count=1,
    )
    return Release.objects.create(
        bulletin=bulletin,
        submission=asked,
        kind=ReleaseKind.TWO_PERSONS,
        author=author,
        approver=approver,
        approver_post=post,
        hash="-",
        mode="live",
        priority="normal",
        at=now,
        due_at=now,
        expires_at=now,
    )


def run(plan: Plan) -> Outcome:
    """Find the originals of the same pastes through rows and through arrays, in turn."""
    ground = Ground(plan.scaled(WORDINGS, least=200))
    plan.say(f"{len(ground.rows):,} wordings issued")
    asked = ground.pastes()
    first: dict[str, int] = {}

    def by_rows() -> float:
        first["rows"] = sum(candidates(row.text)[0].pk == row.pk for row in asked)
        return 1000 * seconds(lambda: [candidates(row.text) for row in asked]) / len(asked)

    def by_arrays() -> float:
        with connection.cursor() as cursor:
            return (
                1000
                * seconds(lambda: [cursor.execute(GIN, {"asked": shingles(row.text)}) for row in asked])
                / len(asked)
            )

    found = in_turn({"hashed rows": by_rows, "arrays under GIN": by_arrays}, plan)
    figures = {
        "paste_ms": median(found["hashed rows"]),
        "gin_ratio": ratio(found["arrays under GIN"], found["hashed rows"]),
        "found_first": first["rows"] / len(asked),
    }
    lines = [(name, f"{median(values):,.1f} ms a paste") for name, values in found.items()]
    lines.append(("originals found first", f"{figures['found_first']:.0%}"))
    return Outcome(dict(figures), lines)


BENCH = Bench(
    "verify",
    "Milliseconds to find what a paste may come from among 100,000 issued wordings, beside arrays under GIN",
    run,
    (Goal("paste_ms", at_most=200.0), Goal("gin_ratio", at_least=1.0), Goal("found_first", at_least=0.99)),
)
