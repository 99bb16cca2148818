"""Everything that changes the room of people, by its object; `entry` is the door."""
