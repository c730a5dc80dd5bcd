"""Many things of one kind, each with a few facts that mostly have no label: shops, shelves, offers, lists."""

from __future__ import annotations

from collections.abc import Sequence

from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.parts import blocks
from training.pages.parts.records import collection, names, records, traits

_SOLD = traits("""
= price coins
en Price; Now; Our price | How much is {n}?; What does {n} cost?; price of {n}; What do I pay for {n}?
en | Which one costs {v}?; What is offered at {v}?; What can I get for {v}?
de Preis; Jetzt nur | Was kostet {n}?; Preis von {n}?; Was gibt es für {v}?
fr Prix | Combien coûte {n} ?; Quel est le prix de {n} ?; Qu'est-ce qui coûte {v} ?
es Precio | ¿Cuánto cuesta {n}?; ¿Qué precio tiene {n}?; ¿Qué cuesta {v}?
= old coins
en Was; RRP; Before; List price | What was {n} before the reduction?; old price of {n}; regular price of {n}?
de statt; UVP; vorher | Was kostete {n} vorher?; alter Preis von {n}
fr au lieu de | Combien coûtait {n} avant ?
es antes | ¿Cuánto costaba {n} antes?
= stars one:4.5/3.9/4.8/2.7/5.0/4.1/3.3/1.9/4.6 out of 5/3.8 stars/4,2
en Rating; Stars; Customer rating | How is {n} rated?; rating of {n}; How many stars does {n} have?; score for {n}
en | Which one has {v} for a rating?
de Bewertung; Sterne | Wie ist {n} bewertet?; Sterne von {n}
fr Note | Quelle note a {n} ?
es Valoración | ¿Qué valoración tiene {n}?
= reviews pat:(###)/(#,###)/## reviews/### ratings/#### sold
en Reviews; Ratings | How many people have reviewed {n}?; number of reviews of {n}; How many ratings has {n} got?
de Bewertungen | Wie viele Bewertungen hat {n}?
fr Avis | Combien d'avis pour {n} ?
es Opiniones | ¿Cuántas opiniones tiene {n}?
= stock one:In stock/Only 2 left/Sold out/Ships tomorrow/Delivery Friday/Pre-order/3 in stock/Out of stock/Collect today
en Availability; Delivery | Can I get {n} right now?; availability of {n}; Is {n} available?
en | When would {n} be shipped?
en | Which item is marked {v}?
= base pat:#.## per 100 g/#.## per kg/1 l = #.##/(#.## per 100 ml)/#.## each/kg #.##
en Unit price; per kg | What is the unit price of {n}?; What does {n} cost by weight or volume?; base price of {n}
de Grundpreis | Wie hoch ist der Grundpreis von {n}?
fr Prix au kilo | Quel est le prix au kilo de {n} ?
= size one:500 g/1 l/250 ml/6 x 33 cl/75 cl/2 kg/M/XL/42/12 pcs/pack of 3/40 cm
en Size; Contents; Pack | How big is a pack of {n}?; What size does {n} come in?; contents of {n}; quantity in {n}
de Inhalt; Größe | Wie viel ist in {n} enthalten?; Packungsgröße von {n}
fr Contenance | Quelle est la contenance de {n} ?
es Contenido | ¿Qué contenido tiene {n}?
= seller company
en Sold by; Seller; Brand | Who sells {n}?; seller of {n}; From which shop is {n}?; Who offers {n}?
de Verkäufer | Wer verkauft {n}?
fr Vendeur | Qui vend {n} ?
= code digits
en Item no.; Art.; SKU | What article number has {n}?; item code of {n}; Under which number can I order {n}?
en | Which article bears the number {v}?
de Art.-Nr. | Welche Artikelnummer hat {n}?
fr Réf. | Quelle est la référence de {n} ?
es Ref. | ¿Qué referencia tiene {n}?
""")
_OFFERS = traits("""
= pay bigmoney
en Salary; Rent; Asking price | What is paid for {n}?; How much money is {n}?; sum given for {n}
en | Which one is listed for {v}?
de Gehalt; Miete; Preis | Wie viel Geld steht bei {n}?; Betrag bei {n}
fr Salaire; Loyer | Quel montant est indiqué pour {n} ?
es Sueldo; Alquiler | ¿Qué importe figura en {n}?
= where city
en Location; Place | Where is {n}?; In which town is {n}?; location of {n}; Which one is in {v}?
de Ort | Wo ist {n}?; Was ist in {v}?
fr Lieu | Où se trouve {n} ?; Qu'y a-t-il à {v} ?
es Lugar | ¿Dónde está {n}?; ¿Qué hay en {v}?
= who company
en Employer; Agent; Host | Who offers {n}?; company behind {n}; What did {v} post?; Who is looking for {n}?
de Anbieter | Wer bietet {n} an?
fr Annonceur | Qui propose {n} ?
es Anunciante | ¿Quién ofrece {n}?
= posted one:2 days ago/yesterday/3 weeks ago/just now/30+ days ago/5 h ago/last month
en Posted; Listed | When was {n} put up?; How old is the ad for {n}?; age of the listing {n}
= kind one:Full-time/Part-time/Temporary/Remote/Furnished/2 rooms/3 bedrooms/Studio/Ground floor/Internship
en Type; Kind | What type is {n}?; What sort of offer is {n}?; Which of them is {v}?
= size2 pat:## m²/### m²/#,### sq ft/## h a week
en Area; Extent | How large is {n}?; extent of {n}
de Fläche | Wie groß ist {n}?
fr Surface | Quelle est la surface de {n} ?
es Superficie | ¿Qué superficie tiene {n}?
""")
_HEADS = {
    "en": (
        "Results",
        "Best sellers",
        "Offers of the week",
        "You may also like",
        "New in",
        "Deals",
        "Wish list",
        "SALE",
    ),
    "de": ("Angebote", "Neu im Sortiment", "Ergebnisse", "Merkzettel"),
    "fr": ("Promotions", "Nouveautés", "Résultats"),
    "es": ("Ofertas", "Novedades", "Resultados"),
}
_FOUND = {
    "en": ('{n} results for "{x}"', "Showing {n} of 900 in {x}", "{n} items found"),
    "de": ("{n} Treffer für „{x}“", "{n} Artikel"),
    "fr": ("{n} résultats pour « {x} »",),
    "es": ("{n} resultados para «{x}»",),
}
_HOW_MANY = {
    "en": ("How many results are there?", "number of hits", "How many things were found?"),
    "de": ("Wie viele Treffer gibt es?",),
    "fr": ("Combien de résultats y a-t-il ?",),
    "es": ("¿Cuántos resultados hay?",),
}


