"""The world's parties and their bodies, as reference events, from open data and from our own files.

files     reads the CSV files of an operator, and refuses what is none
naming    names out of the free text of the sources
codes     which country a code of Party Facts means
parties   Party Facts and Wikidata: one draft of an actor per party
parlgov   who governed when, and former names
whogov    who held ministries, where ParlGov does not reach
own       the curated files of `interparty_shared.reference`
building  all of it together: one event per actor

Everything but `files` is pure: rows in, values out. What is left out is counted in `report`.
"""
