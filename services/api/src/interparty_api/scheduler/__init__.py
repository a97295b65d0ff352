"""Time in: revisions routed to subscriptions as they come, and messages sent as they are due."""
