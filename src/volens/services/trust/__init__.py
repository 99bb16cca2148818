"""The room of trust: the keys that seal personal data, the ledger of choices, the record of who read what, leaving.

Other rooms use `vault` (seal and open), `reading.read` (the only way to read a person's data for someone else),
`actions` (record a choice, erase), `queries`, and `rooms` (say what to export, what to erase, what expires).
"""
