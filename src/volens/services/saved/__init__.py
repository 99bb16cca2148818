"""The room of saved vacancies: what a person keeps, hides and notes about vacancies, for themselves alone.

Everything is one sealed row per person (S4): nobody who looks at the tables, a dump or a page of staff learns which
vacancies someone kept, hid or wrote about, nor how many.
"""
