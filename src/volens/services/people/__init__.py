"""The room of people: accounts that people open for themselves, ways to sign in, the profile, documents.

Nobody searches here. Other rooms use `actions` and `queries`, and read a person's data through `trust.reading.read`.
"""
