"""The pages of the room of organisations: for everyone, for members, for reviewers."""
