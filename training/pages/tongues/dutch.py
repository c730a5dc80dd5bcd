"""Dutch."""

CONCEPTS = """
total | TOTAAL; Totaalbedrag; Te betalen | Hoeveel is er in totaal uitgegeven?; Wat kost alles samen?
subtotal | Subtotaal; Netto bedrag | Hoeveel was het zonder belasting?
tax | BTW 21%; BTW; Belasting | Hoeveel gaat er naar de fiscus?
cash | Contant; Ontvangen | Hoeveel gaf de klant?
change | Wisselgeld; Terug | Hoeveel kreeg de klant terug?
discount | Korting | Hoeveel ging eraf?
day | Datum; DATUM | Op welke dag was het?; Wanneer gebeurde dat?
time | Tijd; Tijdstip | Hoe laat was het?
receipt_no | Bonnr.; Kassabon nr. | Met welk nummer vind je de aankoop terug?
cashier | Kassamedewerker; U werd geholpen door | Wie zat er achter de kassa?
payment | Betaalwijze; Betaald met | Hoe werd er afgerekend? | one:PIN/Contant/Creditcard
taxid | Btw-nummer; BTW-nr. | Hoe staat de zaak bij de fiscus bekend?
phone | Tel.; Telefoon; Mobiel | Welk nummer kan ik bellen?
invoice_no | Factuurnr.; Factuurnummer | Hoe is de rekening genummerd?
invoice_date | Factuurdatum | Wanneer is de rekening geschreven?
due | Vervaldatum; Te voldoen voor | Tot wanneer mag je betalen?
customer | Klant; Debiteur; Afnemer | Aan wie is het verkocht?
ship_to | Afleveradres; Bezorgadres | Waar gaan de spullen heen?
supplier | Leverancier; Verkoper | Wie stuurde de rekening?
order | Ordernr.; Bestelnummer | Bij welke bestelling hoort het?
shipping | Verzendkosten | Wat kostte het opsturen?
deposit | Aanbetaling; Borg | Wat was er vooraf betaald?
iban | IBAN; Rekeningnummer | Naar welke rekening maak ik over?
closing | Eindsaldo; Saldo | Hoeveel blijft er over?
interest | Rente; Jaarrente | Wat kost lenen per jaar?
rent | Huurprijs; Huur | Wat kost wonen per maand?
usage | Verbruik | Hoeveel energie is gebruikt?
contract | Contractnr. | Onder welk nummer is het afgesproken?
name | Naam; Voor- en achternaam; Aanvrager | Wie is deze persoon?; Van wie is dit formulier?
birth | Geboortedatum; Geboren op | Wanneer kwam de persoon ter wereld?
birthplace | Geboorteplaats | In welke stad is de persoon geboren?
nationality | Nationaliteit | Uit welk land komt de persoon?
sex | Geslacht | Is het een man of een vrouw? | one:M/V/Man/Vrouw
marital | Burgerlijke staat | Is de persoon getrouwd? | one:Ongehuwd/Gehuwd/Gescheiden
address | Adres; Woonadres | Waar woont de persoon?
email | E-mailadres; E-mail | Waar kan ik online schrijven?
idno | BSN; Documentnummer | Welk nummer heeft het document?
passport | Paspoortnr. | Welk nummer dragen de reispapieren?
occupation | Beroep | Wat voor werk doet de persoon? | one:Leraar/Verpleegster/Ingenieur/Chauffeur
employer | Werkgever | Voor wie werkt de persoon?
salary | Salaris; Brutoloon | Hoeveel verdient de persoon?
case | Kenmerk; Dossiernr. | Onder welk teken is het opgeborgen?
signed | Getekend op | Wanneer werd de handtekening gezet?
status | Status; Besluit | Hoe staat het ermee? | one:Goedgekeurd/In behandeling/Afgewezen
holder | Uitgereikt aan; Hierbij verklaren wij dat | Wie krijgt het diploma?
issued | Uitgereikt op | Wanneer werd het overhandigd?
issuer | Afgegeven door | Wie heeft het verleend?
valid | Geldig tot; Vervalt op | Hoe lang kan ik het gebruiken?
sender | Afzender | Wie stuurde het?
recipient | Geadresseerde; Aan | Voor wie is het?
subject | Onderwerp; Betreft | Waar gaat de brief over?
passenger | Reiziger; Passagier | Wie reist er?
from | Van; Vertrek | Waar begint de reis?
to | Naar; Bestemming | Waar gaat het heen?
flight | Vlucht; Trein | Met welke verbinding ga je?
gate | Gate; Uitgang | Door welke deur ga je aan boord?
seat | Stoel; Zitplaats | Waar zit je?
departs | Vertrektijd | Hoe laat vertrek je?
arrives | Aankomsttijd | Hoe laat ben je er?
fare | Ritprijs; Tarief | Wat kost de reis?
platform | Spoor; Perron | Waar stopt de trein?
tracking | Track & trace | Hoe volg ik het pakje?
gross | Brutogewicht | Hoe zwaar is het met verpakking?
plate | Kenteken | Wat staat er op de nummerplaat?
patient | Patiënt | Wie werd onderzocht?
doctor | Arts; Huisarts | Wie behandelt de persoon?
net_weight | Nettogewicht; Inhoud | Hoeveel zit erin?
best | Ten minste houdbaar tot; THT | Tot wanneer kun je het eten?
lot | Partijnr. | Uit welke productie komt het?
maker | Fabrikant; Geproduceerd door | Welk bedrijf maakt het?
origin | Land van herkomst | Uit welk land komt het?
energy | Energie | Hoe voedzaam is het?
fat | Vetten | Hoe vet is het?
sugar | waarvan suikers; Suikers | Hoe zoet is het?
protein | Eiwitten | Hoeveel zit erin voor de spieren?
salt | Zout | Hoe zout is het?
price | Prijs | Hoe duur is het?
serial | Serienummer | Welk nummer heeft alleen dit apparaat?
model | Model; Type | Welk soort is het?
version | Versie | Welke uitgave van het programma is dit?
battery | Batterij; Accu | Hoeveel lading is er nog?
revenue | Omzet | Hoeveel kwam er binnen?
visitors | Bezoekers | Hoeveel mensen kwamen er?
profit | Winst | Wat blijft er na kosten over?
budget | Begroting | Hoeveel geld is uitgetrokken?
author | Auteur; Schrijver | Wie schreef het?
title | Titel | Hoe heet het boek?
"""

