"""How `interparty rules` shows what the packs' own code has found."""
