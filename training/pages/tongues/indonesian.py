"""Indonesian."""

CONCEPTS = """
total | TOTAL; Total Bayar; Jumlah Total | Habis berapa semuanya?; Akhirnya harus bayar berapa?
subtotal | Subtotal; Jumlah sebelum pajak | Berapa sebelum pajak?
tax | PPN 11%; Pajak | Berapa yang masuk ke negara?
cash | Tunai; Uang diterima | Pembeli menyerahkan uang berapa?
change | Kembalian; Kembali | Berapa uang yang dikembalikan?
discount | Diskon; Potongan | Jadi lebih murah berapa?
day | Tanggal; Tgl. | Hari apa itu?; Kapan terjadinya?
time | Jam; Waktu | Pukul berapa?
receipt_no | No. Struk; No. Kuitansi | Dengan nomor apa pembelian ini dicari?
cashier | Kasir | Siapa yang menerima uang?
payment | Cara Bayar; Metode Pembayaran | Dibayar dengan apa? | one:Tunai/Kartu Debit/QRIS
taxid | NPWP | Toko terdaftar di kantor pajak dengan nomor apa?
phone | Telp.; Telepon; No. HP | Nomor berapa yang bisa dihubungi?
invoice_no | No. Faktur; Nomor Tagihan | Tagihan ini bernomor berapa?
due | Jatuh Tempo; Bayar Sebelum | Paling lambat dibayar kapan?
customer | Pelanggan; Pembeli | Dijual kepada siapa?
ship_to | Alamat Kirim; Alamat Pengiriman | Barang dikirim ke mana?
supplier | Pemasok; Penjual | Siapa yang menagih?
order | No. Pesanan | Termasuk pembelian yang mana?
shipping | Ongkos Kirim | Mengirimnya habis berapa?
deposit | Uang Muka; Jaminan | Berapa yang sudah dibayar lebih dulu?
iban | No. Rekening | Uang ditransfer ke mana?
closing | Saldo Akhir; Saldo | Sisa berapa?
rent | Sewa per Bulan | Rumahnya sebulan berapa?
contract | No. Kontrak; Nomor Perjanjian | Kesepakatan itu bernomor berapa?
name | Nama; Nama Lengkap; Pemohon | Siapa orang ini?
birth | Tanggal Lahir | Kapan dia lahir?
birthplace | Tempat Lahir | Di kota mana dia lahir?
nationality | Kewarganegaraan | Dia orang mana?
sex | Jenis Kelamin | Laki-laki atau perempuan? | one:Laki-laki/Perempuan/L/P
marital | Status Perkawinan | Sudah menikah? | one:Belum Kawin/Kawin/Cerai
address | Alamat | Di mana dia tinggal?
email | Surel; Alamat Email | Ke mana menulis secara daring?
idno | NIK; No. KTP | Nomor apa yang ada di kartunya?
passport | No. Paspor | Surat jalannya bernomor berapa?
occupation | Pekerjaan | Apa kerjanya? | one:Guru/Perawat/Insinyur/Petani
employer | Tempat Bekerja; Perusahaan | Dia bekerja untuk siapa?
salary | Gaji | Berapa penghasilannya?
status | Keterangan; Status | Sampai di mana urusannya? | one:Disetujui/Menunggu/Ditolak
holder | Diberikan kepada; Menerangkan bahwa | Siapa yang menerimanya?
issuer | Dikeluarkan oleh | Lembaga mana yang memberi?
valid | Berlaku sampai; Masa Berlaku | Sampai kapan bisa dipakai?
sender | Pengirim | Siapa yang mengirim?
recipient | Penerima; Kepada | Untuk siapa?
subject | Perihal; Hal | Suratnya tentang apa?
passenger | Penumpang; Nama Penumpang | Siapa yang bepergian?
from | Asal; Dari | Berangkat dari mana?
to | Tujuan; Ke | Pergi ke mana?
flight | No. Penerbangan; Kereta | Naik yang mana?
gate | Pintu; Gerbang | Naik lewat mana?
seat | Kursi; Tempat Duduk | Duduk di mana?
departs | Waktu Berangkat | Pukul berapa jalan?
arrives | Waktu Tiba | Pukul berapa sampai?
booking | Kode Booking | Pemesanan dicari dengan kode apa?
fare | Harga Tiket; Tarif | Perjalanannya berapa?
plate | No. Polisi | Tulisan apa di pelat mobil?
patient | Pasien; Nama Pasien | Siapa yang diobati?
doctor | Dokter | Siapa yang mengobati?
net_weight | Berat Bersih; Isi Bersih | Isinya berapa banyak?
best | Baik digunakan sebelum; Kedaluwarsa | Bisa dimakan sampai kapan?
made | Tanggal Produksi | Kapan dibuat?
lot | Kode Produksi | Dari kelompok mana?
maker | Diproduksi oleh; Produsen | Perusahaan mana yang membuat?
origin | Negara Asal | Dari negeri mana?
energy | Energi Total | Berapa kalorinya?
fat | Lemak | Seberapa berlemak?
sugar | Gula | Seberapa manis?
protein | Protein | Berapa untuk otot?
salt | Garam; Natrium | Seberapa asin?
price | Harga | Berapa duit?
serial | Nomor Seri | Nomor khusus alat ini berapa?
model | Model; Tipe | Jenis yang mana?
version | Versi | Keluaran program yang mana?
revenue | Pendapatan | Berapa yang masuk ke perusahaan?
profit | Laba Bersih | Sisa berapa setelah biaya?
visitors | Pengunjung | Berapa orang yang datang?
author | Penulis; Pengarang | Siapa yang menulisnya?
title | Judul | Apa nama bukunya?
"""

