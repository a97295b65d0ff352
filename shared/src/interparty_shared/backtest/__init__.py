"""What is true of many facts at once: all of them in memory, judged in one pass on one day.

The same functions of the domain as in streaming give the verdicts; here is what makes one pass over a
million facts possible: who is found under which keys (`index`), which of the rules need be asked
(`rules`), and what other packs would change (`difference`). Nothing here reads, prints or knows the time.
"""
