"""One use case each: load, decide, save."""
