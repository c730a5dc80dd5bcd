"""Polish."""

CONCEPTS = """
total | RAZEM; SUMA PLN; Do zapłaty; Razem brutto | Ile wydano w sumie?; Na ile wyszło wszystko?
subtotal | Wartość netto; Suma netto | Ile było przed podatkiem?
tax | VAT 23%; PTU A; Kwota VAT | Ile idzie do urzędu skarbowego?
cash | Gotówka; Wpłacono | Ile dał klient?
change | Reszta | Ile wydano z powrotem?
discount | Rabat; Upust | O ile było taniej?
day | Data; Data wystawienia | Którego dnia to było?; Kiedy to się stało?
time | Godzina; Czas | O której to było?
receipt_no | Nr paragonu; Paragon nr | Po jakim numerze odszukać zakup?
cashier | Kasjer; Obsługa | Kto siedział na kasie?
payment | Forma płatności; Płatność | Jak zapłacono? | one:Gotówka/Karta/BLIK/Przelew
taxid | NIP | Jak sklep jest zapisany w skarbówce?
phone | Tel.; Telefon; Komórka | Pod jaki numer zadzwonić?
invoice_no | Faktura nr; Numer faktury | Jaki numer nosi rachunek?
due | Termin płatności; Zapłacić do | Do kiedy trzeba zapłacić?
customer | Nabywca; Kupujący; Klient | Komu sprzedano?
ship_to | Adres dostawy | Dokąd jedzie towar?
supplier | Sprzedawca; Wystawca | Kto wystawił rachunek?
order | Nr zamówienia; Zamówienie | Jakiego zakupu to dotyczy?
shipping | Koszt dostawy; Przesyłka | Ile kosztowało wysłanie?
deposit | Zaliczka; Kaucja | Ile wpłacono wcześniej?
iban | Nr konta; Rachunek bankowy | Na jakie konto przelać?
closing | Saldo końcowe; Saldo | Ile zostało na koncie?
rent | Czynsz | Ile kosztuje mieszkanie miesięcznie?
usage | Zużycie | Ile energii zużyto?
contract | Umowa nr | Pod jakim numerem się umówiono?
name | Imię i nazwisko; Nazwisko; Wnioskodawca | Kto to jest?; Kto to wypełnił?
birth | Data urodzenia | Kiedy ta osoba przyszła na świat?
birthplace | Miejsce urodzenia | W jakim mieście się urodziła?
nationality | Obywatelstwo | Z jakiego kraju pochodzi?
sex | Płeć | To mężczyzna czy kobieta? | one:M/K/Mężczyzna/Kobieta
marital | Stan cywilny | Czy ma małżonka? | one:Kawaler/Panna/Żonaty/Mężatka
address | Adres; Adres zamieszkania | Gdzie mieszka?
email | E-mail; Adres e-mail | Dokąd pisać przez internet?
idno | PESEL; Nr dowodu | Jaki numer ma dokument?
passport | Nr paszportu | Jaki numer mają papiery podróżne?
occupation | Zawód | Czym się zajmuje? | one:Nauczyciel/Pielęgniarka/Inżynier/Kierowca
employer | Pracodawca; Miejsce pracy | U kogo pracuje?
salary | Wynagrodzenie; Pensja | Ile zarabia?
case | Znak sprawy; Nr sprawy | Pod jakim znakiem to leży?
status | Status; Decyzja | Jak stoi sprawa? | one:Zatwierdzono/W toku/Odrzucono
holder | Zaświadcza się, że; Przyznany dla | Kto to otrzymuje?
issuer | Wydany przez; Organ wydający | Kto to nadał?
valid | Ważny do; Data ważności | Jak długo można używać?
sender | Nadawca | Kto to wysłał?
recipient | Odbiorca; Adresat | Dla kogo to jest?
subject | Temat; Dotyczy | O czym jest list?
passenger | Pasażer; Podróżny | Kto jedzie?
from | Z; Wyjazd; Odjazd z | Skąd się rusza?
to | Do; Cel podróży; Przyjazd do | Dokąd się jedzie?
flight | Lot; Pociąg | Czym się jedzie?
gate | Wyjście; Bramka | Którymi drzwiami na pokład?
seat | Miejsce; Nr miejsca | Gdzie się siada?
departs | Godzina odjazdu | O której wyrusza?
arrives | Godzina przyjazdu | O której jest się na miejscu?
fare | Cena biletu | Ile kosztuje przejazd?
plate | Nr rejestracyjny | Co jest na tablicy auta?
patient | Pacjent | Kogo leczono?
doctor | Lekarz | Kto leczy?
net_weight | Masa netto; Zawartość | Ile jest w środku?
best | Najlepiej spożyć przed; Termin przydatności | Do kiedy można jeść?
lot | Nr partii | Z jakiej partii jest?
maker | Producent; Wyprodukowano przez | Jaka firma to robi?
origin | Kraj pochodzenia | Z jakiej ziemi pochodzi?
energy | Wartość energetyczna | Jak bardzo syci?
fat | Tłuszcz | Jak bardzo jest tłuste?
sugar | w tym cukry; Cukry | Jak bardzo jest słodkie?
protein | Białko | Ile w tym dla mięśni?
salt | Sól | Jak bardzo jest słone?
price | Cena | Po ile to jest?
serial | Nr seryjny | Jaki numer ma tylko to urządzenie?
model | Model; Typ | Jaki to rodzaj?
version | Wersja | Które to wydanie programu?
revenue | Przychody; Obrót | Ile wpłynęło do firmy?
profit | Zysk netto | Co zostaje po kosztach?
visitors | Odwiedzający | Ilu ludzi przyszło?
author | Autor | Kto to napisał?
title | Tytuł | Jak nazywa się książka?
"""

