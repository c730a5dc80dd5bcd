"""Words the lexical policy knows: what fields are called on documents, and how questions ask for them.

English, German, French and Spanish, lower case, without accents where people leave them out too.
"""

# fmt: off
# ruff: noqa: SIM905

STOPWORDS = frozenset(
    """
    a an the this that these those is are was were be been being do does did has have had of on in at to for from by
    with and or as it its their his her my your our what which who whom whose when where why how much many can could
    should would will tell me please give find show read look see there here if any into about than then so not
    der die das den dem des ein eine einen einem einer ist sind war wird werden hat und oder von vom zu zum zur im am
    auf bei mit fur was welche welcher welches wer wem wen wann wo wie viel viele bitte steht lautet heisst
    le la les un une des du de et ou est sont au aux dans sur pour par avec que quel quelle quels quelles qui quand
    combien il elle ce cette ces el los las una unos unas del al y o es son en con por para cual cuales quien cuando
    donde cuanto cuanta cuantos
    """.split()
)
"""They carry nothing about where the answer stands."""

SETTING = frozenset(
    """
    image picture photo page document receipt bill slip form label sign paper sheet chart graph figure table diagram
    screenshot screen map report slide written printed shown named stated listed given mentioned displayed indicated
    according says say said visible read text following specimen contained
    bild foto seite dokument kassenbon quittung beleg formular etikett schild tabelle geschrieben gedruckt angegeben
    photo page document recu ticket formulaire etiquette tableau ecrit imprime indique
    imagen foto pagina documento recibo formulario etiqueta tabla escrito impreso indicado
    """.split()
)
"""They name the picture itself or the act of reading it: weak evidence when a line holds them."""

FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "total": (
        ("total", "amount to pay", "amount due", "amount payable", "grand total", "pay in all", "sum", "cost in all",
         "summe", "gesamtbetrag", "gesamt", "zu zahlen", "endbetrag", "montant", "somme", "a payer", "importe", "suma"),
        ("total", "grand total", "total due", "amount due", "total amount", "net total", "balance due", "to pay",
         "summe", "gesamt", "gesamtbetrag", "zu zahlen", "betrag", "total ttc", "net a payer", "montant total",
         "importe total", "total a pagar", "amount", "nett total", "total sales"),
    ),
    "gross": (("gross",), ("gross amount", "gross", "total gross", "gross total", "brutto", "brut", "bruto")),
    "net": (("net", "netto"), ("net amount", "net", "net due", "netto")),
    "subtotal": (("subtotal", "sub total", "zwischensumme", "sous-total"), ("subtotal", "sub total", "zwischensumme")),
    "tax": (
        ("tax", "vat", "gst", "mwst", "mehrwertsteuer", "steuer", "ust", "tva", "iva", "impuesto"),
        ("tax", "vat", "gst", "sst", "mwst", "ust", "steuer", "tva", "iva"),
    ),
    "change": (("change", "ruckgeld", "wechselgeld", "rendu", "cambio"), ("change", "ruckgeld", "rendu", "cambio")),
    "cash": (("cash", "paid", "tendered", "bar", "gegeben"), ("cash", "tendered", "paid", "bar", "gegeben", "especes")),
    "discount": (("discount", "rabatt", "remise", "descuento"), ("discount", "disc", "rabatt", "remise", "descuento")),
    "date": (
        ("date", "day", "datum", "fecha", "dated", "jour", "dia", "tag"),
        ("date", "dated", "datum", "fecha", "date of issue", "invoice date", "tanggal"),
    ),
    "due date": (("due date", "due by", "pay by", "fallig", "echeance", "vencimiento"),
                 ("due date", "due", "payable by", "fallig am", "echeance", "vencimiento")),
    "dates": (("start date", "end date", "period", "from when", "until when", "begin", "zeitraum", "periode"),
              ("dates", "period", "start date", "end date", "from", "to", "zeitraum")),
    "time": (("time", "hour", "uhrzeit", "zeit", "heure", "hora"), ("time", "uhrzeit", "zeit", "heure", "hora")),
    "invoice number": (
        ("invoice number", "invoice no", "bill number", "receipt number", "rechnungsnummer", "numero de facture"),
        ("invoice", "invoice no", "invoice number", "inv no", "invoice #", "bill no", "receipt no", "rechnung",
         "rechnungsnummer", "rechnung nr", "facture no", "factura", "doc no"),
    ),
    "order number": (
        ("order number", "order no", "purchase order", "bestellnummer", "auftragsnummer", "numero de commande"),
        ("order", "order no", "order number", "order #", "po number", "purchase order", "bestellnummer", "auftrag"),
    ),
    "contract number": (
        ("contract number", "contract no", "agreement number", "vertragsnummer"),
        ("contract", "contract no", "contract number", "contract #", "contract / revision", "agreement", "vertrag"),
    ),
    "customer": (("customer", "client", "buyer", "bill to", "kunde", "cliente"),
                 ("customer", "client", "bill to", "sold to", "kunde", "cliente")),
    "phone": (("phone", "telephone", "tel", "telefon", "telefono", "call"),
              ("tel", "phone", "telephone", "telefon", "tel no", "mobile", "hp")),
    "fax": (("fax",), ("fax", "telefax")),
    "email": (("email", "e-mail", "mail"), ("email", "e-mail")),
    "website": (("website", "web", "url", "internet"), ("www", "http", "website")),
    "collector": (("collected", "collector", "gathered", "sammler", "gesammelt"),
                  ("coll", "collected by", "collector", "col", "leg", "legit", "collectors")),
    "collector number": (("collector's number", "collection number", "collectors number"),
                         ("coll", "no", "collected by", "leg", "number")),
    "determiner": (("identified", "determined", "identifier", "bestimmt"),
                   ("det", "determined by", "determiner", "identified by", "det by")),
    "elevation": (("elevation", "altitude", "height above sea", "hohe"),
                  ("elev", "elevation", "alt", "altitude", "ca")),
    "county": (("county", "district", "landkreis"), ("county", "co", "parish", "dist")),
    "country": (("country", "countries", "nation", "welches land", "welchem land", "das land", "pais", "quel pays"),
                ("country", "country of origin", "nation", "land", "pays", "pais")),
    "contact": (("contact", "contact person", "ansprechpartner", "kontakt", "contacto"),
                ("contact", "contact person", "attention", "attn", "ansprechpartner", "kontakt", "contacto")),
    "quantity": (("quantity", "qty", "menge", "quantite", "cantidad"), ("qty", "quantity", "menge", "qte", "cant")),
}
"""Concept: (how questions say it, how documents label it)."""

