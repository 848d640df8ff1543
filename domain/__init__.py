"""The law and the procedure, pure: no clock, no random, no I/O, no engine."""
