"""What the interpreter saw: every use of a literal or of an answer, as an event."""
