"""Reference data is found by what its names mean, no longer by the names to the letter.

The keys are those of the code of now: what they will be later, a later migration writes anew.

Revision ID: api_0004
Revises: api_0003
"""

import orjson
import sqlalchemy as sa
from alembic import op

from interparty_api.handlers.projection import in_listing, reference
from interparty_shared.domain.actors import known_keys
from interparty_shared.domain.posted import actor_record_of
from interparty_shared.reference import naming

revision = "api_0004"
down_revision = "api_0003"
branch_labels = None
depends_on = None

_OLD = "reference:name:%"
_BATCH = 500


def upgrade() -> None:
    connection = op.get_bind()
    _forget(_OLD)
    versions = connection.execute(
        sa.text(
            "SELECT v.thing, r.data FROM api_reference r JOIN api_version v"
            " ON v.ref = r.ref AND v.time = r.time AND v.digest = r.digest"
        )
    ).all()
    rows = {(term, thing) for thing, data in versions for term in _terms(data)}
    _insert("api_reference_term", ("term", "thing"), sorted(rows))
    in_force = connection.execute(
        sa.text(
            "SELECT f.key, f.bucket, f.day, e.data FROM api_fact f JOIN api_event e ON e.thing = f.key"
            " WHERE e.type = 'org.interparty.actor.v1'"
        )
    ).all()
    listed = {
        (key, term, bucket, day)
        for key, bucket, day, data in in_force
        for term in in_listing("actors", _terms(data))
    }
    _insert("api_fact_term", ("key", "term", "bucket", "day"), sorted(listed, key=str))


def downgrade() -> None:
    _forget("reference:like:%")
    _forget("reference:is:%")


def _terms(data: object) -> frozenset[str]:
    said = orjson.loads(data) if isinstance(data, str | bytes) else data
    return frozenset(map(reference, known_keys(actor_record_of(said), naming.matcher())))


def _forget(pattern: str) -> None:
    op.execute(sa.text("DELETE FROM api_reference_term WHERE term LIKE :p").bindparams(p=pattern))
    listed = f"actors|{pattern}"
    op.execute(sa.text("DELETE FROM api_fact_term WHERE term LIKE :p").bindparams(p=listed))


def _insert(table: str, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    marks = ", ".join(f":{name}" for name in columns)
    statement = sa.text(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
    )
    for at in range(0, len(rows), _BATCH):
        chunk = [dict(zip(columns, row, strict=True)) for row in rows[at : at + _BATCH]]
        op.get_bind().execute(statement, chunk)
