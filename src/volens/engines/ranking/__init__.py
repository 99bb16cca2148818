"""Why this vacancy for this worker: an additive score whose every term can be read, weighed and left out.

The inputs are what somebody asks for on a form and what a vacancy says. No name, language, script, gender, age, free
text of a profile or CV is among them, nothing is learned from who was hired, and no employer can add to a score.
`Skills` tells which work lies near which by the skills both ask for.
"""

from volens.engines.ranking.neighbours import Neighbour, Skills
from volens.engines.ranking.score import FULL, TERMS, UNSAID, Offer, Ranked, Reason, Wish, rank
from volens.engines.ranking.skills import question

__all__ = ["FULL", "TERMS", "UNSAID", "Neighbour", "Offer", "Ranked", "Reason", "Skills", "Wish", "question", "rank"]
