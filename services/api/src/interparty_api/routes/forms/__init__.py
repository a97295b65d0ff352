"""Alerts in the forms of others: Atom, JSON Feed, CSV, FollowTheMoney. Pure."""
