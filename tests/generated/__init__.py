"""Programs that are composed rather than written are held to the same comparison."""
