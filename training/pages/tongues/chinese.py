"""Chinese: simplified, with traditional labels among the others."""

CONCEPTS = """
total | 合计; 总计; 应付金额; 總計; 合計金額 | 一共花了多少钱？; 最后要付多少？; 总共多少钱
subtotal | 小计; 不含税金额; 小計 | 税前是多少？
tax | 税额; 增值税; 稅額 | 交了多少税？
cash | 现金; 实收; 收款 | 顾客给了多少钱？
change | 找零; 找赎 | 退给顾客多少钱？
discount | 优惠; 折扣; 折讓 | 便宜了多少？
day | 日期; 年月日 | 是哪一天？; 什么时候的？
time | 时间; 時間 | 几点钟？
receipt_no | 小票号; 单号; 流水号; 單號 | 这张小票怎么查？
cashier | 收银员; 收銀員 | 谁收的钱？
table | 桌号; 台号 | 客人坐在哪里？
payment | 支付方式; 付款方式 | 怎么付的钱？ | one:微信支付/支付宝/现金/银行卡
items | 件数; 数量合计 | 买了几样东西？
points | 本次积分 | 得到多少积分？
taxid | 纳税人识别号; 税号; 統一編號 | 卖方在税务局的编号是什么？
phone | 电话; 联系电话; 手机; 電話 | 打哪个号码可以联系？; 怎么打电话过去？
branch | 门店; 分店 | 在哪家店买的？
invoice_no | 发票号码; 票据号; 發票號碼 | 这张票的编号是多少？
invoice_date | 开票日期; 開立日期 | 什么时候开的票？
due | 付款期限; 到期日 | 最晚什么时候付款？
customer | 购买方; 客户名称; 買受人 | 卖给了谁？; 谁来付钱？
ship_to | 收货地址; 送货地址; 送貨地址 | 货送到哪里？
supplier | 销售方; 供应商; 賣方 | 谁开的账单？; 向谁买的？
order | 订单号; 订单编号; 訂單編號 | 对应哪一笔订购？
customer_no | 客户编号 | 买家的编号是什么？
shipping | 运费; 快递费; 運費 | 送货花了多少？
deposit | 定金; 押金; 訂金 | 预先付了多少？
iban | 账号; 银行账号; 帳號 | 钱打到哪个账户？
period | 账期; 计费周期 | 包括哪段时间？
policy | 保单号 | 保险的编号是多少？
opening | 期初余额 | 开始时账户里有多少？
closing | 期末余额; 余额; 餘額 | 账户里还剩多少？
interest | 年利率; 利率 | 借钱一年要付多少？
rent | 月租金; 租金 | 房子每月多少钱？
landlord | 出租人; 房东 | 房子是谁的？
tenant | 承租人; 租客 | 谁租的房子？
usage | 用电量; 本期用量 | 用了多少电？
contract | 合同编号; 合約編號 | 协议的编号是什么？
name | 姓名; 申请人; 姓 名 | 这个人是谁？; 是谁填的表？
birth | 出生日期; 生日; 出生年月 | 这个人哪天出生？
birthplace | 出生地; 籍贯 | 在哪里出生？
nationality | 国籍; 國籍 | 是哪国人？
sex | 性别; 性別 | 是男是女？ | one:男/女
marital | 婚姻状况 | 结婚了吗？ | one:未婚/已婚/离异
address | 地址; 住址; 通讯地址 | 住在哪里？; 信寄到哪里？
email | 电子邮箱; 邮箱; 電子郵件 | 怎么发邮件？
idno | 身份证号; 公民身份号码; 身分證字號 | 证件上的号码是多少？
passport | 护照号码; 護照號碼 | 旅行证件的号码？
occupation | 职业; 職業 | 做什么工作？ | one:教师/护士/工程师/司机/会计
employer | 工作单位; 单位名称 | 在哪里上班？
salary | 月薪; 工资; 薪资 | 挣多少钱？
case | 编号; 档案号; 文号 | 用什么编号存档？
signed | 签字日期; 签署日期 | 什么时候签的字？
status | 状态; 审批结果; 狀態 | 办得怎么样了？ | one:已通过/待审核/已驳回
guardian | 监护人; 家长姓名 | 谁照顾这个孩子？
holder | 授予; 兹证明; 获奖者 | 谁获得了证书？
issued | 发证日期; 颁发日期 | 什么时候发的证？
issuer | 发证机关; 颁发单位; 簽發單位 | 哪个机构发的？
certificate_no | 证书编号; 證書編號 | 证书是几号？
valid | 有效期至; 有效期限 | 可以用到什么时候？
sender | 发件人; 寄件人 | 谁寄来的？
recipient | 收件人; 收信人 | 寄给谁的？
subject | 主题; 事由; 主旨 | 信里说的是什么事？
passenger | 旅客姓名; 乘客; 乘客姓名 | 谁去旅行？
from | 出发站; 出发地; 始发站 | 从哪里出发？
to | 到达站; 目的地; 到达地 | 要去哪里？
flight | 航班号; 车次; 班次 | 坐哪一班？
gate | 登机口; 检票口; 登機口 | 从哪个门上飞机？
seat | 座位号; 座位; 座號 | 坐在哪里？
departs | 起飞时间; 开车时间 | 几点走？
arrives | 到达时间; 抵达时间 | 几点到？
booking | 预订编号; 订座编码 | 预订用什么代码查？
fare | 票价; 票價 | 这趟花多少钱？
platform | 站台 | 车停在哪里？
event | 活动名称; 演出 | 有什么演出？
starts | 开始时间 | 几点开始？
tracking | 运单号; 快递单号 | 包裹怎么查？
gross | 毛重 | 连包装多重？
pieces | 件数 | 有几个包裹？
plate | 车牌号; 車牌號碼 | 车上挂的是什么牌子？
patient | 患者姓名; 病人 | 谁来看病？
doctor | 医生; 主治医师 | 谁给看的病？
medicine | 药品名称; 药名 | 开了什么药？
net_weight | 净含量; 净重; 淨重 | 里面有多少？
best | 保质期至; 有效日期; 賞味期限 | 可以吃到哪天？
made | 生产日期; 製造日期 | 什么时候做的？
lot | 批号; 生产批号 | 是哪一批？
maker | 生产厂家; 制造商; 製造商 | 哪家公司做的？
origin | 产地; 原产国; 產地 | 在哪个国家做的？
energy | 能量; 热量; 熱量 | 有多少卡路里？
fat | 脂肪 | 油不油？含多少？
sugar | 糖 | 有多甜？
protein | 蛋白质; 蛋白質 | 长肌肉的成分有多少？
salt | 钠; 食盐 | 有多咸？
price | 单价; 价格; 售價 | 多少钱？
serial | 序列号; 序號 | 这台机器独有的号码？
model | 型号; 型號 | 是哪一款？
version | 版本号; 版本 | 软件是第几版？
battery | 电量; 电池 | 还剩多少电？
memory | 已用空间 | 占了多少存储？
revenue | 营业收入; 销售额 | 公司进账多少？
orders | 订单数 | 下单多少次？
visitors | 访客数; 访问人数 | 来了多少人？
profit | 净利润; 利润 | 除去成本还有多少？
temperature | 温度; 气温 | 有多热？
meeting | 会议时间; 会议日期 | 哪天开的会？
chair | 主持人 | 谁主持的？
budget | 预算; 預算 | 打算花多少钱？
deadline | 截止日期 | 最晚哪天完成？
employees | 员工人数 | 有多少人上班？
contact | 联系人; 聯絡人 | 找谁联系？
author | 作者; 著者 | 谁写的？
title | 书名; 名称 | 这本书叫什么？
publisher | 出版社 | 哪家出的书？
"""

