"""One module per source of engagements: its rows as events, by the names of its own columns."""
