"""The same eight rules in OpenFisca-Core or PolicyEngine-Core, run by bench/rules.py inside their own environments.

python rules_rivals.py openfisca|policyengine FOLDER REPEATS

FOLDER holds one .npy for each input. Prints JSON: totals, and the best time for each style: "documented" (parameters
indexed by arrays and `calc` on scales, as the manual shows) and "avoiding" (the same formulas with numpy look-ups
instead), the time for one person, and the memory added. Nothing here imports Volens.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

LIBRARY = "openfisca_core" if sys.argv[1] == "openfisca" else "policyengine_core"
entities = importlib.import_module(f"{LIBRARY}.entities")
periods = importlib.import_module(f"{LIBRARY}.periods")
enums = importlib.import_module(f"{LIBRARY}.{'indexed_enums' if LIBRARY == 'openfisca_core' else 'enums'}")
simulations = importlib.import_module(f"{LIBRARY}.simulations")
taxbenefit = importlib.import_module(f"{LIBRARY}.taxbenefitsystems")
Variable = importlib.import_module(f"{LIBRARY}.variables").Variable
MONTH = periods.DateUnit.MONTH if hasattr(periods, "DateUnit") else periods.MONTH
PERIOD = "2021-06"
REGIONS = [f"r{number:02d}" for number in range(31)]
Region = enums.Enum("Region", [(code, code) for code in REGIONS])


def write_parameters(root: Path) -> None:
    def put(name: str, text: str) -> None:
        path = root / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    for name, value in {
        "ui/minimum_months": 12, "ui/share": 0.9, "ui/cpi": 0.037, "ui/cpi_trigger": 0.035, "hardship/age_women": 40,
        "hardship/age_men": 50, "hardship/months_unemployed": 12, "skills/months": 12, "skills/claim_months": 12,
        "skills/ceiling": 1800, "insurance/share": 2 / 3, "insurance/ceiling": 812.30,
    }.items():  # fmt: skip
        put(name, f"description: x\nvalues:\n  2010-01-01:\n    value: {value}\n")
    wages = "".join(
        f"{code}:\n  values:\n    2010-01-01:\n      value: {1600 + 37 * at}\n" for at, code in enumerate(REGIONS)
    )
    put("ui/minimum_wage", f"description: x\n{wages}")
    for name, pairs in {
        "ui/duration": [(0, 0), (12, 12), (60, 18), (120, 24)],
        "skills/amount": [(0, 0), (1, 1000), (2, 1500), (3, 2000)],
    }.items():
        brackets = "".join(
            f"- threshold:\n    2010-01-01:\n      value: {threshold}\n"
            f"  amount:\n    2010-01-01:\n      value: {amount}\n"
            for threshold, amount in pairs
        )
        put(name, f"description: x\nmetadata:\n  type: single_amount\nbrackets:\n{brackets}")


def system(documented: bool, folder: Path) -> Any:
    Person = entities.Entity("person", "persons", "A person", "")  # noqa: N806
    tbs = taxbenefit.TaxBenefitSystem([Person])
    tbs.load_parameters(str(folder))

    def add(name: str, kind: Any, formula: Any = None, **more: Any) -> None:
        body = {"value_type": kind, "entity": Person, "definition_period": MONTH, "label": name, **more}
        if formula:
            body["formula"] = formula
        tbs.add_variable(type(name, (Variable,), body))

    for name in ("contribution_months", "age", "months_unemployed", "skill_level", "certificate_months"):
        add(name, int)
    for name in (
        "registered",
        "involuntary",
        "female",
        "disabled",
        "low_income",
        "jobless_home",
        "land_lost",
        "flexible",
    ):
        add(name, bool)
    add("premium", float)
    add("region", enums.Enum, possible_values=Region, default_value=Region.r00)

    def ui_months(person: Any, period: Any, parameters: Any) -> Any:
        months = person("contribution_months", period)
        if documented:
            return parameters(period).ui.duration.calc(months)
        return np.where(months >= 120, 24, np.where(months >= 60, 18, np.where(months >= 12, 12, 0)))

    def ui_eligible(person: Any, period: Any, parameters: Any) -> Any:
        enough = person("contribution_months", period) >= parameters(period).ui.minimum_months
        return enough * person("involuntary", period) * person("registered", period)

    def ui_amount(person: Any, period: Any, parameters: Any) -> Any:
        ui, region = parameters(period).ui, person("region", period)
        if documented:
            wage = ui.minimum_wage[region]
        else:
            wage = np.array([ui.minimum_wage[code] for code in REGIONS], dtype=np.float32)[np.asarray(region)]
        return person("ui_eligible", period) * wage * ui.share

    def supplement(person: Any, period: Any, parameters: Any) -> Any:
        ui = parameters(period).ui
        return (ui.cpi >= ui.cpi_trigger) * np.floor(person("ui_amount", period) * ui.cpi * 100 + 0.5) / 100

    def hard_to_employ(person: Any, period: Any, parameters: Any) -> Any:
        p, age = parameters(period).hardship, person("age", period)
        old = np.where(person("female", period), age >= p.age_women, age >= p.age_men)
        long = person("months_unemployed", period) >= p.months_unemployed
        other = sum(person(name, period) for name in ("disabled", "low_income", "jobless_home", "land_lost"))
        return person("registered", period) * (old + other + long > 0)

    def skills_subsidy(person: Any, period: Any, parameters: Any) -> Any:
        p, level = parameters(period).skills, person("skill_level", period)
        if documented:
            amount = p.amount.calc(level)
        else:
            amount = np.where(level >= 3, 2000, np.where(level >= 2, 1500, np.where(level >= 1, 1000, 0)))
        due = (person("contribution_months", period) >= p.months) * (
            person("certificate_months", period) <= p.claim_months
        )
        return due * np.minimum(amount, p.ceiling)

    def insurance_subsidy(person: Any, period: Any, parameters: Any) -> Any:
        p = parameters(period).insurance
        paid = np.minimum(np.floor(person("premium", period) * p.share * 100 + 0.5) / 100, p.ceiling)
        return person("hard_to_employ", period) * person("flexible", period) * paid

    def everything(person: Any, period: Any, _parameters: Any) -> Any:
        return person("ui_amount", period) + person("supplement", period) + person("insurance_subsidy", period)

    for name, kind, formula in (
        ("ui_months", int, ui_months),
        ("ui_eligible", bool, ui_eligible),
        ("ui_amount", float, ui_amount),
        ("supplement", float, supplement),
        ("hard_to_employ", bool, hard_to_employ),
        ("skills_subsidy", float, skills_subsidy),
        ("insurance_subsidy", float, insurance_subsidy),
        ("everything", float, everything),
    ):
        add(name, kind, formula)
    return tbs


OUTPUTS = (
    "ui_months",
    "ui_eligible",
    "ui_amount",
    "supplement",
    "hard_to_employ",
    "skills_subsidy",
    "insurance_subsidy",
    "everything",
)


def simulation(tbs: Any, columns: dict[str, Any]) -> Any:
    count = len(columns["age"])
    builder = importlib.import_module(f"{LIBRARY}.simulations").SimulationBuilder()
    if LIBRARY == "openfisca_core":
        sim = builder.build_default_simulation(tbs, count=count)
    else:
        populations = tbs.instantiate_entities()
        for population in populations.values():
            population.count = count
        sim = simulations.Simulation(tax_benefit_system=tbs, populations=populations)
    for name, values in columns.items():
        sim.set_input(name, PERIOD, values)
    return sim


def run(tbs: Any, columns: dict[str, Any]) -> tuple[float, dict[str, float]]:
    sim = simulation(tbs, columns)
    start = time.perf_counter()
    totals = {name: float(np.asarray(sim.calculate(name, PERIOD), dtype=np.float64).sum()) for name in OUTPUTS}
    return time.perf_counter() - start, totals


def main() -> None:
    folder, repeats = Path(sys.argv[2]), int(sys.argv[3])
    raw = {path.stem: np.load(path) for path in folder.glob("*.npy")}
    raw["premium"] = (raw["premium"] / 100).astype(np.float32)
    if LIBRARY == "openfisca_core":
        raw["region"] = enums.EnumArray(raw["region"].astype(np.uint8), Region)
    else:
        raw["region"] = Region.encode(np.array(REGIONS)[raw["region"]])
    result: dict[str, Any] = {"library": LIBRARY, "persons": len(raw["age"])}
    with tempfile.TemporaryDirectory() as temporary:
        write_parameters(Path(temporary))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for style in ("avoiding", "documented"):
            tbs = system(style == "documented", Path(temporary))
            times = []
            for _ in range(repeats):
                seconds, totals = run(tbs, raw)
                times.append(seconds)
            result[style] = {"seconds": min(times), "totals": totals}
            if style == "avoiding":
                result["memory_mb"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        one = {name: column[:1] for name, column in raw.items()}
        tbs, count = system(True, Path(temporary)), 50
        run(tbs, one)
        start = time.perf_counter()
        for _ in range(count):
            run(tbs, one)
        result["one_person_per_second"] = count / (time.perf_counter() - start)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
