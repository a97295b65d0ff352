"""Reads rule packs: YAML in, `Regime` values out, refused with the file and the line in it.

Packs that come with Interparty lie in `rulepacks/`; an operator's folder adds to them, and replaces
one by using its rule's id and version.
"""

from interparty_shared.packs.reading import fixture_texts, load, parse, parse_all, texts

__all__ = ["fixture_texts", "load", "parse", "parse_all", "texts"]
