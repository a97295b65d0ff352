"""What a count of contacts is held against: the null model of `shared/decisions/patterns.md`.

`weeks` numbers weeks, `series` says what the model keeps of a pair, `tails` computes probabilities,
`companies` how many come together, `exposure` how much there was to see, `shrinkage` what rates pairs
have, `world` what is expected, `fitting` fits it for a week, `evidence` weighs a pair's last weeks,
`scoring` tests one pair, `discoveries` all pairs of a week.
"""
