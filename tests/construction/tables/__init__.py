"""The recipes, room by room, and the names that have none."""
