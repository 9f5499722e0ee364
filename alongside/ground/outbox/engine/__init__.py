"""How a message is taken in, which way it goes out, and what the answer of the provider means."""