WORDINGS = """
label {L}?; Wat is {L}?; Wat staat er bij {L}?; Noem {L}.; Lees {L} voor.; {l}
beside Wat staat er naast "{L}"?; Wat staat er onder "{L}"?
whereabouts Waar staat {L}?; Wijs {L} aan.
wrap Graag: {q}; {q} Kort antwoord.; Volgens de afbeelding: {q}; Ik wil weten: {d}; {d}
both {a} en {b}?; Twee vragen: {a}, en {b}?; {a}, en ook {b}?
pair {a} en {b}?; Noem zowel {a} als {b}.
cell Wat is {col} van {row}?; {row}: {col}?; Wat geeft de tabel voor {row} bij {col}?
row_of Welke rij heeft {value} bij {col}?
price Wat kost {item}?; Prijs van {item}?
priced Wat kost {value}?
amount Hoeveel {item}?; Aantal {item}?
right Wat staat rechts van {x}?
left Wat staat links van {x}?
below Wat staat er onder {x}?
above Wat staat er boven {x}?
heading Wat is de titel?; Wat staat er bovenaan?; Wat voor document is dit?
shop Welke winkel is dit?; Waar is het gekocht?
issuer Van welk bedrijf is dit?
where Wat is het adres van de winkel?; Waar ligt het?
brand Welk merk is het?
chart_value Welke waarde heeft {item}?
chart_item Wat heeft de waarde {value}?
most Welke {c} heeft de hoogste waarde bij {m}?
least Welke {c} heeft de laagste waarde bij {m}?
chart_title Wat laat de grafiek zien?
source Waar komen de gegevens vandaan?
footnote Wat staat er helemaal onderaan?
page_number Welke pagina is dit?
party Wie is {r}?; Hoe heet {r}?
of_party {k} van {r}?
barcode Welk nummer staat onder de streepjescode?
stamp Wat staat er op de stempel?
"""

