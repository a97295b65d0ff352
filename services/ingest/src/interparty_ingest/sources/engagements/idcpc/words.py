"""The words that titles on the department's pages are made of.

Collected from the titles of 2022 to 2024. Longer words come before the shorter ones in them.
"""

import re
from typing import Final

from interparty_shared.domain.words import Channel, Office

OFFICIALS: Final = frozenset(
    "刘建超 宋涛 刘海星 王家瑞 郭业洲 钱洪山 陈洲 李明祥 孙海燕 马辉 陆慷 金鑫 王亚军 徐绿平".split()
)
"""Ministers and deputies of the department, as its own pages name them."""
SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹章苏潘葛范彭鲁韦马方任袁"
    "柳唐薛雷贺倪汤罗毕郝邬安常于傅齐康伍余顾孟黄穆萧尹姚邵汪毛戴宋庞熊纪舒屈项祝董梁杜阮蓝闵"
    "贾江童颜郭梅林钟徐邱骆高夏蔡田胡万管卢莫房解应丁邓洪包左石崔程陆翁段侯宁武刘景龙叶黎白赖"
    "卓蔺乔温翟谭耿文曾关游"
)
TITLES: Final = ("副部长", "部长", "部长助理", "主任", "同志")
"""Follows the name of an official of the department."""

DEPARTMENT: Final = "中国共产党中央委员会对外联络部"
BODIES: Final = {
    "中共中央对外联络部": DEPARTMENT,
    "中联部": DEPARTMENT,
    "中国共产党代表团": "中国共产党",
    "中共代表团": "中国共产党",
    "中国共产党": "中国共产党",
    "中共中央": "中国共产党",
    "中共": "中国共产党",
}
"""The Chinese side where it is no person, and how it is called in full."""

SHORT: Final = {
    "越": "VN", "古": "CU", "尼": "NP", "法": "FR", "俄": "RU", "日": "JP", "葡": "PT", "希": "GR",
    "美": "US", "朝": "KP", "老": "LA", "蒙": "MN", "缅": "MM", "柬": "KH", "泰": "TH", "英": "GB",
    "德": "DE", "韩": "KR", "澳": "AU", "叙": "SY", "以": "IL", "哈": "KZ", "孟": "BD", "欧": "EU",
}  # fmt: skip
"""Countries by one character ("越共", "中英"); those that stand for several are none (巴, 伊, 乌)."""

REGIONS: Final = (
    "阿拉伯国家", "拉美和加勒比国家", "拉美国家", "太平洋岛国", "非洲国家", "东南亚、南亚国家",
    "东南亚国家", "南亚国家", "中东欧", "欧亚地区国家", "南部非洲六姊妹党", "中亚", "非洲", "东盟",
    "金砖国家", "上合组织国家", "欧洲国家", "拉美",
)  # fmt: skip
"""A counterpart that is many countries; it has no country of its own."""
EVERYBODY: Final = ("世界", "国际", "全球", "中外", "各国")

