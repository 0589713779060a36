"""Whole documents as text, made up for the tests; each shows one way in which a header or its end can mislead."""

HEAD = """UBND TỈNH LÀO CAI          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
 SỞ CÔNG THƯƠNG                 Độc lập - Tự do - Hạnh phúc
    -------                          ---------------
"""

REGULATION = """QUY CHẾ
Quản lý cụm công nghiệp trên địa bàn tỉnh
(Ban hành kèm theo Quyết định số 16/2026/QĐ-UBND ngày 25 tháng 02 năm 2026
của Ủy ban nhân dân tỉnh)

Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Theo Nghị định số 32/2024/NĐ-CP ngày 15 tháng 3 năm 2024 của Chính phủ.
"""

ANNEX_ALONE = """PHỤ LỤC I
DANH MỤC NHIỆM VỤ
(Kèm theo Kế hoạch số 12/KH-UBND ngày 05 tháng 01 năm 2026 của UBND tỉnh)
STT   Nhiệm vụ    Căn cứ
1     Rà soát loa   Số: 15/QĐ-UBND
2     Báo cáo       Số: 16/KH-SCT
Lào Cai, ngày 05 tháng 01 năm 2026
"""

DRAFT_LETTER = (
    HEAD
    + """Số:          /SCT-QLCN        Lào Cai, ngày      tháng      năm 2026
V/v góp ý dự thảo Thông tư
 quy định về cụm công nghiệp

             Kính gửi: Bộ Công Thương

   Thực hiện Công văn số 1234/BCT-CTĐP ngày 05 tháng 3 năm 2026 của Bộ Công Thương,
Sở Công Thương có ý kiến như sau:
   1. Cơ bản nhất trí với Tờ trình số 88/TTr-CTĐP.

Nơi nhận:                              KT. GIÁM ĐỐC
- Như trên;                           PHÓ GIÁM ĐỐC
- Giám đốc Sở (b/c);
- Lưu: VT, QLCN.

                                     Hoàng Chí Hiền
"""
)

DRAFT_WITH_ANNEX = """CHÍNH PHỦ                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
  -------                       Độc lập - Tự do - Hạnh phúc
Số:      /2026/NĐ-CP          Hà Nội, ngày     tháng     năm 2026
DỰ THẢO
                          NGHỊ ĐỊNH
             Quy định chi tiết một số điều của Luật Hóa chất

Căn cứ Luật Tổ chức Chính phủ số 63/2025/QH15;
Điều 1. Phạm vi điều chỉnh

Nơi nhận:                              TM. CHÍNH PHỦ
- Ban Bí thư Trung ương Đảng;            THỦ TƯỚNG
- Lưu: VT, CN.

PHỤ LỤC
MẪU ĐƠN
Số: 45/GP-BCT
Hà Nội, ngày 03 tháng 02 năm 2025
                                        GIÁM ĐỐC
                                     Nguyễn Văn Mẫu
"""

QUOTED_FORM = """CHÍNH PHỦ                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
  -------                       Độc lập - Tự do - Hạnh phúc
Số: 14/2026/NĐ-CP              Hà Nội, ngày 13 tháng 01 năm 2026
                          NGHỊ ĐỊNH
      Sửa đổi, bổ sung một số điều của các nghị định

Căn cứ Luật Tổ chức Chính phủ số 63/2025/QH15;
Điều 1. Sửa đổi mẫu giấy phép như sau:
“                                      KT. BỘ TRƯỞNG
                                       THỨ TRƯỞNG
                                   (Ký, ghi rõ họ tên)”
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực từ ngày ký.

Nơi nhận:                              TM. CHÍNH PHỦ
- Ban Bí thư Trung ương Đảng;          KT. THỦ TƯỚNG
- Lưu: VT, CN (2b).                   PHÓ THỦ TƯỚNG

                                      Trần Hồng Hà
"""

TWO_SIGNERS = """BỘ TÀI CHÍNH - BỘ NỘI VỤ     CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
       -------                      Độc lập - Tự do - Hạnh phúc
Số: 45/2025/TTLT-BTC-BNV       Hà Nội, ngày 20 tháng 5 năm 2025
                      THÔNG TƯ LIÊN TỊCH
           Hướng dẫn chế độ phụ cấp

Căn cứ Luật Ngân sách nhà nước;
Điều 1. Phạm vi

   KT. BỘ TRƯỞNG BỘ NỘI VỤ              KT. BỘ TRƯỞNG BỘ TÀI CHÍNH
        THỨ TRƯỞNG                            THỨ TRƯỞNG


      Trần Anh Tuấn                        Nguyễn Thị Mai

Nơi nhận:
- Văn phòng Chính phủ;
- Lưu: VT.
"""

