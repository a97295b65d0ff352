"""Sources whose events a program found in the news: ICEWS, POLECAT, GDELT."""
