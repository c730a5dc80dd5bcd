"""Turkish."""

CONCEPTS = """
total | TOPLAM; Genel Toplam; Ödenecek Tutar | Hepsi kaça geldi?; Sonunda ne kadar ödenecek?
subtotal | Ara Toplam; Matrah | Vergiden önce ne kadardı?
tax | KDV %20; TOPKDV | Devlete ne kadar gidiyor?
cash | Nakit; Alınan | Müşteri ne kadar verdi?
change | Para Üstü | Ne kadar geri verildi?
discount | İndirim; İskonto | Ne kadar ucuzladı?
day | Tarih; TARİH | Hangi gündü?; Ne zaman oldu?
time | Saat | Saat kaçtı?
receipt_no | Fiş No; Makbuz No | Alışveriş hangi numarayla bulunur?
cashier | Kasiyer | Kasada kim vardı?
payment | Ödeme Şekli | Nasıl ödendi? | one:Nakit/Kredi Kartı/Havale
taxid | Vergi No; VKN | Dükkân vergi dairesinde hangi numarayla kayıtlı?
phone | Tel; Telefon; Cep | Hangi numarayı arayabilirim?
invoice_no | Fatura No; Fatura Numarası | Hesabın numarası kaç?
due | Son Ödeme Tarihi; Vade | En geç ne zaman ödenmeli?
customer | Müşteri; Alıcı; Sayın | Kime satıldı?
ship_to | Teslimat Adresi | Mal nereye gidiyor?
supplier | Satıcı; Tedarikçi | Hesabı kim gönderdi?
order | Sipariş No | Hangi alışverişe ait?
shipping | Kargo Ücreti | Göndermek ne kadar tuttu?
deposit | Kapora; Ön Ödeme | Önceden ne kadar verildi?
iban | IBAN; Hesap No | Para hangi hesaba yatacak?
closing | Bakiye; Son Bakiye | Hesapta ne kaldı?
rent | Aylık Kira | Ev ayda ne kadar?
usage | Tüketim | Ne kadar enerji harcandı?
contract | Sözleşme No | Hangi numarayla anlaşıldı?
name | Adı Soyadı; Ad Soyad; Başvuran | Bu kişi kim?; Bunu kim doldurdu?
birth | Doğum Tarihi | Ne zaman doğmuş?
birthplace | Doğum Yeri | Hangi şehirde doğmuş?
nationality | Uyruğu | Hangi ülkeden?
sex | Cinsiyet | Erkek mi kadın mı? | one:E/K/Erkek/Kadın
marital | Medeni Hali | Evli mi? | one:Bekar/Evli
address | Adres; İkametgâh | Nerede oturuyor?
email | E-posta | İnternetten nereye yazılır?
idno | T.C. Kimlik No | Belgede hangi sayı var?
passport | Pasaport No | Seyahat belgesinin sayısı kaç?
occupation | Mesleği | Ne iş yapıyor? | one:Öğretmen/Hemşire/Mühendis/Şoför
employer | İşyeri; İşveren | Kimin yanında çalışıyor?
salary | Maaş; Ücret | Ne kadar kazanıyor?
case | Dosya No; Sayı | Hangi işaretle saklanıyor?
status | Durum; Karar | İş ne aşamada? | one:Onaylandı/Beklemede/Reddedildi
holder | Verilmiştir; Sahibi | Belgeyi kim aldı?
issuer | Veren Makam; Düzenleyen | Hangi kurum verdi?
valid | Geçerlilik Tarihi; Son Geçerlilik | Ne zamana kadar kullanılır?
sender | Gönderen | Kim yolladı?
recipient | Alıcı Adı; Kime | Kimin için?
subject | Konu | Mektup ne hakkında?
passenger | Yolcu; Yolcu Adı | Kim yolculuk ediyor?
from | Nereden; Kalkış | Yolculuk nerede başlıyor?
to | Nereye; Varış | Nereye gidiliyor?
flight | Uçuş No; Sefer | Hangi sefere biniliyor?
gate | Kapı | Hangi yerden biniliyor?
seat | Koltuk No; Koltuk | Nereye oturuluyor?
departs | Kalkış Saati | Saat kaçta yola çıkılıyor?
arrives | Varış Saati | Saat kaçta varılıyor?
fare | Bilet Ücreti | Yolculuk ne kadar?
platform | Peron | Tren nerede duruyor?
plate | Plaka | Arabanın levhasında ne yazıyor?
patient | Hasta; Hasta Adı | Kim muayene edildi?
doctor | Doktor; Hekim | Kim tedavi ediyor?
net_weight | Net Ağırlık; Net Miktar | İçinde ne kadar var?
best | Tavsiye Edilen Tüketim Tarihi; TETT; Son Kullanma | Ne zamana kadar yenir?
lot | Parti No | Hangi üretimden?
maker | Üretici; Üretim | Hangi firma yapıyor?
origin | Menşei | Hangi ülkeden gelmiş?
energy | Enerji | Ne kadar besleyici?
fat | Yağ | Ne kadar yağlı?
sugar | Şekerler | Ne kadar tatlı?
protein | Protein | Kaslar için ne kadar var?
salt | Tuz | Ne kadar tuzlu?
price | Fiyat | Kaç para?
serial | Seri No | Yalnız bu aletin numarası ne?
model | Model | Hangi türden?
version | Sürüm | Programın hangi yayımı?
revenue | Gelir; Ciro | Şirkete ne kadar girdi?
profit | Net Kâr | Masraftan sonra ne kaldı?
visitors | Ziyaretçi | Kaç kişi geldi?
author | Yazar | Kim yazmış?
title | Eser Adı | Kitabın adı ne?
"""

