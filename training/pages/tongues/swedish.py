"""Swedish."""

CONCEPTS = """
total | TOTALT; Summa; Att betala | Hur mycket gick åt sammanlagt?; Vad blev slutsumman?
subtotal | Delsumma; Netto | Hur mycket var det före skatt?
tax | Moms 25%; varav moms | Hur mycket går till skatten?
change | Växel; Tillbaka | Hur mycket fick kunden tillbaka?
discount | Rabatt | Hur mycket billigare blev det?
day | Datum | Vilken dag var det?; När hände det?
time | Tid; Klockslag | Vad var klockan?
receipt_no | Kvittonr; Kvitto nr | Med vilket nummer hittar man köpet?
cashier | Kassör; Du betjänades av | Vem satt i kassan?
payment | Betalsätt; Betalat med | Hur betalades det? | one:Kort/Kontant/Swish
taxid | Org.nr; Momsreg.nr | Hur är butiken registrerad för skatt?
phone | Tel.; Telefon; Mobil | Vilket nummer kan jag ringa?
invoice_no | Fakturanr; Fakturanummer | Vad har räkningen för nummer?
due | Förfallodatum; Betala senast | När måste man ha betalat?
customer | Kund; Köpare | Vem såldes det till?
ship_to | Leveransadress | Vart skickas varorna?
supplier | Leverantör; Säljare | Vem skickade räkningen?
order | Ordernr; Beställning | Vilket köp hör det till?
shipping | Frakt; Porto | Vad kostade det att skicka?
iban | Bankgiro; Kontonummer | Vilket konto ska pengarna till?
closing | Utgående saldo; Saldo | Hur mycket är kvar?
rent | Hyra; Månadshyra | Vad kostar bostaden i månaden?
usage | Förbrukning | Hur mycket energi gick åt?
contract | Avtalsnr | Under vilket nummer kom man överens?
name | Namn; För- och efternamn; Sökande | Vem är personen?; Vem har fyllt i detta?
birth | Födelsedatum; Född | När kom personen till världen?
birthplace | Födelseort | I vilken stad är personen född?
nationality | Medborgarskap | Vilket land kommer personen från?
sex | Kön | Är det en man eller en kvinna? | one:Man/Kvinna/M/K
marital | Civilstånd | Är personen gift? | one:Ogift/Gift/Skild
address | Adress; Bostadsadress | Var bor personen?
email | E-post | Vart kan man skriva på nätet?
idno | Personnummer | Vilket nummer har staten gett?
passport | Passnummer | Vilket nummer har resehandlingen?
occupation | Yrke | Vad arbetar personen med? | one:Lärare/Sjuksköterska/Ingenjör/Förare
employer | Arbetsgivare | Vem arbetar personen för?
salary | Lön | Hur mycket tjänar personen?
case | Diarienr; Vår beteckning | Under vilket tecken ligger ärendet?
status | Status; Beslut | Hur gick det med saken? | one:Beviljad/Under behandling/Avslagen
holder | Tilldelas; Härmed intygas att | Vem får utmärkelsen?
issuer | Utfärdat av | Vem har gett det?
valid | Giltig till | Hur länge kan det användas?
sender | Avsändare | Vem skickade det?
recipient | Mottagare; Till | Vem är det avsett för?
subject | Ämne; Ang. | Vad handlar brevet om?
passenger | Resenär; Passagerare | Vem reser?
from | Från; Avresa | Var börjar resan?
to | Destination; Resmål | Vart åker man?
flight | Flyg; Tåg nr | Vilken förbindelse tar man?
gate | Gate; Utgång | Genom vilken dörr går man ombord?
seat | Plats; Sittplats | Var sitter man?
departs | Avgångstid; Avgår | När ger man sig av?
arrives | Ankomsttid; Ankommer | När är man framme?
fare | Biljettpris | Vad kostar resan?
platform | Spår | Var stannar tåget?
plate | Reg.nr | Vad står på bilens skylt?
patient | Patient | Vem undersöktes?
doctor | Läkare | Vem behandlar personen?
net_weight | Nettovikt; Innehåll | Hur mycket finns i?
best | Bäst före | Hur länge kan man äta det?
lot | Partinr | Vilken sats kommer det från?
maker | Tillverkare; Tillverkad av | Vilket företag gör det?
origin | Ursprungsland; Ursprung | Vilket land kommer det från?
energy | Energi | Hur mättande är det?
fat | Fett | Hur fett är det?
sugar | varav sockerarter; Socker | Hur sött är det?
protein | Protein | Hur mycket finns där för musklerna?
salt | Salt | Hur salt är det?
price | Pris | Vad kostar det?
serial | Serienummer | Vilket nummer har bara denna apparat?
model | Modell | Vilken sort är det?
version | Version | Vilken utgåva av programmet är det?
battery | Batteri | Hur mycket laddning finns kvar?
revenue | Intäkter; Omsättning | Hur mycket kom in?
profit | Vinst | Vad blir kvar efter kostnader?
visitors | Besökare | Hur många kom?
author | Författare | Vem skrev den?
title | Titel | Vad heter boken?
"""