KEY_WORDS = frozenset(
    """
    id ids no nos nr number numbers num code codes ref refs reference type types class category group status date dates
    name names info external internal copy key title address phone tel fax email contact account desc description
    nummer kennung art gruppe kopie datum anschrift telefon konto
    numero num type statut groupe adresse compte
    codigo tipo estado grupo fecha nombre direccion cuenta
    """.split()
)
"""Words of keys that are no values: "Buyer Ref", "Customer Contact"."""

DIRECTIONS: dict[str, tuple[str, ...]] = {
    "right": ("to the right of", "right of", "right hand side of", "after", "rechts von", "rechts neben", "a droite de",
              "a la derecha de"),
    "left": ("to the left of", "left of", "left hand side of", "before", "links von", "links neben", "a gauche de",
             "a la izquierda de"),
    "below": ("below", "under", "underneath", "beneath", "unter", "unterhalb", "sous", "au-dessous de", "debajo de"),
    "above": ("above", "on top of", "uber", "oberhalb", "au-dessus de", "encima de"),
}
"""Where the answer stands, seen from the words that follow."""

OUTERMOST: dict[str, tuple[str, ...]] = {
    "top": ("topmost", "top most", "uppermost", "at the very top", "furthest up", "farthest up",
            "oberste", "obersten", "oberster", "oberstes", "ganz oben", "tout en haut", "plus en haut",
            "arriba del todo", "mas arriba"),
    "bottom": ("bottommost", "bottom most", "lowermost", "at the very bottom", "furthest down",
               "farthest down", "unterste", "untersten", "unterster", "unterstes", "ganz unten", "tout en bas",
               "plus en bas", "abajo del todo", "mas abajo"),
    "left": ("leftmost", "left most", "furthest left", "farthest left", "far left", "furthest to the left", "linkeste",
             "ganz links", "am weitesten links", "tout a gauche", "plus a gauche", "mas a la izquierda"),
    "right": ("rightmost", "right most", "furthest right", "farthest right", "far right", "furthest to the right",
              "ganz rechts", "am weitesten rechts", "tout a droite", "plus a droite", "mas a la derecha"),
}
"""Which end of the picture, or of an axis, is asked for."""

AXES: dict[str, tuple[str, ...]] = {
    "vertical": ("vertical axis", "y axis", "vertikalen achse", "senkrechten achse", "y achse", "axe vertical",
                 "axe des y", "axe y", "ordonnees", "eje vertical", "eje y"),
    "horizontal": ("horizontal axis", "x axis", "horizontalen achse", "waagrechten achse", "waagerechten achse",
                   "x achse", "axe horizontal", "axe des x", "axe x", "abscisses", "eje horizontal", "eje x"),
}
"""What an axis of a chart is called."""

