"""The services' databases: where each is, bringing them up to date, and how each stands."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from alembic.util.exc import CommandError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from interparty_embedded.patience import patiently
from interparty_shared.db import migrate
from interparty_shared.db.migrate import Migrations
from interparty_shared.errors import InterpartyError, Misconfigured, Unavailable
from interparty_shared.settings import Settings


@dataclass(frozen=True, slots=True)
class Standing:
    """How one service's database stands."""

    service: str
    where: str
    """Its URL, without the password."""
    revision: str | None
    newest: str
    differences: Sequence[str] = ()

    @property
    def is_newest(self) -> bool:
        """Whether it is at the newest revision that the code knows."""
        return self.revision == self.newest


def shown(url: str) -> str:
    """Return a database URL without its password.

    Raises:
        Misconfigured: it is no database URL.
    """
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError as error:
        raise Misconfigured(
            "INTERPARTY_DATABASE_URL is no database URL: postgresql+asyncpg://… or"
            " sqlite+aiosqlite:///…"
        ) from error


async def upgrade(
    migrations: Mapping[str, Migrations], settings: Settings, *, wait: float
) -> list[tuple[str, str | None, str]]:
    """Bring databases to the newest revision; return (service, revision before, now) of each.

    Raises:
        Unavailable: one does not answer within `wait` seconds.
        Misconfigured: one refuses us.
    """
    done = []
    for service, theirs in migrations.items():
        url = settings.database_for(service)

        async def act(theirs: Migrations = theirs, url: str = url) -> tuple[str | None, str]:
            async with asked(url):
                return await migrate.upgrade(theirs, url)

        before, now = await patiently(act, seconds=wait)
        done.append((service, before, now))
    return done


async def standing(
    migrations: Migrations, settings: Settings, *, compare: bool = False
) -> Standing:
    """Return how a service's database stands; `compare` looks at its tables too.

    Raises:
        Unavailable: it does not answer.
        Misconfigured: it refuses us.
    """
    url = settings.database_for(migrations.service)
    async with asked(url):
        return Standing(
            migrations.service,
            shown(url),
            await migrate.current(migrations, url),
            migrations.head,
            await migrate.differences(migrations, url) if compare else (),
        )


@asynccontextmanager
async def asked(url: str) -> AsyncGenerator[None]:
    """Turn what a database answers into a sentence that names it.

    Raises:
        Unavailable: it does not answer.
        Misconfigured: it refuses us: a wrong password, no such database, no right.
    """
    where = shown(url)
    try:
        yield
    except Unavailable as error:
        raise Unavailable(f"{where}: {error}") from error
    except InterpartyError:
        raise
    except CommandError as error:
        raise Misconfigured(
            f"{where} was brought to a revision that this version does not know ({error}):"
            " a newer Interparty has used it."
        ) from error
    except OSError as error:
        raise Misconfigured(f"{where} cannot be made: {error.strerror or error}.") from error
    except Exception as error:
        if isinstance(error, SQLAlchemyError) or hasattr(error, "sqlstate"):
            said = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise Misconfigured(f"{where}: {said}") from error
        raise
