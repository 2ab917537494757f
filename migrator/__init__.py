"""Find every use of a deprecated REST endpoint in Python code and migrate what can be proved."""

__version__ = "0.1.0"
