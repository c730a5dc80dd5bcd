"""Ways to ask for what has no label of its own: a cell of a table, a neighbour, a bar of a chart, an item's price."""

from __future__ import annotations

from random import Random

from training.pages.fields import LANGUAGES
from training.pages.tongues import MODULES, tongue

TONGUES = (*LANGUAGES, *MODULES)
"""All languages of questions."""

MIRRORED = {
    one: other
    for left, right in (("left", "right"), ("left_sign", "right_sign"), ("tick_left", "tick_right"))
    for one, other in ((left, right), (right, left))
}
"""What a purpose is on a sheet whose sides are turned."""

_KINDS = {
    "cell": "cell", "row_of": "cell", "chart_value": "cell", "chart_item": "cell",
    "right": "beside", "left": "beside", "below": "beside", "above": "beside", "right_sign": "beside",
    "left_sign": "beside", "button": "beside", "section": "beside",
    "heading": "heading", "chart_title": "heading", "caption": "heading",
    "most": "comparison", "least": "comparison", "tint": "comparison",
}  # fmt: skip

_TABLES = {
    "cell": """
en What is the {col} of {row}?; {col} for {row}?; What value does {row} have under {col}?; {row}: {col}?
en In the column {col}, what is given for {row}?; Look up {col} for {row}; How much is {row} in {col}?
en {row} {col}; What does the table show for {row} and {col}?; What is {row}'s {col}?; {col} in the row {row}?
de Welchen Wert hat {row} bei {col}?; {col} von {row}?; Was steht für {row} in der Spalte {col}?; {row}, {col}?
fr Quelle est la valeur de {row} pour {col} ?; {row} : {col} ?; Que vaut {row} dans la colonne {col} ?
es ¿Qué valor tiene {row} en {col}?; ¿{col} de {row}?; ¿Cuánto es {row} en la columna {col}?
""",
    "row_of": """
en Which row has {value} under {col}?; What has a {col} of {value}?; Whose {col} is {value}?
en Which entry shows {value} for {col}?; {col} {value} belongs to what?
de Welche Zeile hat bei {col} den Wert {value}?; Wozu gehört {value} ({col})?
fr Quelle ligne indique {value} pour {col} ?; À quoi correspond {value} ?
es ¿Qué fila tiene {value} en {col}?; ¿A qué corresponde {value}?
""",
    "price": """
en How much is the {item}?; What does {item} cost?; price of {item}; {item}?; What do they charge for {item}?
en What would I pay for {item}?; Price for the {item}, please; How expensive is {item}?; cost of the {item}?
de Was kostet {item}?; Preis von {item}?; Wie teuer ist {item}?; Wie viel zahlt man für {item}?
fr Combien coûte {item} ?; Prix de {item} ?; Quel est le tarif pour {item} ?
es ¿Cuánto cuesta {item}?; ¿Precio de {item}?; ¿Qué se paga por {item}?
""",
    "priced": """
en What costs {value}?; Which item is priced at {value}?; What can one buy for {value}?; For what is {value} charged?
de Was kostet {value}?; Welcher Artikel hat den Preis {value}?
fr Qu'est-ce qui coûte {value} ?; Quel article est à {value} ?
es ¿Qué cuesta {value}?; ¿Qué artículo vale {value}?
""",
    "amount": """
en How many {item} were bought?; quantity of {item}; How many pieces of {item}?; Qty for {item}?; {item}: how many?
de Wie viele {item}?; Menge von {item}?; Stückzahl {item}?
fr Combien de {item} ?; Quantité de {item} ?
es ¿Cuántos {item}?; ¿Cantidad de {item}?
""",
    "right": """
en What is to the right of {x}?; Which word stands right of "{x}"?; What does the sign right of {x} say?
en What follows {x} on the right?; what comes after {x}; Read the text on the right-hand side of "{x}".
de Was steht rechts von {x}?; Welches Wort ist rechts neben „{x}“?
fr Que lit-on à droite de {x} ?; Quel mot est à droite de « {x} » ?
es ¿Qué pone a la derecha de {x}?; ¿Qué palabra está a la derecha de «{x}»?
""",
    "left": """
en What is to the left of {x}?; Which word stands left of "{x}"?; What is written on the left of {x}?
en what comes before {x}; Read the text on the left-hand side of "{x}".
de Was steht links von {x}?; Welches Wort ist links neben „{x}“?
fr Que lit-on à gauche de {x} ?
es ¿Qué pone a la izquierda de {x}?
""",
    "below": """
en What is written below {x}?; What word is under "{x}"?; What stands beneath {x}?; text under {x}
en Which line comes right after "{x}"?; What is the next line below {x}?; What does it say underneath {x}?
de Was steht unter {x}?; Welches Wort ist unter „{x}“?
fr Qu'est-il écrit sous {x} ?; Quel mot est en dessous de « {x} » ?
es ¿Qué está escrito debajo de {x}?; ¿Qué palabra hay bajo «{x}»?
""",
    "above": """
en What is written above {x}?; What word is over "{x}"?; What stands on top of {x}?; text above {x}
en Which line comes just before "{x}"?; What does the line over {x} say?
de Was steht über {x}?; Welches Wort ist oberhalb von „{x}“?
fr Qu'est-il écrit au-dessus de {x} ?
es ¿Qué está escrito encima de {x}?
""",
    "heading": """
en What is the title?; What is the heading?; title of this page; What is this about?; What does the headline say?
en What stands at the very top?; What kind of document is this?; Read the heading.; How is this headed?
de Wie lautet die Überschrift?; Was steht ganz oben?; Was ist der Titel?
fr Quel est le titre ?; Qu'est-il écrit tout en haut ?
es ¿Cuál es el título?; ¿Qué pone arriba del todo?
""",
    "shop": """
en Which shop is it?; Where was this bought?; What is the name of the store?; Who is the merchant?; vendor name
en Which company issued it?; Name of the business?; At whose place was the money spent?; Who is the seller?
de Welcher Laden ist das?; Wo wurde eingekauft?; Wie heißt das Geschäft?
fr Quel magasin est-ce ?; Où a-t-on acheté cela ?
es ¿Qué tienda es?; ¿Dónde se compró?
""",
    "issuer": """
en Whose letterhead is it?; Which organisation issued this?; Name of the company at the top?; Who sent this?
en Which firm's paper is this?; What company is it from?; name of the organization
de Von welcher Firma stammt das?; Welche Organisation hat das ausgestellt?
fr De quelle entreprise cela vient-il ?; Quel organisme a émis ceci ?
es ¿De qué empresa es esto?; ¿Qué organización lo emitió?
""",
    "where": """
en What is the address of the shop?; Where is it located?; At which street is the business?; address of the store
en Where would I find this company?; In which place is the seller?; Where does the issuer sit?
de Welche Adresse hat das Geschäft?; Wo befindet es sich?
fr Quelle est l'adresse du magasin ?; Où se trouve-t-il ?
es ¿Cuál es la dirección de la tienda?; ¿Dónde está?
""",
    "brand": """
en What is the brand?; Which brand is it?; What is the product called?; brand name?; Who brands this?
de Welche Marke ist das?; Wie heißt das Produkt?
fr Quelle est la marque ?; Comment s'appelle le produit ?
es ¿Qué marca es?; ¿Cómo se llama el producto?
""",
    "chart_value": """
en What is the value of {item}?; How much does {item} have?; {item}?; What number belongs to {item}?; value for {item}
en How high is the bar of {item}?; What figure is shown for {item}?; Read off {item}.; How big is {item} in the chart?
de Welchen Wert hat {item}?; Wie hoch ist {item}?; {item}?
fr Quelle est la valeur de {item} ?; Combien pour {item} ?
es ¿Qué valor tiene {item}?; ¿Cuánto es {item}?
""",
    "chart_item": """
en Which item has the value {value}?; What is at {value}?; Which category shows {value}?; {value} belongs to which bar?
de Welcher Eintrag hat den Wert {value}?; Was liegt bei {value}?
fr Quelle catégorie a la valeur {value} ?
es ¿Qué categoría tiene el valor {value}?
""",
    "tick_top": """
en Up to what number does the y-axis go?; upper end of the y axis; What does the scale on the vertical axis run up to?
en What is the largest number on the y axis?; Where does the vertical axis end at the top?; maximum of the y-axis scale
de Welche Zahl steht ganz oben an der y-Achse?; Was ist der höchste Wert auf der senkrechten Achse?
fr Quelle est la plus grande valeur de l'axe des y ?; Quelle graduation est tout en haut de l'axe vertical ?
es ¿Cuál es el valor máximo del eje y?; ¿Qué número está arriba del todo en el eje vertical?
""",
    "tick_bottom": """
en At what number does the y-axis begin?; lower end of the y axis; From what value does the vertical axis start?
en What is the smallest number on the y axis?; What is the first value at the foot of the y-axis?; minimum of the y-axis
de Welche Zahl steht ganz unten an der y-Achse?; Was ist der niedrigste Wert auf der senkrechten Achse?
fr Quelle est la plus petite valeur de l'axe des y ?; Quelle graduation est tout en bas de l'axe vertical ?
es ¿Cuál es el valor mínimo del eje y?; ¿Qué número está abajo del todo en el eje vertical?
""",
    "tick_left": """
en Where does the x-axis start?; first entry along the x axis; Which entry begins the horizontal axis?
en What stands furthest left along the x-axis?; What is the earliest point on the x axis?
de Was steht ganz links an der x-Achse?; Wie lautet die erste Beschriftung der waagrechten Achse?
fr Quelle est la première graduation de l'axe des x ?; Que lit-on tout à gauche de l'axe horizontal ?
es ¿Cuál es la primera etiqueta del eje x?; ¿Qué pone más a la izquierda en el eje horizontal?
""",
    "tick_right": """
en Where does the x-axis end?; last entry along the x axis; Which entry ends the horizontal axis?
en What stands furthest right along the x-axis?; What is the latest point on the x axis?
de Was steht ganz rechts an der x-Achse?; Wie lautet die letzte Beschriftung der waagrechten Achse?
fr Quelle est la dernière graduation de l'axe des x ?; Que lit-on tout à droite de l'axe horizontal ?
es ¿Cuál es la última etiqueta del eje x?; ¿Qué pone más a la derecha en el eje horizontal?
""",
    "most": """
en Which {c} has the highest {m}?; {c} with the largest {m}; Who leads in {m}?; Which {c} has the biggest {m}?
en What {c} has the most {m}?; For which {c} is {m} at its maximum?; Which {c} ranks first by {m}?
en Which {c} comes out on top for {m}?; the top {c} by {m}; Where is {m} highest?; Which {c} leads the others in {m}?
de Wo ist {m} am höchsten?; Welche/s {c} hat den höchsten Wert bei {m}?; {c} mit dem größten Wert ({m})?
fr Dans quel {c} la valeur de {m} est-elle la plus élevée ?; Quel {c} a la plus grande valeur : {m} ?
es ¿Qué {c} tiene el mayor valor de {m}?; ¿En qué {c} es más alto {m}?
""",
    "least": """
en Which {c} is lowest in {m}?; {c} with the smallest {m}; Who comes last in {m}?; Where is {m} lowest?
en What {c} has the fewest {m}?; For which {c} is {m} at its minimum?; Which {c} ranks last by {m}?
de Wo ist {m} am niedrigsten?; Welche/s {c} hat den kleinsten Wert bei {m}?
fr Dans quel {c} la valeur de {m} est-elle la plus basse ?; Quel {c} a la plus petite valeur : {m} ?
es ¿Qué {c} tiene el menor valor de {m}?; ¿En qué {c} es más bajo {m}?
""",
    "tint": """
en What does {tint} stand for?; Which {c} is drawn in {tint}?; Which {c} is the {tint} one?; {c} shown in {tint}
en To which {c} does the {tint} colour belong?; What is the name beside the {tint} mark?; Who has the {tint} color here?
de Wofür steht die Farbe {tint}?; Was ist {tint} dargestellt?
fr Que représente la couleur {tint} ?; Quel {c} est en {tint} ?
es ¿Qué representa el color {tint}?; ¿Qué {c} está en {tint}?
""",
    "chart_title": """
en What is the chart's title?; What does the graph show?; What is plotted?; chart title; What is the figure about?
de Was zeigt das Diagramm?; Titel des Diagramms?
fr Que montre le graphique ?; Titre du graphique ?
es ¿Qué muestra el gráfico?; ¿Título del gráfico?
""",
    "source": """
en Where does the data come from?; What is the source?; Who provided the figures?; source of the chart?
de Woher stammen die Daten?; Welche Quelle wird genannt?
fr D'où viennent les données ?; Quelle est la source ?
es ¿De dónde son los datos?; ¿Cuál es la fuente?
""",
    "unit": """
en In what unit are the values?; What is measured on the vertical axis?; unit of the axis?; y-axis label?
de In welcher Einheit sind die Werte?; Wie ist die senkrechte Achse beschriftet?
fr En quelle unité sont les valeurs ?
es ¿En qué unidad están los valores?
""",
    "footnote": """
en What does the footnote say?; What is in the small print at the bottom?; What note is at the end of the page?
en Read the line at the bottom.; What is the last line?
de Was steht in der Fußnote?; Was steht ganz unten?
fr Que dit la note de bas de page ?; Qu'est-il écrit tout en bas ?
es ¿Qué dice la nota al pie?; ¿Qué pone abajo del todo?
""",
    "page_number": """
en What is the page number?; Which page is this?; page no.?; What number does the page have?
de Welche Seitenzahl?; Auf welcher Seite sind wir?
fr Quelle page est-ce ?
es ¿Qué número de página es?
""",
    "caption": """
en What does the caption of {x} say?; What is {x} about?; What does {x} show?; title of {x}
de Was zeigt {x}?; Wie lautet die Unterschrift von {x}?
fr Que montre {x} ?; Quelle est la légende de {x} ?
es ¿Qué muestra {x}?; ¿Qué dice el pie de {x}?
""",
    "button": """
en What does the button beside {x} say?; Which button stands next to {x}?; other choice than {x}?
de Was steht auf dem Knopf neben {x}?
fr Que dit le bouton à côté de {x} ?
es ¿Qué dice el botón junto a {x}?
""",
    "section": """
en What is the first entry under {x}?; Which item opens the section {x}?; first item in {x}
de Was ist der erste Eintrag unter {x}?
fr Quelle est la première ligne sous {x} ?
es ¿Cuál es la primera entrada de {x}?
""",
    "right_sign": """
en What does the sign to the right of {x} say?; What is on the sign right of "{x}"?; sign on the right-hand side of {x}
en Right of {x} there is another sign. What does it read?; Read the next sign to the right of {x}.
de Was steht auf dem Schild rechts von {x}?
fr Que dit le panneau à droite de {x} ?
es ¿Qué dice el cartel a la derecha de {x}?
""",
    "left_sign": """
en What does the sign to the left of {x} say?; What is on the sign left of "{x}"?; sign on the left-hand side of {x}
en Left of {x} there is another sign. What does it read?
de Was steht auf dem Schild links von {x}?
fr Que dit le panneau à gauche de {x} ?
es ¿Qué dice el cartel a la izquierda de {x}?
""",
    "whole_sign": """
en What does the whole sign that begins with {x} say?; Read the sign with {x} on top.; full text of the sign "{x}"
de Was steht auf dem ganzen Schild mit {x}?
fr Que dit tout le panneau qui commence par {x} ?
es ¿Qué dice entero el cartel que empieza por {x}?
""",
    "distance": """
en How far is it to {x}?; distance to {x}; What number stands beside {x}?; How long is the way to {x}?
de Wie weit ist es bis {x}?; Entfernung nach {x}?
fr À quelle distance est {x} ?
es ¿A qué distancia está {x}?
""",
    "distant": """
en What is {x} away?; Which place has {x} beside it?; To what destination is it {x}?
de Was ist {x} entfernt?
fr Qu'est-ce qui est à {x} ?
es ¿Qué está a {x}?
""",
    "party": """
en Who is the {r}?; What is the name of the {r}?; Who is named as {r}?; {r}?; Which {r} is named on this form?; the {r}
en Who is the {r} named here?; Name of the {r}?; By what name does the {r} go?; Who acts as {r}?; Tell me the {r}.
de Wer ist {r}?; Wie heißt {r}?; {r}?; Name: {r}?; Wer ist als {r} genannt?
fr Qui est {r} ?; Quel est le nom de {r} ?; {r} ?
es ¿Quién es {r}?; ¿Cómo se llama {r}?; ¿{r}?
""",
    "of_party": """
en What is the {k} of the {r}?; What is the {r}'s {k}?; {r} {k}?; {k} ({r})?; Which {k} does the {r} have?
en For the {r}, what {k} is given?; {k} of the {r}; Read the {k} that belongs to the {r}.
de {k} von {r}?; Wie lautet {k} bei {r}?; {r}: {k}?
fr {k} de {r} ?; {r} : {k} ?
es ¿{k} de {r}?; {r}: ¿{k}?
""",
    "barcode": """
en Which digits stand below the bar code?; barcode number; code at the bars; What does it say beneath the barcode?
en Read the barcode's digits.; Which number belongs to the barcode?; Give me the number of the bar code.
de Welche Nummer steht unter dem Strichcode?; Lies die Ziffern unter dem Barcode vor.; Nummer des Strichcodes
fr Quel numéro figure sous le code-barres ?; Numéro du code-barres
es ¿Qué número aparece bajo el código de barras?; Número del código de barras
""",
    "stamp": """
en What does the stamp say?; What has been stamped on it?; text of the stamp; Which word is in the stamp?
de Was steht auf dem Stempel?
fr Que dit le tampon ?
es ¿Qué dice el sello?
""",
}