WORDINGS = """
label {L} nedir?; {L}?; {L} ne kadar?; {L} bilgisini söyle.; {L} kısmında ne yazıyor?; {L} oku
beside "{L}" yanında ne yazıyor?; "{L}" altında ne var?
whereabouts {L} nerede?; {L} göster.
wrap Lütfen: {q}; {q} Kısaca.; Resme göre: {q}; Şunu merak ediyorum: {q}
both {a} ve {b}?; İki soru: {a}? {b}?; {a}, ayrıca {b}?
pair {a} ve {b} nedir?; {a} ile {b} bilgisini söyle.
cell {row} için {col} kaç?; {row}: {col}?; Tabloda {row} satırında {col} ne?
row_of Hangi satırda {col} {value}?
price {item} kaç para?; {item} fiyatı?
priced {value} olan ne?
amount Kaç tane {item}?
right {x} sağında ne var?
left {x} solunda ne var?
below {x} altında ne yazıyor?
above {x} üstünde ne yazıyor?
heading Başlık ne?; En üstte ne yazıyor?; Bu nasıl bir belge?
shop Hangi mağaza?; Nereden alındı?
issuer Hangi şirketin?
where Mağazanın adresi ne?; Nerede bulunuyor?
brand Hangi marka?
chart_value {item} değeri kaç?
most Hangi {c} en yüksek {m} değerine sahip?
least Hangi {c} en düşük {m} değerine sahip?
chart_title Grafik neyi gösteriyor?
source Veriler nereden?
footnote En altta ne yazıyor?
page_number Kaçıncı sayfa?
party {r} kim?; {r} adı ne?
of_party {r} için {k} ne?
barcode Barkodun altında hangi sayı var?
stamp Damgada ne yazıyor?
"""

NO_PLACE = """
Teşekkürler!; Çok sağ ol {name}!; Tamam.; Merhaba; Günaydın!; Nasılsın?; Yarın görüşürüz.; Emin misin?; Bir daha bak.
Bu yanlış.
Özetle.; {number} cümlede özetle.; Resmi anlat.; Ne görüyorsun?; Arka plan ne renk?; Hepsini {tongue} diline çevir.
Şimdi {tongue} söyle.
Bununla ilgili bir şiir yaz.; {topic} hakkında {work} yaz.; Neler yapabilirsin?; Kimsin?; Bir fıkra anlat.
{topic} konusunu {manner} açıkla.
{number} çarpı {number} kaç eder?; {manner} yanıtla.; Daha kısa.; Yarın hava nasıl?; Şimdi saat kaç?
= topic futbol; yanardağlar; uyku; satranç; yemek; uzay
= tongue İngilizce; Almanca; Fransızca; Arapça
= manner tek cümleyle; basitçe; resmî biçimde; ayrıntılı
= work şiir; öykü; şarkı; konuşma
= number 2; 3; 5; 7; 12; 19
= name dostum; hocam; Ali
"""

