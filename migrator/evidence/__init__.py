"""What runs of the project say; a command is run only when the user gave one."""