WORDINGS = """
label {L}是什么？; {L}是多少？; {L}？; 请告诉我{L}; 查一下{L}; {L}填的是什么？; 读出{L}
beside “{L}”旁边写的是什么？; “{L}”下面是什么？; {L}后面写着什么？
whereabouts {L}在哪里？; 指出{L}的位置
wrap 请问，{q}; {q}只要答案。; 根据图片，{q}; 我想知道{q}; 麻烦看一下：{q}
both {a}，还有{b}？; {a}？另外，{b}？; 两个问题：{a}？{b}？
pair {a}和{b}分别是什么？; {a}、{b}各是多少？; 请告诉我{a}和{b}
cell {row}的{col}是多少？; {row}在{col}一栏是什么？; {row}，{col}？; 表里{row}对应的{col}
row_of {col}为{value}的是哪一个？; {value}对应哪一行？
price {item}多少钱？; {item}的价格？; 买{item}要花多少？
priced 什么东西卖{value}？; 哪个价格是{value}？
amount {item}有几个？; {item}的数量？
right {x}右边是什么？; “{x}”的右侧写了什么？
left {x}左边是什么？; “{x}”的左侧写了什么？
below {x}下面写的是什么？; “{x}”的下一行是什么？
above {x}上面写的是什么？; “{x}”的上一行是什么？
heading 标题是什么？; 最上面写着什么？; 这是什么文件？
shop 是哪家店？; 在哪里买的？; 商家叫什么？
issuer 是哪家公司的？; 谁发的文件？
where 店的地址在哪里？; 它在什么地方？
brand 是什么牌子？; 产品叫什么？
chart_value {item}的数值是多少？; {item}有多高？
chart_item 哪一项是{value}？
tick_top 纵轴最上面的数字是多少？
tick_bottom 纵轴最下面的数字是多少？
tick_left 横轴最左边是什么？
tick_right 横轴最右边是什么？
most 哪个{c}的{m}最高？; {m}最大的是哪个{c}？
least 哪个{c}的{m}最低？; {m}最小的是哪个{c}？
chart_title 这张图表示什么？; 图的标题是什么？
source 数据来自哪里？; 来源是什么？
unit 单位是什么？
footnote 脚注写了什么？; 最下面一行是什么？
page_number 第几页？; 页码是多少？
caption {x}的标题是什么？; {x}说明什么？
button {x}旁边的按钮写的是什么？
section {x}下面第一项是什么？
right_sign {x}右边的牌子写着什么？
left_sign {x}左边的牌子写着什么？
distance 到{x}有多远？
distant 什么地方距离{x}？
party {r}是谁？; {r}叫什么名字？
of_party {r}的{k}是什么？
barcode 条形码下面的数字是什么？
stamp 印章上写着什么？
"""

