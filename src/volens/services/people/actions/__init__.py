"""Everything that changes the room of people: `entry` (the door), `account`, `factors`, `profile`, `documents`, `drafts`."""
