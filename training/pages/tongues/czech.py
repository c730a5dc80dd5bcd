"""Czech."""

CONCEPTS = """
total | CELKEM; Celkem k úhradě; Částka celkem | Kolik se utratilo dohromady?; Na kolik to vyšlo?
subtotal | Mezisoučet; Základ daně | Kolik to bylo před daní?
tax | DPH 21 %; DPH | Kolik jde státu?
change | Vráceno | Kolik dostal zákazník zpátky?
discount | Sleva | O kolik to bylo levnější?
day | Datum; Dne | Který den to bylo?; Kdy se to stalo?
time | Čas; Hodina | V kolik hodin?
receipt_no | Účtenka č.; Doklad č. | Pod jakým číslem se nákup najde?
cashier | Pokladní; Obsluha | Kdo seděl u pokladny?
payment | Způsob platby | Jak se platilo? | one:Hotově/Kartou/Převodem
taxid | DIČ; IČO | Jak je obchod veden u finančního úřadu?
phone | Tel.; Telefon; Mobil | Na jaké číslo mohu volat?
invoice_no | Faktura č.; Číslo faktury | Jaké číslo nese účet?
due | Datum splatnosti; Splatnost | Do kdy se musí zaplatit?
customer | Odběratel; Zákazník | Komu se prodalo?
ship_to | Dodací adresa | Kam se zboží veze?
supplier | Dodavatel; Prodávající | Kdo poslal účet?
order | Objednávka č. | Ke kterému nákupu to patří?
shipping | Doprava; Poštovné | Kolik stálo odeslání?
deposit | Záloha; Kauce | Kolik se dalo předem?
iban | Číslo účtu | Na který účet poslat peníze?
closing | Konečný zůstatek; Zůstatek | Kolik na účtu zbylo?
rent | Nájemné | Kolik stojí bydlení měsíčně?
usage | Spotřeba | Kolik energie padlo?
contract | Smlouva č. | Pod jakým číslem se dohodli?
name | Jméno a příjmení; Jméno; Žadatel | Kdo je ten člověk?; Kdo to vyplnil?
birth | Datum narození | Kdy přišel na svět?
birthplace | Místo narození | Ve kterém městě se narodil?
nationality | Státní občanství | Ze které je země?
sex | Pohlaví | Je to muž, nebo žena? | one:M/Ž/muž/žena
marital | Rodinný stav | Má manžela nebo manželku? | one:Svobodný/Ženatý/Vdaná
address | Adresa; Bydliště | Kde bydlí?
email | E-mail | Kam se dá psát přes internet?
idno | Rodné číslo; Číslo OP | Jaké číslo má průkaz?
passport | Číslo pasu | Jaké číslo mají cestovní papíry?
occupation | Povolání | Co dělá za práci? | one:Učitel/Sestra/Inženýr/Řidič
employer | Zaměstnavatel | U koho pracuje?
salary | Mzda; Plat | Kolik vydělává?
case | Č. j.; Spisová značka | Pod jakou značkou je to uloženo?
status | Stav; Rozhodnutí | Jak to dopadlo? | one:Schváleno/Vyřizuje se/Zamítnuto
holder | Uděluje se; Osvědčuje se, že | Kdo to dostal?
issuer | Vydal; Vystavil | Která instituce to dala?
valid | Platnost do; Platí do | Jak dlouho se to dá použít?
sender | Odesílatel | Kdo to poslal?
recipient | Příjemce; Adresát | Pro koho to je?
subject | Věc; Předmět | O čem je dopis?
passenger | Cestující | Kdo jede?
from | Odkud; Z | Kde cesta začíná?
to | Kam; Do | Kam se jede?
flight | Let; Vlak | Čím se jede?
gate | Východ k letadlu; Brána | Kterými dveřmi na palubu?
seat | Sedadlo; Místo | Kde se sedí?
departs | Odjezd; Čas odjezdu | V kolik se vyráží?
arrives | Příjezd; Čas příjezdu | V kolik je se na místě?
fare | Jízdné; Cena jízdenky | Kolik stojí cesta?
plate | SPZ; Registrační značka | Co je na tabulce auta?
patient | Pacient | Koho léčili?
doctor | Lékař | Kdo léčí?
net_weight | Čistá hmotnost; Obsah | Kolik je uvnitř?
best | Minimální trvanlivost do; Spotřebujte do | Do kdy se to dá jíst?
lot | Šarže | Z jaké výroby to je?
maker | Výrobce | Která firma to dělá?
origin | Země původu | Ze které země to je?
energy | Energetická hodnota | Jak moc to zasytí?
fat | Tuky | Jak je to mastné?
sugar | z toho cukry; Cukry | Jak je to sladké?
protein | Bílkoviny | Kolik je v tom pro svaly?
salt | Sůl | Jak je to slané?
price | Cena | Co to stojí?
serial | Výrobní číslo | Které číslo má jen tento přístroj?
model | Model; Typ | Jaký je to druh?
version | Verze | Které vydání programu to je?
revenue | Tržby; Výnosy | Kolik firma utržila?
profit | Čistý zisk | Co zbylo po nákladech?
visitors | Návštěvníci | Kolik přišlo lidí?
author | Autor | Kdo to napsal?
title | Název | Jak se kniha jmenuje?
"""

