"""Tickets, boarding passes, events, freight, vehicles."""

TABLES = {
    "travel": """
= passenger person
en Passenger; Passenger Name; Name of Passenger; Traveller; PAX | Who is travelling?; Who flies?; Whose ticket is it?
de Reisender; Fahrgast; Name des Passagiers | Wer reist?
fr Passager; Voyageur; Nom du passager | Qui voyage ?
es Pasajero; Viajero; Nombre del pasajero | ¿Quién viaja?
= from city
en From; Departure; Origin; Depart | Where does the journey begin?; Which place does one leave from?; starting point?
de Von; Abfahrt; Ab | Wo beginnt die Reise?
fr De; Départ; Au départ de | D'où part-on ?
es De; Origen; Salida | ¿De dónde se sale?
= to city
en To; Destination; Arrival; Going To | Where does the trip lead?; Which place is travelled to?; end of the journey?
de Nach; Ankunft; Ziel | Wohin geht die Reise?
fr À; Arrivée; Destination | Où va-t-on ?
es A; Destino; Llegada | ¿Adónde va el viaje?
= flight flight
en Flight; Flight No.; Train; Service; Flight Number | Which plane is taken?; What is the number of the connection?
de Flug; Zug; Zugnr. | Welche Verbindung ist es?
fr Vol; Train n° | Quel vol est-ce ?
es Vuelo; Tren | ¿Qué vuelo es?
= gate letter
en Gate; GATE; Boarding Gate | Through which door does one get on the plane?; Where does one wait for boarding?
de Ausgang; Gate; Flugsteig | An welchem Flugsteig steigt man ein?
fr Porte | Quelle porte d'embarquement ?
es Puerta | ¿Por qué puerta se embarca?
= seat seat
en Seat; SEAT; Seat No.; Place | Where does the traveller sit?; Which place was reserved on board?
de Sitz; Sitzplatz; Platz | Wo sitzt man?
fr Place; Siège | Où s'assoit-on ?
es Asiento; Plaza | ¿Dónde se sienta?
= departs time
en Departure Time; Departs; Dep.; STD | At what time does it leave?; When does it set off?
de Abfahrtszeit; Abflug | Um wie viel Uhr geht es los?
fr Heure de départ | À quelle heure part-il ?
es Hora de salida | ¿A qué hora sale?
= arrives time
en Arrival Time; Arrives; Arr.; STA | At what hour does one get there?; When does it reach the destination?
de Ankunftszeit | Wann kommt man an?
fr Heure d'arrivée | À quelle heure arrive-t-on ?
es Hora de llegada | ¿A qué hora llega?
= boarding time
en Boarding Time; Boarding; Board At | From when may one get on?; By what time should one be at the gate?
de Einsteigezeit; Boarding | Ab wann darf man einsteigen?
fr Embarquement | À partir de quand monte-t-on à bord ?
es Embarque | ¿A partir de qué hora se sube?
= date date
en Date; Travel Date; Date of Travel; Valid On | On what day is the trip?; When does one travel?
de Datum; Reisetag | An welchem Tag fährt man?
fr Date; Date du voyage | Quel jour voyage-t-on ?
es Fecha; Fecha de viaje | ¿Qué día se viaja?
= class one:Economy/Business/First/Standard/2nd/Y/Premium
en Class; Cabin; Travel Class; Fare Class | How comfortably does one travel?; In which category was it booked?
de Klasse | In welcher Kategorie reist man? | one:1./2./Business
fr Classe | En quelle catégorie ? | one:1re/2e/Affaires
es Clase | ¿En qué categoría? | one:Turista/Preferente
= booking pat:@@@@@@/*****@
en Booking Ref; PNR; Record Locator; Reservation Code; Confirmation No. | Which code opens the reservation?
en | Under what reference is it booked?
de Buchungscode; Buchungsnr. | Wie lautet der Code der Buchung?
fr Réf. dossier; Réservation | Quelle est la référence du dossier ?
es Localizador; Reserva | ¿Cuál es el código de la reserva?
= fare money
en Fare; Price; Ticket Price; Amount | What does the ride cost?; How much was paid for the ticket?
de Fahrpreis; Preis | Was kostet die Fahrt?
fr Prix; Tarif | Combien coûte le billet ?
es Precio; Tarifa | ¿Cuánto cuesta el billete?
= coach int
en Coach; Carriage; Car | In which wagon is the seat?
de Wagen | In welchem Wagen sitzt man?
fr Voiture | Dans quelle voiture ?
es Coche | ¿En qué vagón?
= platform letter
en Platform; Track; Bay | Where does the train stop?; From which track does it go?
de Gleis | Von welchem Gleis fährt er?
fr Quai; Voie | Sur quelle voie ?
es Andén; Vía | ¿De qué vía sale?
= ticket longcode
en Ticket No.; E-Ticket; Ticket Number; Document No. | What number is on the ticket?
= baggage one:1PC/2PC/23 kg/30 kg/None/1 x 23kg
en Baggage; Bags; Checked Bags; Allowance | How much luggage may be taken?
de Gepäck | Wie viel Gepäck darf mit?
= sequence digits
en Seq. No.; Sequence; Boarding Seq | In what order was one checked in?
= airline one:Nordika Air/Vantis Airways/TransDelta/Kestrel Air/BlueLine
en Airline; Carrier; Operated By | Who runs the flight?; With which company does one fly?
= terminal letter
en Terminal; Term. | In which hall of the airport?
= frequent longcode
en Frequent Flyer; FF No.; Mileage Card | Which miles account is credited?
= conditions one:Non refundable/Flexible/Off-Peak only/No changes/Refundable
en Conditions; Restrictions; Ticket Type; Fare Rules | May the ticket be given back?; Under what conditions was it sold?
""",
    "event": """
= event title
en Event; Show; Performance; Presents | What is being performed?; Which show is it?
de Veranstaltung | Was wird gezeigt?
fr Spectacle | Que joue-t-on ?
es Evento; Espectáculo | ¿Qué se presenta?
= venue one:City Hall/Grand Theatre/Arena North/Opera House/Riverside Stage/Club Ember/Stadium East
en Venue; Place; Location; At | Where does it take place?; In which building is the show?
de Ort; Veranstaltungsort | Wo findet es statt?
fr Lieu; Salle | Où cela a-t-il lieu ?
es Lugar; Sala | ¿Dónde tiene lugar?
= starts time
en Starts; Start Time; Show Time; Begins | At what hour does it begin?
de Beginn | Um wie viel Uhr fängt es an?
fr Début | À quelle heure cela commence-t-il ?
es Comienzo | ¿A qué hora empieza?
= doors time
en Doors Open; Doors; Admission From; Entry From | From when is one let in?
de Einlass | Ab wann darf man hinein?
fr Ouverture des portes | Quand peut-on entrer ?
es Apertura de puertas | ¿Desde qué hora se puede entrar?
= day longdate
en Date; Event Date; Day | On which day is the event?; When is it held?
de Datum; Termin | An welchem Tag ist das?
fr Date | Quel jour ?
es Fecha | ¿Qué día es?
= row letter
en Row; ROW | In which line of chairs?
de Reihe | In welcher Reihe?
fr Rang; Rangée | À quel rang ?
es Fila | ¿En qué fila?
= section one:Balcony/Stalls/Block C/Upper Circle/Floor/East Stand/107
en Section; Block; Area; Stand | In what part of the hall is the place?
= seat int
en Seat; Seat No. | Which chair is it?
= price money
en Price; Admission; Ticket Price; Entry | What does it cost to get in?
de Eintritt; Preis | Was kostet der Eintritt?
fr Entrée; Prix | Combien coûte l'entrée ?
es Entrada; Precio | ¿Cuánto cuesta entrar?
= organiser company
en Organiser; Promoter; Hosted By; Presented By | Who puts on the event?
de Veranstalter | Wer richtet es aus?
= artist person
en Artist; Performer; Featuring; Soloist; Headliner | Who is on stage?
= age one:18+/All ages/PG-13/16+/21 and over
en Age Limit; Ages; Restriction | How old must one be?
= fee coins
en Booking Fee; Service Fee; Handling | What came on top for the sale of the ticket?
= entrance letter
en Entrance; Use Gate; Door | Through which door does one go in?
= holder person
en Ticket Holder; Attendee; Name on Ticket | In whose name is it?
= rsvp later
en RSVP By; Reply By; Register Before | Until when should one answer?
= dress one:Black tie/Smart casual/Business/None
en Dress Code; Attire | What should guests wear?
= speaker person
en Keynote; Speaker; Lecturer | Who gives the talk?
= parking one:Car park B/Level 2/Not available/Lot 14
en Parking; Car Park | Where can one leave the car?
""",
    "freight": """
= tracking longcode
en Tracking No.; Tracking #; Airway Bill; AWB; Waybill No. | By which number can the parcel be followed?; tracing code?
de Sendungsnr.; Sendungsnummer | Womit kann man das Paket verfolgen?
fr N° de suivi | Avec quel numéro suit-on le colis ?
es N.º de seguimiento | ¿Con qué número se sigue el paquete?
= shipper company
en Shipper; Sender; Consignor; Ship From | Who sends the goods?; From whom does the parcel come?
de Absender | Wer schickt das Paket?
fr Expéditeur | Qui envoie le colis ?
es Remitente | ¿Quién envía el paquete?
= consignee company
en Consignee; Recipient; Receiver; Deliver To | For whom are the goods?; Who receives it?
de Empfänger | Für wen ist das Paket?
fr Destinataire | Pour qui est le colis ?
es Destinatario | ¿Para quién es el paquete?
= gross~weight weight
en Gross Weight; Weight; Total Weight; G.W. | How heavy is it?; What does the load weigh?
de Gewicht; Bruttogewicht | Wie schwer ist es?
fr Poids; Poids brut | Combien cela pèse-t-il ?
es Peso; Peso bruto | ¿Cuánto pesa?
= pieces int
en Pieces; No. of Packages; Cartons; Packages | How many parcels are there?; Into how many boxes is it packed?
de Anzahl Packstücke; Stück | Wie viele Pakete sind es?
fr Nombre de colis | Combien de colis ?
es Bultos | ¿Cuántos bultos hay?
= dimensions size
en Dimensions; Dims; Measurements | How big is the box?
de Maße; Abmessungen | Wie groß ist die Kiste?
= vessel word
en Vessel; Ship; Vessel Name | On which ship does it travel?
= voyage code
en Voyage No.; Voy. | What is the number of the crossing?
= loading city
en Port of Loading; POL; Load Port | Where is it taken aboard?
= discharge city
en Port of Discharge; POD; Discharge Port | Where is it unloaded?
= container pat:@@@U #######
en Container No.; Container; CNTR | In which container are the goods?
= seal digits
en Seal No.; Seal | With what number is it locked?
= hs pat:####.##.##
en HS Code; Tariff No.; Commodity Code | Under which customs number do the goods fall?
= origin country
en Country of Origin; Origin; Made In | Where do the goods come from?; In which country was it produced?
de Ursprungsland; Herkunft | Woher kommt die Ware?
fr Pays d'origine; Origine | D'où vient la marchandise ?
es País de origen; Origen | ¿De dónde viene la mercancía?
= declared bigmoney
en Declared Value; Customs Value; Insured Value | What are the contents said to be worth?
de Zollwert; Warenwert | Was ist der Inhalt wert?
= contents goods
en Contents; Description of Goods; Commodity; Nature of Goods | What is inside?; What is being sent?
de Inhalt; Warenbezeichnung | Was ist drin?
fr Contenu | Que contient le colis ?
es Contenido | ¿Qué hay dentro?
= incoterm one:FOB/CIF/EXW/DDP/DAP/FCA
en Incoterms; Delivery Terms; Trade Terms | Under which trade clause is it delivered?
= driver person
en Driver; Driver Name; Collected By | Who drives the lorry?
de Fahrer | Wer fährt?
= truck plate
en Vehicle No.; Truck; Lorry No.; Trailer | Which lorry brings it?
= signed person
en Received By; Signed For By; POD Name | Who took the delivery in?
= eta date
en ETA; Expected Arrival; Est. Delivery | On which day should it arrive?
= service one:Express/Economy/Next Day/Standard/Overnight/Registered
en Service; Service Level; Product | How fast is it sent?
= cod money
en COD Amount; Cash on Delivery; Collect | What must be paid to the messenger?
= pallet int
en Pallets; Pallet Count; Skids | How many pallets are loaded?
= hazard one:None/Class 3/UN1263/Class 9/Flammable
en Hazard Class; Dangerous Goods; DG | Is anything about it dangerous?
""",
    "vehicle": """
= plate plate
en Registration; Plate No.; Licence Plate; Reg. Mark | What stands on the car's plate?
de Kennzeichen; Amtl. Kennzeichen | Was steht auf dem Nummernschild?
fr Immatriculation | Que lit-on sur la plaque ?
es Matrícula | ¿Qué matrícula tiene?
= vin pat:*****************
en VIN; Chassis No.; Vehicle Identification No. | What is the number stamped into the car's body?
de Fahrgestellnr. | Welche Nummer hat das Fahrgestell?
= make brand
en Make; Manufacturer; Brand | Who built the car?
de Marke; Hersteller | Wer hat das Auto gebaut?
= model pat:@# ###/@@@ ##/S###
en Model; Type | Which type of car is it?
de Modell | Welcher Typ ist es?
= mileage count
en Mileage; Odometer; Odometer Reading; Kilometres | How far has it been driven?
de Kilometerstand | Wie weit ist das Auto gefahren?
fr Kilométrage | Combien a-t-il roulé ?
es Kilometraje | ¿Cuánto ha rodado?
= fuel one:Diesel/Petrol/Electric/Hybrid/LPG
en Fuel; Fuel Type | What does it run on?
de Kraftstoff | Womit fährt es? | one:Diesel/Benzin/Strom
= engine one:1.6 L/1998 cc/2.0 TDI/3.5 L V6/999 cc
en Engine; Displacement; Engine Size | How big is the motor?
= colour one:Silver/Black/White/Dark Blue/Red/Grey
en Colour; Color; Paint | In what tint is the vehicle painted?
= first_reg date
en First Registered; Date of First Registration | When did it first go on the road?
de Erstzulassung | Seit wann ist es zugelassen?
= next later
en Next Inspection; Next Service; MOT Due | When must it be looked at again?
de Nächste HU | Wann muss es wieder zur Prüfung?
= mechanic person
en Mechanic; Technician; Serviced By | Who repaired it?
= tyres pat:2#5 ##R1#
en Tyre Size; Tires; Tyres | Which tyres are fitted?
= pressure one:2.4 bar/32 psi/2.2 bar/35 psi
en Tyre Pressure; Pressure | How much air belongs in the wheels?
= pump int
en Pump; Pump No. | At which pump was it filled up?
= litres volume
en Volume; Litres; Gallons | How much fuel was taken?
= power one:110 kW/85 kW/150 hp/66 kW
en Power; Output; Max. Power | How strong is the motor?
= fine money
en Fine; Penalty; Amount of Fine | What does the offence cost?
= offence one:Speeding/Parking/Red light/No permit/Expired meter
en Violation; Offence; Contravention | What did the driver do wrong?
= officer digits
en Officer; Badge No.; Officer ID | Who wrote the penalty notice?
""",
}
