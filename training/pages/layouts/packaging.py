"""What goods are wrapped in: a name in large letters, what is inside, how much, what it feeds, until when it keeps."""

from __future__ import annotations

from training.pages import words
from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.parts import barcodes, blocks, keyed
from training.pages.parts.nutrition import ingredients, nutrition
from training.pages.parts.unlabelled import concepts, tell_plain

_FRONT = concepts(
    "front",
    """
= brand brand
en Brand | What is the brand?; Which maker's name is in large letters?; Who makes it?
de Marke | Welche Marke ist das?
fr Marque | Quelle est la marque ?
es Marca | ¿Qué marca es?
= what goods
en Product | What is in the package?; What kind of product is it?; name of the product
de Ware | Was ist in der Packung?; Was für eine Ware ist das?
fr Produit | Qu'y a-t-il dans le paquet ?
es Producto | ¿Qué hay en el envase?
= variant one:Strawberry/Original/Light/Extra strong/Vanilla/Whole grain/Sugar free/Lemon & Mint/Dark/Mild/Classic
en Variety | Which variety is it?; flavour?; Which sort is it?
de Sorte | Welche Sorte ist es? | one:Erdbeere/Natur/Vollkorn/Zartbitter/Mild/Zitrone
fr Variété | Quel parfum est-ce ? | one:Fraise/Nature/Citron/Complet
es Variedad | ¿Qué sabor es? | one:Fresa/Natural/Limón/Integral
= net pat:### g/#.# kg/### ml/## x # g/### g e/Net wt ## oz/#.# L/NET WT ##.# OZ (### g)
en Net weight | How much is in it?; net weight or volume; quantity of contents; How heavy is the content?
de Füllmenge | Wie viel ist drin?; Nettogewicht?
fr Poids net | Quelle quantité y a-t-il ?
es Peso neto | ¿Cuánto contiene?
= claim one:No added sugar/High in fibre/Vegan/Gluten free/New recipe/Organic/30% less fat/Source of protein/Fair trade
en Claim | What is promised on the front?; Which claim is made?; What is said to be good about it?
de Hinweis | Womit wird geworben? | one:Ohne Zuckerzusatz/Vegan/Glutenfrei/Bio/Neue Rezeptur
fr Mention | Que promet l'emballage ? | one:Sans sucres ajoutés/Bio/Sans gluten
es Mención | ¿Qué promete el envase? | one:Sin azúcar/Ecológico/Sin gluten
= pieces pat:## tablets/# pieces/## bags/## sheets/# servings/## capsules
en Count | How many pieces does it hold?; number of pieces in the pack?
""",
    {"net": "product.net"},
)

_BACK = concepts(
    "back",
    """
= best date
en Best before; BBE; Use by; EXP; Best by | Until when is it good?; When does it go off?; expiry date?
en | By what day should it be eaten?
de Mindestens haltbar bis; MHD | Wie lange ist es haltbar?; Ablaufdatum?
fr À consommer avant le; DLC | Jusqu'à quand est-ce bon ?
es Consumir antes de; Cons. pref. | ¿Hasta cuándo es bueno?
= lot pat:L#####/L## ### @/LOT ####@/@#-####
en Lot; LOT; Batch | What is the batch?; lot number?; Which lot is it from?
de Charge; Los | Welche Charge ist das?
fr Lot | Quel est le lot ?
es Lote | ¿Qué lote es?
= store one:Keep refrigerated below 5 °C/Store in a cool, dry place/Keep frozen at -18 °C/Keep out of reach of children
en Storage; Keep | How should it be stored?; At what place is it kept?; storage advice?
de Lagerung | Wie soll man es lagern? | one:Kühl und trocken lagern/Bei max. 7 °C lagern
fr Conservation | Comment le conserver ? | one:À conserver au frais/Conserver au sec
es Conservación | ¿Cómo se conserva? | one:Conservar en frío/Guardar en lugar seco
= origin country
en Product of; Origin; Made in | Where does it come from?; country of origin?; Which country made it?
de Herkunft | Woher kommt es?
fr Origine | D'où cela vient-il ?
es Origen | ¿De dónde viene?
= maker company
en Made by; Manufactured by; Distributed by; Packed for | Who produced it?; maker's company; Which company packed it?
de Hersteller | Wer hat es hergestellt?
fr Fabriqué par | Qui l'a fabriqué ?
es Fabricado por | ¿Quién lo fabricó?
= allergy one:milk, soy/wheat, egg/nuts/peanuts and sesame/gluten, mustard/fish
en Contains; Allergens; May contain | Which allergens does it have?; What should allergic people know?; allergens?
de Enthält | Welche Allergene sind drin? | one:Milch, Soja/Weizen, Ei/Nüsse
fr Contient | Quels allergènes contient-il ? | one:lait, soja/blé/noix
es Contiene | ¿Qué alérgenos tiene? | one:leche, soja/trigo/nueces
= dose one:1 tablet daily/2 capsules with water/10 ml three times a day/one scoop in 200 ml/5 drops at night
en Dose; Dosage; Directions | How much should one take?; dose?; How is it taken?
de Dosierung | Wie wird es eingenommen? | one:1 Tablette täglich/5 Tropfen abends
= care phone
en Customer care; Questions? Call; Hotline | Whom can I call with questions?; hotline?; number of customer care?
de Service | Welche Nummer hat der Kundendienst?
""",
    {"best": "product.best", "lot": "product.lot", "origin": "product.origin", "maker": "product.maker"},
)