WORDINGS = """
label {L}?; Co je uvedeno u {L}?; Jaká je hodnota: {L}?; Řekni: {L}; Přečti {L}.; {l}
beside Co je napsáno vedle „{L}“?; Co stojí pod „{L}“?
whereabouts Kde je {L}?; Ukaž {L}.
wrap Prosím: {q}; {q} Stručně.; Podle obrázku: {q}; Chci vědět: {d}; {d}
both {a} a {b}?; Dvě otázky: {a}, a {b}?; {a}, a také {b}?
pair {a} a {b}?; Řekni {a} i {b}.
cell Kolik je {col} u {row}?; {row}: {col}?; Co uvádí tabulka pro {row} ve sloupci {col}?
row_of Který řádek má {value} ve sloupci {col}?
price Kolik stojí {item}?; Cena: {item}?
priced Co stojí {value}?
amount Kolik kusů: {item}?
right Co je napravo od {x}?
left Co je nalevo od {x}?
below Co je napsáno pod {x}?
above Co je napsáno nad {x}?
heading Jaký je nadpis?; Co je úplně nahoře?; Co je to za doklad?
shop Který je to obchod?; Kde se nakoupilo?
issuer Od které je to firmy?
where Jakou má obchod adresu?; Kde to je?
brand Jaká je to značka?
chart_value Jakou hodnotu má {item}?
most Která položka ({c}) má nejvíc: {m}?
least Která položka ({c}) má nejmíň: {m}?
chart_title Co ukazuje graf?
source Odkud jsou údaje?
footnote Co je úplně dole?
page_number Kolikátá je to strana?
party Kdo je {r}?; Jak se jmenuje {r}?
of_party {k}, {r}?
barcode Jaké číslo je pod čárovým kódem?
stamp Co je na razítku?
"""

NO_PLACE = """
Děkuji!; Moc díky, {name}!; Dobře.; Ahoj; Dobré ráno!; Jak se máš?; Tak zítra.; Jsi si jistý?; Zkontroluj to znovu.
To není pravda.
Shrň to.; Shrň to v {number} větách.; Popiš obrázek.; Co vidíš?; Jakou barvu má pozadí?
Přelož všechno do jazyka: {tongue}.; A teď {tongue}.
Napiš o tom báseň.; Napiš {work} na téma {topic}.; Co umíš?; Kdo jsi?; Řekni vtip.; Vysvětli {manner}, co je {topic}.
Kolik je {number} krát {number}?; Odpovídej {manner}.; Kratší.; Jak bude zítra?; Kolik je teď hodin?
= topic fotbal; sopka; spánek; šach; vaření; vesmír
= tongue anglicky; německy; francouzsky
= manner jednou větou; jednoduše; úředně; podrobně
= work báseň; povídku; píseň; řeč
= number 2; 3; 5; 7; 12; 19
= name Jano; Petře; kamaráde
"""

