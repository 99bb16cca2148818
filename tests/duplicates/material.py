# ruff: noqa: E501 - phrases read better on one line
"""Made-up postings, rewrites of them, and look-alikes that are other jobs. Shares no code or word list with the engine.

`half` 0 is for setting weights, 1 for reporting: trades, duties, boilerplate, employers and ways of rewriting are
disjoint between the halves wherever the language allows it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

DAY_PAY = {"en": ("USD", "$"), "zh": ("CNY", "¥")}

TRADES_EN = [
    [
        ("Registered Nurse", "patients|wards|medication charts|discharge plans|families|vital signs|care plans|infusions"),
        ("Forklift Operator", "pallets|loading bays|racking|stock counts|delivery notes|battery checks|trailers|aisles"),
        ("Software Engineer", "services|databases|code reviews|deployments|APIs|dashboards|incident reports|tests"),
        ("Line Cook", "grill stations|prep lists|sauces|deliveries|fridge logs|plating|menus|knives"),
        ("Bookkeeper", "invoices|ledgers|bank statements|expense claims|tax returns|payroll runs|suppliers|receipts"),
        ("School Bus Driver", "routes|pupils|vehicle checks|timetables|fuel cards|parents|seat belts|depots"),
        ("Electrician", "switchboards|cabling|fault reports|site plans|lighting circuits|test certificates|meters|panels"),
    ],
    [
        ("Dental Assistant", "instruments|x-rays|chairside trays|appointments|impressions|sterilisers|charts|recalls"),
        ("Warehouse Associate", "orders|scanners|returns|shelves|packing benches|couriers|labels|totes"),
        ("Data Analyst", "reports|spreadsheets|queries|forecasts|pipelines|charts|surveys|metrics"),
        ("Barista", "espresso machines|milk orders|tills|pastry cases|tables|loyalty cards|grinders|opening lists"),
        ("Account Manager", "clients|renewals|proposals|targets|presentations|contracts|pipelines|complaints"),
        ("Crane Operator", "lifts|slings|load charts|ground crews|inspections|radios|outriggers|permits"),
        ("Primary School Teacher", "lessons|pupils|reading groups|assessments|displays|trips|parents|phonics"),
    ],
]  # fmt: skip
DUTIES_EN = [
    [
        "You will check {a} every morning and report anything unusual about {b} to the team leader.",
        "Keep accurate records of {a} and hand over {b} at the end of your turn.",
        "Most of the work is with {a}; about a third concerns {b}.",
        "You plan your own day around {a} and help colleagues when {b} pile up.",
        "Experience with {a} is required, and some knowledge of {b} is a plus.",
        "You answer questions about {a} and keep {b} in good order.",
        "Twice a week the group meets to go through {a} and decide what to do about {b}.",
    ],
    [
        "Day to day you look after {a}, and you step in when {b} need attention.",
        "The post holder prepares {a} and makes sure that {b} are complete and on time.",
        "We expect you to be at ease with {a} and willing to learn about {b}.",
        "Your first month is spent learning {a}; after that {b} become yours.",
        "Responsibilities include {a}, minor repairs and the safe handling of {b}.",
        "You will be one of {n} people who share {a} and take turns with {b}.",
        "Candidates should have worked with {a} for at least {n} years and understand {b}.",
    ],
]
PROFILES_EN = [
    (
        "{e} has served the people of {c} since {y}. We are a family-run business with {n} staff and a low turnover. "
        "Our people stay because we plan rotas early, pay on time and listen."
    ),
    (
        "At {e} we believe good work needs good tools. Founded in {y}, we now have {n} colleagues in {c} and nearby. "
        "Every colleague has a yearly training budget and a say in how the work is organised."
    ),
]
BOILERPLATE_EN = [
    [
        (
            "We are an equal opportunity employer. All qualified applicants receive consideration without regard to age, sex, "
            "origin, belief or disability. Reasonable adjustments are made during the selection and afterwards on request."
        ),
        (
            "Benefits include paid leave, a pension scheme with employer contributions, health cover after three months, "
            "a cycle to work scheme, staff discounts and an employee assistance line open day and night."
        ),
        (
            "This advertisement was posted by TalentBridge on behalf of its customer. By applying you accept our terms and "
            "the privacy notice. We never ask for money. Report suspicious messages through the link at the foot of the page."
        ),
    ],
    [
        (
            "Diversity makes us better. If you need any support to take part in our interviews please let us know and we "
            "will gladly arrange it. Applications from returners, carers and career changers are welcome at any time."
        ),
        (
            "What you get: generous holidays rising with service, private medical insurance, life assurance, free parking, "
            "a subsidised canteen, season ticket loans and two volunteering days each calendar year."
        ),
        (
            "Listing supplied by WorkFeed aggregator. Create an alert to receive similar openings by e-mail. Salary estimates "
            "are calculated by us and are not provided by the advertiser. See our cookie policy for details of processing."
        ),
    ],
]
EMPLOYERS_EN = [
    ["Harrow Bridge", "Tidewell", "Kestrel & Lowe", "Bluefield Foods", "Northmoor Health", "Granby Logistics", "Ashcombe"],
    ["Oakline", "Silver Birch Care", "Penrose Partners", "Marlow Engineering", "Quayside Retail", "Fenwick Schools",
     "Larchmont"],
]  # fmt: skip
LEGAL_EN = [["Ltd", "Limited", "Inc.", ""], ["LLC", "Corp.", "Corporation", "PLC"]]
CITIES_EN = [
    ("Newark", "Newark, NJ", 5101798, "US-NJ", 40.7357, -74.1724), ("Trenton", "Trenton, NJ", 5105496, "US-NJ", 40.217, -74.743),
    ("Albany", "Albany, NY", 5106834, "US-NY", 42.6526, -73.7562), ("Leeds", "Leeds, UK", 2644688, "GB-ENG", 53.796, -1.548),
    ("York", "York, UK", 2633352, "GB-ENG", 53.958, -1.083), ("Denver", "Denver, CO", 5419384, "US-CO", 39.739, -104.985),
    ("Boulder", "Boulder, Colorado", 5574991, "US-CO", 40.015, -105.27), ("Cardiff", "Cardiff, Wales", 2653822, "GB-WLS", 51.48, -3.18),
]  # fmt: skip
TRADES_ZH = [
    [
        ("客房服务员", "床品|客房|布草|房态表|清洁车|遗留物品|迷你吧|楼层"),
        ("货车司机", "货物|路线|车辆|签收单|油卡|装卸|客户仓库|行车记录"),
        ("Java开发工程师", "接口|数据库|需求文档|代码评审|线上问题|单元测试|中间件|部署脚本"),
        ("幼儿园教师", "孩子|教案|家长|户外活动|绘本|教室环境|午睡|晨检"),
        ("质检员", "来料|产品尺寸|检验报告|不良品|量具|抽样计划|生产线|客户投诉"),
        ("店铺导购", "货架|顾客|陈列|库存|收银台|试衣间|会员资料|促销活动"),
    ],
    [
        ("前台接待", "访客|电话|会议室|快递|考勤|办公用品|名片|预约"),
        ("叉车工", "托盘|仓库|货架|电瓶|出入库单|装车|库位|盘点"),
        ("数据分析师", "报表|指标|用户数据|看板|模型|业务需求|埋点|专题分析"),
        ("养老护理员", "老人|三餐|翻身|血压|起居|药品|房间|家属沟通"),
        ("机械设计工程师", "图纸|零件|装配|材料清单|样机|公差|供应商|测试"),
        ("外卖配送员", "订单|餐品|电动车|路线|顾客|商家|头盔|保温箱"),
    ],
]  # fmt: skip
DUTIES_ZH = [
    [
        "负责{a}的日常检查，发现{b}异常及时上报班长。", "按要求做好{a}记录，下班前完成{b}交接。",
        "主要工作是{a}，约三成时间处理{b}。", "熟悉{a}，了解{b}者优先考虑。", "每周两次参加小组会议，讨论{a}和{b}的改进。",
        "协助同事处理{a}，保持{b}整洁有序。", "能独立安排{a}，并在{b}较多时支援其他岗位。",
    ],
    [
        "日常照看{a}，在{b}需要时及时处理。", "准备好{a}，确保{b}完整、准时。", "对{a}有耐心，愿意学习{b}方面的知识。",
        "入职第一个月学习{a}，之后独立负责{b}。", "具有{n}年以上{a}经验，懂得{b}的基本要求。",
        "与{n}位同事轮流承担{a}和{b}。", "工作内容包括{a}、简单维护以及{b}的安全管理。",
    ],
]  # fmt: skip
PROFILES_ZH = [
    "{e}成立于{y}年，扎根{c}，现有员工{n}人。公司排班提前公布，工资按时发放，重视每一位员工的意见。",
    "{e}自{y}年以来一直服务{c}及周边，团队{n}人，工具齐全，氛围融洽。每位员工每年都有培训预算，参与工作安排的讨论。",
]
BOILERPLATE_ZH = [
    [
        "公司提供具有竞争力的薪酬，入职即缴纳社会保险和住房公积金，享有带薪年假、节日福利、生日礼金、年度体检和团队建设活动。",
        "本信息由人才桥平台代为发布，求职过程中凡收取押金、服装费、培训费的均属违规，请立即向平台举报。平台不对信息真实性承担责任。",
        "我们平等对待每一位求职者，不因性别、年龄、民族、宗教信仰、残疾等原因区别对待，欢迎符合条件的人士投递简历。",
    ],
    [
        "福利待遇：免费工作餐、交通补贴、高温补贴、工龄奖、带薪培训、晋升通道明确，优秀员工每年可参加国内旅游，住宿条件良好有空调热水。",
        "温馨提示：职位来源于合作渠道聚合，点击订阅可通过短信接收相似职位。薪资为系统估算，仅供参考，以用人单位最终解释为准。",
        "简历投递后三个工作日内会有专人联系您安排面试，请保持电话畅通。面试时请携带身份证明和相关证书复印件一份，谢谢配合。",
    ],
]
EMPLOYERS_ZH = [
    ["赣江源", "晨光里", "宏远达", "百味轩", "蓝海星", "安居乐"],
    ["云岭", "新丰禾", "启明树", "锦绣苑", "远航通", "康乐年"],
]
TRADE_WORDS_ZH = [["科技", "餐饮管理", "物流", "酒店管理"], ["商贸", "养老服务", "信息技术", "供应链"]]
CITIES_ZH = [
    ("南昌", "江西南昌", 1800163, "CN-JX", 28.684, 115.853), ("九江", "江西省九江市", 1805540, "CN-JX", 29.704, 116.002),
    ("深圳", "广东深圳", 1795565, "CN-GD", 22.546, 114.068), ("东莞", "广东省东莞市", 1812545, "CN-GD", 23.018, 113.749),
    ("成都", "四川成都", 1815286, "CN-SC", 30.667, 104.067), ("绵阳", "四川省绵阳市", 1800627, "CN-SC", 31.468, 104.755),
]  # fmt: skip


@dataclass(frozen=True)
class Job:
    """A posting as a feed would give it after import; field names are the engine's, values are this module's own."""

    title: str
    employer: str
    text: str
    place: str
    place_id: int | None
    region: str
    latitude: float | None
    longitude: float | None
    pay_min: int | None
    pay_max: int | None
    pay_period: str
    pay_month_min: int | None
    pay_month_max: int | None
    currency: str
    hours: str
    posted: int
    language: str = "en"


class Maker:
    """Makes jobs, rewrites and look-alikes from one half of the material."""

    def __init__(self, seed: int, half: int) -> None:
        self.random, self.half = random.Random(seed), half

    def job(self, language: str = "", **fixed: object) -> Job:
        """A new job."""
        rnd = self.random
        language = language or rnd.choice(["en", "en", "zh"])
        english = language == "en"
        trade, things = rnd.choice((TRADES_EN if english else TRADES_ZH)[self.half])
        short, place, number, region, latitude, longitude = rnd.choice(CITIES_EN if english else CITIES_ZH)
        employer = self.employer(language, short)
        month, (low, high), period = self.pay(english)
        job = Job(
            title=trade, employer=employer, text="", place=place, place_id=number, region=region, latitude=latitude,
            longitude=longitude, pay_min=low, pay_max=high, pay_period=period, pay_month_min=month[0],
            pay_month_max=month[1], currency=DAY_PAY[language][0], hours=rnd.choice(["full_time", "full_time", ""]),
            posted=rnd.randrange(20_000, 20_030), language=language,
        )  # fmt: skip
        job = replace(job, **fixed)  # type: ignore[arg-type]
        return replace(job, text=self.text(job, things))

    def employer(self, language: str, city: str) -> str:
        rnd = self.random
        if language == "en":
            return f"{rnd.choice(EMPLOYERS_EN[self.half])} {rnd.choice(LEGAL_EN[self.half])}".strip()
        return f"{city}{rnd.choice(EMPLOYERS_ZH[self.half])}{rnd.choice(TRADE_WORDS_ZH[self.half])}有限公司"

    def pay(self, english: bool) -> tuple[tuple[int, int], tuple[int, int], str]:
        rnd = self.random
        if english:
            low = rnd.randrange(1500, 4000, 50)
            high = low + rnd.randrange(100, 900, 50)
            return (low * 173, high * 173), (low, high), "hour"
        low = rnd.randrange(4000, 12000, 500) * 100
        high = low + rnd.randrange(1000, 4000, 500) * 100
        return (low, high), (low, high), "month"

    def text(self, job: Job, things: str, duties: int = 0) -> str:
        rnd, english = self.random, job.language == "en"
        names = things.split("|")
        lines = list((DUTIES_EN if english else DUTIES_ZH)[self.half])
        rnd.shuffle(lines)
        body = []
        for line in lines[: duties or rnd.randrange(4, 7)]:
            one, two = rnd.sample(names, 2)
            body.append(line.format(a=one, b=two, n=rnd.randrange(2, 30)))
        profile = (PROFILES_EN if english else PROFILES_ZH)[self.half]
        # The profile is the employer's: the same in all its posts.
        own = random.Random(job.employer)
        profile = profile.format(
            e=job.employer, c=job.place.split(",")[0], y=own.randrange(1950, 2020), n=own.randrange(9, 900)
        )
        opening = (
            f"We are looking for a {job.title} in {job.place}."
            if english
            else f"现招聘{job.title}，工作地点{job.place}。"
        )
        if job.pay_min and rnd.random() < 0.6:
            body.append(self.pay_text(job))
        return " ".join([profile, opening, *body] if rnd.random() < 0.5 else [opening, *body, profile])

    def pay_text(self, job: Job) -> str:
        assert job.pay_min
        assert job.pay_max
        low, high = job.pay_min / 100, job.pay_max / 100
        if job.language == "en":
            return self.random.choice(
                [f"Pay: ${low:.2f} to ${high:.2f} an hour.", f"${low:g}-{high:g}/hr", f"USD {low} – {high} hourly"]
            )
        return self.random.choice(
            [
                f"薪资：{low:.0f}-{high:.0f}元/月",
                f"月薪{low / 1000:g}k-{high / 1000:g}k",
                f"每月{low:.0f}至{high:.0f}元",
            ]
        )

    # Rewrites: the same job as another feed gives it.

    def rewrite(self, job: Job) -> Job:
        """The same job, changed in two to five ways."""
        ways = [
            self.retitled,
            self.respelled,
            self.boilerplate,
            self.cut,
            self.markup,
            self.reordered,
            self.paid,
            self.placed,
            self.dated,
        ]
        for way in self.random.sample(ways, self.random.randrange(2, 6)):
            job = way(job)
        return job

    def retitled(self, job: Job) -> Job:
        rnd, title = self.random, job.title
        if job.language == "en":
            words = title.split()
            noise = [["Urgently hiring: {}", "{} (m/f/d)", "{} - ${:g}/hr", "{} needed", "NEW! {}", "{} - {c}", "{} wanted - immediate start"],
                     ["{} – apply today", "Now hiring {}s", "{}, {c}", "{} | up to ${:g} per hour", "{} (all genders)", "Job: {}", "{} vacancy"]][self.half]  # fmt: skip
            shape = rnd.choice(noise)
            if rnd.random() < 0.3 and len(words) > 1:
                title = f"{words[-1]}, {' '.join(words[:-1])}"
            if rnd.random() < 0.2:
                title = title.upper()
            return replace(job, title=shape.format(title, (job.pay_max or 2000) / 100, c=job.place.split(",")[0]))
        noise = [
            ["急招{}", "{}（包吃住）", "高薪诚聘{}", "{}{p}", "{c}{}"],
            ["{}-双休五险一金", "直招{}", "【{c}】{}", "{} {p}", "招聘{}数名"],
        ][self.half]
        pay = f"{(job.pay_min or 500_000) // 100}-{(job.pay_max or 700_000) // 100}元"
        return replace(
            job,
            title=rnd.choice(noise).format(title, p=pay, c=job.place[-2:] if "市" not in job.place else job.place[3:5]),
        )

    def respelled(self, job: Job) -> Job:
        rnd, name = self.random, job.employer
        if job.language == "en":
            bare = name.rsplit(" ", 1)[0] if name.split()[-1] in {part for half in LEGAL_EN for part in half} else name
            other = [[" Limited", " LTD", ", Inc", " Group"], [" L.L.C.", " Corp", " (UK) plc", ""]][self.half]
            bare = bare.replace("&", "and") if rnd.random() < 0.5 else bare
            return replace(job, employer=(bare.upper() if rnd.random() < 0.3 else bare) + rnd.choice(other))
        other = name.removesuffix("有限公司")
        brand = other[2:]
        return replace(
            job,
            employer=rnd.choice(
                [other, brand + "有限责任公司", other + "股份有限公司", f"{brand}（{other[:2]}）有限公司", brand]
            ),
        )

    def boilerplate(self, job: Job) -> Job:
        pool = (BOILERPLATE_EN if job.language == "en" else BOILERPLATE_ZH)[self.half]
        added = self.random.sample(pool, self.random.randrange(1, 4))
        return replace(job, text=" ".join([job.text, *added] if self.random.random() < 0.7 else [*added, job.text]))

    def cut(self, job: Job) -> Job:
        share = self.random.uniform(0.4, 0.8)
        return replace(job, text=job.text[: int(len(job.text) * share)].rstrip() + "...")

    def markup(self, job: Job) -> Job:
        sentences = self.sentences(job)
        shape = [["<p>{}</p>", "<ul><li>{}</li></ul>"], ["<div class='d'>{}</div>", "{}<br/>&nbsp;"]][self.half]
        escape = {"&": "&amp;", "'": "&#39;"}
        cells = ["".join(escape.get(ch, ch) for ch in sentence) for sentence in sentences]
        return replace(job, text="\n".join(self.random.choice(shape).format(cell) for cell in cells))

    def reordered(self, job: Job) -> Job:
        sentences = self.sentences(job)
        self.random.shuffle(sentences)
        return replace(job, text=" ".join(sentences))

    def sentences(self, job: Job) -> list[str]:
        stop = "。" if job.language == "zh" else ". "
        parts = [part.strip() for part in job.text.split(stop)]
        return [part + stop.strip() for part in parts if part]

    def paid(self, job: Job) -> Job:
        rnd = self.random
        if rnd.random() < 0.35 or job.pay_min is None:
            return replace(
                job, pay_min=None, pay_max=None, pay_period="", pay_month_min=None, pay_month_max=None, currency=""
            )
        assert job.pay_month_min
        assert job.pay_month_max
        if job.language == "en":
            hours = rnd.choice([2080, 2000, 1950])
            low, high = job.pay_min * hours, (job.pay_max or 0) * hours
        else:
            low, high = job.pay_min * 12, (job.pay_max or 0) * 12
        if rnd.random() < 0.3:
            low = high
        return replace(
            job, pay_min=low, pay_max=high, pay_period="year", pay_month_min=low // 12, pay_month_max=high // 12
        )

    def placed(self, job: Job) -> Job:
        rnd = self.random
        made_up = (city[0] for city in (*CITIES_EN, *CITIES_ZH) if job.place in city[:2])
        short = next(made_up, job.place.split(",")[-1].strip() or job.place)
        moved = None if job.latitude is None else job.latitude + 0.01
        return rnd.choice([
            replace(job, place=short), replace(job, latitude=None, longitude=None),
            replace(job, place_id=None, latitude=moved),
        ])  # fmt: skip

    def dated(self, job: Job) -> Job:
        return replace(job, posted=job.posted + self.random.randrange(-10, 25))

    # Look-alikes: other jobs that share much.

    def lookalikes(self, job: Job) -> list[tuple[str, Job]]:
        """Other jobs beside a job: (what differs, the job)."""
        rnd, english = self.random, job.language == "en"
        others = [trade for trade in (TRADES_EN if english else TRADES_ZH)[self.half] if trade[0] != job.title]
        own = next(trade for trade in (TRADES_EN if english else TRADES_ZH)[self.half] if trade[0] == job.title)
        trade, things = rnd.choice(others)
        found = [("another job", self.job(job.language, title=trade, employer=job.employer, place=job.place, place_id=job.place_id,
                                           region=job.region, latitude=job.latitude, longitude=job.longitude))]  # fmt: skip
        found[0] = ("another job", replace(found[0][1], text=self.text(found[0][1], things)))
        swapped = replace(job, title=trade, text=job.text.replace(job.title, trade))
        found.append(("another job in the same words", swapped))
        level = rnd.choice([["Senior {}", "Assistant {}", "{} Supervisor"], ["Lead {}", "Trainee {}", "Junior {}"]][self.half] if english
                           else [["高级{}", "{}助理"], ["资深{}", "实习{}"]][self.half])  # fmt: skip
        raised = level.format(job.title)
        found.append(("another level", replace(job, title=raised, text=job.text.replace(job.title, raised))))
        cities = [city for city in (CITIES_EN if english else CITIES_ZH) if city[1] != job.place]
        short, place, number, region, latitude, longitude = rnd.choice(cities)
        moved = replace(job, place=place, place_id=number, region=region, latitude=latitude, longitude=longitude)
        found.append(("another place", replace(moved, text=job.text.replace(job.place, place))))
        shifts = (
            [("Night Shift", "Day Shift"), ("Weekend", "Weekday mornings")][self.half]
            if english
            else [("夜班", "白班"), ("早班", "晚班")][self.half]
        )
        found.append(
            ("shift", replace(job, title=f"{job.title} - {shifts[1]}" if english else f"{job.title}（{shifts[1]}）"))
        )
        found.append(
            (
                "the job itself, of another shift",
                replace(job, title=f"{job.title} - {shifts[0]}" if english else f"{job.title}（{shifts[0]}）"),
            )
        )
        stranger = job.employer
        while stranger.split()[0] == job.employer.split()[0] or stranger[2:5] == job.employer[2:5]:
            stranger = self.employer(job.language, short if not english else "")
        found.append(
            ("another employer", replace(job, employer=stranger, text=job.text.replace(job.employer, stranger)))
        )
        found.append(("number 1", replace(job, title=f"{job.title} 1" if english else f"{job.title}1号岗")))
        found.append(("number 2", replace(job, title=f"{job.title} 2" if english else f"{job.title}2号岗")))
        found.append(
            ("reference 1", replace(job, text=job.text + (" Job ID: HB-4411" if english else " 职位编号：NC20231")))
        )
        found.append(
            ("reference 2", replace(job, text=job.text + (" Job ID: HB-4412" if english else " 职位编号：NC20232")))
        )
        same = replace(job, text=self.text(job, own[1]), pay_min=(job.pay_min or 1) * 3 // 2, pay_max=(job.pay_max or 1) * 3 // 2,
                       pay_month_min=(job.pay_month_min or 1) * 3 // 2, pay_month_max=(job.pay_month_max or 1) * 3 // 2)  # fmt: skip
        found.append(("other duties and pay", same))
        return found


#: Pairs among the look-alikes of one job that are different jobs of each other (besides each against the job itself).
APART = [("shift", "the job itself, of another shift"), ("number 1", "number 2"), ("reference 1", "reference 2")]
#: Look-alikes that could be the job itself, described more precisely: not judged against it.
MAY_BE_SAME = {"shift", "the job itself, of another shift", "number 1", "number 2", "reference 1", "reference 2"}
