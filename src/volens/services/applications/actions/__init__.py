"""Everything that changes the room of applications: what the person does, what the employer does, what time does."""
