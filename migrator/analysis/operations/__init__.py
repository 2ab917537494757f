"""What an operation on values gives and looks at: texts, containers, objects, truth."""
