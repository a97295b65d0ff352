"""How far two spans of days lie apart, and whether one may be the other with a slip of the pen."""

from datetime import date

from interparty_shared.domain.facts import Days


def gap(left: Days, right: Days) -> int:
    """Return the days between two spans, 0 where they touch or overlap."""
    return max(0, (left.start - right.end).days, (right.start - left.end).days)


def mistaken(ours: date, theirs: date) -> bool:
    """Return whether two dates differ by the year alone, or by day and month changing places."""
    same_day = (ours.month, ours.day) == (theirs.month, theirs.day)
    turned = (ours.month, ours.day) == (theirs.day, theirs.month)
    return (same_day and abs(ours.year - theirs.year) == 1) or (turned and ours.year == theirs.year)


def month_apart(ours: date, theirs: date) -> bool:
    """Return whether two dates are the same day of two months that follow one another."""
    months = [day.year * 12 + day.month for day in (ours, theirs)]
    return ours.day == theirs.day and abs(months[0] - months[1]) == 1
