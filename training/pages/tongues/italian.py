"""Italian."""

CONCEPTS = """
total | TOTALE; Importo totale; Totale complessivo | Quanto si è speso in tutto?; A quanto ammonta la somma finale?
subtotal | Subtotale; Imponibile | Quanto fa prima delle imposte?
tax | IVA 22%; di cui IVA; Imposta | Quanto va al fisco?; Quanto si paga di tasse?
cash | Contanti; Pagato | Quanti soldi ha dato il cliente?
change | Resto | Quanto è stato restituito al cliente?
discount | Sconto | Di quanto si è abbassato il prezzo?
day | Data; DATA; Del | In che giorno è stato?; Quando è successo?
time | Ora; Orario | A che ora è avvenuto?
receipt_no | N. scontrino; Documento n. | Con quale numero si ritrova l'acquisto?
cashier | Cassiere; Operatore | Chi stava alla cassa?
payment | Pagamento; Modalità di pagamento | In che modo si è pagato? | one:Contanti/Bancomat/Carta di credito
items | N. articoli; Pezzi | Quanti prodotti sono stati comprati?
taxid | P. IVA; Partita IVA | Come è registrato il negozio presso il fisco?
phone | Tel.; Telefono; Cellulare | A quale numero si può chiamare?
invoice_no | Fattura n.; Numero fattura | Come è numerata la fattura?
invoice_date | Data fattura; Data di emissione | Quando è stata emessa?
due | Scadenza; Pagare entro | Entro quando bisogna pagare?
customer | Cliente; Intestatario | A chi è stato venduto?
ship_to | Indirizzo di consegna; Destinazione merce | Dove va consegnata la merce?
supplier | Fornitore; Venditore | Chi ha mandato il conto?
order | N. ordine; Ordine | A quale acquisto si riferisce?
customer_no | Codice cliente | Con quale codice è noto l'acquirente?
shipping | Spese di spedizione; Trasporto | Quanto è costato l'invio?
deposit | Acconto; Caparra | Quanto è stato versato in anticipo?
iban | IBAN; Coordinate bancarie | Su quale conto si versa?
period | Periodo; Periodo di fatturazione | Quale intervallo di tempo copre?
policy | Polizza n. | Con quale numero si è assicurati?
opening | Saldo iniziale | Quanto c'era sul conto all'inizio?
closing | Saldo finale; Saldo attuale | Quanto resta sul conto?
interest | Tasso d'interesse; TAEG | Quanto costa il prestito all'anno?
rent | Canone mensile; Affitto | Quanto si paga per la casa?
usage | Consumo; kWh consumati | Quanta energia è stata usata?
contract | Contratto n. | Sotto quale numero è stato concordato?
name | Nome e cognome; Nome; Richiedente | Chi è la persona?; Di chi è questo modulo?
birth | Data di nascita; Nato/a il | Quando è venuto al mondo?
birthplace | Luogo di nascita | In quale città è nata la persona?
nationality | Cittadinanza; Nazionalità | Di che paese è?
sex | Sesso | È un uomo o una donna? | one:M/F/Maschio/Femmina
marital | Stato civile | È sposata la persona? | one:Celibe/Nubile/Coniugato/Vedova
address | Indirizzo; Residenza; Domicilio | Dove abita?
email | E-mail; Posta elettronica | Dove si può scrivere in rete?
idno | Codice fiscale; Carta d'identità n. | Che numero ha il documento?
passport | Passaporto n. | Quale numero hanno i documenti di viaggio?
occupation | Professione | Che mestiere fa? | one:Insegnante/Infermiera/Ingegnere/Autista
employer | Datore di lavoro; Azienda | Per chi lavora?
salary | Stipendio; Retribuzione lorda | Quanto guadagna?
case | Pratica n.; Riferimento | Sotto quale sigla è archiviato?
signed | Firmato il; Data della firma | Quando è stato sottoscritto?
status | Stato; Esito | A che punto è la faccenda? | one:Approvato/In corso/Respinto
holder | Conferito a; Si certifica che | Chi riceve l'attestato?
issued | Rilasciato il | Quando è stato consegnato?
issuer | Rilasciato da; Ente | Chi lo ha concesso?
certificate_no | Attestato n. | Che numero porta?
valid | Valido fino al; Scade il | Fino a quando si può usare?
sender | Mittente | Chi lo ha spedito?
recipient | Destinatario | A chi è indirizzato?
subject | Oggetto | Di che cosa tratta la lettera?
passenger | Passeggero; Viaggiatore | Chi viaggia?
from | Da; Partenza | Da dove si parte?
to | A; Destinazione; Arrivo | Dove si va?
flight | Volo; Treno | Quale collegamento si prende?
gate | Uscita; Gate | Da quale porta ci si imbarca?
seat | Posto | Dove ci si siede?
departs | Ora di partenza | A che ora si parte?
arrives | Ora di arrivo | Quando si arriva?
booking | Codice prenotazione; PNR | Con quale sigla si trova la prenotazione?
fare | Tariffa; Prezzo del biglietto | Quanto costa il viaggio?
platform | Binario | Dove si ferma il treno?
tracking | Codice di tracciamento | Come si segue il pacco?
gross | Peso lordo | Quanto pesa con l'imballo?
pieces | Colli; N. colli | Quanti pacchi sono?
plate | Targa | Che cosa c'è sulla targa dell'auto?
patient | Paziente | Chi è stato visitato?
doctor | Medico; Medico curante | Chi cura la persona?
net_weight | Peso netto | Quanto prodotto c'è dentro?
best | Da consumarsi entro; Scadenza | Fino a quando si può mangiare?
lot | Lotto | Da quale produzione viene?
maker | Prodotto da; Produttore | Quale ditta lo fa?
origin | Origine; Paese d'origine | Da quale terra viene?
energy | Energia; Calorie | Quanto nutre?
fat | Grassi | Quanto è grasso?
sugar | Zuccheri; di cui zuccheri | Quanto è dolce?
protein | Proteine | Quante sostanze per i muscoli contiene?
salt | Sale | Quanto è salato?
price | Prezzo | Quanto costa?
serial | Numero di serie; Matricola | Quale numero ha solo questo apparecchio?
model | Modello | Di che tipo è?
version | Versione | Quale edizione del programma è?
battery | Batteria | Quanta carica resta?
memory | Spazio usato | Quanta memoria è occupata?
revenue | Ricavi; Fatturato | Quanto ha incassato la ditta?
profit | Utile; Guadagno | Che cosa resta dopo le spese?
visitors | Visitatori | Quanta gente è venuta?
temperature | Temperatura | Quanto fa caldo?
budget | Budget; Stanziamento | Quanti soldi sono previsti?
author | Autore | Chi ha scritto l'opera?
title | Titolo | Come si chiama l'opera?
contact | Referente; Contatto | A chi ci si rivolge?
"""

