"""Words beside the target sentences, so that the ears learn sounds and not only whole sentences."""

KOREAN = """
가방 가을 가족 감자 강아지 거울 겨울 고기 고양이 공원 과일 교실 구두 구름 국수 그림 기차 길 김치 꽃
나라 나무 남자 냄새 냉장고 노래 눈물 다리 달 달걀 닭 대학 도시 돈 동생 동물 동네 드라마 라면 마음
만화 말 머리 모자 목소리 문 문제 물 미래 바다 바람 바지 밤 방 배 버스 별 병원 봄 부모님 부엌 불 비누
비행기 빵 사람 사진 산 새 생각 생일 선물 설탕 소리 소금 손 수박 수업 숙제 시계 시장 신발 아기 아버지
아침 아파트 약 양말 어머니 언니 얼굴 여름 여자 여행 연필 열쇠 영화 오빠 옷 왕자 공주 우산 우유 운동
유리 은행 음악 의사 의자 이불 인형 일기 자동차 자전거 저녁 전화 점심 정원 종이 지갑 지구 지도 지하철
집 창문 책 책상 청소 축구 춤 치마 친구 침대 칼 컴퓨터 코 콜라 토끼 편지 포도 피아노 하늘 하루 학생
할머니 할아버지 해 형 호랑이 화장실 회사 휴일 하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열 백 천 빨간
파란 노란 하얀 까만 작은 큰 긴 짧은 높은 낮은 새로운 오래된 맛있는 예쁜 착한 빠른 느린 따뜻한 시원한
무거운 가벼운 조용한 어려운 쉬운 먹었어 마셨어 잤어 봤어 갔어 왔어 샀어 읽었어 썼어 들었어 배웠어
만들었어 찾았어 잃어버렸어 기다려 웃어 울어 뛰어 걸어 앉아 일어나 열어 닫아 알아 몰랐어 싶어요
좋아요 했어요 있어요 없어요 갈게요 볼까요 주세요 합니다 입니다 그리고 그런데 그래서 하지만 아마 가끔
항상 자주 조금 많이 빨리 천천히 먼저 나중에 여기 거기 저기 어디 언제 왜 어떻게 얼마나 내가 네가 우리
저는 나는 너는 그는 학교에 집에서 친구와 엄마가 아빠는 책을 밥을 물을 영화를 노래를 커피를 마법사
요정 용 거울아 왕비 난쟁이 숲 성 모험 검 지팡이 주문 보석 약속 추억 희망 행복 슬픔 기쁨 분노 용기
"""

ENGLISH = """
apple arm baby back bag ball banana bank bath beach bear bed bell big bird black blue boat body book
bottle box boy bread bridge brother brown bus cake camera car cat chair cheese chicken child city
class clock cloud cold color computer cook country cousin cow cup dance dark daughter desk dinner
doctor door dream dress drink driver ear early earth egg eight eleven evening eye face family farm
fast father field fire fish five floor flower foot forest fork four fox fruit garden girl glass gold
grandmother grass green guitar hair hand hat heart heavy hill history horse hospital hotel hour
house ice island jacket job juice jump key king kitchen knife lake lamp large leaf leg lemon letter
library light lion little lunch machine map market math meat milk minute mirror money monkey month
moon mother mountain mouse mouth movie music nail neck night nine nose ocean office old orange paper
parent party pen pencil phone picture piano pig pink plane plant plate please police pool potato
prince princess queen quick quiet rabbit radio red rice river road room rose salt sand school sea
seven sheep ship shirt shoe shop short shoulder sister six skirt sky sleep slow small snow soap sock
soup spoon spring square star station stone street strong student sugar summer sun sweet table tall
taxi tea teacher ten three tiger time toe tomato tooth town toy train tree truck twelve two umbrella
uncle village wall warm watch water wheel white wife wind window wine winter woman wood word world
yellow young zebra about above after again all also always and any are because before below best
between both bring buy call came can carry clean close come could cut does down draw each every far
feel few find first for found from gave get give goes grow had has have hear help her here him his
into its just keep kind know laugh learn leave left like look make many may mean more most move much
must myself near never new next now off often only open other our out over own pick pull put read
ride run said same saw say see seem sell send set shall show sing sit soon speak stand start still
such take talk than that them then there these they think this those through today together told
took turn under until upon use very visit wait walk want warm was wash way went were which while who
why will wish with without work would write wrong yesterday your magic wizard spell dragon castle
forest adventure sword promise hope courage thunder
"""


def words(language: str) -> tuple[str, ...]:
    """Every word of the list once, in a fixed order."""
    return tuple(dict.fromkeys((KOREAN if language == "ko" else ENGLISH).split()))


def nouns(language: str) -> tuple[str, ...]:
    """The first part of the list: things, people, places and times."""
    listed = words(language)
    return listed[: listed.index("휴일" if language == "ko" else "wood") + 1]
