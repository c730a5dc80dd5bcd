"""Lists of words from which names, places, goods and sentences are put together."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from unicodedata import combining

from training.pages.tongues import MODULES, UNSPACED, tongue


def _split(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(","))


FIRST = {
    "en": _split(
        "James, Mary, Robert, Linda, Sarah, Thomas, Emily, George, Alice, Henry, Grace, Oliver, Ruth, Walter, Irene,"
        "Amir, Priya, Wei, Kofi, Leila, Samuel, Hannah, Patrick, Joan, Derek, Naomi, Victor, Ellen, Hugh, Mei Ling"
    ),
    "de": _split(
        "Hans, Ute, Jürgen, Sabine, Karl, Anke, Dieter, Monika, Uwe, Heike, Lukas, Jana, Björn, Petra, Ömer, Katrin"
    ),
    "fr": _split(
        "Jean, Marie, Luc, Hélène, François, Amélie, Benoît, Chloé, Gérard, Sylvie, Yann, Zoé, André, Inès, Malik, Anne"
    ),
    "es": _split(
        "José, María, Luis, Carmen, Íñigo, Lucía, Javier, Pilar, Andrés, Rocío, Diego, Elena, Raúl, Marta, Paco, Inés"
    ),
}
LAST = {
    "en": _split(
        "Smith, Harper, O'Neill, Chandra, Whitfield, Brooks, Tanaka, Nguyen, Abbott, Kowalski, McLeod, Turner, Osei,"
        "Fletcher, Lim, Ramirez, Dawson, Beck, Holloway, Patel, Sinclair, Marsh, Quigley, Ellison, Rahman, Tan, Voss"
    ),
    "de": _split(
        "Müller, Schäfer, Wagner, Krüger, Vogt, Lindner, Hoffmann, Yılmaz, Brandt, Seidel, Weiß, Böhm, Pohl, Kraus"
    ),
    "fr": _split("Dupont, Lefèvre, Moreau, Girard, Rousseau, Faure, Chevalier, Bonnet, Renard, Colin, Picard, Leroy"),
    "es": _split("García, Muñoz, Romero, Ibáñez, Torres, Vega, Molina, Castro, Ortega, Peña, Delgado, Soto, Navarro"),
}
CITY = {
    "en": _split(
        "Springfield, Portland, Leeds, Norwich, Cardiff, Boulder, Salem, Ottawa, Penang, Ipoh, Galway, Perth, Dayton,"
        "Ashford, Kingston, Newark, Tulsa, Bristol, Halifax, Oakland, Melaka, Durban, Madison, Fairview, Lakewood"
    ),
    "de": _split("Köln, Leipzig, Ulm, Bremen, Münster, Graz, Kiel, Jena, Basel, Fürth, Bonn, Erfurt, Linz, Dresden"),
    "fr": _split("Lyon, Nantes, Dijon, Rennes, Liège, Nîmes, Tours, Angers, Brest, Genève, Lille, Pau, Metz, Orléans"),
    "es": _split(
        "Sevilla, León, Málaga, Bilbao, Cádiz, Murcia, Vigo, Toledo, Córdoba, Gijón, Lugo, Burgos, Mérida, Jaén"
    ),
}
STREET = {
    "en": _split(
        "Main Street, Oak Avenue, Mill Lane, Station Road, Harbour View, Church Street, Elm Drive, Park Row, Jalan "
        "Ipoh,"
        "Hill Crescent, Victoria Road, Maple Court, Industrial Way, Riverside Drive, Kings Parade, Sunset Blvd"
    ),
    "de": _split("Hauptstraße, Lindenweg, Bahnhofstr., Am Markt, Goethestraße, Ringstr., Mühlgasse, Schulweg"),
    "fr": _split("rue de la Paix, avenue Foch, place du Marché, rue Victor Hugo, quai Sud, bd. Carnot, rue des Lilas"),
    "es": _split("Calle Mayor, Avda. del Puerto, Plaza Nueva, Calle Sol, Paseo Marítimo, C/ Alcalá, Ronda Norte"),
}
REGION = _split(
    "Ontario, Bavaria, Queensland, Oregon, Yunnan, Chiapas, Natal, Transvaal, Sabah, Sarawak, Wales, Tirol, Kerala,"
    "Patagonia, Kansas, Vermont, Selangor, Corsica, Andalusia, Hokkaido, Minas Gerais, Loreto, Assam, Ticino"
)
COUNTRY = {
    "en": _split(
        "Canada, Brazil, Germany, Kenya, Malaysia, Norway, India, Mexico, Japan, Peru, Ghana, Chile, Spain, Poland,"
        "Italy, Thailand, New Zealand, South Africa, Egypt, Vietnam, Iceland, Portugal, Cuba, Nepal, USA, U.S.A., UK,"
        "United States, Indonesia, Australia, Sweden, Switzerland, Ireland"
    ),
    "de": _split("Kanada, Brasilien, Deutschland, Kenia, Norwegen, Indien, Mexiko, Japan, Spanien, Polen, Italien"),
    "fr": _split("Canada, Brésil, Allemagne, Kenya, Norvège, Inde, Mexique, Japon, Espagne, Pologne, Italie, Pérou"),
    "es": _split("Canadá, Brasil, Alemania, Kenia, Noruega, India, México, Japón, España, Polonia, Italia, Perú"),
}
PEOPLE = _split(
    "Men, Women, Children, Under 25, Over 60, First-time buyers, Commuters, Cyclists, Drivers, Urban, Rural, Suburban,"
    "Low income, Middle income, Upper income, Employed, Retired, Students, Married, All adults, Parents, Tenants,"
    "Home owners, Newcomers, Members, Visitors, Volunteers, Self-employed, Apprentices, Total"
)
"""Groups of people, as surveys name them."""

NOUN = _split(
    "Harbour, Copper, Willow, Summit, Falcon, Amber, Cedar, Orbit, Lantern, Meadow, Anchor, Pioneer, Crystal, Delta,"
    "Granite, Horizon, Ivory, Juniper, Keystone, Lotus, Maple, Nova, Onyx, Prairie, Quartz, Raven, Sierra, Thistle,"
    "Umber, Vertex, Walnut, Zephyr, Beacon, Comet, Drift, Ember, Fjord, Glacier, Hazel, Indigo, Jade, Kestrel, Linden"
)
MEASURE = _split(
    "Index, Rate, Level, Code, Class, Factor, Score, Group, Count, Limit, Basis, Mark, Grade, Ref, Quota, Share, Key,"
    "Value, Number, Type, Term, Zone, Unit, Load, Ratio, Balance, Figure, Band, Tier, Allowance, Margin, Threshold"
)
TRADE = {
    "en": _split(
        "Trading, Foods, Hardware, Electronics, Motors, Stationery, Pharmacy, Logistics, Media, Textiles, Books, "
        "Dental,"
        "Consulting, Bakery, Marketing, Plumbing, Furniture, Energy, Broadcasting, Insurance, Travel, Optics, Gardens"
    ),
    "de": _split("Bau, Möbel, Technik, Bäckerei, Logistik, Elektro, Druckerei, Apotheke, Metall, Getränke, Verlag"),
    "fr": _split(
        "Boulangerie, Transports, Éditions, Pharmacie, Meubles, Conseil, Optique, Jardins, Bâtiment, Textiles"
    ),
    "es": _split("Alimentos, Muebles, Librería, Ferretería, Transportes, Farmacia, Textiles, Energía, Motores, Viajes"),
}
SUFFIX = {
    "en": _split("Ltd, Inc., LLC, Sdn Bhd, & Co., Group, Pty Ltd, PLC, & Sons, Corp., Enterprise, Partners, LP"),
    "de": _split("GmbH, AG, KG, e.K., OHG, & Söhne, GmbH & Co. KG"),
    "fr": _split("SARL, SA, SAS, & Fils, S.A.S., & Cie"),
    "es": _split("S.L., S.A., e Hijos, S.L.U., y Cía."),
}
GOODS = {
    "en": _split(
        "Ballpoint Pen Blue, A4 Paper 80gsm, Copper Wire 2m, Chicken Rice, Iced Latte, Flat White, LED Bulb 9W, Paint "
        "Brush, USB Cable, Desk Lamp, Notebook, Olive Oil 500ml, Rye Bread, Garden Hose, Wood Screws, Cement 25kg, "
        "Soap,"
        "Fried Noodles, Mineral Water, Printer Toner, Door Hinge, Sand Paper, Teh Tarik, Veggie Burger, Tomato Soup,"
        "Batteries AA, Paracetamol, Wine Glass, Towel, Masking Tape, Cutting Disc, Caesar Salad, Apple Pie, Gift Card,"
        "Hex Bolt M8, Brown Sugar, Basmati Rice 5kg, Shampoo, Window Cleaner, Extension Cord, Beef Noodle, Cheese Toast"
    ),
    "de": _split(
        "Kugelschreiber, Vollkornbrot, Apfelsaft 1l, Schrauben M6, Glühbirne, Kaffee groß, Käsebrötchen, Butter 250g,"
        "Druckerpapier, Wandfarbe weiß, Brezel, Tomatensuppe, Gartenschlauch, Seife, Batterien, Currywurst, Pinsel"
    ),
    "fr": _split(
        "Pain complet, Café crème, Stylo bleu, Beurre doux, Jus de pomme, Papier A4, Croque-monsieur, Savon, Huile,"
        "Ampoule LED, Quiche, Salade niçoise, Fromage frais, Peinture blanche, Vis M8, Eau minérale, Tarte aux pommes"
    ),
    "es": _split(
        "Pan integral, Café solo, Aceite de oliva, Papel A4, Tortilla, Zumo natural, Bolígrafo azul, Jabón, Queso,"
        "Agua mineral, Pintura blanca, Tornillos, Gazpacho, Bombilla LED, Ensalada, Arroz 1kg, Leche entera, Paella"
    ),
}
GENUS = _split(
    "Carabus, Quercus, Bombus, Papilio, Salix, Carex, Rana, Sorex, Pinus, Aphodius, Rosa, Viola, Anolis, Turdus,"
    "Polypodium, Agaricus, Lathyrus, Helix, Drosera, Ranunculus, Lycaena, Cicindela, Myotis, Juncus, Eupithecia"
)
SPECIES = _split(
    "montanus, vulgaris, alpina, lucorum, nitida, borealis, maculata, palustris, rubra, glabrata, minor, hirsutum,"
    "japonica, mexicanus, silvestris, aurea, tenuis, punctatus, occidentalis, grandis, pallida, smithii, virens"
)
PLACE = _split(
    "Mount Kerang, Lake Tornby, Rio Verde, Black Canyon, Cape Sorrel, Tamar Valley, Ndola Forest, Bukit Larut, Elk "
    "Creek,"
    "Isla Blanca, Wolf Pass, Stony Brook, Pine Ridge, Gull Island, Santa Rosa, Devil's Gate, Fern Gully, Old Mill Pond"
)
TREE = _split(
    "oak woodland, wet meadow, roadside bank, limestone scree, sandy shore, pine forest, cloud forest, peat bog,"
    "coastal dunes, river bank, pasture, bamboo thicket, mixed scrub, dry grassland, shaded ravine, stony slope"
)
WORD = {
    "en": _split(
        "the, of, and, to, in, report, service, with, their, customers, over, period, market, results, team, during,"
        "local, year, new, growth, project, for, council, plan, work, members, support, review, area, quality, more,"
        "were, public, first, several, costs, from, energy, region, at, changes, programme, under, water, schools,"
        "have, been, improved, data, remains, across, main, office, policy, about, large, small, later, second, after"
    ),
    "de": _split(
        "die, der, und, in, den, mit, für, neue, Kunden, Jahr, Bericht, wurde, werden, Projekt, über, Ergebnisse, auf,"
        "Dienst, Region, viele, Arbeit, Planung, nach, Energie, im, Vergleich, sich, auch, bei, Kosten, weitere, Markt"
    ),
    "fr": _split(
        "le, la, les, de, des, et, dans, avec, pour, une, année, rapport, clients, projet, sur, marché, résultats, "
        "plus,"
        "nouvelle, région, travail, services, énergie, sont, par, équipe, après, coûts, qualité, plan, ville, écoles"
    ),
    "es": _split(
        "el, la, los, de, y, en, con, para, una, año, informe, clientes, proyecto, sobre, mercado, resultados, más,"
        "nueva, región, trabajo, servicios, energía, son, por, equipo, tras, costes, calidad, plan, ciudad, agua"
    ),
}
SIGN = _split(
    "CAFE, HOTEL, BAKERY, OPEN, EXIT, SALE, BANK, PIZZA, TAXI, BOOKS, PARKING, STOP, MARKET, FLOWERS, PHARMACY, TOURS,"
    "BARBER, KEBAB, GARAGE, LIBRARY, MUSEUM, CINEMA, TICKETS, WELCOME, ENTRANCE, DINER, SUSHI, LAUNDRY, JEWELS, OPTICS,"
    "PUBLIC, CITY, CENTRE, NORTH, SOUTH, BRIDGE, BEACH, STATION, AIRPORT, THEATRE, GALLERY, MOTORS, TYRES, FRESH, FISH,"
    "GRILL, BAR, TEA, HOUSE, ROYAL, GOLDEN, DRAGON, STAR, LUCKY, BLUE, GREEN, RED, LION, CROWN, QUEEN, KING, SUN, MOON,"
    "Apotheke, Bäckerei, Ausgang, Boulangerie, Tabac, Sortie, Farmacia, Salida, Mercado, Tienda, Gasthof, Poste"
)
BRAND = _split(
    "Velora, Nordika, Zentra, Almaro, Fresco, Quillon, Bravix, Lumera, Takumi, Ostara, Pellux, Rondo, Sylva, Tresor,"
    "Ulmo, Vantis, Wexley, Yarrow, Zimba, Corvio, Dalmo, Estrel, Fjella, Galvo, Hexa, Inverra, Joliva, Kanto, Meriva"
)
MUSEUM = _split(
    "Museum of Natural History, National Herbarium, Botanic Garden, Zoological Survey, State University Museum, Academy"
    " of Sciences, Entomological Collection, Institute of Botany, Natural History Society, Royal Ontario Herbarium"
)
ROLE = {
    "en": _split(
        "Buyer, Seller, Sender, Recipient, Landlord, Tenant, Employer, Employee, Insured, Insurer, Patient, Physician,"
        "Owner, Driver, Agent, Client, Contractor, Carrier, Consignee, Guarantor, Applicant, Witness, Sponsor, Station,"
        "Publisher, Author, Lender, Borrower, Shipper, Tutor"
    ),
    "de": _split(
        "Käufer, Verkäufer, Absender, Empfänger, Vermieter, Mieter, Arbeitgeber, Versicherter, Patient, Halter, Fahrer,"
        "Makler, Auftraggeber, Antragsteller, Zeuge"
    ),
    "fr": _split(
        "Acheteur, Vendeur, Expéditeur, Destinataire, Bailleur, Locataire, Employeur, Assuré, Patient, Conducteur,"
        "Mandataire, Demandeur, Témoin"
    ),
    "es": _split(
        "Comprador, Vendedor, Remitente, Destinatario, Arrendador, Inquilino, Empleador, Asegurado, Paciente,"
        "Conductor, Agente, Solicitante, Testigo"
    ),
}

_BY_NAME = {"city": CITY, "country": COUNTRY, "goods": GOODS, "word": WORD, "role": ROLE}
_SIZES = ("", " 500 g", " 1 kg", " XL", " 2x", " 250 ml", " A", " B", " C")  # tell goods of one name apart


def of(name: str, language: str) -> tuple[str, ...]:
    """The list of that name in a language: city, country, goods, word, nouns, measures."""
    if language in MODULES:
        return tongue(language).words[name]
    return {"nouns": NOUN, "measures": MEASURE}.get(name) or _BY_NAME[name][language]


@cache
def lexicon(language: str) -> dict[str, str]:
    """From the English words of layouts, in small letters, to that language's; no two become the same."""
    spoken = tongue(language)
    known = dict(spoken.glossary)
    for name in ("city", "country", "role", "goods"):
        own = spoken.words[name]
        for number, english in enumerate(_BY_NAME[name]["en"]):
            size = _SIZES[number // len(own)] if name == "goods" else ""
            if name == "goods" or number < len(own):
                known.setdefault(english.lower(), own[number % len(own)] + size)
    return known


def pieces(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Parts of running text between which a line may end, each with the gap before it."""
    for whole in text.split():
        gap, start = " ", 0
        while start < len(whole):
            end = start + 4 if language in UNSPACED else len(whole)
            while end < len(whole) and (
                combining(whole[end]) or "\u0e30" <= whole[end] <= "\u0e3a" or whole[end].isdigit()
            ):
                end += 1
            yield whole[start:end], gap
            gap, start = "", end
