"""The figures of `bench.linking` as tables."""

from __future__ import annotations

from typing import Any

#: Section, what is shown of it, and what its numbers are.
SECTIONS = (
    ("titles to ESCO", ("MRR", "A@1", "A@10"), "`jobbert`, every second title. Labels were collected, not judged."),
    (
        "titles to ISCO-08, four digits",
        ("MRR", "A@1", "A@10"),
        "the same titles; the unit group of the right occupation.",
    ),
    ("similar titles", ("MAP", "MRR", "RP@5"), "`talentclef/en`."),
    ("skills in sentences", ("RP@5", "MRR"), "`skills`, both parts pooled."),
    (
        "Chinese titles to csco",
        ("A@1", "MRR", "A@10"),
        "`csco`; learned: five folds. README: linear SVM on letters .585.",
    ),
    ("Chinese titles to csco, minor group", ("A@1", "MRR"), "the same, first 7 characters. README: linear SVM .640."),
    ("federal titles to series", ("A@1", "MRR", "A@10"), "`usajobs`; learned: five folds. README: linear SVM .709."),
)


def render(result: dict[str, Any]) -> str:
    """All tables."""
    known = result["embedding"]
    taken = f"learned in {known['seconds']} s" if known["seconds"] else "learned in an earlier run"
    about = (
        "Brackets: 95 % by bootstrap over queries; last column: paired gain in the first measure over letters alone "
        "(`baseline.py`). Nothing that ships or is built learned from these sets; *learned* runs learn inside the "
        f"folds. The embedding: {known['features']:,} features, {known['megabytes']} MB, {taken} from ESCO, O*NET, the "
        f"Chinese classification and the shipped titles. To ESCO {result['titles per second and core']:,} titles/s on "
        "one core (processor time, 20 codes each)."
    )
    lines = [about]
    for name, measures, about in SECTIONS:
        section = result[name]
        lines += ["", f"**{name[0].upper()}{name[1:]}**: {section['queries']:,} queries; {about}", ""]
        lines += [f"| | {' | '.join(measures)} | gain in {measures[0]} |", "|---|" + "---|" * (len(measures) + 1)]
        for run, measured in section["runs"].items():
            cells = [_cell(measured[measure]) for measure in measures]
            low, high = measured[measures[0]]["gain"]
            gain = "floor" if run == "letters alone" else f"{low:+.3f} to {high:+.3f}"
            lines.append(f"| {run} | {' | '.join(cells)} | {gain} |")
    lines += ["", "Confidence of the first code against these labels (titles to ESCO, with meaning):", ""]
    lines += ["| confidence from | coverage | right | mean confidence |", "|---|---|---|---|"]
    lines += [
        f"| {row['confidence from']} | {row['coverage']:.2f} | {row['precision']:.2f} | {row['mean confidence']:.2f} |"
        for row in result["confidence"]
    ]
    return "\n".join(lines)


def _cell(measure: dict[str, Any]) -> str:
    low, high = measure["95%"]
    return f"{measure['mean']:.3f} [{low:.3f}, {high:.3f}]"