STAMPED = """Ký bởi: Cổng Thông tin điện tử Chính phủ
Email: thongtinchinhphu@chinhphu.vn
Thời gian ký: 19.06.2025 15:23:45 +07:00
CÔNG VĂN ĐẾN
Số: 456
Ngày: 20/6/2025
VĂN PHÒNG CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 5432/VPCP-KGVX
Hà Nội, ngày 19 tháng 6 năm 2025
V/v tuyên truyền Luật mới
Kính gửi: Bộ Văn hóa, Thể thao và Du lịch
Về việc này, Văn phòng Chính phủ có ý kiến như sau.
Nơi nhận:
- Như trên;
- Lưu: VT, KGVX (2).
KT. BỘ TRƯỞNG, CHỦ NHIỆM
PHÓ CHỦ NHIỆM
Người ký: Nguyễn Cao Lục
Cơ quan: Văn phòng Chính phủ
(Đã ký)
Nguyễn Cao Lục
"""

MEMBERS = (
    HEAD
    + """Số: 210/QĐ-SCT                 Lào Cai, ngày 4 tháng 5 năm 2026

                     QUYẾT ĐỊNH
        Về việc thành lập Tổ thẩm định

                 GIÁM ĐỐC SỞ CÔNG THƯƠNG

Căn cứ Quyết định số 01/QĐ-UBND ngày 02 tháng 01 năm 2026 của UBND tỉnh;
Theo đề nghị của Chánh Văn phòng Sở.

                     QUYẾT ĐỊNH:

Điều 1. Thành lập Tổ thẩm định gồm:
1. Ông Vũ Văn Bình         Tổ trưởng
2. Bà Lý Thị Hà            Thành viên
Điều 2. Tổ trưởng chịu trách nhiệm.

Nơi nhận:                              GIÁM ĐỐC
- Như Điều 2;
- Lưu: VT.
                                   Hoàng Văn Thuân

DANH SÁCH
                                       GIÁM ĐỐC
                                   Phạm Văn Khác
"""
)

MINUTES = """UBND XÃ BẢO THẮNG        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
  TRẠM Y TẾ                      Độc lập - Tự do - Hạnh phúc

                       BIÊN BẢN
          Kiểm tra vệ sinh an toàn thực phẩm

Hôm nay, ngày 12 tháng 3 năm 2026, tại trụ sở Trạm Y tế, chúng tôi gồm:
1. Ông Nguyễn Văn An, Trạm trưởng.
"""

ESSAY = """Một ngày tháng 9 năm 2025, tôi về thăm quê.
Con đường làng đã được đổ bê tông, hai bên là hàng cau thẳng tắp.
Bà tôi kể: số nhà 12/5 ngày xưa là trường học.
"""

SPACED_DATE = (
    HEAD
    + """Số: 9/TB-SCT               L à o  C a i , n g à y 0 5 t h á n g 9 n ă m 2 0 2 5

                       THÔNG BÁO
             Lịch tiếp công dân tháng 9 năm 2025

Nơi nhận:                              TL. GIÁM ĐỐC
- Như trên;                        CHÁNH VĂN PHÒNG
- Lưu: VT.
                                   Giàng Thị Dung
"""
)

SECRET = (
    """MẬT
"""
    + HEAD
    + """Số: 3/KH-SCT            Lào Cai, ngày 5 tháng 9 năm 2025
                     KẾ HOẠCH
            Bảo vệ mục tiêu
"""
)

CLOSING_DATE = """ĐẢNG BỘ TỈNH LÀO CAI         ĐẢNG CỘNG SẢN VIỆT NAM
ĐẢNG ỦY SỞ CÔNG THƯƠNG
       *
Số 15-BC/ĐU

                       BÁO CÁO
          kết quả sinh hoạt chuyên đề quý I

I- KẾT QUẢ
Đã tổ chức 4 buổi sinh hoạt.

                              Lào Cai, ngày 02 tháng 4 năm 2026
Nơi nhận:                          T/M ĐẢNG ỦY
- Đảng ủy UBND tỉnh,                  BÍ THƯ
- Lưu Đảng ủy.
                                 Hoàng Chí Hiền
"""

MISREAD = """ỦY BAN NHÂN DÂN                CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH LÀO CAI                        Độc lập - Tự do - Hạnh phúc
Sổ: 16 /2026/QĐ-ƯBND              Lào Cai, ngày 2S tháng 02 năm 2O26

QUYÉT ĐỊNH
Ban hành Quy chế quản lý cụm công nghiệp
trên địa bàn tỉnh Lào Cai

Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;
Nơi nhận:                               TM. ỦY BAN NHÂN DÂN
- Như điều 3;                              KT. CHỦ TỊCH
- Lưu: VT, TH.                            PHÓ CHỦ TỊCH
                                        Nguyễn Thế Phước
"""

SMALL_LETTERS = """UBND tỉnh Lào Cai                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Sở Công Thương                        Độc lập - Tự do - Hạnh phúc
Số: 45/BC-SCT              Lào Cai, ngày 5 tháng 02 năm 2026

BÁO CÁO
Tình hình sản xuất công nghiệp tháng 01

I. Kết quả
Nơi nhận:                               KT. Giám đốc
- Như điều 3;                              Phó Giám đốc
- Lưu: VT, TH.
                                        Nguyễn Đình Chiến
"""

