"""The engine's outside: the typed client that other services use."""
