"""A program that is written in another way is judged in the same way."""
