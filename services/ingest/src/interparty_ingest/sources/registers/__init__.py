"""One module per register: its records as disclosures, by the names of its own fields."""