NO_PLACE = """
Bedankt!; Dank je wel, {name}!; Prima.; Hallo; Goedemorgen!; Hoe gaat het?; Tot morgen.; Weet je het zeker?
Kijk nog eens.; Dat klopt niet.
Vat dit samen.; Vat het samen in {number} zinnen.; Beschrijf de foto.; Wat zie je?; Welke kleur heeft de achtergrond?
Vertaal alles naar het {tongue}.
En nu in het {tongue}.; Schrijf er een gedicht over.; Schrijf {work} over {topic}.; Wat kun je?; Wie ben je?
Vertel een mop.; Leg {topic} {manner} uit.
Hoeveel is {number} keer {number}?; Antwoord {manner}.; Korter.; Wat voor weer wordt het morgen?; Hoe laat is het nu?
= topic voetbal; vulkanen; slaap; schaken; koken; de ruimte; jazz
= tongue Engels; Duits; Frans; Arabisch
= manner in één zin; in gewone woorden; formeel; uitgebreid
= work een gedicht; een verhaal; een lied; een toespraak
= number 2; 3; 5; 7; 12; 19; 36
= name Jan; vriend; mevrouw
"""

WORDS = """
months januari; februari; maart; april; mei; juni; juli; augustus; september; oktober; november; december
days maandag; dinsdag; woensdag; donderdag; vrijdag; zaterdag; zondag
dates %d-%m-%Y; %d/%m/%Y; {d} {B} %Y; %d-%m-%y
number .; ,
money € {n}; €{n}; {n}; EUR {n}
phone 06-########; 0##-#######; +31 ## ### ####; +32 # ### ## ##
postcode #### @@; ####
house {s} {n}; {s} {n}
address {h} | {z} {c}
domain nl; be; com
first Jan; Anna; Pieter; Sanne; Kees; Lotte; Willem; Femke; Bram; Eva
last de Vries; Jansen; Bakker; Visser; Smit; Mulder; de Boer; Peeters; Maes
name {f} {l}; {l}, {f}
company {h} {t} {x}; {t} {h}
trade Bouw; Transport; Bakkerij; Apotheek; Techniek; Meubelen; Boeken
suffix B.V.; N.V.; V.O.F.; en Zonen
city Utrecht; Rotterdam; Gent; Leiden; Antwerpen; Zwolle; Breda; Arnhem
street Dorpsstraat; Kerkweg; Stationsplein; Lindelaan; Havenkade; Molenweg
country Nederland; België; Frankrijk; Duitsland; Japan; India; Brazilië; Kenia; Canada; Noorwegen
goods Volkorenbrood; Koffie verkeerd; Kaas jong; Melk halfvol; Balpen blauw; Papier A4; Stroopwafels; Zeep
goods Schroeven M6; Erwtensoep; Appelsap; Ledlamp; Boter
nouns Haven; Zon; Eik; Rivier; Ster; Brug; Kristal; Wind; Duin; Vuurtoren
measures Index; Niveau; Code; Aandeel; Klasse; Grens; Waarde
word de; het; van; en; in; met; voor; een; jaar; verslag; klanten; project; markt; resultaten; nieuwe; regio; werk
word diensten; energie; zijn; stad; scholen
role Koper; Verkoper; Afzender; Ontvanger; Verhuurder; Huurder; Werkgever; Werknemer; Verzekerde; Verzekeraar; Patiënt
role Arts
= receipt=KASSABON; sales receipt=Bon; invoice=FACTUUR; tax invoice=Factuur; bill=Rekening; quotation=Offerte
= purchase order=Inkooporder
= description=Omschrijving; item=Artikel; article=Artikel; qty=Aantal; quantity=Aantal; units=Stuks
= unit price=Stukprijs; rate=Tarief; price=Prijs; amount=Bedrag; line total=Regeltotaal; total=Totaal
= application form=AANVRAAGFORMULIER; registration form=Inschrijfformulier; personal details=Persoonsgegevens
= contact details=Contactgegevens; general information=Algemeen
= menu=MENUKAART; price list=Prijslijst; starters=Voorgerechten; mains=Hoofdgerechten; drinks=Dranken
= desserts=Nagerechten
= weight=Gewicht; population=Inwoners; area=Oppervlakte; score=Punten; share=Aandeel; visitors=Bezoekers; region=Regio
= owner=Eigenaar
= settings=Instellingen; general=Algemeen; privacy=Privacy; network=Netwerk; sound=Geluid; help=Hulp; account=Account
= ok=OK; cancel=Annuleren; save=Opslaan; yes=Ja; no=Nee
= name=Naam; address=Adres; city=Plaats; phone=Telefoon; contact=Contact; type=Soort; certificate=GETUIGSCHRIFT
= exit=UITGANG; open=GEOPEND; entrance=INGANG; bank=BANK; pharmacy=APOTHEEK
= country=land; product=product; category=categorie; group=groep; year=jaar; brand=merk
"""
