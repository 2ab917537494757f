"""The only package that touches the disk: finding, reading and writing files."""
