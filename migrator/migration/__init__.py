"""What to do about a site: the edits that move it, or the reasons why it stays."""
