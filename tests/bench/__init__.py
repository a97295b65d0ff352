"""Speed, as ratios: ours and a bare baseline by turns, in one run, on the same servers."""
