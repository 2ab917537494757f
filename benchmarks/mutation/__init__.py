"""Mutation testing of the analysis: which changes of its code no fixture notices."""