WORDINGS = """
label {L}?; Apa {L}?; Berapa {L}?; Sebutkan {L}.; Apa yang tertulis di {L}?; Bacakan {L}.
beside Apa yang tertulis di samping "{L}"?; Apa yang ada di bawah "{L}"?
whereabouts Di mana {L}?; Tunjukkan {L}.
wrap Tolong: {d}; {q} Jawab singkat.; Menurut gambar: {d}; Saya ingin tahu: {d}; {d}
both {a} dan {b}?; Dua pertanyaan: {a}? {b}?; {a}, serta {b}?
pair Apa {a} dan {b}?; Sebutkan {a} dan {b}.
cell Berapa {col} untuk {row}?; {row}: {col}?; Di tabel, {col} {row} berapa?
row_of Baris mana yang {col}-nya {value}?
price Berapa harga {item}?; Harga {item}?
priced Apa yang harganya {value}?
amount Berapa banyak {item}?
right Apa yang ada di kanan {x}?
left Apa yang ada di kiri {x}?
below Apa yang tertulis di bawah {x}?
above Apa yang tertulis di atas {x}?
heading Apa judulnya?; Apa tulisan paling atas?; Dokumen apa ini?
shop Toko apa ini?; Belinya di mana?
issuer Dari perusahaan mana?
where Apa alamat tokonya?; Letaknya di mana?
brand Apa mereknya?
chart_value Berapa nilai {item}?
most {c} mana yang {m}-nya tertinggi?
least {c} mana yang {m}-nya terendah?
chart_title Apa yang ditunjukkan grafik?
source Dari mana datanya?
footnote Apa tulisan paling bawah?
page_number Halaman berapa?
party Siapa {r}?; Siapa nama {r}?
of_party Apa {k} dari {r}?
barcode Nomor apa di bawah kode batang?
stamp Apa tulisan di stempel?
"""

NO_PLACE = """
Terima kasih!; Makasih banyak, {name}.; Baik.; Halo; Selamat pagi!; Apa kabar?; Sampai besok.; Kamu yakin?
Periksa lagi.; Itu salah.
Ringkas ini.; Ringkas dalam {number} kalimat.; Jelaskan gambar ini.; Kamu lihat apa?; Warna latarnya apa?
Terjemahkan semua ke bahasa {tongue}.
Sekarang dalam bahasa {tongue}.; Tulis puisi tentang ini.; Tulis {work} tentang {topic}.; Kamu bisa apa?; Kamu siapa?
Ceritakan lelucon.; Jelaskan {topic} {manner}.
Berapa {number} kali {number}?; Jawab {manner}.; Lebih pendek.; Besok cuacanya bagaimana?; Sekarang jam berapa?
= topic sepak bola; gunung api; tidur; catur; memasak; antariksa
= tongue Inggris; Jawa; Arab; Jepang
= manner dalam satu kalimat; dengan kata sederhana; secara resmi; secara rinci
= work puisi; cerita; lagu; pidato
= number 2; 3; 5; 7; 12; 19
= name kawan; Pak; Bu
"""

