"""China: national employment law (社会保险法, 就业促进法 and notices), and Guangdong laid over it. Not legal advice."""

from __future__ import annotations

from pathlib import Path

from volens.engines.rules import Household, Pack
from volens.packs.law.cn import employers, retirement, startup, support, unemployment
from volens.packs.law.cn.asked import FACTS
from volens.packs.law.cn.gd import clauses as guangdong
from volens.packs.law.cn.gd.asked import FACTS as GUANGDONG_FACTS

HERE = Path(__file__).parent

LEFT_OUT = {
    "en": (
        "Left out on purpose: ending benefit for refusing work or training (Social Insurance Law art. 51(5)). Volens carries"
        " no sanction for declining: that is one of its safeguards (S4, S9)."
    ),
    "zh-Hans": (
        "有意不收录：因拒绝接受工作或培训而停发待遇的规定（《社会保险法》第五十一条第五项）。Volens 不执行任何因拒绝而产生的处罚"
        "（本服务的保障原则 S4、S9）。"
    ),
}

CN = Pack(
    "cn",
    title={"en": "China: national law", "zh-Hans": "中国：国家法律"},
    facts=FACTS,
    rules=[unemployment, employers, support, startup, retirement],
    parameters=HERE / "parameters",
    cases=HERE / "cases",
    household=Household(
        label={"en": "the household", "zh-Hans": "家庭"},
        question={"en": "Who else lives in your household?", "zh-Hans": "您的家庭还有哪些成员？"},
        largest=12,
    ),
    notes=LEFT_OUT,
)

GD = Pack(
    "cn-gd",
    title={"en": "China: Guangdong", "zh-Hans": "中国：广东"},
    facts=GUANGDONG_FACTS,
    rules=[guangdong],
    parent=CN,
    parameters=HERE / "gd" / "parameters",
    cases=HERE / "gd" / "cases",
    notes={
        "en": (
            LEFT_OUT["en"]
            + " The grounds of hard-to-employ are an example: they come from city pages, and each province sets its own."
        ),
        "zh-Hans": LEFT_OUT["zh-Hans"] + "就业困难人员认定条件仅为示例，来自市级网页，各省自行规定。",
    },
)