def _front(draft: Draft, x: float, y: float, width: float) -> float:
    """What is in large letters, from the name down to the weight, none of it with a label."""
    rng = draft.rng
    order = ["brand", "what", *rng.sample(("variant", "claim", "net", "pieces"), rng.randint(2, 4))]
    if rng.random() < 0.3:
        order[0], order[1] = order[1], order[0]
    for number, name in enumerate(order):
        field = _FRONT[name]
        value = draft.values.value(field.wording(draft.tongue).value)[0]
        scale = rng.uniform(2.4, 4.5) if not number else rng.uniform(1.3, 2.2) if number == 1 else rng.uniform(0.9, 1.5)
        align = rng.choice(("centre", "centre", "left"))
        at = x + width / 2 if align == "centre" else x
        colour = draft.accent if number == 0 else None
        index = draft.put(
            at,
            y,
            value,
            scale,
            bold=number < 2,
            name=draft.head if not number else "",
            align=align,
            room=width,
            colour=colour,
        )
        tell_plain(draft, field, value, [index])
        y += draft.em * scale * 1.35 + draft.em * rng.uniform(0.0, 2.0)
    return y


def _back(draft: Draft, x: float, y: float, width: float, fewest: int) -> float:
    """Short lines with their label before or above, stamped ones without."""
    rng, values = draft.rng, draft.values
    draft.groups |= {"product.brand", "product.expiry", "product.batch"}
    chosen = rng.sample(sorted(_BACK), rng.randint(fewest, len(_BACK)))
    for name in chosen:
        field = _BACK[name]
        wording = field.wording(draft.tongue)
        label, value = rng.choice(wording.labels), values.value(wording.value)[0]
        if name in ("best", "lot", "store") and rng.random() < 0.35:
            index = draft.put(x, y, value, 1.0, name=draft.face, room=width)
        elif rng.random() < 0.3:
            draft.put(x, y, label + rng.choice((":", "")), 0.75, bold=True, room=width)
            y += draft.line * 0.9
            index = draft.put(x, y, value, 0.95, room=width)
        else:
            index = draft.put(x, y, f"{label}{rng.choice((':', '', ' '))} {value}", 0.9, room=width)
        tell_plain(draft, field, value, [index])
        y += draft.line
    return y


