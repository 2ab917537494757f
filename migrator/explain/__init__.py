"""What a rule or a reason code means, as a page for a person."""
