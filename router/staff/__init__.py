"""Staff: the people at the board."""
