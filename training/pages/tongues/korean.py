"""Korean."""

CONCEPTS = """
total | 합계; 총액; 결제금액; 총 합계 | 모두 얼마를 냈나요?; 전부 해서 얼마예요?
subtotal | 공급가액; 소계 | 세금 전에는 얼마인가요?
tax | 부가세; 세액 | 세금을 얼마 냈나요?
cash | 받은금액; 현금 | 손님이 얼마를 건넸나요?
change | 거스름돈 | 얼마를 돌려받았나요?
discount | 할인; 할인금액 | 얼마나 싸졌나요?
day | 날짜; 일자; 일시 | 며칠이었나요?; 언제 일인가요?
time | 시간; 시각 | 몇 시였나요?
receipt_no | 영수증번호; 거래번호 | 이 구매는 어떤 번호로 찾나요?
cashier | 계산원; 담당자 | 누가 계산했나요?
payment | 결제방법; 지불수단 | 어떻게 돈을 냈나요? | one:현금/신용카드/카카오페이
items | 수량합계; 품목수 | 몇 개를 샀나요?
taxid | 사업자등록번호; 사업자번호 | 가게는 세무서에 몇 번으로 등록됐나요?
phone | 전화; 전화번호; 연락처 | 어디로 전화하면 되나요?
invoice_no | 청구서번호; 계산서번호 | 청구서는 몇 번인가요?
invoice_date | 발행일; 작성일자 | 언제 발행했나요?
due | 납부기한; 지급기일 | 언제까지 내야 하나요?
customer | 공급받는자; 고객명; 구매자 | 누구에게 팔았나요?
ship_to | 배송지; 배송주소 | 물건은 어디로 가나요?
supplier | 공급자; 판매자 | 누가 청구했나요?
order | 주문번호; 발주번호 | 어느 주문인가요?
shipping | 배송비; 운임 | 보내는 데 얼마 들었나요?
deposit | 계약금; 보증금 | 미리 얼마를 냈나요?
iban | 계좌번호; 입금계좌 | 어디로 송금하나요?
closing | 잔액; 현재잔액 | 얼마가 남았나요?
interest | 연이율; 금리 | 빌리면 일 년에 얼마인가요?
rent | 월세; 임대료 | 집값은 한 달에 얼마인가요?
usage | 사용량; 당월사용량 | 얼마나 썼나요?
contract | 계약번호 | 몇 번으로 계약했나요?
name | 성명; 이름; 신청인 | 이 사람은 누구인가요?
birth | 생년월일; 출생일 | 언제 태어났나요?
birthplace | 출생지 | 어디서 태어났나요?
nationality | 국적 | 어느 나라 사람인가요?
sex | 성별 | 남자인가요 여자인가요? | one:남/여/남성/여성
address | 주소; 현주소 | 어디에 사나요?
email | 이메일; 전자우편 | 메일은 어디로 보내나요?
idno | 주민등록번호; 신분증번호 | 신분증 번호는 무엇인가요?
passport | 여권번호 | 여행 서류의 번호는?
occupation | 직업 | 무슨 일을 하나요? | one:교사/간호사/회사원/기사
employer | 근무처; 회사명; 직장 | 어디서 일하나요?
salary | 급여; 연봉 | 얼마를 버나요?
case | 문서번호; 접수번호 | 무슨 번호로 보관되나요?
status | 상태; 처리결과 | 어떻게 됐나요? | one:승인/대기/반려/완료
holder | 수상자; 성명(수료자) | 누가 받나요?
issued | 발급일; 수여일 | 언제 주었나요?
issuer | 발급기관; 발급처 | 어디서 내주었나요?
certificate_no | 증서번호; 제 호 | 증서는 몇 번인가요?
valid | 유효기간; 만료일 | 언제까지 쓸 수 있나요?
sender | 보내는 사람; 발신 | 누가 보냈나요?
recipient | 받는 사람; 수신 | 누구에게 온 것인가요?
subject | 제목; 건명 | 무엇에 관한 편지인가요?
passenger | 승객명; 탑승객 | 누가 여행하나요?
from | 출발지; 출발역 | 어디서 떠나나요?
to | 도착지; 도착역; 목적지 | 어디로 가나요?
flight | 편명; 열차번호 | 무엇을 타나요?
gate | 탑승구; 게이트 | 어느 문으로 타나요?
seat | 좌석; 좌석번호 | 어디에 앉나요?
departs | 출발시간 | 몇 시에 떠나나요?
arrives | 도착시간 | 몇 시에 닿나요?
fare | 운임요금; 요금 | 타는 데 얼마예요?
tracking | 운송장번호; 송장번호 | 소포를 어떻게 추적하나요?
gross | 총중량 | 포장까지 무게가 얼마인가요?
plate | 차량번호 | 차 번호판에 뭐라고 적혀 있나요?
patient | 환자명 | 누가 진료를 받았나요?
doctor | 의사; 담당의 | 누가 진찰했나요?
net_weight | 내용량; 순중량 | 안에 얼마나 들었나요?
best | 소비기한; 유통기한 | 언제까지 먹을 수 있나요?
made | 제조일자; 제조년월일 | 언제 만들었나요?
lot | 로트번호; 제조번호 | 어느 묶음에서 나왔나요?
maker | 제조사; 제조원 | 어느 회사가 만들었나요?
origin | 원산지; 제조국 | 어느 나라에서 왔나요?
energy | 열량; 칼로리 | 얼마나 살이 찌나요?
fat | 지방 | 얼마나 기름진가요?
sugar | 당류 | 얼마나 단가요?
protein | 단백질 | 근육에 좋은 성분이 얼마나 있나요?
salt | 나트륨 | 얼마나 짠가요?
price | 가격; 단가; 판매가 | 얼마예요?
serial | 일련번호; 제품번호 | 이 기기만의 번호는?
model | 모델명; 형식 | 어떤 기종인가요?
version | 버전 | 프로그램은 몇 판인가요?
battery | 배터리 | 전기가 얼마나 남았나요?
revenue | 매출; 매출액 | 회사가 얼마를 벌어들였나요?
visitors | 방문자 수; 방문자 | 몇 명이 왔나요?
profit | 순이익; 이익 | 비용을 빼면 얼마인가요?
temperature | 온도; 기온 | 얼마나 더운가요?
budget | 예산 | 얼마를 쓸 계획인가요?
author | 저자; 지은이 | 누가 썼나요?
title | 제목; 도서명 | 책 이름이 뭔가요?
"""

