"""From free text to an occupation code: job titles in English, Chinese or both, linked to a classification.

    linker = Linker([Entry("8344", "forklift operator"), Entry("8344", "叉车司机", "zh"), ...])
    linker.link("急聘叉车司机 6000-8000元/月")      ranked codes, each with a confidence and the label that spoke for it
    linker.assign("Team hero")                      one code, or None when the title does not say

    train(groups)                                   an embedding: meaning besides letters (Linker(..., embedding=...))

Nothing is downloaded and no classification is built in: whoever builds a linker gives the labels
(`packs.classifications` ships its own; an operator adds ESCO's).
"""

from volens.engines.linking.embedding import Embedding
from volens.engines.linking.examples import Example, Learner
from volens.engines.linking.linker import Entry, Link, Linker
from volens.engines.linking.storage import load_embedding, save_embedding
from volens.engines.linking.titles import Title, clean
from volens.engines.linking.training import Group, train

__all__ = [
    "Embedding",
    "Entry",
    "Example",
    "Group",
    "Learner",
    "Link",
    "Linker",
    "Title",
    "clean",
    "load_embedding",
    "save_embedding",
    "train",
]
