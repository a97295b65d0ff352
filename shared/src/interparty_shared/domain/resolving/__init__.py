"""Which actor is meant by a posted name, in whatever language and script.

`Matcher.blocking_keys` says which records are worth a comparison, `Matcher.compare` holds a name
against one record, `decide` makes a verdict of the scored candidates, and `Gazetteer` does all three
in memory. A lexicon (`reference.lexicon.load`) comes in as a value.

What is answered, by the relation of a name to a record:

- the same actor, however it is spelt, translated, abbreviated or declined: `match`
- its office, bureau or seat ("X, Brussels office"): `match`, with the relation `sub_unit`
- several actors in one name ("A; B", "A through B"): `match` with one item for each part that is known
- a body with a will of its own (youth wing, parliamentary group, ministry, faction, friends of X): not
  that actor. It is found only where the reference data have it
- a predecessor: a record of its own, or nothing
- two records that fit alike: `ambiguous`, with both
"""