WORDINGS = """
label {L}은(는) 무엇인가요?; {L}?; {L} 알려 주세요.; {L}은 얼마인가요?; {L}에 뭐라고 적혀 있나요?; {L} 읽어 줘
beside "{L}" 옆에 뭐라고 적혀 있나요?; "{L}" 아래에 무엇이 있나요?
whereabouts {L}은 어디에 있나요?; {L} 위치를 보여 줘
wrap 저기요, {q}; {q} 답만 말해 주세요.; 그림에 따르면 {q}; 궁금한데, {q}; {q} 짧게요.
both {a}? 그리고 {b}?; {a}, 또 {b}?; 두 가지 질문: {a}? {b}?
pair {a}와(과) {b}는 무엇인가요?; {a}, {b} 알려 주세요.
cell {row}의 {col}은 얼마인가요?; {row} {col}?; 표에서 {row}의 {col}을 찾아 줘
row_of {col}이 {value}인 것은 무엇인가요?
price {item} 얼마예요?; {item} 가격은?; {item} 사려면 얼마인가요?
priced {value}짜리는 무엇인가요?
amount {item} 몇 개인가요?; {item} 수량은?
right {x} 오른쪽에 무엇이 있나요?
left {x} 왼쪽에 무엇이 있나요?
below {x} 아래에 뭐라고 적혀 있나요?; "{x}" 다음 줄은?
above {x} 위에 뭐라고 적혀 있나요?
heading 제목이 무엇인가요?; 맨 위에 뭐라고 적혀 있나요?; 무슨 서류인가요?
shop 어느 가게인가요?; 어디서 샀나요?
issuer 어느 회사 것인가요?; 누가 발행했나요?
where 가게 주소가 어디인가요?; 어디에 있나요?
brand 무슨 상표인가요?; 제품 이름은?
chart_value {item}의 값은?; {item}은 얼마나 되나요?
chart_item 값이 {value}인 것은?
most {m}이 가장 높은 것은 어느 {c}인가요?; {m} 최고는 어느 {c}인가요?
least {m}이 가장 낮은 것은 어느 {c}인가요?
chart_title 그래프는 무엇을 보여 주나요?
source 자료 출처는 어디인가요?
footnote 각주에 뭐라고 적혀 있나요?; 맨 아랫줄은?
page_number 몇 쪽인가요?; 쪽 번호는?
right_sign {x} 오른쪽 간판에 뭐라고 적혀 있나요?
left_sign {x} 왼쪽 간판에 뭐라고 적혀 있나요?
distance {x}까지 얼마나 되나요?
party {r}은 누구인가요?; {r} 이름은?
of_party {r}의 {k}은?
barcode 바코드 아래 숫자는 무엇인가요?
stamp 도장에 뭐라고 적혀 있나요?
"""