ALONG: dict[str, dict[str, tuple[str, ...]]] = {
    "vertical": {
        "top": ("highest", "largest", "greatest", "maximum", "last", "top", "hochste", "grosste", "letzte",
                "plus haute", "plus grande", "derniere", "mas alto", "mayor", "ultimo", "maximo"),
        "bottom": ("lowest", "smallest", "least", "minimum", "first", "bottom", "niedrigste", "kleinste", "erste",
                   "plus basse", "plus petite", "premiere", "mas bajo", "menor", "primer", "minimo"),
    },
    "horizontal": {
        "right": ("highest", "largest", "greatest", "maximum", "last", "latest", "hochste", "grosste", "letzte",
                  "plus grande", "derniere", "mayor", "ultimo", "ultima", "maximo"),
        "left": ("lowest", "smallest", "least", "minimum", "first", "earliest", "niedrigste", "kleinste", "erste",
                 "plus petite", "premiere", "menor", "primer", "primera", "minimo"),
    },
}
"""Along an axis: which end."""

COMPARED = (
    "highest", "largest", "greatest", "biggest", "strongest", "longest", "tallest", "lowest", "smallest", "shortest",
    "weakest", "most", "least", "fewest", "best", "worst", "maximum", "minimum", "leads", "ranks",
    "hochste", "hochsten", "grosste", "grossten", "meisten", "starkste", "starksten", "niedrigste", "niedrigsten",
    "kleinste", "kleinsten", "wenigsten", "geringste", "geringsten", "plus haut", "plus haute", "plus grand",
    "plus grande", "plus eleve", "plus elevee", "plus bas", "plus basse", "plus petit", "plus petite", "plus faible",
    "mas alto", "mas alta", "mayor valor", "el mayor", "mas bajo", "mas baja", "menor valor", "el menor",
    "red", "blue", "green", "yellow", "orange", "purple", "pink", "brown", "grey", "gray", "black", "color", "colour",
    "colored", "coloured", "rot", "blau", "grun", "gelb", "lila", "farbe", "rouge", "bleu", "vert", "jaune", "violet",
    "couleur", "rojo", "azul", "verde", "amarillo", "naranja", "morado",
)
"""The answer is one of several labels, and sizes or colours in the picture tell which."""

VALUE_CUES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("period", ("dates", "period", "start date", "end date", "from when", "until when", "zeitraum",
                "periode", "periodo")),
    ("date", ("date", "when", "which day", "datum", "wann", "quand", "fecha", "cuando")),
    ("time", ("what time", "at what hour", "uhrzeit", "quelle heure", "a que hora")),
    ("phone", ("phone", "telephone", "fax", "telefon", "telefono")),
    ("email", ("email", "e-mail")),
    ("url", ("website", "web address", "url", "domain")),
    ("percent", ("percent", "percentage", "per cent", "share of", "rate", "prozent", "pourcentage", "porcentaje")),
    ("address", ("address", "anschrift", "adresse", "direccion", "street", "located")),
    ("amount", ("amount", "price", "cost", "total", "how much", "pay", "sum", "fee", "charge", "betrag", "preis",
                "summe", "kostet", "montant", "prix", "combien", "importe", "precio", "tax", "cash", "change")),
    ("measure", ("elevation", "altitude", "weight", "height", "length", "size", "volume", "temperature", "hohe")),
    ("text", ("word", "words", "wort", "worter", "mot", "mots", "palabra", "palabras")),
    ("code", ("number", "no", "code", "id", "reference", "ref", "serial", "nummer", "numero", "nr")),
    ("number", ("how many", "count", "value", "year", "wie viele", "wieviele", "combien de", "cuantos", "average")),
    ("issuer", ("company", "store", "shop", "merchant", "vendor", "seller", "restaurant", "business", "issued",
                "firma", "geschaft", "laden", "entreprise", "magasin", "empresa", "tienda")),
    ("heading", ("title", "heading", "headline", "header", "titel", "uberschrift", "titre", "titulo")),
    ("country", ("country", "countries", "nation", "which nations", "welches land", "welchem land", "welchen land",
                 "das land", "welche lander", "quel pays", "quels pays", "pays d origine", "que pais", "pais",
                 "paises")),
    ("name", ("who", "whom", "name", "person", "wer", "qui", "nom", "quien", "nombre", "county", "city", "locality",
              "region", "scientific")),
)
"""Kind of value asked for, most telling cue first."""

COMPANY_FORMS = ("sdn bhd", "bhd", "gmbh", "ag", "kg", "inc", "ltd", "llc", "llp", "co", "corp", "company", "sa",
                 "sarl", "sl", "plc", "enterprise", "trading", "restaurant", "store", "market", "mart", "shop", "markt",
                 "hotel")
"""What company names end on, or hold."""

STREET_WORDS = ("street", "st", "road", "rd", "avenue", "ave", "drive", "lane", "blvd", "jalan", "jln", "lot", "taman",
                "strasse", "str", "weg", "platz", "rue", "calle", "avenida", "floor", "suite", "box", "kawasan",
                "bandar")
"""What address lines hold."""
