"""New Jersey: unemployment insurance (N.J.S.A. 43:21-3, N.J.A.C. 12:17). Not legal advice."""

from __future__ import annotations

from pathlib import Path

from volens.engines.rules import Pack
from volens.packs.law.us_nj import clauses
from volens.packs.law.us_nj.asked import FACTS

HERE = Path(__file__).parent

NJ = Pack(
    "us-nj",
    title={"en": "New Jersey: unemployment insurance", "zh-Hans": "新泽西州：失业保险"},
    facts=FACTS,
    rules=[clauses],
    parameters=HERE / "parameters",
    cases=HERE / "cases",
    notes={
        "en": (
            "Left out on purpose: disqualification for refusing work and for leaving it (N.J.S.A. 43:21-5). Volens"
            " carries no sanction for declining: that is one of its safeguards (S4, S9); the agency decides those with a person."
        ),
        "zh-Hans": (
            "有意不收录：因拒绝工作或主动离职而取消资格的条款（N.J.S.A. 43:21-5）。Volens 不执行任何因拒绝而产生的处罚"
            "（本服务的保障原则 S4、S9）；此类事项由主管机构的工作人员与本人处理。"
        ),
    },
)
