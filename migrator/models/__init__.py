"""What libraries do, as data: the tables that come with the package, and a team's own.

A model says what a function or a class outside the understood code does with what it is given.
This package reads models and refuses those that make no sense; what they mean for a program is
decided in `analysis`.
"""
