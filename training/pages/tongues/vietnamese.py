"""Vietnamese."""

CONCEPTS = """
total | TỔNG CỘNG; Tổng tiền; Thành tiền thanh toán | Tất cả hết bao nhiêu?; Cuối cùng phải trả mấy đồng?
subtotal | Cộng tiền hàng; Tạm tính | Trước thuế là bao nhiêu?
tax | Thuế GTGT 10%; Tiền thuế | Nộp cho nhà nước bao nhiêu?
cash | Tiền mặt; Khách đưa | Khách đưa bao nhiêu tiền?
change | Tiền thừa; Trả lại | Thối lại bao nhiêu?
discount | Giảm giá; Chiết khấu | Rẻ hơn được bao nhiêu?
day | Ngày; Ngày tháng | Hôm đó là hôm nào?; Chuyện xảy ra khi nào?
time | Giờ; Thời gian | Lúc mấy giờ?
receipt_no | Số hóa đơn; Số phiếu | Tra lần mua này bằng số nào?
cashier | Thu ngân; Nhân viên | Ai thu tiền?
payment | Hình thức thanh toán | Trả bằng cách nào? | one:Tiền mặt/Thẻ/Chuyển khoản
taxid | Mã số thuế; MST | Cửa hàng đăng ký với cơ quan thuế số nào?
phone | Điện thoại; ĐT; Di động | Gọi vào số nào?
invoice_no | Số HĐ; Hóa đơn số | Tờ hóa đơn mang số mấy?
due | Hạn thanh toán; Ngày đến hạn | Phải trả trước ngày nào?
customer | Khách hàng; Người mua | Bán cho ai?
ship_to | Địa chỉ giao hàng | Hàng đưa tới đâu?
supplier | Nhà cung cấp; Người bán | Ai gửi hóa đơn?
order | Mã đơn hàng; Số đơn hàng | Thuộc lần đặt nào?
shipping | Phí vận chuyển | Gửi hàng mất bao nhiêu?
deposit | Tiền cọc; Đặt trước | Trả trước bao nhiêu?
iban | Số tài khoản | Chuyển vào tài khoản nào?
closing | Số dư; Số dư cuối kỳ | Còn lại bao nhiêu?
rent | Tiền thuê | Nhà mỗi tháng bao nhiêu?
contract | Hợp đồng số | Thỏa thuận mang số nào?
name | Họ và tên; Họ tên; Người khai | Người này là ai?
birth | Ngày sinh | Chào đời khi nào?
birthplace | Nơi sinh; Quê quán | Sinh ra ở đâu?
nationality | Quốc tịch | Là người nước nào?
sex | Giới tính | Là đàn ông hay phụ nữ? | one:Nam/Nữ
marital | Tình trạng hôn nhân | Đã lập gia đình chưa? | one:Độc thân/Đã kết hôn
address | Địa chỉ; Nơi cư trú | Sống ở đâu?
email | Thư điện tử; Email | Viết thư mạng tới đâu?
idno | Số CCCD; Số CMND | Giấy tờ tùy thân mang số nào?
passport | Số hộ chiếu | Giấy đi đường số mấy?
occupation | Nghề nghiệp | Làm nghề gì? | one:Giáo viên/Y tá/Kỹ sư/Nông dân
employer | Nơi công tác; Cơ quan | Làm cho ai?
salary | Mức lương; Lương | Kiếm được bao nhiêu?
status | Trạng thái; Kết quả | Việc tới đâu rồi? | one:Đã duyệt/Chờ xử lý/Từ chối
holder | Cấp cho; Chứng nhận | Ai được nhận?
issuer | Nơi cấp; Cơ quan cấp | Cơ quan nào trao?
valid | Có giá trị đến; Ngày hết hạn | Dùng được tới khi nào?
sender | Người gửi | Ai đã gửi?
recipient | Người nhận; Kính gửi | Gửi cho ai?
subject | Về việc; Chủ đề | Thư nói chuyện gì?
passenger | Hành khách | Ai đi?
from | Nơi đi; Ga đi | Khởi hành từ đâu?
to | Nơi đến; Ga đến | Đi tới đâu?
flight | Chuyến bay; Số tàu | Đi chuyến nào?
gate | Cửa | Lên máy bay lối nào?
seat | Ghế; Chỗ | Ngồi ở đâu?
departs | Giờ đi; Giờ khởi hành | Mấy giờ chạy?
arrives | Giờ đến | Mấy giờ tới?
fare | Giá vé | Chuyến đi tốn bao nhiêu?
plate | Biển số | Trên biển xe ghi gì?
patient | Bệnh nhân | Ai được khám?
doctor | Bác sĩ | Ai chữa trị?
net_weight | Khối lượng tịnh | Bên trong có bao nhiêu?
best | Hạn sử dụng; HSD | Ăn được đến ngày nào?
made | Ngày sản xuất; NSX | Làm ra khi nào?
lot | Số lô | Thuộc mẻ nào?
maker | Nhà sản xuất; Sản xuất tại | Công ty nào làm?
origin | Xuất xứ | Từ nước nào tới?
energy | Năng lượng | Có bao nhiêu calo?
fat | Chất béo | Béo cỡ nào?
sugar | Đường | Ngọt cỡ nào?
protein | Chất đạm | Bổ cơ bắp bao nhiêu?
price | Giá; Đơn giá | Giá bao nhiêu?
serial | Số sê-ri | Số riêng của máy này?
model | Kiểu máy; Mẫu | Thuộc loại nào?
version | Phiên bản | Bản phần mềm nào?
revenue | Doanh thu | Công ty thu được bao nhiêu?
profit | Lợi nhuận | Trừ chi phí còn bao nhiêu?
visitors | Lượt khách | Bao nhiêu người tới?
author | Tác giả | Ai viết?
title | Tên sách | Sách tên gì?
"""

