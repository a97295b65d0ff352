"""How a batch can end other than done."""


class Overtaken(Exception):  # noqa: N818 - a fact, not a failure of ours
    """Another worker decided about one of the alerts since it was read: begin the batch again."""
