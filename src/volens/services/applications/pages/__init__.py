"""Pages of this room: the person's own, and the employer's."""
