"""Employers post vacancies: drafts by steps, sending in, confirming, ending."""
