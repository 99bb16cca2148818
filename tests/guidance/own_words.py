"""What people type where they are asked for their work: some of it is work, some is not. Written for these tests."""

from __future__ import annotations

#: Work, as people say it: simple, misspelled, colloquial.
WORK_ENGLISH = """
nurse; nures; I was a nurse; looked after old people; care assistant; carer for my mum; worked in a care home
truck driver; lorry driver; trucker; drove a van; delivery driver; i drive a bus; taxi; uber driver; forklift
fork lift
cook; kitchen helper; washing dishes; dish washer; chef in a small restaurant; made pizzas; waiter; waitress; barista
bartender; cleaner; cleaning offices; cleaning lady; housekeeper in a hotel; janitor; caretaker; gardener; lawn mowing
farm worker; picked fruit; milking cows; fisherman; bricklayer; brick layer; carpenter; joiner; plumber; electrican
electrician; painter and decorator; roofer; builder; building site labourer; welder; weldor; mechanic; fixing cars
car mechanic; fitter; sewing machine operator; seamstress; tailor; machine operator in a factory; packing boxes
warehouse; picker packer; storekeeper; shop assistant; cashier; worked the till at a supermarket; sales; salesman
selling phones; receptionist; secretary; office work; admin; data entry; accountant; book keeping; payroll
bank teller
teacher; primary school teacher; teaching assistant; nanny; babysitter; child care; software developer; programer
coding websites; web design; it support; fixing computers; network engineer; civil engineer; architect; draughtsman
security guard; night watchman; police officer; soldier; fire fighter; hairdresser; barber; nail salon; massage
dentist
doctor; pharmacist; vet; lab technician; physio; social worker; lawyer; journalist; translator; graphic designer
photographer; musician; call center; customer service; project manager; store manager; hr; recruiter; butcher; baker
"""
WORK_CHINESE = """
护士; 当过护士; 照顾老人; 护工; 月嫂; 保姆; 带孩子; 司机; 开货车; 开大车的; 开出租; 网约车; 送外卖; 送快递; 快递员
开叉车; 叉车
厨师; 做饭的; 炒菜; 后厨打杂; 洗碗; 服务员; 端盘子; 保洁; 打扫卫生; 扫地的; 酒店客房; 保安; 看大门; 门卫; 种地; 农民
养猪; 养鱼
打鱼; 瓦工; 砌墙; 泥瓦匠; 木工; 木匠; 水电工; 电工; 修水管; 刷墙; 油漆工; 工地小工; 搬砖; 焊工; 电焊; 修车; 汽修
钳工; 缝纫工
踩缝纫机; 裁缝; 流水线工人; 电子厂; 普工; 打包; 仓库管理员; 库管; 超市收银; 收银员; 导购; 卖衣服; 卖手机; 销售
跑业务; 前台; 文员
办公室; 打字; 会计; 做账; 出纳; 老师; 小学老师; 幼师; 家教; 写代码; 程序员; 码农; 修电脑; 网管; 土木工程师; 画图纸
理发; 美甲; 按摩
医生; 药剂师; 律师; 记者; 翻译; 设计师; 摄影; 客服; 接电话; 人事; 招聘; 杀猪; 面点师; 電工; 護士; 會計; 廚師; 司機
淘宝运营; 主播
"""
#: Not work: keys hit at random, greetings, not knowing, names of people, questions, feelings.
NOTHING_ENGLISH = """
asdfghjkl; asdf; qwerty; qwertyuiop; zxcvbnm; jkjkjk; fghfgh; sdfsdfsdf; aaaaaa; xxxxx; lkjhgf; hjkl; wefwef; dsadsa
1234567; 12345; 000; ???; !!!; ...; -; 😀; hello; hi; hey there; hi there; good morning; how are you; thanks
thank you
ok; yes; no; nope; none; nothing; n/a; null; test; testing 123; i don't know; dont know; no idea; idk; not sure; dunno
anything; whatever; any job; something; don't care; unemployed; help; help me; please; lol; haha; hmm; John Smith
Maria Garcia; Mohammed Ali; Peter; Emma; Jessica Brown; where am i; what is this; who are you; why; i am sad
i love you
"""
NOTHING_CHINESE = """
我不知道; 不知道; 不清楚; 没有; 无; 随便; 都行; 都可以; 什么都行; 你好; 您好; 早上好; 谢谢; 再见; 哈哈哈; 呵呵; 嗯嗯
好的; 是的; 不是
试试; 啊啊啊; 阿斯顿发; 张伟; 王芳; 李娜; 刘洋; 陈静; 王小明; 我是谁; 你是谁; 为什么; 怎么办; 救命; 帮帮我; 我很难过
我爱你; 今天天气不错
"""

