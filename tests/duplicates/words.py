# ruff: noqa: E501 - words and sentences are data
"""The words jobs are made of, in two halves that share none: one to set the engine by, one to measure it on."""

from __future__ import annotations

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
