"""One renderer a file, each a pure `render(report) -> str`."""
