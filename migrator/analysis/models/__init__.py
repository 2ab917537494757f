"""What libraries do: clients, test doubles, and functions of the standard library."""
