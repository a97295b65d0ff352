"""Estimates rounded to stated digits, so that one late event does not move every number by a hair."""

from math import isfinite
from typing import Final

DIGITS: Final = 2
"""Significant digits that an estimated hyperparameter keeps. Their standard errors are greater."""


def rounded(value: float, digits: int = DIGITS) -> float:
    """Return the value with so many significant digits; infinite and zero stay as they are."""
    return float(f"{value:.{digits - 1}e}") if isfinite(value) else value
