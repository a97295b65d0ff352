"""How a delivery leaves: by webhook or by e-mail."""