WORDINGS = """
label {L}?; Qual è il valore di {L}?; Che cosa è indicato alla voce {L}?; Dimmi: {L}; Leggi {L}.; {l}
beside Che cosa c'è scritto accanto a «{L}»?; Cosa si legge sotto «{L}»?
whereabouts Dove si trova {L}?; Mostrami {L}.
wrap Per favore: {q}; {q} Rispondi in breve.; Secondo l'immagine: {q}; Vorrei sapere: {d}; {d}
both {a} e {b}?; Due domande: {a}, e {b}?; {a}, e inoltre {b}?
pair {a} e {b}?; Dimmi sia {a} sia {b}.
cell Quanto vale {col} per {row}?; {col} di {row}?; {row}: {col}?; Che cosa indica la tabella per {row} e {col}?
row_of Quale riga ha {value} in {col}?; A che cosa corrisponde {value}?
price Quanto costa {item}?; Prezzo di {item}?; Quanto si paga per {item}?
priced Che cosa costa {value}?; Quale articolo ha il prezzo {value}?
amount Quanti {item}?; Quantità di {item}?
right Che cosa c'è a destra di {x}?; Quale parola sta a destra di «{x}»?
left Che cosa c'è a sinistra di {x}?
below Che cosa è scritto sotto {x}?; Quale riga viene dopo «{x}»?
above Che cosa è scritto sopra {x}?
heading Qual è il titolo?; Che cosa è scritto in alto?; Di che documento si tratta?
shop Che negozio è?; Dove si è fatto l'acquisto?
issuer Di quale ditta è?; Chi ha emesso il documento?
where Qual è l'indirizzo del negozio?; Dove si trova?
brand Che marca è?; Come si chiama il prodotto?
chart_value Quanto vale {item}?; Quanto è alto {item}?
chart_item Quale voce ha il valore {value}?
tick_top Qual è il valore più alto sull'asse y?
tick_bottom Qual è il valore più basso sull'asse y?
tick_left Che cosa c'è all'inizio dell'asse x?
tick_right Che cosa c'è alla fine dell'asse x?
most Quale {c} ha il valore più alto di {m}?; Dove {m} è maggiore?
least Quale {c} ha il valore più basso di {m}?; Dove {m} è minore?
chart_title Che cosa mostra il grafico?; Titolo del grafico?
source Da dove vengono i dati?; Qual è la fonte?
unit In quale unità sono i valori?
footnote Che cosa dice la nota in fondo?; Cosa c'è scritto in basso?
page_number Che pagina è?; Numero di pagina?
caption Che cosa mostra {x}?; Qual è la didascalia di {x}?
button Che cosa c'è sul pulsante accanto a {x}?
section Qual è la prima voce sotto {x}?
right_sign Che cosa dice il cartello a destra di {x}?
left_sign Che cosa dice il cartello a sinistra di {x}?
whole_sign Che cosa dice tutto il cartello che comincia con {x}?
distance Quanto dista {x}?
distant Che cosa dista {x}?
party Chi è: {r}?; Come si chiama: {r}?; Nome: {r}?
of_party {k} di {r}?; {r}: {k}?
barcode Quale numero sta sotto il codice a barre?
stamp Che cosa dice il timbro?
"""

