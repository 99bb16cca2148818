"""The room of applications: a person sends what they ticked to one employer, who answers; nobody searches anyone.

Two sides that meet in one row. `Received` is the employer's: a number, a day, a state; it leads to no person. The
`Application` is the person's, sealed with their key. Taking an application back parts the two: what stays with the
employer is the same row whatever the reason, and none at all when nobody there had seen it (S4).
"""
