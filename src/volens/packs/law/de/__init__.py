"""Germany: Arbeitslosengeld (SGB III). The flat-rate net pay is an input. Not legal advice."""

from __future__ import annotations

from pathlib import Path

from volens.engines.rules import Pack
from volens.packs.law.de import clauses
from volens.packs.law.de.asked import FACTS

HERE = Path(__file__).parent

DE = Pack(
    "de",
    title={"en": "Germany: unemployment benefit (Arbeitslosengeld)", "zh-Hans": "德国：失业金（Arbeitslosengeld）"},
    facts=FACTS,
    rules=[clauses],
    parameters=HERE / "parameters",
    cases=HERE / "cases",
    notes={
        "en": (
            "Left out on purpose: the bars of section 159 SGB III (refusing an offer, resigning). Volens carries no"
            " sanction for declining: that is one of its safeguards (S4, S9). The wage tax behind the flat-rate net is not computed here."
        ),
        "zh-Hans": (
            "有意不收录：《社会法典》第三编第159条的停发期（拒绝工作、主动辞职）。Volens 不执行任何因拒绝而产生的处罚"
            "（本服务的保障原则 S4、S9）。用于得出标准净收入的工资税不在此计算。"
        ),
    },
)
