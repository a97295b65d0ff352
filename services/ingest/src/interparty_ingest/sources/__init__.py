"""What registers and collections of events say, as events of the contract."""
