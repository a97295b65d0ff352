"""Files of events judged in this process, under one set of rule packs or under two."""
