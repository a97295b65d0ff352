"""Counting without being counted past: who counts the same thing waits."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def alone(connection: AsyncConnection, subject: str) -> None:
    """Wait until nobody else counts the same thing; hold it until this transaction ends.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        statement = text("SELECT pg_advisory_xact_lock(hashtextextended(:subject, 0))")
        await connection.execute(statement, {"subject": subject})
