"""Saved searches that ring: with or without an account, at once, daily or weekly, by mail and by Atom.

What somebody looks for is sealed with their own key; no page of staff or employers leads to it (S3). Matching runs from
the vacancies' side, as they come into the search index, and its result waits in a table until a mail takes it along.
"""