NO_PLACE = """
谢谢！; 非常感谢，{name}！; 多谢，帮大忙了。; 好的。; 明白了。; 太好了。; 你好; 早上好！; 晚安。; 最近怎么样？
再见，{name}。
你确定吗？; 真的是这样吗？; 再检查一遍。; 你怎么知道的？; 不对。; 继续。; 还有呢？; 算了。
总结一下。; 用{number}句话概括这份文件。; {manner}概括一下。; 描述这张图片。; 你看到了什么？; 背景是什么颜色？
这张图清楚吗？
全部翻译成{tongue}。; 现在用{tongue}说一遍。; 你能用{tongue}回答吗？; 写一首关于它的诗。; 写{work}，主题是{topic}。
你会做什么？; 你是谁？; 谁开发了你？; 讲个笑话。; 讲一个关于{topic}的笑话。; {topic}的原理是什么？
{manner}解释{topic}。
你觉得{topic}怎么样？; 说出{number}个关于{topic}的事实。; {number}乘以{number}等于多少？; {number}加{number}是多少？
写一段关于{topic}的代码。; 请{manner}回答。; 短一点。; 详细一点。; 只用一个词回答。; {land}的首都是哪里？
明天天气怎么样？
现在几点了？; 我接下来该怎么办？; {manner}给对方写一封回信。; 我们聊聊{topic}吧。; 我好无聊。
= topic 光合作用; 国际象棋; 足球; 火山; 睡眠; 蜜蜂; 做饭; 爵士乐; 股市; 黑洞
= tongue 英语; 日语; 法语; 德语; 西班牙语; 韩语
= manner 用一句话; 用简单的话; 正式地; 幽默地; 像对小孩一样; 分点
= work 一首诗; 一个故事; 一首歌; 一篇演讲; 一个谜语
= number 2; 3; 5; 7; 12; 19; 36; 48; 99
= land 法国; 日本; 肯尼亚; 挪威; 秘鲁; 埃及
= name 小王; 老师; 朋友; 李先生
"""

