"""Questions about what is to be seen and not read: things, people, colours. To a reader of text they have no place."""

from __future__ import annotations

from random import Random

_TEMPLATES = {
    "en": """
What colour is the {thing}?; What color is the {thing}?; What colour are the {person}'s {worn}?; Where is the
{thing}?; Is there a {thing} in the picture?; Is there a {thing} on the {side}?; How many {thing}s are there?;
{thing}?; What is the {person} holding?; What is the {person} wearing?; Which animal is next to the {thing}?; What
is on top of the {thing}?; What is the {person} on the {side} doing?; Where is the {colour} {thing}?; What material
is the {thing} made of?; Is the {thing} open or closed?; What shape is the {thing}?; find the {thing}; What is
behind the {thing}?; Does the {person} wear a {worn}?; What kind of {thing} is that?; Show me the {thing}; What is
the colour of the {person}'s {worn}?; Is the {person} sitting or standing?; On which side is the {thing}?; What is
to the {side} of the {thing}?; How old does the {person} look?; Which hand holds the {thing}?; Is the {thing} on the
left or the right of the {other}?; What does the {person} carry?; Zoom in on the {thing}.
""",
    "de": """
Welche Farbe hat: {thing}?; Wo ist: {thing}?; Gibt es im Bild {thing}?; Wie viele sind zu sehen: {thing}?; Was hält
{person} in der Hand?; Was trägt {person}?; Was ist neben {thing}?; Welche Farbe hat {worn} von {person}?; Zeig mir
{thing}
""",
    "fr": """
De quelle couleur : {thing} ?; Où se trouve : {thing} ?; Y a-t-il sur l'image : {thing} ?; Combien de {thing} ?; Que
tient {person} ?; Que porte {person} ?; Qu'y a-t-il à côté de {thing} ?; Montre-moi {thing}
""",
    "es": """
¿De qué color es: {thing}?; ¿Dónde está: {thing}?; ¿Hay en la imagen: {thing}?; ¿Cuántos se ven: {thing}?; ¿Qué
sostiene {person}?; ¿Qué lleva puesto {person}?; ¿Qué hay junto a {thing}?; Muéstrame {thing}
""",
}
_SLOTS = {
    "en": {
        "thing": """
umbrella, bicycle, dog, cat, bird, horse, boat, sail, bench, lamp, street lamp, tree, flower, window, door, roof,
chimney, bridge, fence, car, bus, lorry, motorbike, wheel, traffic cone, traffic light, statue, fountain, kite,
ball, bottle, cup, plate, fork, spoon, knife, bowl, apple, banana, bread, cake, fish, chair, table, sofa, pillow,
blanket, curtain, mirror, clock, candle, guitar, piano, drum, laptop, keyboard, mouse, phone, camera, headphones,
cable, backpack, suitcase, bag, basket, ladder, bucket, broom, hammer, rope, tent, helmet, balloon, toy, teddy bear,
doll, vase, painting, shelf, stairs, cloud, rock, waterfall, mountain, island, crane, tower, dome, arch, flag,
anchor, watch, ring, necklace, scarf, glove, boot, sandal, hand, arrow, circle, star, triangle, snowman, cow, sheep,
duck
""",
        "person": """
woman, man, boy, girl, child, cyclist, driver, waiter, tourist, player, rider, passenger, worker, baby, person
""",
        "worn": """
hat, cap, shirt, jacket, coat, dress, skirt, shoe, sock, glasses, scarf, tie, bag, backpack, helmet, belt, hair
""",
        "side": """
left, right, ground, roof, table, far left, far right
""",
        "colour": """
red, blue, green, yellow, white, black, brown, orange, pink, grey, purple, striped
""",
    },
    "de": {
        "thing": """
der Regenschirm, das Fahrrad, der Hund, die Katze, das Boot, die Bank, die Laterne, der Baum, das Fenster, die Tür,
das Dach, das Auto, der Bus, die Brücke, der Ball, die Flasche, die Tasse, der Stuhl, der Tisch, die Uhr, die Kerze,
der Rucksack, der Koffer, der Helm, die Statue, der Vogel, das Pferd, der Kran, der Turm, die Leiter, die Blume
""",
        "person": """
die Frau, der Mann, das Kind, der Junge, das Mädchen, der Fahrer, die Person links, die Person rechts
""",
        "worn": """
der Hut, die Mütze, das Hemd, die Jacke, der Mantel, das Kleid, der Schuh, die Brille, der Schal, die Tasche
""",
    },
    "fr": {
        "thing": """
le parapluie, le vélo, le chien, le chat, le bateau, le banc, le lampadaire, l'arbre, la fenêtre, la porte, le toit,
la voiture, le pont, le ballon, la bouteille, la tasse, la chaise, la table, l'horloge, la bougie, le sac, la
valise, le casque, la statue, l'oiseau, le cheval, la grue, la tour, l'échelle, la fleur
""",
        "person": """
la femme, l'homme, l'enfant, le garçon, la fille, le cycliste, le serveur
""",
    },
    "es": {
        "thing": """
el paraguas, la bicicleta, el perro, el gato, el barco, el banco, la farola, el árbol, la ventana, la puerta, el
techo, el coche, el puente, la pelota, la botella, la taza, la silla, la mesa, el reloj, la vela, la mochila, la
maleta, el casco, la estatua, el pájaro, el caballo, la grúa, la torre, la escalera, la flor
""",
        "person": """
la mujer, el hombre, el niño, la niña, el ciclista, el camarero
""",
    },
}
LANGUAGES = tuple(_TEMPLATES)


def sight(rng: Random, language: str, printed: str) -> str:
    """A question about a thing none of whose words is printed on the page; empty where none was found.

    Args:
        rng: draws it.
        language: one of ``LANGUAGES``.
        printed: all text of the page, in small letters.
    """
    slots = {name: _split(text, ",") for name, text in _SLOTS[language].items()}
    slots["other"] = slots["thing"]
    question = rng.choice(_split(_TEMPLATES[language], ";"))
    for name, choices in slots.items():
        if f"{{{name}}}" not in question:
            continue
        free = [each for each in choices if not any(word in printed for word in each.lower().split() if len(word) > 2)]
        if not free:
            return ""
        question = question.replace(f"{{{name}}}", rng.choice(free))
    return question


def _split(text: str, mark: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split(mark)]
