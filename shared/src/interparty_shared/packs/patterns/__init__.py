"""Reads rules of patterns: YAML in, `Rule` values out, refused with the file and the line in it.

Those that come with Interparty lie in `rulepacks/patterns/`; in an operator's folder a file is one if it
has the key `pattern`, and replaces ours by using its id.
"""

from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.packs.patterns.reading import load, parse, texts

__all__ = ["Rule", "load", "parse", "texts"]
