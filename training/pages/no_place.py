"""What people say to an assistant that no place of a page answers: thanks, small talk, tasks of writing, knowledge.

One template a line or between semicolons; ``= slot`` lines hold what fills the slots. The other languages' stand in
``training.pages.tongues``.
"""

from __future__ import annotations

from functools import cache
from random import Random

from training.pages.tongues import MODULES, read_no_place, tongue

_TABLES = {
    "en": """
Thanks!; Thank you so much, that helped.; Thank you, {name}!; Great, thanks.; Perfect.; OK; Okay, got it.
Sounds good.
Hello; Hi there, how are you?; Good morning!; Good evening, {name}.; Bye!; See you tomorrow.; You are wrong.
Are you sure?; Are you certain about that?; Can you double-check?; Why do you think so?; How do you know?; Try again.
No, that's not right.; That can't be true, look again.; Never mind.; Stop.; Go on.; Continue; And?; What else?
Summarise this.; Summarize the document in {number} sentences.; Give me a summary {manner}.; tl; dr
Sum it all up {manner}
Describe the image.; Describe the picture {manner}.; What do you see?; What is this a picture of?
Tell me about this image.
Write a caption for this picture.; Translate everything into {tongue}.; Translate the whole page to {tongue}, please.
And now in {tongue}.; Say that in {tongue} again.; Can you answer in {tongue}?; Do you speak {tongue}?
Write a poem about it.; Write a {work} about {topic}.; Compose a {work} on {topic} {manner}.; Make up a {work}.
What can you do?; Who are you?; Who made you?; Which model are you?; Are you a robot?; How old are you?
Tell me a joke.
Tell me a joke about {topic}.; How does {topic} work?; What is the history of {topic}?; Explain {topic} {manner}.
What do you think of {topic}?; Give me {number} ideas for {topic}.; List {number} facts about {topic}.
What is {number} times {number}?; What is {number} plus {number}?; Solve x + {number} = {number}.
Square root of {number}?
Write a Python function that sorts {number} numbers.; Write code for {topic}.; Fix the bug in my script.
How do I undo a commit in git?; Write a regular expression for {topic}.; What does this error mean in general?
Answer {manner}.; Please reply {manner} from now on.; Use bullet points.; Shorter, please.; Make it longer.
Be polite.
Answer with one word only.; Don't use any markdown.; Rewrite your answer {manner}.; Put your answer in a table.
Who won the last world cup?; What is the capital of {land}?; How many people live in {land}?; What time is it now?
What will the weather be like tomorrow?; Is it going to rain in {land}?; What day is it today?
Recommend a book on {topic}.
Draft a reply to the sender {manner}.; Write an e-mail to {name} about {topic}.; Is this a good deal?
What should I do next?
Is the picture sharp?; What colour is the background?; What color is the paper?; Is this picture blurred?
Does this look handwritten?; What is the mood of the scene?; Is there a dog?; Was this taken indoors or outdoors?
Is the sheet lying straight?; Is the lettering bold?; Rotate the image.; Make the picture brighter.; Draw me a {work}.
Remember this for later.; Forget what I said about {topic}.; Let's talk about {topic}.; I like {topic}.; I am bored.
What's your favourite {work}?; Do you like {topic}?; Could you help me with {topic}?; I have a question.
Read it all out loud.
Convert to {format}; Convert this page to {format}.; Turn the whole thing into {format}.; Extract everything as {format}
Give me all of it in {format}.; Return {format} only.; Extract all text.; Extract the text from this image.
Extract all fields.; Extract all key-value pairs.; Transcribe this.; Transcribe the whole page.; Transcribe all text.
OCR this; OCR this page.; Run OCR on the image.; Parse this document.; Digitise this sheet.; Type this out for me.
Copy out the full text.; Give me the entire text.; Read everything on it.; List all the information you can find.
Tell me everything that is written there.; Fill my database with this.; Is this document genuine?; Proofread this.
Are there any spelling mistakes?; Explain this document to me.; Analyse this image.; What is this document about?
= format JSON; XML; CSV; Markdown; HTML; YAML; LaTeX; plain text; an Excel sheet; a table; key: value lines
= topic photosynthesis; black holes; chess; cooking rice; football; jazz; gardening; the stock market; vaccines
= topic volcanoes
= topic electric cars; bees; sleep; learning the piano; the Roman empire; taxes in general; dreams; glaciers
= topic sourdough
= topic quantum computers; marathon training; climate; robots; poker; the moon landing; coral reefs; knitting
= topic inflation
= tongue German; French; Spanish; Italian; Chinese; Japanese; Arabic; Hindi; Portuguese; Polish; Korean; plain English
= manner in one sentence; for a child; in a formal tone; as a list; in simple words; with humour; in ten words
= manner briefly
= manner without jargon; like a pirate; in the style of a newspaper; step by step; in capital letters; in detail
= work poem; haiku; short story; song; limerick; joke; speech; riddle; dialogue; fairy tale; tweet
= work letter to the editor
= number 2; 3; 5; 7; 12; 17; 24; 36; 49; 64; 88; 100; 144; 250; 1024
= land France; Japan; Kenya; Brazil; Norway; Peru; Egypt; Vietnam; Canada; Poland; New Zealand; Morocco
= name Sam; Alex; Anna; Ben; my friend; Kim; Maria; buddy
""",
    "de": """
Danke!; Vielen Dank, das hilft mir.; Danke, {name}!; Super.; Alles klar.; Passt.; Hallo; Guten Morgen!
Wie geht es dir?
Tschüss; Bis morgen, {name}.; Bist du sicher?; Stimmt das wirklich?; Prüf das noch einmal.; Woher weißt du das?
Das ist falsch.
Fasse das zusammen.; Fasse das Dokument in {number} Sätzen zusammen.; Gib mir eine Zusammenfassung {manner}.
Beschreibe das Bild.; Was ist auf dem Bild zu sehen?; Welche Farbe hat der Hintergrund?; Übersetze alles ins {tongue}.
Und jetzt auf {tongue}.; Kannst du auf {tongue} antworten?; Schreib ein Gedicht darüber.; Schreib {work} über {topic}.
Was kannst du?; Wer bist du?; Wer hat dich gebaut?; Erzähl mir einen Witz.; Erzähl mir einen Witz über {topic}.
Wie funktioniert {topic}?; Erkläre mir {topic} {manner}.; Was hältst du von {topic}?
Nenne {number} Fakten über {topic}.
Was ist {number} mal {number}?; Wie viel ist {number} plus {number}?; Schreib ein Programm für {topic}.
Antworte {manner}.; Bitte kürzer.; Ausführlicher bitte.; Nur ein Wort als Antwort.; Schreib es als Liste.
Wie heißt die Hauptstadt von {land}?; Wie wird morgen das Wetter?; Wie spät ist es?; Was soll ich als Nächstes tun?
Schreib eine Antwort an den Absender {manner}.; Lass uns über {topic} reden.; Mir ist langweilig.
Mach das Bild heller.
Wandle das in {format} um.; Gib mir alles als {format}.; Extrahiere den gesamten Text.; Lies alles aus.
Schreib den ganzen Text ab.; Transkribiere die Seite.; Erkenne den Text im Bild.; Alle Felder als {format}, bitte.
Ist das Dokument echt?; Erkläre mir dieses Schreiben.; Worum geht es hier?; Gibt es Rechtschreibfehler?
= format JSON; XML; CSV; Markdown; HTML; eine Tabelle; reinen Text
= topic Schach; Photosynthese; Fußball; die Börse; Vulkane; Schlaf; Bienen; Elektroautos; das Römische Reich; Kochen
= topic Jazz
= tongue Englisch; Französisch; Spanisch; Italienisch; Polnisch; Türkisch; Chinesisch; Russisch
= manner in einem Satz; für Kinder; ganz förmlich; in Stichpunkten; mit Humor; in einfachen Worten; ausführlich; knapp
= work ein Gedicht; eine Kurzgeschichte; ein Lied; eine Rede; ein Rätsel; ein Märchen
= number 2; 3; 5; 7; 12; 19; 36; 48; 99; 120
= land Frankreich; Japan; Kenia; Norwegen; Peru; Ägypten; Kanada; Polen
= name Anna; Jonas; mein Freund; Frau Klein; Max
""",
    "fr": """
Merci !; Merci beaucoup, c'est utile.; Merci, {name} !; Parfait.; D'accord.; Très bien.; Bonjour; Salut, ça va ?
Bonsoir !
Au revoir; À demain, {name}.; Tu es sûr ?; C'est vraiment exact ?; Vérifie encore une fois.; Comment le sais-tu ?
C'est faux.
Résume ceci.; Résume le document en {number} phrases.; Fais-moi un résumé {manner}.; Décris l'image.; Que vois-tu ?
De quelle couleur est le fond ?; Traduis tout en {tongue}.; Et maintenant en {tongue}.; Peux-tu répondre en {tongue} ?
Écris un poème là-dessus.; Écris {work} sur {topic}.; Que sais-tu faire ?; Qui es-tu ?; Qui t'a créé ?
Raconte une blague.
Raconte-moi une blague sur {topic}.; Comment fonctionne {topic} ?; Explique-moi {topic} {manner}.
Que penses-tu de {topic} ?
Donne {number} faits sur {topic}.; Combien font {number} fois {number} ?; Combien font {number} plus {number} ?
Écris un programme pour {topic}.; Réponds {manner}.; Plus court, s'il te plaît.; Plus de détails.
Un seul mot en réponse.
Quelle est la capitale de ce pays : {land} ?; Quel temps fera-t-il demain ?; Quelle heure est-il ?
Que dois-je faire ensuite ?
Rédige une réponse à l'expéditeur {manner}.; Parlons de {topic}.; Je m'ennuie.; Rends l'image plus claire.
Convertis ceci en {format}.; Donne-moi tout en {format}.; Extrais tout le texte.; Transcris la page entière.
Recopie le texte complet.; Extrais tous les champs en {format}.; Lis tout ce qui est écrit.; Ce document est-il vrai ?
Explique-moi cette lettre.; De quoi s'agit-il ?; Y a-t-il des fautes d'orthographe ?
= format JSON; XML; CSV; Markdown; HTML; texte brut; tableau
= topic la photosynthèse; les échecs; le football; la bourse; les volcans; le sommeil; les abeilles; la cuisine
= topic le jazz
= tongue anglais; allemand; espagnol; italien; arabe; portugais; chinois; japonais
= manner en une phrase; pour un enfant; de façon formelle; sous forme de liste; avec humour; en mots simples
= manner en détail
= work un poème; une nouvelle; une chanson; un discours; une devinette; un conte
= number 2; 3; 5; 7; 12; 19; 36; 48; 99; 120
= land France; Japon; Kenya; Norvège; Pérou; Égypte; Canada; Pologne
= name Anne; Luc; mon ami; Madame Petit; Léo
""",
    "es": """
¡Gracias!; Muchas gracias, me sirve.; ¡Gracias, {name}!; Perfecto.; De acuerdo.; Vale.; Hola; ¿Qué tal?; ¡Buenos días!
Adiós; Hasta mañana, {name}.; ¿Estás seguro?; ¿Seguro que es así?; Compruébalo otra vez.; ¿Cómo lo sabes?
Eso está mal.
Resume esto.; Resume el documento en {number} frases.; Hazme un resumen {manner}.; Describe la imagen.; ¿Qué ves?
¿De qué color es el fondo?; Traduce todo al {tongue}.; Y ahora en {tongue}.; ¿Puedes responder en {tongue}?
Escribe un poema sobre ello.; Escribe {work} sobre {topic}.; ¿Qué sabes hacer?; ¿Quién eres?; ¿Quién te creó?
Cuéntame un chiste.; Cuéntame un chiste sobre {topic}.; ¿Cómo funciona {topic}?; Explícame {topic} {manner}.
¿Qué opinas de {topic}?; Dime {number} datos sobre {topic}.; ¿Cuánto es {number} por {number}?
¿Cuánto es {number} más {number}?
Escribe un programa para {topic}.; Responde {manner}.; Más corto, por favor.; Con más detalle.; Una sola palabra.
¿Cuál es la capital de {land}?; ¿Qué tiempo hará mañana?; ¿Qué hora es?; ¿Qué hago ahora?; Me aburro.
Redacta una respuesta al remitente {manner}.; Hablemos de {topic}.; Haz la foto más clara.
Convierte esto a {format}.; Dámelo todo en {format}.; Extrae todo el texto.; Transcribe la página entera.
Copia el texto completo.; Extrae todos los campos en {format}.; Lee todo lo que está escrito.; ¿Es auténtico?
Explícame este documento.; ¿De qué trata?; ¿Hay faltas de ortografía?
= format JSON; XML; CSV; Markdown; HTML; texto plano; una tabla
= topic la fotosíntesis; el ajedrez; el fútbol; la bolsa; los volcanes; el sueño; las abejas; la cocina; el jazz
= tongue inglés; alemán; francés; italiano; árabe; portugués; chino; japonés
= manner en una frase; para un niño; de manera formal; en forma de lista; con humor; con palabras sencillas
= manner en detalle
= work un poema; un cuento; una canción; un discurso; una adivinanza; una fábula
= number 2; 3; 5; 7; 12; 19; 36; 48; 99; 120
= land Francia; Japón; Kenia; Noruega; Perú; Egipto; Canadá; Polonia
= name Ana; Luis; amigo; señora López; Leo
""",
}


@cache
def _read(language: str) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    if language in MODULES:
        return tongue(language).no_place, tongue(language).slots
    return read_no_place(_TABLES[language])


def no_place(rng: Random, language: str) -> str:
    """Something said that asks for no place."""
    templates, slots = _read(language)
    text = rng.choice(templates)
    while "{" in text:
        name = text[text.index("{") + 1 : text.index("}")]
        text = text.replace(f"{{{name}}}", rng.choice(slots[name]), 1)
    return text