NO_PLACE = """
Grazie!; Grazie mille, {name}!; Perfetto.; Va bene.; Ciao; Buongiorno!; Come stai?; Arrivederci; A domani, {name}.
Sei sicuro?; È proprio così?; Controlla di nuovo.; Come fai a saperlo?; È sbagliato.; Continua.; E poi?
Riassumi questo.; Riassumi il documento in {number} frasi.; Fammi un riassunto {manner}.; Descrivi l'immagine.
Cosa vedi?
Di che colore è lo sfondo?; Traduci tutto in {tongue}.; E adesso in {tongue}.; Puoi rispondere in {tongue}?
Scrivi una poesia su questo.; Scrivi {work} su {topic}.; Che cosa sai fare?; Chi sei?; Raccontami una barzelletta.
Raccontami una barzelletta su {topic}.; Come funziona {topic}?; Spiegami {topic} {manner}.; Che cosa pensi di {topic}?
Dimmi {number} fatti su {topic}.; Quanto fa {number} per {number}?; Quanto fa {number} più {number}?
Rispondi {manner}.
Più breve, per favore.; Una parola sola.; Qual è la capitale di {land}?; Che tempo farà domani?; Che ore sono?
Mi annoio.
Scrivi una risposta al mittente {manner}.; Parliamo di {topic}.; Scrivi un programma per {topic}.
= topic scacchi; calcio; vulcani; sonno; api; cucina; jazz; economia; fotosintesi
= tongue inglese; tedesco; francese; spagnolo; arabo; cinese
= manner in una frase; per un bambino; in modo formale; con umorismo; in dettaglio; con parole semplici
= work una poesia; un racconto; una canzone; un discorso; una fiaba
= number 2; 3; 5; 7; 12; 19; 36; 48; 99
= land Francia; Giappone; Kenya; Norvegia; Perù; Egitto
= name Anna; Luca; amico mio; Marta
"""