@layout("package", share=1.2, nouns=("package", "label", "product", "box"))
def package(draft: Draft) -> None:
    """The front of a package, its back, or both side by side."""
    draft.domains |= {"product", "lab", "receipt", "invoice", "freight"}
    rng, values = draft.rng, draft.values
    draft.start(
        rng.choice((0.6, 0.8, 1.3, 1.6, 2.2)), rng.uniform(0.013, 0.023), rng.choice(("sans", "display", "serif"))
    )
    draft.manner = rng.choice(("photo", "photo", "photo", "corner", "scan"))
    if rng.random() < 0.35:
        draft.paper, draft.ink = rng.choice(
            (((150, 20, 30), (255, 250, 230)), ((20, 60, 40), (240, 240, 210)), ((25, 35, 90), (255, 255, 255)))
        )
        draft.accent = draft.soft = rng.choice((draft.ink, (250, 215, 110)))
    left, width, y = draft.margin, draft.width - 2 * draft.margin, draft.margin * 0.7
    wide = draft.width > draft.height * 1.1
    low, x, room = y, left, width
    if rng.random() < 0.75:
        low = _front(draft, left, y, width * 0.42 if wide else width)
        x, room = (left + width * 0.48, width * 0.52) if wide else (left, width)
        y = y if wide else low + draft.em
    sides = ["nutrition", "ingredients", "back", "text"]
    rng.shuffle(sides)
    for side in sides:
        if y > draft.height * 0.8:
            break
        if side == "nutrition" and rng.random() < 0.6:
            y = nutrition(draft, x, y, room * rng.uniform(0.6, 1.0), draft.height - draft.margin)
        elif side == "ingredients" and rng.random() < 0.6:
            y = ingredients(draft, x, y, room)
        elif side == "back":
            y = _back(draft, x, y, room, 2)
        elif side == "text" and rng.random() < 0.4:
            y, _ = draft.prose(
                x, y, room, [values.sentence(12), f"{rng.choice(words.BRAND)} {values.sentence(6)}"], 0.8
            )
    if rng.random() < 0.35:
        y = barcodes.barcode(draft, x, y + draft.em, room * 0.5)
    draft.height = max(round(max(low, y) + draft.margin), round(draft.width / 2.6))


@layout("medicine", share=0.5, nouns=("label", "package", "leaflet"))
def medicine(draft: Draft) -> None:
    """A box or bottle of medicine, a chemical, or a parcel's label: name, dose and warnings in several sizes."""
    draft.domains |= {"product", "lab", "receipt", "invoice", "freight"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.5, 0.7, 1.0)), rng.uniform(0.015, 0.026), "sans")
    draft.manner = rng.choice(("photo", "photo", "scan", "corner"))
    left, width, y = draft.margin, draft.width - 2 * draft.margin, draft.margin * 0.6
    name = f"{values.value('brand')[0]}{rng.choice(('', '®', ' Forte', ' N'))}"
    asked = {
        "en": ("What is the medicine called?", "name on the box", "Which preparation is it?"),
        "de": ("Wie heißt das Mittel?",),
        "fr": ("Comment s'appelle ce produit ?",),
        "es": ("¿Cómo se llama el medicamento?",),
    }
    draft.ask_in(
        asked, name, [draft.put(left, y, name, rng.uniform(1.8, 3), bold=True, colour=draft.accent, room=width * 0.7)]
    )
    strength = values.pattern(rng.choice(("### mg", "## mg/ml", "#.# %", "### I.U.", "## mcg")))
    asked = {
        "en": ("How strong is it?", "strength of the medicine", "mg of the active substance?"),
        "de": ("Wie stark ist es?",),
        "fr": ("Quel est le dosage ?",),
        "es": ("¿Qué concentración tiene?",),
    }
    draft.ask_in(
        asked, strength, [draft.put(left + width, y, strength, 1.6, bold=True, align="right", room=width * 0.28)]
    )
    y += draft.em * 4.2
    field = _FRONT["pieces"]
    count = values.value(field.wordings["en"].value)[0]
    tell_plain(draft, field, count, [draft.put(left, y, count, 1.1)])
    y = _back(draft, left, y + draft.line * 1.6, width * 0.6, 3)
    fields = draft.pick(rng.choice(("product", "lab")), rng.randint(2, 5))
    y = keyed.pairs(draft, fields, left, y, width, rng.choice(("inline", "left", "above")), rng.choice((1, 2)))
    y, _ = draft.prose(left, y + draft.em, width, [values.sentence(11), blocks.note(draft, "product")], 0.75)
    draft.height = max(round(y + draft.margin), round(draft.width / 2.4))