WORDS = """
months 1月; 2月; 3月; 4月; 5月; 6月; 7月; 8月; 9月; 10月; 11月; 12月
days 星期一; 星期二; 星期三; 星期四; 星期五; 星期六; 星期日
dates %Y年{m}月{d}日; %Y-%m-%d; %Y/%m/%d; %Y.%m.%d; %Y年%m月%d日
longdate %Y年{m}月{d}日
month {y}年{b}
number ,; .
worth 4
money ¥{n}; ￥{n}; {n}元; {n}; RMB {n}; NT${n}; HK${n}
phone 1##########; 0##-########; 021-########; 1## #### ####; (02) ####-####
postcode ######
house {s}{n}号; {s}{n}号{m}室; {s}{n}號{m}樓
address {c}{h}; {z} {c}{h}
domain cn; com.cn; com; tw
stop 。
first 伟; 芳; 秀英; 敏; 建国; 丽华; 志强; 雪梅; 子涵; 浩然; 美玲; 俊杰; 文博; 家豪
last 王; 李; 张; 刘; 陈; 杨; 赵; 黄; 周; 吴; 林; 許; 欧阳
name {l}{f}
company {h}{t}{x}; {h}{t}
trade 贸易; 科技; 食品; 建材; 物流; 餐饮; 医药; 电子; 文化传媒; 百貨
suffix 有限公司; 股份有限公司; 集团; 有限责任公司; 股份有限公司台北分公司
city 北京; 上海; 广州; 成都; 杭州; 西安; 南京; 武汉; 臺北; 香港; 深圳市; 苏州市
street 中山路; 人民路; 解放大道; 建设街; 长江路; 和平东路; 南京西路; 文化街
country 中国; 日本; 法国; 德国; 巴西; 加拿大; 肯尼亚; 印度; 秘鲁; 挪威; 西班牙; 越南; 韩国; 泰国
goods 牛肉面; 矿泉水; 圆珠笔; 复印纸; 鲜牛奶; 豆腐; 洗发水; 宫保鸡丁; 绿茶; 电池; 毛巾; 东北大米; 小笼包; 酱油; 苹果
goods 珍珠奶茶; 螺丝
nouns 海港; 星光; 青山; 长河; 金桥; 春风; 明珠; 白云; 松林; 北斗; 凤凰; 雨露
measures 指数; 等级; 编号; 系数; 比率; 类别; 限额; 数值
word 我们; 的; 项目; 今年; 市场; 增长; 客户; 服务; 在; 和; 质量; 工作; 计划; 地区; 能源; 报告; 已经; 城市; 学校; 研究
word 结果
role 买方; 卖方; 寄件方; 收件方; 出租方; 承租方; 雇主; 员工; 投保人; 保险人; 患者; 医师
= receipt=收据; sales receipt=购物小票; invoice=发票; tax invoice=增值税发票; bill=账单; quotation=报价单
= purchase order=采购订单; guest check=结账单; cash bill=现金收据
= description=品名; item=项目; article=货品; qty=数量; quantity=数量; units=单位; unit price=单价; rate=费率
= price=价格; amount=金额; line total=小计; total=合计
= application form=申请表; registration form=登记表; data sheet=数据表; personal details=个人信息
= contact details=联系方式; payment details=付款信息; general information=基本信息; part a=第一部分
= menu=菜单; price list=价目表; cafe menu=菜单; starters=凉菜; mains=热菜; drinks=饮料; desserts=甜品; sides=小食
= specials=今日特价
= weight=重量; population=人口; area=面积; score=得分; share=占比; visitors=游客; region=地区; owner=所有者
= start=开始; volume=体积; imports=进口; exports=出口; output=产量; capacity=容量
= settings=设置; about=关于; account=账户; general=通用; privacy=隐私; display=显示; network=网络; sound=声音
= help=帮助; security=安全; updates=更新; storage=存储; ok=确定; cancel=取消; save=保存; yes=是; no=否; back=返回
= next=下一步; close=关闭
= name=姓名; full name=姓名; company=公司; address=地址; city=城市; phone=电话; e-mail=邮箱; contact=联系人; type=类型
= since=起始日期; certificate=证书; diploma=毕业证书; award=奖状
= exit=出口; open=营业中; entrance=入口; station=车站; bank=银行; pharmacy=药店; hotel=酒店; stop=停; parking=停车场
= welcome=欢迎光临; country=国家; product=产品; category=类别; group=组; year=年份; brand=品牌; paid=已付款; copy=副本
= approved=已批准
"""
