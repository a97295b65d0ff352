"""HTTP: what all services answer alike."""
