"""Guangdong, laid over the national pack."""
