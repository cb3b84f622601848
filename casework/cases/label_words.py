"""Everyday words for labels, of our own choosing: no name, no place, nothing that frightens.

Left out on purpose: words that are also given names or surnames (rose, ivy, 이슬, 李子), a
direction or a people (북), means of escape or force (ladder, boat, rope, knife, lock).
"""

from typing import NamedTuple


class Words(NamedTuple):
    """Qualities and things of one language, and what stands between the two."""

    qualities: tuple[str, ...]
    things: tuple[str, ...]
    between: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ENGLISH = Words(
    _words(
        """
        grey blue green yellow orange brown white silver golden pink purple beige turquoise
        round square oval flat tall narrow wide small tiny large little thick thin light heavy
        soft smooth rough warm cool dry clean shiny plain striped dotted spotted checked folded
        woven knitted painted polished wooden paper cotton woollen linen glass copper clay straw
        felt velvet bright pale quiet quick spare second curved straight hollow sturdy fluffy
        """
    ),
    _words(
        """
        scarf basket kettle lamp pillow blanket button ribbon teapot saucer spoon bowl plate cup
        mug jar bottle tray ladle whisk apron mitten glove sock slipper boot hat cap coat sweater
        jacket pocket buckle thimble thread spool yarn cushion quilt curtain rug mat stool chair
        table bench shelf drawer cupboard mirror clock candle lantern umbrella fan broom brush
        comb sponge bucket pencil crayon eraser ruler notebook envelope stamp postcard calendar
        kite drum flute whistle bell marble puzzle domino balloon wheel feather pebble shell
        acorn chestnut walnut almond peanut pumpkin carrot radish turnip cabbage spinach onion
        garlic cucumber potato bean pea corn barley noodle dumpling biscuit pancake pear apple
        melon lemon quince persimmon tangerine sparrow swallow magpie duck goose heron turtle
        snail cricket beetle rabbit squirrel hedgehog badger otter pony donkey lamb birch clover
        mushroom fern moss
        """
    ),
    " ",
)

KOREAN = Words(
    _words(
        """
        회색 파란 초록 노란 주황 갈색 하얀 은색 금색 분홍 하늘색 남색 연두 보라색 둥근 네모난
        납작한 길쭉한 좁은 넓은 작은 커다란 두꺼운 얇은 가벼운 무거운 부드러운 매끈한 까칠한
        따뜻한 시원한 마른 깨끗한 반짝이는 수수한 줄무늬 물방울무늬 체크무늬 꽃무늬 접힌 엮은
        손뜨개 칠한 윤나는 나무 종이 광목 털실 삼베 유리 구리 점토 지푸라기 벨벳 환한 옅은 짙은
        조용한 느긋한 빠른 오래된 열린 튼튼한 곧은 굽은 폭신한 보송한 동그란 포근한 앙증맞은
        """
    ),
    _words(
        """
        목도리 바구니 주전자 등잔 베개 담요 단추 리본 찻잔 접시 숟가락 젓가락 그릇 항아리 물병
        쟁반 국자 거품기 앞치마 장갑 양말 실내화 장화 모자 외투 스웨터 조끼 주머니 허리띠 골무
        실타래 방석 이불 커튼 양탄자 돗자리 의자 식탁 선반 서랍 찬장 거울 시계 양초 초롱 우산
        부채 빗자루 구둣솔 머리빗 수세미 양동이 연필 크레용 지우개 공책 봉투 우표 엽서 달력
        장구 피리 호루라기 방울 팽이 구슬 퍼즐 풍선 바퀴 깃털 조약돌 조개 도토리 알밤 호두 아몬드
        땅콩 호박 당근 순무 배추 시금치 양파 마늘 생강 고추 오이 감자 완두콩 옥수수 보리 국수
        만두 과자 부침개 사과 참외 수박 레몬 앵두 곶감 대추 자두 참새 제비 까치 오리 거위 왜가리
        거북이 달팽이 귀뚜라미 딱정벌레 토끼 다람쥐 고슴도치 너구리 수달 망아지 당나귀 단풍잎
        자작나무 버들잎 토끼풀 버섯 고사리 이끼 냄비 주걱 찜통 맷돌 소쿠리 보자기 손수건 반짇고리
        """
    ),
    " ",
)

CHINESE = Words(
    _words(
        """
        灰色 蓝色 绿色 黄色 橙色 棕色 白色 银色 金色 粉色 紫色 米色 浅蓝 深绿 圆形 方形 扁平 细长
        宽大 小巧 厚实 轻薄 轻巧 柔软 光滑 粗糙 温暖 清凉 干净 闪亮 朴素 条纹 圆点 格子 折叠 编织
        针织 彩绘 抛光 木质 纸质 棉质 羊毛 亚麻 玻璃 铜质 陶土 稻草 毛毡 丝绒 明亮 浅色 深色 安静
        结实 弯曲 笔直 空心 蓬松 精致 崭新 古朴 迷你 透明 素色 花纹 波纹 竹编
        """
    ),
    _words(
        """
        围巾 篮子 水壶 台灯 枕头 毯子 纽扣 丝带 茶壶 茶杯 碟子 勺子 筷子 饭碗 盘子 罐子 瓶子 托盘
        汤勺 围裙 手套 袜子 拖鞋 雨靴 帽子 外套 毛衣 马甲 口袋 腰带 顶针 线团 坐垫 被子 窗帘 地毯
        草席 凳子 椅子 桌子 架子 抽屉 橱柜 镜子 时钟 蜡烛 灯笼 雨伞 扇子 扫帚 刷子 梳子 海绵 水桶
        铅笔 蜡笔 橡皮 尺子 本子 信封 邮票 明信片 日历 风筝 小鼓 笛子 哨子 铃铛 陀螺 弹珠 拼图 气球
        轮子 羽毛 鹅卵石 贝壳 橡果 栗子 核桃 杏仁 花生 南瓜 胡萝卜 萝卜 白菜 菠菜 洋葱 大蒜 生姜
        辣椒 黄瓜 土豆 豆子 玉米 大麦 面条 饺子 饼干 煎饼 梨子 苹果 甜瓜 西瓜 橘子 柠檬 樱桃 柿子
        枣子 麻雀 燕子 喜鹊 鸭子 大鹅 白鹭 乌龟 蜗牛 蟋蟀 甲虫 兔子 松鼠 刺猬 水獭 小马 毛驴 枫叶
        白桦 柳条 三叶草 蘑菇 蕨菜 青苔 砂锅 蒸笼
        """
    ),
    "",
)