def goods(draft: Draft, count: int) -> list[str]:
    """Names of articles, at times with their maker, at times alike but for one word."""
    rng = draft.rng
    plain = names(draft, "goods", count)
    manner = rng.random()
    if manner < 0.4:
        return plain
    if manner < 0.8:
        return [f"{name} {text}" for name, text in zip(names(draft, "brand", count), plain)]
    base = plain[0]
    return [f"{base} {word}" for word in names(draft, "word", count)]


def _part(draft: Draft, pool: Sequence[object], fewest: int, most: int) -> list[int]:
    return draft.rng.sample(range(len(pool)), draft.rng.randint(fewest, min(most, len(pool))))


@layout("shop", share=0.8, nouns=("web page", "screen", "list", "page"))
def shop(draft: Draft) -> None:
    """Hits of a shop's search, in cards or rows, with a bar of words above and filters at times."""
    draft.domains |= {"product", "receipt", "invoice", "freight"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.56, 0.65, 0.8, 1.4, 2.0)), rng.uniform(0.011, 0.019), "sans")
    draft.manner = rng.choice(("screen", "screen", "photo"))
    left, width = draft.margin * 0.6, draft.width - draft.margin * 1.2
    y = draft.margin * 0.3
    draft.ask("shop", name := values.value("brand")[0], [draft.put(left, y, name, 1.5, bold=True)])
    y += draft.line * 2
    things = goods(draft, rng.randint(4, 14))
    count = str(rng.randint(12, 999))
    found = rng.choice(draft.local(_FOUND)).format(n=count, x=values.value("word")[0])
    draft.ask_in(_HOW_MANY, count, [draft.put(left, y, found, 0.9, room=width)])
    y += draft.line * 1.4
    if width > 45 * draft.em and rng.random() < 0.5:
        at = y
        for field in draft.pick("product", rng.randint(3, 7)):
            draft.put(left, at, field.wording(draft.tongue).labels[0], 0.9, room=width * 0.17)
            at += draft.line * 1.3
        left, width = left + width * 0.2, width * 0.8
    told = [_SOLD[at] for at in sorted({0, *_part(draft, _SOLD, 1, 4)})]
    y = collection(draft, left, y, width, draft.height - draft.em, records(draft, things, told), told)
    draft.trim()