WORDINGS = """
label {L}?; Co wpisano w polu {L}?; Jaka jest wartość: {L}?; Podaj: {L}; Odczytaj {L}.; {l}
beside Co jest napisane obok „{L}”?; Co stoi pod „{L}”?
whereabouts Gdzie jest {L}?; Pokaż {L}.
wrap Proszę: {q}; {q} Krótko.; Według obrazka: {q}; Chcę wiedzieć: {d}; {d}
both {a} i {b}?; Dwa pytania: {a}, i {b}?; {a}, a także {b}?
pair {a} i {b}?; Podaj {a} oraz {b}.
cell Ile wynosi {col} dla {row}?; {row}: {col}?; Co podaje tabela dla {row} w kolumnie {col}?
row_of Który wiersz ma {value} w kolumnie {col}?
price Ile kosztuje {item}?; Cena: {item}?
priced Co kosztuje {value}?
amount Ile sztuk: {item}?
right Co jest na prawo od {x}?
left Co jest na lewo od {x}?
below Co jest napisane pod {x}?
above Co jest napisane nad {x}?
heading Jaki jest tytuł?; Co jest na samej górze?; Co to za dokument?
shop Jaki to sklep?; Gdzie kupiono?
issuer Jakiej firmy to pismo?
where Jaki jest adres sklepu?; Gdzie to jest?
brand Jaka to marka?
chart_value Jaką wartość ma {item}?
most Jaki {c} ma najwięcej: {m}?
least Jaki {c} ma najmniej: {m}?
chart_title Co pokazuje wykres?
source Skąd są dane?
footnote Co jest napisane na samym dole?
page_number Która to strona?
party Kim jest {r}?; Jak nazywa się {r}?
of_party {k}, {r}?
barcode Jaki numer jest pod kodem kreskowym?
stamp Co jest na pieczątce?
"""

NO_PLACE = """
Dziękuję!; Wielkie dzięki, {name}!; Dobrze.; Cześć; Dzień dobry!; Jak się masz?; Do jutra.; Na pewno?
Sprawdź jeszcze raz.; To nieprawda.
Streść to.; Streść w {number} zdaniach.; Opisz obrazek.; Co widzisz?; Jaki kolor ma tło?
Przetłumacz wszystko na {tongue}.; A teraz na {tongue}.
Napisz o tym wiersz.; Napisz {work} na temat: {topic}.; Co umiesz?; Kim jesteś?; Opowiedz żart.
Wyjaśnij {manner}, czym jest {topic}.
Ile to {number} razy {number}?; Odpowiadaj {manner}.; Krócej.; Jaka będzie jutro pogoda?; Która jest teraz godzina?
= topic piłka nożna; wulkan; sen; szachy; gotowanie; kosmos; jazz
= tongue angielski; niemiecki; francuski; ukraiński
= manner jednym zdaniem; prostymi słowami; oficjalnie; szczegółowo
= work wiersz; opowiadanie; piosenkę; mowę
= number 2; 3; 5; 7; 12; 19; 36
= name Aniu; Janku; kolego
"""

