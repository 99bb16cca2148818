"""The guaranteed start-up loan: its ceiling and who pays the interest, by date."""

from __future__ import annotations

from volens.engines.rules import Category, Money, Number, Parameters, greatest, half_up, least, rule

BEFORE = "财金〔2020〕21号"
AFTER = "财金〔2023〕75号"


@rule(
    unit="CNY",
    cite=f"{BEFORE}; {AFTER}",
    since="2021-01-01",
    result=True,
    label={"en": "most that can be borrowed", "zh-Hans": "贷款最高额度"},
)
def loan_ceiling(borrower: Category, p: Parameters) -> Money:
    return p.loan.ceiling[borrower]


@rule(
    unit="year",
    cite=BEFORE,
    since="2021-01-01",
    result=True,
    label={"en": "longest term", "zh-Hans": "贷款最长期限"},
)
def loan_term(borrower: Category, p: Parameters) -> Number:
    return p.loan.term[borrower]


@rule(
    unit="CNY",
    cite=BEFORE,
    name="interest_borne",
    since="2021-01-01",
    until="2023-09-30",
    result=True,
    label={"en": "interest the borrower pays in a year", "zh-Hans": "借款人每年承担的利息"},
)
def interest_borne_by_margin(
    loan: Money, loan_ceiling: Money, prime_rate: Number, loan_rate: Number, p: Parameters
) -> Money:
    own = least(loan_rate, greatest(prime_rate - p.loan.margin, 0))
    return half_up(least(loan, loan_ceiling) * own)


@rule(
    unit="CNY",
    cite=AFTER,
    name="interest_borne",
    since="2023-10-01",
    result=True,
    label={"en": "interest the borrower pays in a year", "zh-Hans": "借款人每年承担的利息"},
)
def interest_borne_by_half(loan: Money, loan_ceiling: Money, loan_rate: Number, p: Parameters) -> Money:
    amount = least(loan, loan_ceiling)
    return greatest(half_up(amount * loan_rate) - half_up(amount * loan_rate * p.loan.subsidised), 0)


@rule(
    unit="CNY",
    cite=f"{BEFORE}; {AFTER}",
    since="2021-01-01",
    result=True,
    label={"en": "interest subsidy in a year", "zh-Hans": "每年财政贴息"},
)
def interest_subsidy(loan: Money, loan_ceiling: Money, loan_rate: Number, interest_borne: Money) -> Money:
    return greatest(half_up(least(loan, loan_ceiling) * loan_rate) - interest_borne, 0)
