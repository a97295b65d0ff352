"""Facts in, obligations and alerts out."""
