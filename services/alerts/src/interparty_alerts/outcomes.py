"""How a batch can end other than done."""


class Overtaken(Exception):
    """Another worker decided about one of the alerts since it was read: begin the batch again."""
