"""Feeds and files in: readers, normalisation, and the import itself."""
