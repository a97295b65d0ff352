"""Several reports of one engagement: whether they are of one, who leads, what they say together.

`sources` says what a list of sources is worth, `occurrence` whether two reports speak of one engagement,
`grouping` which report leads and which are absorbed, `merging` what they say together, and
`concluding` what may be said of duties where some of it rests on machine-coded reports alone.
`showing` makes documents of it.
"""