WORDINGS = """
label {L}?; Vad är {L}?; Vad står det vid {L}?; Ange {L}.; Läs upp {L}.; {l}
beside Vad står bredvid "{L}"?; Vad står under "{L}"?
whereabouts Var står {L}?; Visa mig {L}.
wrap Snälla: {q}; {q} Kort svar.; Enligt bilden: {q}; Jag vill veta: {d}; {d}
both {a} och {b}?; Två frågor: {a}, och {b}?; {a}, samt {b}?
pair {a} och {b}?; Ange både {a} och {b}.
cell Vad är {col} för {row}?; {row}: {col}?; Vad visar tabellen för {row} under {col}?
row_of Vilken rad har {value} under {col}?
price Vad kostar {item}?; Priset på {item}?
priced Vad kostar {value}?
amount Hur många {item}?
right Vad står till höger om {x}?
left Vad står till vänster om {x}?
below Vad står under {x}?
above Vad står ovanför {x}?
heading Vad är rubriken?; Vad står högst upp?; Vad är det för dokument?
shop Vilken butik är det?; Var köptes det?
issuer Vilket företag kommer det från?
where Vad har butiken för adress?; Var ligger den?
brand Vilket märke är det?
chart_value Vilket värde har {item}?
most Vilken {c} har högst {m}?
least Vilken {c} har lägst {m}?
chart_title Vad visar diagrammet?
source Varifrån kommer uppgifterna?
footnote Vad står längst ner?
page_number Vilken sida är det?
party Vem är {r}?; Vad heter {r}?
of_party {k} för {r}?
barcode Vilket nummer står under streckkoden?
stamp Vad står på stämpeln?
"""

NO_PLACE = """
Tack!; Tack så mycket, {name}!; Bra.; Hej; God morgon!; Hur mår du?; Vi ses i morgon.; Är du säker?; Kolla igen.
Det stämmer inte.
Sammanfatta detta.; Sammanfatta i {number} meningar.; Beskriv bilden.; Vad ser du?; Vilken färg har bakgrunden?
Översätt allt till {tongue}.
Och nu på {tongue}.; Skriv en dikt om det.; Skriv {work} om {topic}.; Vad kan du göra?; Vem är du?; Berätta en vits.
Förklara {topic} {manner}.
Hur mycket är {number} gånger {number}?; Svara {manner}.; Kortare.; Hur blir vädret i morgon?; Vad är klockan nu?
= topic fotboll; vulkaner; sömn; schack; matlagning; rymden
= tongue engelska; tyska; franska; finska
= manner i en mening; med enkla ord; formellt; utförligt
= work en dikt; en saga; en sång; ett tal
= number 2; 3; 5; 7; 12; 19; 36
= name Anna; Erik; min vän
"""

WORDS = """
months januari; februari; mars; april; maj; juni; juli; augusti; september; oktober; november; december
days måndag; tisdag; onsdag; torsdag; fredag; lördag; söndag
dates %Y-%m-%d; {d} {B} %Y; %d/%m/%Y; %y-%m-%d
number _; ,
worth 10
money {n} kr; {n} SEK; {n}; {n}:-
phone 07#-### ## ##; 08-### ## ##; +46 ## ### ## ##
postcode ### ##
house {s} {n}; {s} {n} B
address {h} | {z} {c}
domain se; com
first Erik; Anna; Lars; Karin; Åsa; Johan; Maja; Nils; Elin; Björn
last Andersson; Lindqvist; Nyström; Berg; Ek; Sjöberg; Holm; Åberg
name {f} {l}; {l}, {f}
company {h} {t} {x}; {h}s {t}
trade Bygg; Åkeri; Bageri; Apotek; Möbler; Bokhandel; El
suffix AB; HB; & Söner
city Malmö; Uppsala; Göteborg; Luleå; Växjö; Gävle; Örebro
street Storgatan; Kungsgatan; Björkvägen; Hamngatan; Skolgatan
country Sverige; Frankrike; Tyskland; Japan; Indien; Brasilien; Kenya; Kanada; Norge
goods Knäckebröd; Mjölk 1,5%; Ost; Kaffe; Bläckpenna; Papper A4; Köttbullar; Ärtsoppa; Tvål; Skruv M6; Äppeljuice
goods LED-lampa; Kanelbulle
nouns Hamn; Sol; Ek; Älv; Stjärna; Bro; Kristall; Vind; Fyr; Skog
measures Index; Nivå; Kod; Andel; Klass; Gräns; Värde
word och; i; på; rapport; år; marknad; kunder; projekt; ny; arbete; tjänster; energi; resultat; stad; skolor; plan
word kvalitet; för; med; efter
role Köpare; Säljare; Avsändare; Mottagare; Hyresvärd; Hyresgäst; Arbetsgivare; Arbetstagare; Försäkrad
role Försäkringsgivare; Patient; Läkare
= receipt=KVITTO; sales receipt=Kvitto; invoice=FAKTURA; tax invoice=Faktura; bill=Räkning; quotation=Offert
= purchase order=Inköpsorder
= description=Benämning; item=Vara; article=Artikel; qty=Antal; quantity=Antal; units=Enheter; unit price=À-pris
= rate=Taxa; price=Pris; amount=Belopp; line total=Radsumma; total=Summa
= application form=ANSÖKAN; registration form=Anmälan; personal details=Personuppgifter
= contact details=Kontaktuppgifter; general information=Allmänt
= menu=MATSEDEL; price list=Prislista; starters=Förrätter; mains=Varmrätter; drinks=Drycker; desserts=Efterrätter
= weight=Vikt; population=Invånare; area=Yta; score=Poäng; share=Andel; visitors=Besökare; region=Region; owner=Ägare
= settings=Inställningar; general=Allmänt; privacy=Sekretess; network=Nätverk; sound=Ljud; help=Hjälp; account=Konto
= ok=OK; cancel=Avbryt; save=Spara; yes=Ja; no=Nej
= name=Namn; address=Adress; city=Ort; phone=Telefon; contact=Kontakt; type=Typ; certificate=INTYG; exit=UTGÅNG
= open=ÖPPET; entrance=INGÅNG; bank=BANK; pharmacy=APOTEK
= country=land; product=vara; category=kategori; group=grupp; year=år; brand=märke
"""
