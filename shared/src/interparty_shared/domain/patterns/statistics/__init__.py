"""What a count of contacts is held against: the null model of `shared/decisions/patterns.md`.

`weeks` numbers weeks, `series` says what the model keeps of a pair, `tails` computes probabilities,
`exposure` how much there was to see, `shrinkage` what rates pairs have, `dispersion` how far counts
scatter, `world` fits them for a week, `scoring` tests one pair, `discoveries` all pairs of a week.
"""
