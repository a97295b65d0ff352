"""The tests; a package so that no other distribution's `tests` is ever taken for it."""
