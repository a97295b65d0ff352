"""`interparty demo`: start, feed, wait, show."""
