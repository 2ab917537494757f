"""Comments that tell the tool to leave a site alone, and the stretch that each speaks for."""