ROLE: Final = re.compile(
    "副秘书长|总秘书长|秘书长|总书记|第一书记|书记(?!处)|总秘书|国务秘书|常务秘书|秘书(?!处|长)|"
    "总主席|副主席|联合主席|名誉主席|署理主席|主席(?!团)|党首|党魁|总裁|副领袖|领袖(?!党)|"
    "国务卿|副总统|总统(?!府|国家安全|外事)|副总理|总理(?!府|公署|外事|办公室)|首相(?!府|办公室)|"
    "国家元首|元首|国王|女王|亲王|王储|天皇|公主|埃米尔|酋长|"
    "副外长|外长|副部长|部长助理|部长(?!级|会议)|首席大臣|外交大臣|国务大臣|大臣(?!级)|外相|防相|"
    "常务次官|常秘|次官|副议长|众议长|参议长|议长|议员(?!联盟|团|考察|代表|友好)|发言人|"
    "干事长|总干事|干事(?!长)|州督|州长|省长|知事|市长|县长|区长|郡长|组长|总督|"
    "大使(?!馆|级)|使节|临时代办|代办|公使|参赞|总领事|"
    "参谋长(?!联席)|总参谋长|司令|元帅|将军|总检察长|首席法官|"
    "协调员|协调人|总会长|副会长|会长|副院长|院长|校长|所长|团长|董事长|总经理|首席执行官|行长|"
    "理事长|理事(?!会|长)|社长|主编|总编辑|创始人|负责人|领导人|候选人|主任|司长|局长|处长|"
    "政治局委员|政治局常委|中央委员(?!会)|委员(?!会)|常委(?!会)|执委(?!会)|"
    "特使|特别代表|高级代表|大臣级代表|部长级代表|代表(?!团|处|大会)|顾问(?!委员会)|"
    "首席副助理|助理(?!秘书|国务)|教授|学者|专家|主教|夫人|成员(?!国|党)|前政要|政要"
)
"""What somebody is; the name follows the last of them."""
GROUP: Final = re.compile(
    "(?:(?:高级|青年|中青年|妇女和青年|妇女|女性|政治家|理论|联合|议员|干部|全国执委|企业家)*"
    "(?:代表团|考察团|访问团|访华团|研修班|研讨班|团组|使团)|"
    "各界(?:友好)?(?:人士|代表)|友好人士|(?:各界)?代表|主流媒体|工商界人士|知名学者|人士|干部|青年|媒体)$"
)
"""Ends a counterpart that is no single person."""
GUESTS: Final = re.compile("驻华|访华|考察团|研修班|研讨班")
"""Those who are received in China: accredited there, or come to study or to visit it."""

CHINESE_ABROAD: Final = re.compile("华侨|华人代表|中资|华社|使馆人员")

OFFICES: Final[tuple[tuple[str, Office], ...]] = (
    ("国家元首|国王|女王|天皇|(?<!副)总统$|国家主席$|埃米尔$", "head_of_state"),
    ("(?<!副)总理$|(?<!候任)首相$", "head_of_government"),
    ("欧洲议会.*(?:议员|主席|议长|副议长)$", "member_of_european_parliament"),
    ("(?<![副务])部长$|(?<!副)外长$|外相$|防相$|(?<!首席)大臣$|国务卿$|副总理$|副首相$", "minister"),
    ("议长$|议员$|(?:议会|参议院|众议院|国会|国家杜马|国民大会).*(?:主席|领袖)$", "member_of_parliament"),
    ("驻华.*(?:大使|使节|代办|公使|参赞|代表团团长)$|驻.{1,8}大使$", "diplomat"),
    ("市长$|州长$|省长$|知事$|州督$|县长$|区长$|郡长$", "local_official"),
)  # fmt: skip
"""By what a state's office ends on; the first that fits. Deputy ministers and secretaries are none."""
LEADING: Final = re.compile("(?:总主席|联合主席|主席|党首|党魁|总裁|领袖|第一书记|总会长)")
"""What the head of a party is called; in a communist party also 总书记."""
FORMER: Final = re.compile("(?:前|原|卸任)(?!进)")

BODY_KINDS: Final = (
    ("驻华使节|大使馆", "embassy"),
    ("议会|国会|参议院|众议院|国民大会", "legislature"),
    ("媒体|通讯社|新闻|报社", "media"),
    ("大学|学院|研究院|研究所|智库|学者", "academic"),
    ("企业|公司|集团|银行", "company"),
    ("政府", "government"),
)
INTERNATIONALS: Final = ("社会党国际", "亚洲政党国际会议", "国际民主联盟", "自由国际", "进步联盟")
FOUNDATIONS: Final = (
    "艾伯特基金会",
    "阿登纳基金会",
    "赛德尔基金会",
    "卢森堡基金会",
    "瑙曼基金会",
    "伯尔基金会",
)

OCCASIONS: Final[tuple[tuple[str, Channel], ...]] = (
    ("研修班|研讨班|培训班|培训", "training"),
    ("论坛|研讨会|对话会|对话|交流大会|座谈|宣介|交流会|会议|大会|峰会|交流机制", "forum"),
)
CEREMONIES: Final = re.compile(
    "仪式|首发式|开幕式|(?<![发进开扩])展(?![望开示])|纪念活动|征文|大奖赛|捐赠|敬献花篮|主题交流活动|文化交流"
)
TEXTS: Final = re.compile("主旨讲|讲话$|致辞$|宣言》?$|倡议》?$|声明$|公报$|综述$|——")
