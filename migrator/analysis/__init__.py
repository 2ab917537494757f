"""What the code says: abstract values, the interpreter that finds them, and the sites they make."""