WORDS = """
months ledna; února; března; dubna; května; června; července; srpna; září; října; listopadu; prosince
days pondělí; úterý; středa; čtvrtek; pátek; sobota; neděle
dates %d.%m.%Y; {d}. {m}. %Y; {d}. {B} %Y; %d.%m.%y
longdate {d}. {B} %Y
number _; ,
worth 22
money {n} Kč; {n} CZK; {n}; {n},-
phone +420 ### ### ###; ### ### ###
postcode ### ##
house {s} {n}; {s} {n}/{m}
address {h} | {z} {c}
domain cz; com
first Jan; Eva; Petr; Jana; Tomáš; Lucie; Jiří; Věra; Ondřej; Šárka
last Novák; Svobodová; Dvořák; Černá; Procházka; Kučerová; Veselý; Horáková
name {f} {l}; {l} {f}
company {t} {h} {x}; {h} {x}; {h} {t}
trade Pekárna; Stavby; Doprava; Lékárna; Nábytek; Knihy; Elektro
suffix s.r.o.; a.s.; a synové
city Praha; Brno; Plzeň; Olomouc; Liberec; Tábor; Zlín
street Dlouhá; Lipová; Nádražní; Husova; Školní; Náměstí Míru
country Česko; Francie; Německo; Japonsko; Indie; Brazílie; Keňa; Kanada; Norsko
goods Chléb žitný; Mléko; Sýr eidam; Čaj; Propiska; Papír A4; Svíčková; Guláš; Mýdlo; Šrouby M6; Džus; Žárovka LED
goods Rohlík
nouns Přístav; Slunce; Dub; Řeka; Hvězda; Most; Křišťál; Vítr; Jantar; Maják
measures Index; Úroveň; Kód; Podíl; Třída; Limit; Hodnota
word a; v; na; zpráva; rok; trh; zákazníci; projekt; nový; práce; služby; energie; výsledky; město; školy; plán
word kvalita; pro; po; rozvoj
role Kupující; Prodávající; Odesílatel; Příjemce; Pronajímatel; Nájemce; Zaměstnavatel; Zaměstnanec; Pojištěný
role Pojišťovna; Pacient; Lékař
= receipt=ÚČTENKA; sales receipt=Účtenka; invoice=FAKTURA; tax invoice=Daňový doklad; bill=Účet; quotation=Nabídka
= purchase order=Objednávka
= description=Popis; item=Položka; article=Zboží; qty=Mn.; quantity=Množství; units=Ks; unit price=Cena/ks; rate=Sazba
= price=Cena; amount=Částka; line total=Cena celkem; total=Celkem
= application form=ŽÁDOST; registration form=Přihláška; personal details=Osobní údaje; contact details=Kontaktní údaje
= general information=Obecné informace
= menu=JÍDELNÍ LÍSTEK; price list=Ceník; starters=Předkrmy; mains=Hlavní jídla; drinks=Nápoje; desserts=Dezerty
= weight=Hmotnost; population=Obyvatelé; area=Plocha; score=Body; share=Podíl; visitors=Návštěvníci; region=Kraj
= owner=Vlastník
= settings=Nastavení; general=Obecné; privacy=Soukromí; network=Síť; sound=Zvuk; help=Nápověda; account=Účet; ok=OK
= cancel=Zrušit; save=Uložit; yes=Ano; no=Ne
= name=Název; address=Adresa; city=Město; phone=Telefon; contact=Kontakt; type=Druh; certificate=OSVĚDČENÍ
= exit=VÝCHOD; open=OTEVŘENO; entrance=VCHOD; bank=BANKA; pharmacy=LÉKÁRNA
= country=země; product=výrobek; category=kategorie; group=skupina; year=rok; brand=značka
"""