WORDINGS = """
label {L} là gì?; {L}?; Cho biết {L}.; {L} là bao nhiêu?; Mục {L} ghi gì?
beside Bên cạnh "{L}" ghi gì?; Dưới "{L}" là gì?
whereabouts {L} nằm ở đâu?; Chỉ cho tôi {L}.
wrap Xin hỏi: {d}; {q} Trả lời ngắn gọn.; Theo hình: {d}; Tôi muốn biết: {d}
both {a} và {b}?; Hai câu: {a}? {b}?; {a}, còn {b}?
pair {a} và {b} là gì?; Cho biết {a} và {b}.
cell {col} của {row} là bao nhiêu?; {row}, {col}?; Trong bảng, {row} có {col} bao nhiêu?
row_of Hàng nào có {col} là {value}?
price {item} giá bao nhiêu?; Giá của {item}?
priced Cái gì giá {value}?
amount Mấy {item}?; Số lượng {item}?
right Bên phải {x} là gì?
left Bên trái {x} là gì?
below Dưới {x} viết gì?
above Trên {x} viết gì?
heading Tiêu đề là gì?; Trên cùng viết gì?; Đây là giấy tờ gì?
shop Cửa hàng nào?; Mua ở đâu?
issuer Của công ty nào?
where Địa chỉ cửa hàng ở đâu?; Nó nằm ở đâu?
brand Nhãn hiệu gì?
chart_value {item} có giá trị bao nhiêu?
most {c} nào có {m} cao nhất?
least {c} nào có {m} thấp nhất?
chart_title Biểu đồ cho thấy gì?
source Số liệu từ đâu?
footnote Cuối trang viết gì?
page_number Trang mấy?
party {r} là ai?; Tên {r}?
of_party {k} của {r} là gì?
barcode Dưới mã vạch là số nào?
stamp Con dấu ghi gì?
"""

NO_PLACE = """
Cảm ơn!; Cảm ơn {name} nhiều.; Được rồi.; Xin chào; Chào buổi sáng!; Bạn khỏe không?; Tạm biệt.; Bạn chắc chứ?
Kiểm tra lại đi.; Sai rồi.
Tóm tắt đi.; Tóm tắt trong {number} câu.; Mô tả bức ảnh.; Bạn thấy gì?; Nền màu gì?; Dịch hết sang {tongue}.
Giờ nói bằng {tongue}.
Viết một bài thơ về nó.; Viết {work} về {topic}.; Bạn làm được gì?; Bạn là ai?; Kể chuyện cười đi.
Giải thích {topic} {manner}.
{number} nhân {number} bằng mấy?; Trả lời {manner}.; Ngắn hơn.; Mai thời tiết thế nào?; Bây giờ mấy giờ?
= topic bóng đá; núi lửa; giấc ngủ; cờ vua; nấu ăn; vũ trụ
= tongue tiếng Anh; tiếng Pháp; tiếng Trung
= manner trong một câu; thật đơn giản; trang trọng; chi tiết
= work bài thơ; truyện ngắn; bài hát; bài diễn văn
= number 2; 3; 5; 7; 12; 19
= name bạn; anh; chị
"""