WORDS = """
months stycznia; lutego; marca; kwietnia; maja; czerwca; lipca; sierpnia; września; października; listopada; grudnia
days poniedziałek; wtorek; środa; czwartek; piątek; sobota; niedziela
dates %d.%m.%Y; %Y-%m-%d; {d} {B} %Y r.; %d-%m-%Y
number _; ,
worth 4
money {n} zł; {n} PLN; {n}; PLN {n}
phone +48 ### ### ###; ### ### ###; ## ### ## ##
postcode ##-###
house ul. {s} {n}; {s} {n}/{m}
address {h} | {z} {c}
domain pl; com.pl; com
first Jan; Anna; Piotr; Katarzyna; Paweł; Małgorzata; Łukasz; Agnieszka; Zofia; Michał
last Nowak; Kowalczyk; Wiśniewska; Wójcik; Zieliński; Dąbrowska; Mazur; Król
name {f} {l}; {l} {f}
company {t} {h} {x}; {h} {x}; {h} {t}
trade Piekarnia; Budownictwo; Transport; Apteka; Meble; Księgarnia; Elektro
suffix Sp. z o.o.; S.A.; s.c.; i Synowie
city Warszawa; Kraków; Gdańsk; Łódź; Poznań; Wrocław; Lublin; Toruń
street Długa; Lipowa; Kościuszki; Polna; Słowackiego; Rynek
country Polska; Francja; Niemcy; Japonia; Indie; Brazylia; Kenia; Kanada; Norwegia
goods Chleb żytni; Mleko 2%; Ser żółty; Herbata; Długopis; Papier A4; Pierogi; Żurek; Mydło; Śruby M6; Sok jabłkowy
goods Żarówka LED; Kiełbasa
nouns Port; Słońce; Dąb; Rzeka; Gwiazda; Most; Kryształ; Wiatr; Bursztyn; Latarnia
measures Indeks; Poziom; Kod; Udział; Klasa; Limit; Wartość
word i; w; na; raport; rok; rynek; klienci; projekt; nowy; praca; usługi; energia; wyniki; miasto; szkoły; plan
word jakość; rozwój; dla; po
role Kupujący; Sprzedający; Nadawca; Odbiorca; Wynajmujący; Najemca; Pracodawca; Pracownik; Ubezpieczony
role Ubezpieczyciel; Pacjent; Lekarz
= receipt=PARAGON FISKALNY; sales receipt=Paragon; invoice=FAKTURA; tax invoice=Faktura VAT; bill=Rachunek
= quotation=Oferta; purchase order=Zamówienie
= description=Nazwa towaru; item=Towar; article=Artykuł; qty=Ilość; quantity=Ilość; units=Szt.; unit price=Cena jedn.
= rate=Stawka; price=Cena; amount=Kwota; line total=Wartość; total=Razem
= application form=WNIOSEK; registration form=Formularz zgłoszeniowy; personal details=Dane osobowe
= contact details=Dane kontaktowe; general information=Informacje ogólne
= menu=JADŁOSPIS; price list=Cennik; starters=Przystawki; mains=Dania główne; drinks=Napoje; desserts=Desery
= weight=Waga; population=Ludność; area=Powierzchnia; score=Punkty; share=Udział; visitors=Goście; region=Region
= owner=Właściciel
= settings=Ustawienia; general=Ogólne; privacy=Prywatność; network=Sieć; sound=Dźwięk; help=Pomoc; account=Konto
= ok=OK; cancel=Anuluj; save=Zapisz; yes=Tak; no=Nie
= name=Nazwa; address=Adres; city=Miasto; phone=Telefon; contact=Kontakt; type=Rodzaj; certificate=ZAŚWIADCZENIE
= exit=WYJŚCIE; open=OTWARTE; entrance=WEJŚCIE; bank=BANK; pharmacy=APTEKA
= country=kraj; product=produkt; category=kategoria; group=grupa; year=rok; brand=marka
"""
