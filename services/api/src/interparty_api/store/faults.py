"""Which database errors are the fault of what was to be written."""

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

_DATA_SQLSTATES = ("22", "23")
"""Data exception (out of range, a character that text cannot hold), integrity constraint."""


def lies_in_data(error: Exception) -> bool:
    """Return whether an error lies in the values: writing others instead would work."""
    if isinstance(error, OverflowError | UnicodeError | DataError | IntegrityError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
    return isinstance(state, str) and state.startswith(_DATA_SQLSTATES)
