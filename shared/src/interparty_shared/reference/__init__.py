"""Names of the world that many parts need: countries, in the languages in which sources name them."""