@layout("shelf", share=0.8, nouns=("shelf", "photo", "price tags"))
def shelf(draft: Draft) -> None:
    """Price tags side by side on edges of a shelf, with what lies over them at times."""
    draft.domains |= {"product", "receipt", "invoice"}
    rng = draft.rng
    draft.start(rng.choice((0.5, 0.7, 1.0, 1.4)), rng.uniform(0.012, 0.024), rng.choice(("sans", "display")))
    draft.manner = rng.choice(("photo", "photo", "corner"))
    things = goods(draft, 24)
    told = [_SOLD[at] for at in sorted({0, *_part(draft, _SOLD, 1, 3)})]
    made = records(draft, things, told)
    y = draft.margin * 0.5
    for _ in range(rng.randint(1, 3)):
        row = [made.pop() for _ in range(min(rng.randint(2, 5), len(made)))]
        if not row or y > draft.height * 0.8:
            break
        y += draft.em * rng.uniform(0.5, 5.0)
        draft.shape("fill", 0, y - draft.em * 0.4, draft.width, y, colour=draft.accent)
        width = draft.width - 2 * draft.margin
        y = collection(draft, draft.margin, y, width, draft.height - draft.em, row, told, "tiles", 6)
    draft.trim()


@layout("flyer", share=0.6, nouns=("flyer", "leaflet", "page"))
def flyer(draft: Draft) -> None:
    """A leaflet of offers with headings, prices of all sizes and until when they hold."""
    draft.domains |= {"product", "receipt", "invoice"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((1.41, 1.41, 0.7)), rng.uniform(0.010, 0.017), rng.choice(("sans", "display")))
    draft.manner = rng.choice(("scan", "photo", "screen"))
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = blocks.letterhead(draft, "shop") if rng.random() < 0.6 else draft.margin
    y = blocks.heading(draft, rng.choice(draft.local(_HEADS)), y, rng.uniform(1.8, 3.0), band=rng.random() < 0.4)
    things = goods(draft, 16)
    for number in range(rng.randint(1, 3)):
        if y > draft.height * 0.75 or not things:
            break
        if number:
            y = blocks.heading(draft, values.value("word")[0], y + draft.em, 1.3, told=False)
        told = [_SOLD[at] for at in sorted({0, *_part(draft, _SOLD, 1, 3)})]
        here, things = things[:6], things[6:]
        made = records(draft, here, told)
        y = collection(draft, left, y, width, draft.height - draft.margin, made, told, most=7)
    if y < draft.height - draft.margin - draft.line:
        draft.put(left, draft.height - draft.margin, blocks.note(draft, "receipt"), 0.75, room=width)


@layout("ads", share=0.6, nouns=("list", "screen", "page", "newspaper"))
def ads(draft: Draft) -> None:
    """Vacancies and homes to let: each with a few facts, in cards or in columns of small print."""
    draft.domains |= {"contract", "event", "letter", "person"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((1.41, 0.6, 1.8)), rng.uniform(0.010, 0.018))
    draft.manner = rng.choice(("screen", "screen", "scan", "photo"))
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = blocks.heading(draft, rng.choice(draft.local(_HEADS)), draft.margin * 0.5, rng.uniform(1.2, 2.0))
    titles = names(draft, rng.choice(("title", "title", "street")), 12)
    told = [_OFFERS[at] for at in _part(draft, _OFFERS, 2, 5)]
    columns = 2 if width > 50 * draft.em and rng.random() < 0.5 else 1
    wide = (width - draft.em * 2 * (columns - 1)) / columns
    for column in range(columns):
        things = records(draft, titles[column::columns], told)
        arrangement = rng.choice(("stack", "list", "line", "tiles", "rows"))
        x = left + column * (wide + 2 * draft.em)
        collection(draft, x, y, wide, draft.height - draft.margin, things, told, arrangement, 8)
    if rng.random() < 0.3:
        draft.put(left, draft.height - draft.line, values.value("phone")[0], 0.9)
    draft.trim()