WORDS = """
months Januari; Februari; Maret; April; Mei; Juni; Juli; Agustus; September; Oktober; November; Desember
days Senin; Selasa; Rabu; Kamis; Jumat; Sabtu; Minggu
dates %d/%m/%Y; {d} {B} %Y; %d-%m-%Y; %d.%m.%y
number .; ,
cents 0
worth 10000
money Rp {n}; Rp{n}; Rp. {n},-; {n}; IDR {n}
phone 08##-####-####; (021) ###-####; +62 8## #### ####
house Jl. {s} No. {n}; {s} {n}
address {h} | {c} {z}; {h}, {c}
domain id; co.id; com
first Budi; Siti; Agus; Dewi; Joko; Rina; Wayan; Putri; Andi; Sri
last Santoso; Wijaya; Lestari; Hidayat; Nugroho; Siregar; Halim; Utami
name {f} {l}; {f} {l}
company {x} {h} {t}; {t} {h}
trade Pangan; Logistik; Bangunan; Apotek; Elektronik; Jaya; Makmur
suffix PT; CV; UD; Toko
city Jakarta; Bandung; Surabaya; Medan; Yogyakarta; Denpasar; Makassar
street Sudirman; Merdeka; Diponegoro; Gajah Mada; Melati; Pahlawan
country Indonesia; Prancis; Jerman; Jepang; India; Brasil; Kenya; Kanada; Belanda
goods Nasi Goreng; Air Mineral; Kopi Susu; Roti Tawar; Pulpen Biru; Kertas A4; Sate Ayam; Sabun; Beras 5kg
goods Kecap Manis; Teh Botol; Baterai; Tempe
nouns Laut; Bintang; Melati; Gunung; Angin; Mutiara; Fajar; Sungai; Garuda; Rimba
measures Indeks; Tingkat; Kode; Rasio; Kelas; Batas; Nilai
word dan; di; dari; laporan; pasar; pelanggan; proyek; kerja; layanan; energi; hasil; kota; mutu; baru; tahun; untuk
word wilayah; adalah; sekolah
role Pembeli; Penjual; Pengirim; Penerima; Pemilik; Penyewa; Pemberi Kerja; Karyawan; Tertanggung; Penanggung; Pasien
role Dokter
= receipt=STRUK; sales receipt=Struk Penjualan; invoice=FAKTUR; tax invoice=Faktur Pajak; bill=Tagihan
= quotation=Penawaran; purchase order=Surat Pesanan
= description=Nama Barang; item=Barang; article=Barang; qty=Jml; quantity=Jumlah; units=Satuan
= unit price=Harga Satuan; price=Harga; amount=Jumlah; line total=Subtotal; total=Total
= application form=FORMULIR PERMOHONAN; registration form=Formulir Pendaftaran; personal details=Data Pribadi
= contact details=Kontak; general information=Informasi Umum
= menu=DAFTAR MENU; price list=Daftar Harga; starters=Pembuka; mains=Makanan Utama; drinks=Minuman; desserts=Penutup
= weight=Berat; population=Penduduk; area=Luas; score=Nilai; share=Pangsa; visitors=Pengunjung; region=Wilayah
= owner=Pemilik
= settings=Pengaturan; general=Umum; privacy=Privasi; network=Jaringan; sound=Suara; help=Bantuan; account=Akun; ok=OK
= cancel=Batal; save=Simpan; yes=Ya; no=Tidak
= name=Nama; address=Alamat; city=Kota; phone=Telepon; contact=Kontak; type=Jenis; certificate=SERTIFIKAT; exit=KELUAR
= open=BUKA; entrance=MASUK; bank=BANK; pharmacy=APOTEK
= country=negara; product=produk; category=kategori; group=kelompok; year=tahun; brand=merek
"""