WORDS = """
months gennaio; febbraio; marzo; aprile; maggio; giugno; luglio; agosto; settembre; ottobre; novembre; dicembre
days lunedì; martedì; mercoledì; giovedì; venerdì; sabato; domenica
dates %d/%m/%Y; %d/%m/%y; {d} {B} %Y; %d-%m-%Y
number .; ,
money € {n}; {n} €; {n}; EUR {n}
phone +39 ### #######; 0## ######; 3## ### ####
house {s} {n}; {s}, {n}
address {h} | {z} {c}
domain it; com
first Marco; Giulia; Luca; Francesca; Paolo; Chiara; Niccolò; Elena; Matteo; Sara; Giovanni; Beatrice
last Rossi; Bianchi; Ferrari; Colombo; Ricci; Marino; Greco; Conti; De Luca; Gallo; Mancini; Costa
name {f} {l}; {l} {f}
company {h} {t} {x}; {t} {h}; {t} {h} {x}
trade Alimentari; Trasporti; Edilizia; Farmacia; Panificio; Ottica; Arredi; Servizi; Libreria
suffix S.r.l.; S.p.A.; & Figli; S.n.c.
city Milano; Napoli; Torino; Bologna; Genova; Bari; Verona; Parma; Lecce; Pisa
street Via Roma; Corso Italia; Piazza Dante; Via Garibaldi; Viale dei Mille; Via Manzoni
country Italia; Francia; Germania; Brasile; Giappone; Svezia; Kenya; India; Perù; Norvegia; Spagna; Polonia
goods Pane integrale; Caffè macchiato; Olio d'oliva; Acqua minerale; Penna blu; Carta A4; Pizza margherita
goods Latte intero; Mozzarella; Sapone; Lampadina LED; Insalata mista; Vino rosso; Viti M6
nouns Porto; Faro; Aurora; Collina; Fiume; Stella; Quercia; Ponte; Cristallo; Vento; Ambra; Sentiero
measures Indice; Livello; Codice; Quota; Fattore; Classe; Limite; Valore
word il; la; di; e; con; per; una; anno; rapporto; clienti; progetto; mercato; risultati; nuova; regione; lavoro
word servizi; energia; sono; città; scuole
role Acquirente; Venditore; Mittente; Destinatario; Locatore; Conduttore; Datore; Lavoratore; Assicurato; Assicuratore
role Paziente; Medico
= receipt=SCONTRINO; sales receipt=RICEVUTA; invoice=FATTURA; tax invoice=Fattura; bill=CONTO; quotation=Preventivo
= purchase order=Ordine d'acquisto
= description=Descrizione; item=Articolo; article=Articolo; qty=Q.tà; quantity=Quantità; units=Unità
= unit price=Prezzo unit.; rate=Tariffa; price=Prezzo; amount=Importo; line total=Totale riga; total=Totale
= application form=MODULO DI DOMANDA; registration form=Modulo di iscrizione; personal details=Dati personali
= contact details=Recapiti; payment details=DATI DI PAGAMENTO; general information=Informazioni generali
= menu=MENÙ; price list=Listino prezzi; starters=Antipasti; mains=Secondi; drinks=Bevande; desserts=Dolci
= sides=Contorni
= weight=Peso; population=Abitanti; area=Superficie; score=Punteggio; share=Quota; visitors=Visitatori; region=Regione
= owner=Proprietario; start=Inizio
= settings=Impostazioni; general=Generali; privacy=Privacy; network=Rete; sound=Audio; help=Aiuto; account=Account
= ok=OK; cancel=Annulla; save=Salva; yes=Sì; no=No; back=Indietro; next=Avanti
= name=Nome; address=Indirizzo; city=Città; phone=Telefono; contact=Contatto; type=Tipo; since=Dal
= certificate=ATTESTATO; diploma=Diploma
= exit=USCITA; open=APERTO; entrance=ENTRATA; station=STAZIONE; bank=BANCA; pharmacy=FARMACIA; country=paese
= product=prodotto; category=categoria; group=gruppo; year=anno; brand=marca
"""
