"""Product labels, settings and dialogs, dashboards, machines, report and meeting facts."""

TABLES = {
    "product": """
= net~weight weight
en Net Wt.; Net Weight; NET WT; Contents; Net Contents | How much is in the package?; What does the content weigh?
de Nettogewicht; Inhalt; Füllmenge | Wie viel ist drin?
fr Poids net; Contenu | Combien y a-t-il dedans ?
es Peso neto; Contenido | ¿Cuánto hay dentro?
= best later
en Best Before; BB; Use By; EXP; Best By; Expiry | Until when can it be eaten?; When does it go off?
de Mindestens haltbar bis; MHD | Bis wann ist es haltbar?
fr À consommer avant le; DLC | Jusqu'à quand peut-on le consommer ?
es Consumir antes de; Cad. | ¿Hasta cuándo se puede consumir?
= made date
en Mfg. Date; MFD; Packed On; Produced; Date of Mfg | When was it manufactured?; On which day was it packed?
de Hergestellt am; Verpackt am | Wann wurde es hergestellt?
fr Fabriqué le | Quand a-t-il été fabriqué ?
es Fabricado el | ¿Cuándo se fabricó?
= lot code
en Lot; Lot No.; Batch No.; LOT; Batch | From which batch is it?; Which production run?
de Charge; Los-Nr. | Aus welcher Charge ist es?
fr Lot n° | De quel lot vient-il ?
es Lote | ¿De qué lote es?
= maker company
en Manufactured By; Mfg. by; Produced by; Made by; Distributed by | Which company makes it?; Who is the producer?
de Hersteller; Hergestellt von | Wer stellt es her?
fr Fabricant; Fabriqué par | Qui le fabrique ?
es Fabricante; Fabricado por | ¿Quién lo fabrica?
= origin country
en Product of; Made in; Origin; Country of Origin | In which country was it made?; Where does the product come from?
de Ursprung; Hergestellt in | Woher kommt das Produkt?
fr Fabriqué en; Origine | D'où vient le produit ?
es Hecho en; Origen | ¿De dónde viene el producto?
= energy energy
en Energy; Calories; Energy per 100 g | How nourishing is it?; How many calories has it?
de Brennwert; Energie | Wie viele Kalorien hat es?
fr Énergie; Valeur énergétique | Combien de calories ?
es Energía; Valor energético | ¿Cuántas calorías tiene?
= fat one:3.2 g/12 g/0.5g/27g/8.8 g
en Fat; Total Fat; Fat per 100 g | How greasy is it?
de Fett | Wie fett ist es?
fr Matières grasses | Combien de gras ?
es Grasas | ¿Cuánta grasa tiene?
= sugar one:11 g/4.5 g/32g/0 g/18.1 g
en Sugars; of which sugars; Total Sugars | How sweet is it?; How much of it is sugar?
de davon Zucker; Zucker | Wie viel Zucker ist drin?
fr dont sucres; Sucres | Combien de sucre ?
es Azúcares; de los cuales azúcares | ¿Cuánto azúcar tiene?
= protein one:7.1 g/23 g/0.9 g/15g
en Protein; Proteins | How much albumen does it hold?
de Eiweiß | Wie viel Protein ist drin?
= salt one:0.3 g/1.2 g/0.05g
en Salt; Sodium | How salty is it?
= serving one:30 g/1 cup/2 biscuits/250 ml/15 g
en Serving Size; Per Serving; Portion | How much is one helping?
= servings int
en Servings per Container; Servings; Portions | How many helpings are in it?
= ingredients one:Water, Sugar, Citric Acid/Wheat Flour, Salt, Yeast/Oats, Honey, Almonds/Milk, Cultures
en Ingredients; Contains; Composition | What is it made of?
de Zutaten | Woraus besteht es? | one:Wasser, Zucker, Salz/Weizenmehl, Hefe, Salz
fr Ingrédients | De quoi est-ce fait ? | one:Eau, sucre, sel/Farine, levure, sel
es Ingredientes | ¿De qué está hecho? | one:Agua, azúcar, sal/Harina, levadura, sal
= allergen one:Nuts/Milk/Gluten/Soya/Eggs
en May contain; Allergens; Contains traces of | What could people with allergies react to?
= alcohol one:4.8% vol/13.5% vol/40%/0.5%/12% alc/vol
en Alc.; Alcohol; ABV; Alc/Vol | How strong is the drink?
de Alk.; Alkoholgehalt | Wie stark ist das Getränk?
= storage one:Store in a cool dry place/Keep refrigerated/Store below 25 °C/Keep frozen
en Storage; Keep; Storage Conditions | How should it be kept?
= price coins
en Price; MRP; RRP; Our Price | What does one pay for the article?
de Preis | Was kostet es?
fr Prix | Combien ça coûte ?
es Precio | ¿Cuánto cuesta?
= sku digits
en Item No.; SKU; Art. No.; Article; Product Code | Under what number is it ordered again?
de Art.-Nr.; Artikelnr. | Unter welcher Nummer bestellt man es?
= serial longcode
en Serial No.; S/N; Serial Number | Which number does only this device have?
de Seriennr. | Welche Nummer hat nur dieses Gerät?
fr N° de série | Quel numéro identifie cet appareil ?
es N.º de serie | ¿Qué número identifica este aparato?
= model pat:@@-####/@###*/@@@##
en Model; Model No.; Type; Model Name | Which version of the device is it?
de Modell; Typ | Welches Gerät ist es?
= voltage one:220-240 V/110 V~/12 V DC/100-240V
en Voltage; Input; Rated Voltage; Power Supply | On what mains does it run?
de Spannung; Nennspannung | Mit welcher Spannung läuft es?
fr Tension | À quelle tension fonctionne-t-il ?
es Tensión; Voltaje | ¿Con qué tensión funciona?
= wattage one:1200 W/60W/9 W/750 W/2.2 kW
en Power; Wattage; Rated Power | How much electricity does it draw?
de Leistung | Wie viel Strom zieht es?
= size~size one:S/M/L/XL/38/42/10.5
en Size; EU Size | For how big a person is it?
de Größe | Für wie große Leute ist es?
= material one:100% Cotton/Polyester/80% Wool 20% Nylon/Stainless Steel/Oak
en Material; Fabric; Made of | What stuff was it made from?
de Material | Aus welchem Stoff ist es? | one:Baumwolle/Edelstahl/100% Wolle/Eiche
= colour one:Navy/Olive/Charcoal/Ivory/Crimson
en Colour; Color; Shade | Which hue does the article have?
= wash one:30 °C/Hand wash only/Dry clean/40°C
en Wash; Care; Washing | How is it cleaned?
= warranty one:2 years/12 months/5 years/90 days
en Warranty; Guarantee | How long does the maker stand by it?
de Garantie | Wie lange haftet der Hersteller?
= active one:Ibuprofen 200 mg/Zinc 10 mg/Aloe 5%/Menthol 1.2%
en Active Ingredient; Active; Each tablet contains | What is the working substance?
= dosage one:1 tablet daily/2 caps/5 ml twice a day/Apply thinly
en Directions; Dosage; How to use | How does one apply it?
= weight_gross weight
en Gross Weight; Shipping Weight; Wt. with Box | How heavy is it with its packing?
= class one:A++/B/A/C/IP54
en Energy Class; Rating; Protection | How efficient is it?
= scent one:Lavender/Lemon/Ocean/Vanilla/Pine
en Scent; Flavour; Fragrance; Flavor | What does it smell or taste of?
= vintage year
en Vintage; Year; Harvest | In what year were the grapes picked?
= region region
en Region; Appellation; Grown in | In what area did it grow?
= website url
en Web; Website; Visit us at; More at | Where on the internet can one read more?
de Internet; Mehr unter | Wo im Netz erfährt man mehr?
= hotline phone
en Hotline; Customer Service; Consumer Line; Questions? Call | Whom does one ring up with complaints?
de Hotline; Service-Tel. | Wen ruft man bei Fragen an?
""",
    "screen": """
= version version
en Version; App version; Build; Software version | Which release is installed?; How new is the program?
de Version; Softwareversion | Welche Ausgabe ist installiert?
fr Version | Quelle version est installée ?
es Versión | ¿Qué versión está instalada?
= language one:English (UK)/Deutsch/Français/Español/Bahasa Melayu/System default
en Language; Display language; Interface language | In which tongue are the menus?
de Sprache; Anzeigesprache | In welcher Sprache sind die Menüs?
fr Langue | En quelle langue sont les menus ?
es Idioma | ¿En qué idioma están los menús?
= storage bytes
en Storage used; Used space; Disk usage; Used | How much memory is taken?
de Belegter Speicher; Belegt | Wie viel Speicher ist voll?
fr Espace utilisé; Stockage | Combien de place est prise ?
es Espacio usado | ¿Cuánto espacio está ocupado?
= free bytes
en Free space; Available; Space left | How much room is left?
de Freier Speicher; Verfügbar | Wie viel Platz ist noch?
fr Espace libre | Combien de place reste-t-il ?
es Espacio libre | ¿Cuánto espacio queda?
= battery percent
en Battery; Charge; Battery level | How full is the accumulator?
de Akku; Akkustand | Wie voll ist der Akku?
fr Batterie | La batterie est-elle pleine ?
es Batería | ¿Cuánta carga queda?
= wifi word
en Wi-Fi; Network; Connected to; SSID | Which wireless net is joined?
de WLAN; Netzwerk | Mit welchem Funknetz ist man verbunden?
fr Réseau Wi-Fi; Wi-Fi | À quel réseau est-on connecté ?
es Red Wi-Fi; Wi-Fi | ¿A qué red está conectado?
= ip pat:192.168.#.##/10.0.#.1##/172.16.#.##
en IP address; IPv4; Local IP | Under what address is the device in the net?
= backup stamp
en Last backup; Backed up; Last saved | When was the last safety copy made?
de Letzte Sicherung | Wann wurde zuletzt gesichert?
= sync time
en Last sync; Synced; Updated at | When were the data last matched?
= resolution one:1920 x 1080/2560 x 1440/3840 x 2160/1366 x 768
en Resolution; Display; Screen resolution | How fine is the picture on the monitor?
de Auflösung | Wie fein ist das Bild?
= volume percent
en Volume; Sound level; Speaker | How loud is it set?
de Lautstärke | Wie laut ist es?
fr Volume | À quel niveau est le son ?
es Volumen | ¿A qué nivel está el sonido?
= brightness percent
en Brightness; Screen brightness | How bright does the display shine?
de Helligkeit | Wie hell leuchtet der Schirm?
= account email
en Account; Signed in as; User; Logged in as | Who is logged in?; With which address is one signed in?
de Konto; Angemeldet als | Wer ist angemeldet?
fr Compte; Connecté en tant que | Qui est connecté ?
es Cuenta; Sesión de | ¿Quién ha iniciado sesión?
= owner person
en Device owner; Profile; Display name; Owner | To whom does the device belong?
= plan one:Free/Premium/Family/Team/Enterprise
en Plan; Subscription; Membership | What kind of subscription is it?
= theme one:Dark/Light/System/High contrast
en Theme; Appearance; Mode | In what look are the windows?
= timeout one:5 min/30 s/Never/10 minutes/1 min
en Screen timeout; Sleep after; Auto-lock | After how long does it switch itself off?
= notifications one:On/Off/Muted/Priority only
en Notifications; Alerts | Does it report new messages?
de Benachrichtigungen | Werden neue Nachrichten gemeldet? | one:Ein/Aus/Stumm
= bluetooth one:On/Off/Connected
en Bluetooth | Is the short-range radio active?
= updates one:Automatic/Manual/Weekly/Off
en Updates; Auto-update | How does new software come in?
= location one:While using/Always/Never/Ask
en Location access; Location | May the program know where one is?
= filename pat:IMG_####.jpg/report_##.pdf/scan-####.png/data_##.csv
en File name; File; Document | What is the file called?
de Dateiname; Datei | Wie heißt die Datei?
= filesize bytes
en Size; File size; Download size | How big is the file?
de Größe; Dateigröße | Wie groß ist die Datei?
= folder pat:C:\\Users\\data\\##/~/Documents/project#
en Folder; Save in; Path; Location on disk | Where is it being saved?
= error pat:0x8007####/E-###/404
en Error code; Code; Error | What code does the failure have?
de Fehlercode | Welchen Code hat der Fehler?
= speed speed
en Download speed; Speed; Link speed | How fast is the connection?
= remaining minutes
en Time remaining; Remaining; Est. time left | How long will it still take?
de Verbleibend; Restzeit | Wie lange dauert es noch?
= zone one:UTC+1/GMT/Europe/Berlin/Pacific Time/Asia/Tokyo
en Time zone; Zone | To which part of the world is the clock set?
= currency one:EUR/USD/GBP/JPY
en Currency; Prices shown in | In what money are prices displayed?
= font one:12 pt/Large/Medium/14 px
en Font size; Text size | How big are the letters set?
= printer one:HP-2050/Office Laser/PDF Writer/Canteen Inkjet
en Printer; Default printer; Send to | Which device puts it on paper?
= copies int
en Copies; Number of copies | How many times is it printed?
= paper one:A4/Letter/A5/Legal
en Paper size; Paper | On what sheet is it printed?
= session minutes
en Session; Idle timeout; Uptime | For how long has it been running?
= license longcode
en Licence key; Product key; License | Which key unlocks the program?
""",
    "dashboard": """
= revenue bigmoney
en Revenue; Total Revenue; Net Sales; Turnover | How much did the business take in?
de Umsatz; Gesamtumsatz | Wie viel wurde eingenommen?
fr Chiffre d'affaires; Revenu | Combien a-t-on encaissé ?
es Ingresos; Ventas | ¿Cuánto se ingresó?
= orders count
en Orders; New Orders; Total Orders | How often did customers order?
de Bestellungen | Wie oft wurde bestellt?
fr Commandes | Combien de commandes ?
es Pedidos | ¿Cuántas veces se pidió?
= visitors count
en Visitors; Unique Visitors; Sessions | How many people came to the site?
de Besucher | Wie viele Leute kamen auf die Seite?
fr Visiteurs | Combien de gens sont venus ?
es Visitantes | ¿Cuánta gente entró?
= conversion percent
en Conversion Rate; Conversion; CVR | What share of guests buys something?
= bounce percent
en Bounce Rate; Bounces | What share leaves at once?
= churn percent
en Churn; Churn Rate; Attrition | What part of the clients was lost?
= active count
en Active Users; MAU; Online Now | How many people use it?
de Aktive Nutzer | Wie viele nutzen es?
= tickets int
en Open Tickets; Support Cases; Backlog | How many requests still wait?
de Offene Tickets | Wie viele Anfragen warten?
= response minutes
en Avg. Response; Response Time; Wait Time | How long until someone replies?
= uptime percent
en Uptime; Availability; SLA | For what share of the time did it run?
= cpu percent
en CPU; CPU Load; Processor | How busy is the computer?
= memory bytes
en Memory; RAM; Memory Used | How much working storage is used?
= temperature temp
en Temperature; Temp.; Core Temp | How hot is it?; How warm does it get?
de Temperatur | Wie warm ist es?
fr Température | Quelle chaleur fait-il ?
es Temperatura | ¿Qué calor hace?
= humidity percent
en Humidity; Rel. Humidity | How damp is the air?
de Luftfeuchtigkeit | Wie feucht ist die Luft?
= wind speed
en Wind; Wind Speed; Gusts | How hard does it blow?
= profit bigmoney
en Profit; Net Income; Earnings | What is left after all costs?
de Gewinn | Was bleibt übrig?
fr Bénéfice | Que reste-t-il ?
es Beneficio | ¿Qué queda al final?
= costs bigmoney
en Expenses; Costs; Total Spend | How much was spent?
de Kosten; Ausgaben | Wie viel wurde ausgegeben?
= target bigmoney
en Target; Goal; Budget | What should be reached?
de Ziel; Soll | Was soll erreicht werden?
= stock count
en In Stock; Inventory; Units on Hand | How many pieces are in the warehouse?
= late_orders int
en Delayed; Late Shipments; Overdue | How many deliveries are behind time?
= nps int
en NPS; Satisfaction; Customer Score | How pleased are the clients?
= steps count
en Steps; Steps Today | How far did one walk?
= sleep one:7 h 12 min/6h 40m/8:05 h
en Sleep; Last Night | How long did one rest in bed?
= power energy
en Power; Output; Generation | How much electricity is being made?
= refunds money
en Refunds; Returns; Chargebacks | What was paid back to buyers?
= subscribers count
en Subscribers; Followers; Members | How many have signed up?
= growth percent
en Growth; YoY; Change | By how much did it rise?
= top goods
en Best Seller; Top Product; Most Sold | What sells most?
""",
    "report": """
= meeting longdate
en Meeting Date; Held On; Date of Meeting | When did they come together?
de Sitzungsdatum | Wann traf man sich?
= chair person
en Chair; Chaired By; Presiding | Who led the meeting?
de Vorsitz | Wer hat die Sitzung geleitet?
fr Président de séance | Qui a dirigé la réunion ?
es Preside | ¿Quién dirigió la reunión?
= minutes_by person
en Minutes By; Recorded By; Secretary | Who wrote down what was said?
de Protokoll | Wer hat mitgeschrieben?
= author person
en Author; Prepared By; Written By; Principal Investigator | Who drew up the report?
de Verfasser; Erstellt von | Wer hat den Bericht erstellt?
fr Auteur; Rédigé par | Qui a rédigé le rapport ?
es Autor; Elaborado por | ¿Quién elaboró el informe?
= published month
en Published; Released; Issue; Edition | When did the paper appear?
de Veröffentlicht; Stand | Wann ist es erschienen?
fr Publié; Parution | Quand est-ce paru ?
es Publicado | ¿Cuándo se publicó?
= sample count
en Sample Size; Respondents; n; Participants | How many people took part?
de Teilnehmer; Stichprobe | Wie viele nahmen teil?
fr Participants | Combien de gens ont participé ?
es Participantes; Muestra | ¿Cuántas personas participaron?
= budget bigmoney
en Budget; Total Budget; Funding; Grant Amount | How much money was set aside?
de Budget; Fördersumme | Wie viel Geld stand bereit?
= sponsor company
en Sponsor; Funded By; Supported By; Financed By | Who paid for it?
de Gefördert von; Sponsor | Wer hat es bezahlt?
fr Financé par | Qui l'a payé ?
es Financiado por | ¿Quién lo pagó?
= project_code code
en Project No.; Project Code; Study No.; Protocol No. | Under what number does the study run?
= deadline later
en Deadline; Completion Date; Target Date | By when must it be done?
de Frist; Abgabetermin | Bis wann muss es fertig sein?
= confidentiality one:Confidential/Internal/Public/Restricted
en Classification; Distribution | Who may see it?
= contact email
en Contact; Questions To; Correspondence | Where can readers write?
= employees count
en Employees; Headcount; Staff; FTE | How many work there?
de Mitarbeiter; Beschäftigte | Wie viele arbeiten dort?
fr Effectif; Salariés | Combien de gens y travaillent ?
es Empleados; Plantilla | ¿Cuántos trabajan allí?
= founded year
en Founded; Established; Since | When did the firm come into being?
de Gegründet | Seit wann gibt es die Firma?
fr Fondée en | Depuis quand existe-t-elle ?
es Fundada en | ¿Desde cuándo existe?
= headquarters city
en Headquarters; Head Office; Based In | Where does the firm sit?
de Hauptsitz; Sitz | Wo hat die Firma ihren Sitz?
fr Siège | Où est le siège ?
es Sede | ¿Dónde está la sede?
= ceo person
en CEO; Managing Director; Chief Executive | Who runs the company?
= auditor company
en Auditor; Audited By | Who checked the books?
= dividend coins
en Dividend; Dividend per Share; DPS | What do owners get for each share?
= scope one:Phase II/Pilot/Nationwide/3 regions/Lab only
en Scope; Phase; Coverage | How far does the work reach?
= weather one:Sunny/Overcast/Light rain/Snow
en Weather; Conditions | What did the sky look like?
= attendance int
en Attendance; Present; Members Present | How many were in the room?
= votes ratio
en Vote; Votes For; In Favour | How many were for it?
= next_meeting later
en Next Meeting; Reconvene On | When do they see each other again?
= nicotine one:1.1 mg/0.8 mg/14 mg/0.4 mg
en Nicotine; Nic. per unit | How much of the stimulant was measured?
= supervisor person
en Project Lead; Coordinator; Head of Project | Who is in charge of the study?
""",
}