WORDS = """
months Ocak; Şubat; Mart; Nisan; Mayıs; Haziran; Temmuz; Ağustos; Eylül; Ekim; Kasım; Aralık
days Pazartesi; Salı; Çarşamba; Perşembe; Cuma; Cumartesi; Pazar
dates %d.%m.%Y; %d/%m/%Y; {d} {B} %Y; %d.%m.%y
number .; ,
worth 20
money {n} TL; ₺{n}; *{n}; {n}; {n} ₺
phone 0 (5##) ### ## ##; (0212) ### ## ##; +90 ### ### ## ##
house {s} No: {n}; {s} No:{n} D:{m}
address {h} | {z} {c}; {h} {c}
domain com.tr; com
first Ahmet; Ayşe; Mehmet; Fatma; Emre; Elif; Çağla; Burak; Gül; İsmail
last Yılmaz; Demir; Şahin; Çelik; Öztürk; Aydın; Kılıç; Koç
name {f} {l}; {f} {l}
company {h} {t} {x}; {h} {t}
trade Gıda; Nakliyat; İnşaat; Eczane; Mobilya; Elektrik; Fırın
suffix Ltd. Şti.; A.Ş.; Tic.
city İstanbul; Ankara; İzmir; Bursa; Konya; Muğla; Eskişehir
street Atatürk Cad.; İstiklal Cad.; Çınar Sok.; Cumhuriyet Bulv.; Lale Sok.
country Türkiye; Fransa; Almanya; Japonya; Hindistan; Brezilya; Kenya; Kanada; Norveç
goods Simit; Ayran; Mercimek Çorbası; Beyaz Peynir; Çay; Tükenmez Kalem; A4 Kağıt; Pide; Sabun; Zeytin; Pil; Ampul
goods Baklava
nouns Liman; Güneş; Çınar; Irmak; Yıldız; Köprü; Kristal; Rüzgâr; Kehribar; Deniz
measures Endeksi; Düzeyi; Kodu; Payı; Sınıfı; Sınırı; Değeri
word ve; için; rapor; yıl; pazar; müşteri; proje; yeni; çalışma; hizmet; enerji; sonuç; şehir; okul; plan; kalite; ile
word bölge; daha; olan
role Alıcı; Satıcı; Gönderen; Teslim Alan; Kiraya Veren; Kiracı; İşveren; İşçi; Sigortalı; Sigortacı; Hasta; Doktor
= receipt=FİŞ; sales receipt=Satış Fişi; invoice=FATURA; tax invoice=e-Fatura; bill=Hesap; quotation=Teklif
= purchase order=Sipariş Formu
= description=Açıklama; item=Ürün; article=Mal; qty=Miktar; quantity=Miktar; units=Birim; unit price=Birim Fiyat
= price=Fiyat; amount=Tutar; line total=Satır Toplamı; total=Toplam
= application form=BAŞVURU FORMU; registration form=Kayıt Formu; personal details=Kişisel Bilgiler
= contact details=İletişim; general information=Genel Bilgiler
= menu=MENÜ; price list=Fiyat Listesi; starters=Başlangıçlar; mains=Ana Yemekler; drinks=İçecekler; desserts=Tatlılar
= weight=Ağırlık; population=Nüfus; area=Alan; score=Puan; share=Pay; visitors=Ziyaretçi; region=Bölge; owner=Sahip
= settings=Ayarlar; general=Genel; privacy=Gizlilik; network=Ağ; sound=Ses; help=Yardım; account=Hesap; ok=Tamam
= cancel=İptal; save=Kaydet; yes=Evet; no=Hayır
= name=Ad; address=Adres; city=Şehir; phone=Telefon; contact=İlgili; type=Tür; certificate=BELGE; exit=ÇIKIŞ
= open=AÇIK; entrance=GİRİŞ; bank=BANKA; pharmacy=ECZANE
= country=ülke; product=ürün; category=tür; group=grup; year=yıl; brand=marka
"""
