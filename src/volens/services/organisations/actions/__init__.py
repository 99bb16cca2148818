"""Everything that changes the room of organisations, by its object."""
