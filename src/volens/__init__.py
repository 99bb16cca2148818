"""Volens: a public employment service in which every step is the worker's own choice."""

__version__ = "0.1.0"
