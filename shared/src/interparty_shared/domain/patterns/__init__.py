"""Patterns: what is unusual over many contacts, by rules whose null model and error rate are stated."""