RUN_TOGETHER = """   BỘ CÔNG THƯƠNG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
  Độc lập - Tự do - Hạnh phúc
 Số: 2345/BCT-TTTN Hà Nội, ngày 21 tháng 3 năm 2026
V/v triển khai Nghị định số 80/2023/NĐ-CP
 Kính gửi:
 - Sở Công Thương các tỉnh;
 Thực hiện Nghị định số 80/2023/NĐ-CP ngày 17 tháng 11 năm 2023 của Chính phủ.
 Nơi nhận: TL. BỘ TRƯỞNG
 - Như trên; KT. VỤ TRƯỞNG VỤ THỊ TRƯỜNG TRONG NƯỚC
 - Lưu: VT, TTTN. PHÓ VỤ TRƯỞNG
 Bùi Nguyễn Anh Tuấn
"""

STACKED_DRAFT = """UBND TỈNH LÀO CAI
SỞ CÔNG THƯƠNG
Số:       /KH-SCT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Lào Cai, ngày      tháng 3 năm 2026
KẾ HOẠCH
Triển khai thực hiện Nghị định số 178/2026/NĐ-CP ngày 20/5/2026 của Chính phủ
về quản lý tài sản kết cấu hạ tầng
I. MỤC ĐÍCH
Nơi nhận:
- Bộ Công Thương (b/c);
- Lưu: VT, QLCN.
GIÁM ĐỐC
Hoàng Chí Hiền
"""

RIGHT_FIRST = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 18 tháng 5 năm 2026
CHÍNH PHỦ
Số: 66.19/2026/NQ-CP
NGHỊ QUYẾT
VỀ CẮT GIẢM, PHÂN QUYỀN THỦ TỤC HÀNH CHÍNH
Căn cứ Luật Tổ chức Chính phủ số 63/2025/QH15;
TM. CHÍNH PHỦ
KT. THỦ TƯỚNG
PHÓ THỦ TƯỚNG
Phạm Thị Thanh Trà
"""

UNREADABLE_NUMBER = """'  ỦY BAN NHÂN DÂN         CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
 PHƯỜNG CAM ĐƯỜNG        Độc lập - Tự do - Hạnh phúc
 Số:A23/UBND-KT          Cam Đường, ngày 4 tháng 5 năm 2026
V/v rà soát hộ kinh doanh

          Kính gửi: Các tổ dân phố
Nơi nhận:                        TM. ỦY BAN NHÂN DÂN
- Như trên;                      CHỦ TỊCH
- Lưu: VT.

                                 Vũ Hùng Dũng
"""

PARTY_PROGRAMME = """ĐẢNG BỘ THÀNH PHỐ HÀ NỘI          ĐẢNG CỘNG SẢN VIỆT NAM
ĐẢNG ỦY PHƯỜNG CỬA NAM           Cửa Nam, ngày 15 tháng 10 năm 2025
          *
   Số 07-CTr/ĐU

                 CHƯƠNG TRÌNH HÀNH ĐỘNG
      thực hiện Nghị quyết số 57-NQ/TW của Bộ Chính trị
                     ------

Nơi nhận:                             T/M ĐẢNG ỦY
- Thành ủy Hà Nội (để báo cáo),          BÍ THƯ
- Lưu Văn phòng Đảng ủy.
                                    Vũ Đăng Định
"""

GAZETTE = """2        CÔNG BÁO/Số 865 + 866/Ngày 12-7-2025
PHẦN I. VĂN BẢN QUY PHẠM PHÁP LUẬT
CHÍNH PHỦ
CHÍNH PHỦ               CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                           Độc lập - Tự do - Hạnh phúc
Số: 187/2025/NĐ-CP           Hà Nội, ngày 01 tháng 7 năm 2025

                    NGHỊ ĐỊNH
   Sửa đổi, bổ sung một số điều của Nghị định số 78/2025/NĐ-CP
   ngày 01 tháng 4 năm 2025 của Chính phủ

   Căn cứ Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025;
                          TM. CHÍNH PHỦ
                          THỦ TƯỚNG

                          Phạm Minh Chính
"""

COURT = """TÒA ÁN NHÂN DÂN            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
KHU VỰC 3 - LÀO CAI              Độc lập - Tự do - Hạnh phúc

Số: 05/2026/TB-TA             Lào Cai, ngày 14 tháng 4 năm 2026

                 THÔNG BÁO
            Về việc thụ lý vụ án

         TÒA ÁN NHÂN DÂN KHU VỰC 3 - LÀO CAI
Kính gửi: Ông Lê Văn B
                                    THẨM PHÁN
                                 Trần Thị Thu Hằng
"""

APPLICATION = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
ĐƠN YÊU CẦU GIẢI QUYẾT VIỆC DÂN SỰ
Kính gửi: Tòa án nhân dân khu vực 3
Người yêu cầu: Lê Thị Lan, sinh ngày 15/8/1997
"""