NO_PLACE = """
고마워요!; 감사합니다, {name}.; 알겠어요.; 안녕하세요; 잘 지내요?; 내일 봐요.; 정말이에요?; 확실해요?
다시 확인해 줘.; 틀렸어요.
요약해 줘.; {number}문장으로 요약해 줘.; 사진을 설명해 줘.; 뭐가 보이나요?; 배경은 무슨 색인가요?
전부 {tongue}로 번역해 줘.; 이제 {tongue}로 말해 줘.
이것으로 시를 써 줘.; {topic}에 대한 {work} 써 줘.; 뭘 할 수 있어?; 넌 누구야?; 농담 하나 해 줘.
{topic}은 어떻게 작동해?; {topic}을 {manner} 설명해 줘.
{number} 곱하기 {number}은?; {manner} 대답해 줘.; 더 짧게.; 내일 날씨 어때?; 지금 몇 시야?; {topic} 이야기 하자.
= topic 광합성; 축구; 화산; 잠; 꿀벌; 요리; 재즈; 주식
= tongue 영어; 일본어; 중국어; 프랑스어
= manner 쉽게; 한 문장으로; 공손하게; 재미있게; 자세히
= work 시를; 이야기를; 노래를; 연설을
= number 2; 3; 5; 7; 12; 19; 36
= name 선생님; 친구; 민수 씨
"""

WORDS = """
months 1월; 2월; 3월; 4월; 5월; 6월; 7월; 8월; 9월; 10월; 11월; 12월
days 월요일; 화요일; 수요일; 목요일; 금요일; 토요일; 일요일
dates %Y년 {m}월 {d}일; %Y-%m-%d; %Y.%m.%d; %Y.%m.%d.; %y/%m/%d
longdate %Y년 {m}월 {d}일
month {y}년 {b}
number ,; .
cents 0
worth 1000
money {n}원; ₩{n}; {n}; {n} 원
phone 0#-####-####; 010-####-####; 1588-####; 0##-###-####
postcode #####
house {s} {n}; {s} {n} {m}호; {s}{m}길 {n}
address {c} {h}; {c} {h} | ({z})
domain kr; co.kr; com
first 민준; 서연; 지훈; 하은; 영수; 미경; 도윤; 수빈; 정호; 은지
last 김; 이; 박; 최; 정; 강; 조; 윤; 한; 송
name {l}{f}; {l} {f}
company {x} {h}{t}; {h}{t} {x}; {h}{t}
trade 식품; 상사; 건설; 전자; 물류; 약국; 출판; 유통; 마트
suffix (주); 주식회사; 유한회사
city 서울특별시 강남구; 부산광역시; 대구시; 인천시; 수원시; 전주시; 춘천시; 제주시
street 세종대로; 테헤란로; 중앙로; 한강대로; 충무로; 시청로; 은행나무길
country 대한민국; 일본; 중국; 프랑스; 독일; 브라질; 캐나다; 케냐; 인도; 페루; 노르웨이; 스페인
goods 김밥; 비빔밥; 생수; 우유; 볼펜; 복사용지; 된장찌개; 라면; 두부; 건전지; 녹차; 비누; 사과; 샴푸; 불고기
nouns 항구; 별빛; 소나무; 한강; 백두; 무지개; 아침; 바람; 은하; 들꽃; 새벽; 구름
measures 지수; 등급; 코드; 비율; 계수; 한도; 구분
word 우리; 회사는; 올해; 시장; 성장; 고객; 서비스를; 그리고; 품질; 계획; 지역; 에너지; 보고서; 도시; 학교; 연구; 결과
word 새로운; 있다
role 구매인; 판매인; 발송인; 수취인; 임대인; 임차인; 고용주; 근로자; 피보험자; 보험사; 환자; 의사
= receipt=영수증; sales receipt=판매 영수증; invoice=청구서; tax invoice=세금계산서; bill=계산서; quotation=견적서
= purchase order=발주서
= description=품명; item=품목; article=상품; qty=수량; quantity=수량; units=단위; unit price=단가; rate=요율
= price=가격; amount=금액; line total=소계; total=합계
= application form=신청서; registration form=등록 신청서; personal details=인적 사항; contact details=연락처
= payment details=결제 정보; general information=기본 정보
= menu=메뉴; price list=가격표; starters=전채; mains=식사; drinks=음료; desserts=후식; sides=곁들임
= weight=무게; population=인구; area=면적; score=점수; share=비중; visitors=방문객; region=지역; owner=소유자
= start=시작
= settings=설정; general=일반; privacy=개인정보; display=화면; network=네트워크; sound=소리; help=도움말; account=계정
= ok=확인; cancel=취소; save=저장; yes=예; no=아니요; back=뒤로; next=다음
= name=이름; address=주소; city=도시; phone=전화; contact=담당자; type=종류; since=시작일; certificate=증명서
= diploma=수료증
= exit=출구; open=영업중; entrance=입구; station=역; bank=은행; pharmacy=약국; country=나라; product=제품
= category=항목; group=집단; year=해; brand=상표
"""
