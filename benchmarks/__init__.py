"""Benchmarks: build a tree, measure the tool on it, print ratios."""
