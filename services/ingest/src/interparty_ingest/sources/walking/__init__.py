"""How a register is asked over HTTP: politely, again where it helps, and never half."""
