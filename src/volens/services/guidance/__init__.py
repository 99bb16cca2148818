"""The room of guidance: what helps somebody decide about work. For whoever looks; nothing asked here is stored.

Comparing vacancies, what else one could do with the same skills, what an occupation pays here, a CV on paper. The one
table holds travel times the operator loaded; no page leads from here to a person.
"""