def _parse(table: str) -> dict[str, tuple[str, ...]]:
    templates: dict[str, tuple[str, ...]] = {}
    for line in table.strip().splitlines():
        language, _, rest = line.partition(" ")
        templates[language] = templates.get(language, ()) + tuple(part.strip() for part in rest.split(";"))
    return templates


_WORDINGS = {purpose: _parse(table) for purpose, table in _TABLES.items()}


def wordings(purpose: str, language: str) -> tuple[str, ...]:
    """Templates of questions; their slots are filled with ``str.format``."""
    return _said(purpose, language) or _WORDINGS[purpose]["en"]


def _said(purpose: str, language: str) -> tuple[str, ...]:
    if language in MODULES:
        return tongue(language).wordings.get(purpose, ())
    return _WORDINGS[purpose].get(language, ())


def drawn_language(rng: Random, own: str) -> str:
    """Of a question about a page: mostly the page's, a fifth in English, a few in another."""
    draw = rng.random()
    if own == "en":
        return "en" if draw < 0.94 else rng.choice(TONGUES[1:])
    return own if draw < 0.75 else "en" if draw < 0.95 else rng.choice(TONGUES)


def asked_in(rng: Random, own: str, purpose: str) -> str:
    """``drawn_language``, where that has words for the purpose; else English."""
    language = drawn_language(rng, own)
    return language if _said(purpose, language) else "en"


def kind_of(purpose: str) -> str:
    """Of the question, as ``Asked.kind`` has it."""
    return _KINDS.get(purpose, "value")
