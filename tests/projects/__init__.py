"""Small realistic projects, held to what is written beside each of them."""
