"""Named people decide about vacancies: queue, cases, decisions, appeals, reports."""