WORDS = """
months tháng 1; tháng 2; tháng 3; tháng 4; tháng 5; tháng 6; tháng 7; tháng 8; tháng 9; tháng 10; tháng 11; tháng 12
days thứ Hai; thứ Ba; thứ Tư; thứ Năm; thứ Sáu; thứ Bảy; Chủ nhật
dates %d/%m/%Y; %d-%m-%Y; ngày {d} {B} năm %Y; %d/%m/%y
longdate ngày {d} {B} năm %Y
number .; ,
cents 0
worth 20000
money {n} đ; {n}đ; {n} VND; {n}; {n} đồng
phone 09## ### ###; (0##) #### ####; +84 ## ### ## ##
postcode ######
house số {n} {s}; {n}/{m} {s}
address {h} | {c}; {h}, {c}
domain vn; com.vn; com
first Minh; Lan; Hùng; Hoa; Tuấn; Mai; Dũng; Thảo; Quang; Hương
last Nguyễn; Trần; Lê; Phạm; Hoàng; Phan; Vũ; Đặng; Bùi
name {l} {f}; {l} Văn {f}; {l} Thị {f}
company {x} {t} {h}; {t} {h}
trade Thương mại; Thực phẩm; Vận tải; Xây dựng; Dược; Điện tử
suffix Công ty TNHH; Công ty CP; Cửa hàng
city Hà Nội; Đà Nẵng; Huế; Cần Thơ; Hải Phòng; TP. Hồ Chí Minh; Nha Trang
street Lê Lợi; Trần Hưng Đạo; Nguyễn Huệ; Hai Bà Trưng; Lý Thường Kiệt
country Việt Nam; Pháp; Đức; Nhật Bản; Ấn Độ; Kenya; Brazil; Canada; Thái Lan
goods Phở bò; Bún chả; Cà phê sữa; Nước suối; Bút bi xanh; Giấy A4; Gạo thơm; Nước mắm; Sữa tươi; Xà phòng; Bánh mì
goods Trà đá; Xoài
nouns Biển; Sao Mai; Sông Hồng; Hoa Sen; Núi Xanh; Gió; Ngọc; Bình Minh; Rừng; Cầu Vồng
measures Chỉ số; Mức; Mã; Tỷ lệ; Loại; Hạn mức
word và; trong; của; báo cáo; thị trường; khách hàng; dự án; công việc; dịch vụ; năng lượng; kết quả; thành phố
word chất lượng; mới; năm; cho; khu vực; là
role Bên mua; Bên bán; Người gửi; Người nhận; Bên cho thuê; Bên thuê; Chủ lao động; Người lao động
role Người được bảo hiểm; Bên bảo hiểm; Bệnh nhân; Bác sĩ
= receipt=BIÊN LAI; sales receipt=PHIẾU BÁN HÀNG; invoice=HÓA ĐƠN; tax invoice=Hóa đơn GTGT; bill=Hóa đơn
= quotation=Báo giá; purchase order=Đơn đặt hàng
= description=Tên hàng; item=Mặt hàng; article=Hàng hóa; qty=SL; quantity=Số lượng; units=Đơn vị; unit price=Đơn giá
= price=Giá; amount=Thành tiền; line total=Thành tiền; total=Tổng
= application form=ĐƠN XIN; registration form=Phiếu đăng ký; personal details=Thông tin cá nhân
= contact details=Liên hệ; general information=Thông tin chung
= menu=THỰC ĐƠN; price list=Bảng giá; starters=Khai vị; mains=Món chính; drinks=Đồ uống; desserts=Tráng miệng
= weight=Cân nặng; population=Dân số; area=Diện tích; score=Điểm; share=Tỷ trọng; visitors=Khách; region=Vùng
= owner=Chủ sở hữu
= settings=Cài đặt; general=Chung; privacy=Quyền riêng tư; network=Mạng; sound=Âm thanh; help=Trợ giúp
= account=Tài khoản; ok=OK; cancel=Hủy; save=Lưu; yes=Có; no=Không
= name=Tên; address=Địa chỉ; city=Thành phố; phone=Điện thoại; contact=Liên hệ; type=Loại; certificate=GIẤY CHỨNG NHẬN
= exit=LỐI RA; open=MỞ CỬA; entrance=LỐI VÀO; bank=NGÂN HÀNG; pharmacy=NHÀ THUỐC
= country=nước; product=sản phẩm; category=loại; group=nhóm; year=năm; brand=nhãn hiệu
"""
