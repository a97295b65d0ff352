"""Properties are held to what they say, not to how long a busy machine takes over an example."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
