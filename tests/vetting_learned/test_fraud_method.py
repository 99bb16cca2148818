"""The method measured in `bench/fraud.py` is settled and fitted without a look at what it is tried on."""

import numpy as np
from bench.fraud import Grams, Method, Told, advertisement, logistic_scores, look, words
from bench.fraud_choice import CHOICES, Choice, chosen, telling, weighed

from volens.engines.vetting.learned.signs import SIGNS
from volens.engines.vetting.learned.whole import STATED, WHOLE

FRAUD = "wire the cash from home today number{}"
HONEST = "join our team in the office number{}"


def _method(label, group, texts):
    grams = {name: Grams([words(text) for text in texts]) for name in ("words", "body")}
    every = np.arange(len(texts))
    plain = {name: each.alike(every) for name, each in grams.items()}
    return Method(plain, Told(grams, label, group), ("words", "body"), np.ones((len(texts),) * 2), label, group)


def test_labels_of_the_part_it_is_tried_on_change_neither_choice_nor_scores():
    texts = [(FRAUD if at % 2 else HONEST).format(at // 2) for at in range(24)]
    label = np.array([at % 2 for at in range(24)], dtype=float)
    group = np.arange(24) // 3
    train, test = np.arange(18), np.arange(18, 24)
    turned = label.copy()
    turned[test] = 1 - turned[test]
    found = []
    for own in (label, turned):
        method = _method(own, group, texts)
        choice = chosen(train, np.arange(18) % 3, method, lambda got, at, own=own: float(got @ (2 * own[at] - 1)))
        found.append((choice, method(train, test, choice)))
    assert found[0][0] == found[1][0]
    assert np.array_equal(found[0][1], found[1][1])
    assert found[0][1][1::2].min() > found[0][1][0::2].max()


def test_the_choice_is_the_one_that_does_best_on_parts_not_learned_from():
    best = CHOICES[3]
    overlaps = []

    def tried(learn, judge, choice):
        overlaps.append(np.intersect1d(learn, judge).size)
        return np.full(len(judge), float(choice == best))

    rows = np.arange(10, 30)
    assert chosen(rows, np.arange(20) % 4, tried, lambda found, at: float(found.sum())) == best
    assert len(overlaps) == 4 * len(CHOICES)
    assert not any(overlaps)


def test_words_of_one_class_alone_count_more_and_no_power_counts_all_alike():
    has = np.array([[1, 1], [1, 1], [1, 0], [1, 0]], dtype=bool)
    label = np.array([1.0, 1.0, 0.0, 0.0])
    weight = np.ones(4)
    common, telltale = telling(has, label, weight, 1.0)
    assert telltale > common == 0
    assert telling(has, label, weight, 0.0).tolist() == [1.0, 1.0]


def test_copies_counted_together_teach_as_much_as_one():
    group = np.array(["a", "a", "b"])
    assert weighed(group, together=True).tolist() == [0.5, 0.5, 1.0]
    assert weighed(group, together=False).tolist() == [1.0, 1.0, 1.0]
    kernel, label, row = np.eye(4), np.array([1.0, 0.0, 1.0, 0.0]), np.arange(4)
    plain = logistic_scores(kernel, label, row, row, 10.0)
    assert np.allclose(plain, logistic_scores(kernel, label, row, row, 10.0, np.full(4, 7.0)))
    heavier = logistic_scores(kernel, label, row, row, 10.0, np.array([4.0, 1.0, 1.0, 1.0]))
    assert heavier[0] > heavier[2]


def test_texts_neither_learned_from_nor_judged_are_like_none():
    grams = Grams([["a", "b"], ["a", "b"], ["b", "c"], ["a", "c"]])
    kernel = grams.told(np.array([0, 2]), np.array([1]), np.array([1.0, 0.0, 0.0, 1.0]), np.ones(4), 1.0)
    assert not kernel[3].any()
    assert not kernel[:, 3].any()
    assert np.isclose(kernel[0, 1], 1.0)


def test_what_is_asked_of_vet_holds_every_part_and_no_flag_of_the_collection():
    names = ("company_profile", "requirements", "benefits", "salary_range", "department", "industry", "function")
    row = dict.fromkeys((*names, "employment_type", "required_experience", "required_education"), "")
    row |= {"id": "1", "title": "Cook", "description": "Cook with us.", "location": "GB, LDS, Leeds"}
    row |= {"telecommuting": "0", "has_company_logo": "0", "has_questions": "0", "group": "g"}
    full = row | {"benefits": "Meals.", "industry": "Restaurants", "required_experience": "Associate"}
    line = advertisement(full)
    assert (line["place"], line["text"]) == ("Leeds, LDS, GB", "Cook with us.\n\nBenefits:\nMeals.")
    assert (line["facts"]["experience"], line["facts"]["industry"]) == ("Associate", "Restaurants")
    assert advertisement(full | {"has_company_logo": "1", "has_questions": "1", "group": "h"}) == line
    assert Choice(0.0, together=False) in CHOICES


def test_the_features_are_those_that_vet_answers_with():
    names = ("company_profile", "requirements", "benefits", "salary_range", "department", "industry", "function")
    row = dict.fromkeys((*names, "employment_type", "required_experience", "required_education"), "")
    row |= {"id": "1", "title": "Cook", "description": "Cook with us.", "location": "GB, LDS,", "telecommuting": "1"}
    texts, every = look([row, row | {"id": "2", "location": "GB, LDS, Leeds"}])
    assert texts.shape[1] == len(SIGNS) + len(WHOLE) + 3
    assert every.shape[1] == texts.shape[1] + len(STATED)
    assert np.array_equal(texts[0], texts[1])
    assert every[0].tolist() != every[1].tolist(), "a town is a fact beside the text"