#: The same, written after the rule was set and not looked at while it was: what is told of it in docs/guidance.md.
LATER_WORK = """
midwife; paramedic; i worked in a nursery; home help; ironing clothes; laundry; stacking shelves; night shift stocker
bin man; street sweeper; crane driver; digger driver; scafolder; plasterer; tiler; glazier; locksmith; gas engineer
boiler repair; bike courier; train driver; pilot; flight attendent; tour guide; hotel manager; event planner; florist
shepherd; tree surgeon; sawmill; miner; oil rig; sailor; dock worker; meat packing; bottling plant; knitting
shoe repair
watch repair; phone repair; data analyst; tester; helpdesk; marketing; advertising; estate agent; insurance
tax advisor
judge; librarian; museum guide; actor; dancer; football coach; gym instructor; physics teacher; speech therapist
optician
奶茶店; 摇奶茶; 烧烤; 切菜; 配菜; 传菜员; 收废品; 捡垃圾; 环卫工; 绿化; 挖掘机; 开吊车; 架子工; 贴瓷砖; 装修; 木雕
开锁; 修手机; 修空调
装空调; 代驾; 跑腿; 火车司机; 空姐; 导游; 酒店经理; 花店; 放羊; 种菜; 采茶; 挖煤; 船员; 码头工人; 注塑; 质检; 品检
电商; 剪视频; 做直播
卖保险; 房产中介; 税务; 图书管理员; 跳舞老师; 健身教练; 语文老师; 配眼镜; 针灸; 护理; 育儿嫂; 钟点工; 看孩子
接送孩子; 搬家; 装卸工
"""
LATER_NOTHING = """
poiuytrewq; mnbvcxz; gjgjgj; kkkkk; trewq; ghjkl; vbnm; asdasd; qazwsx; abcabc; 99999; 2024; @@@; ~; hiya; greetings
good afternoon; nice to meet you; see you; what's up; i have no clue; can't remember; i forgot; not applicable
undecided
maybe; later; nowhere; blah blah; i am tired; my cat is cute; tell me; Robert Johnson; Anna; Olivia Taylor; Ahmed
Kevin
想不起来; 忘了; 说不好; 看情况; 再说吧; 都能干; 啥都行; 没干过; 晚上好; 在吗; 哈喽; 嘿嘿; 拜拜; 阿萨德; 李伟; 赵敏
孙丽; 周杰; 我好累; 天黑了
吃饭了吗; 多少钱; 几点了; 救救我; 我想回家; 试一下; 谁知道; 不告诉你; 无聊; 哎
"""

LAST_NOTHING = """
oiuyt; plmokn; rtyfgh; nnnn; zzzzz; bvcbvc; 55555; 0.5; ^^; ....; howdy; good evening; long time no see
what do you mean
i can't say; not yet; too many; leave me alone; who cares; why do you ask; it depends; let me think; nothing special
nah
you tell me; Emily Clark; Hassan; Sofia Rossi; James; Wei Chen; the weather is nice; i want to go home; 1 2 3
没想过; 不想说; 你猜; 想想再说; 没什么; 看着办; 听天由命; 无可奉告; 嘻嘻; 早; 各位好; 打扰了; 在不在; 陈强; 吴敏
郑爽; 好困; 下雨了; 没钱; 我饿了; 与你无关
"""


def said(*texts: str) -> list[str]:
    """What stands between the semicolons and line ends."""
    return [each.strip() for text in texts for line in text.splitlines() for each in line.split(";") if each.strip()]
