"""Whether a text asks for a place in an image at all, told before anything is read: "Thanks!" does not.

A text is small talk where nothing is left of it without the words below: thanks, greetings, doubt, agreement, and tasks
that are about the whole. Any other word ("Summarise the payment terms") makes it a question for the policy.
"""

from __future__ import annotations

import re
import unicodedata

_TALK = """
hi hello hey welcome bye goodbye thanks thank thx cheers ok okay yes no yep nope sure certain really correct right
wrong great good nice perfect cool awesome fine wonderful excellent continue again stop wait sorry lol summarise
summarize summary describe description translate transcribe transcription overview ocr

hallo moin servus tschuss danke dank ja nein gut gute guten prima super toll sicher wirklich richtig falsch weiter
fasse zusammenfassen zusammenfassung beschreibe beschreiben ubersetze ubersetzen stopp warte

bonjour salut merci oui non bien super parfait parfaite sur sure certain certaine vraiment continue continuez resume
resumer resumez decris decrivez decrire traduis traduisez traduire attends revoir

hola gracias si no bien vale perfecto genial seguro segura claro continua sigue adios resume resumir resumen describe
describir traduce traducir

ciao grazie si no bene perfetto sicuro sicura davvero continua riassumi riassumere riassunto descrivi traduci
buongiorno arrivederci

ola obrigado obrigada sim nao bom otimo perfeito certeza mesmo resuma resumo descreva traduza continue

bedankt dankjewel hoi nee goed zeker echt samenvatten samenvatting beschrijf vertaal
"""


_BESIDE = """
a an the this that these those it is are was am be you i me my your we us so very much many for of to in and then
there please can could would will do does did not all whole entire full everything about help me more just image
picture photo photograph screenshot document page scan text file briefly detail short shortly sentence sentences words
morning afternoon evening day night job work now again well too oh ah

der die das den dem ein eine einen dies diese dieses dieser es ist bist sind du sie ich mir mich dir ihnen wir uns und
sehr viel vielen schon da dann noch mal einmal bitte kannst konnen alles ganze ganzen gesamte bild foto dokument seite
text datei kurz kurzen genau im in zu zusammen auf wiedersehen morgen tag abend nacht mit

le la les l un une des de du d ce cet cette ceci cela ca c est es etes tu vous je j en et moi beaucoup tres tout toute
s il te plait stp svp peux pouvez image photo document page texte fichier au a bref detail brievement encore

el los las una uno lo este esta esto ese eso es eres esta estas usted tu yo me y mucho muchas muchos muy todo toda por
favor puedes puede imagen foto documento pagina texto archivo breve en buenos buenas dias tardes noches

il gli un uno questo questa quello e sei lei io mi ti molto mille tutto tutta per favore puoi immagine documento
pagina testo breve in ne buon giorno

o os as um uma isto isso e voce eu me muito muita tudo toda por tem imagem documento pagina texto bom boa dia tarde
noite

het een deze dit die zijn ben jij je u ik mij en heel erg veel alles alsjeblieft kun kunt afbeelding foto pagina weet
wel
"""


# To make up: the rest of the text says what about, and that stands on no image.
_MAKE_UP = re.compile(
    r"(?:(?:please|bitte|can you|could you|now) )*"
    r"(?:write|compose|tell|make up|schreib\w*|dichte|erzahl\w*|ecri\w*|racont\w*|escrib\w*|cuent\w*|scriv\w*"
    r"|raccont\w*|escrev\w*|cont[ae]|schrijf|vertel)(?: me| us| mir| uns| moi| nous| una?| un| uma?)*"
    r"(?: (?:a|an|the|ein|eine|einen|une?|una?|uma?|een|short|kurze[sn]?|petite?))* "
    r"(?:poem|haiku|limerick|song|story|joke|gedicht|lied|geschichte|witz|poeme|chanson|histoire|blague|poema|cancion"
    r"|historia|chiste|poesia|canzone|storia|barzelletta|piada|grap|verhaal)\b"
)

# Scripts that put no spaces between words.
_UNSPACED = re.compile(
    r"谢谢|多谢|感谢|你好|您好|早上好|再见|好的?|是的?|不是|对|你确定|您确定|确定|真的|吗|呢|了|请|总结|概括|概述|描述|翻译|继续|一下"
    r"|这张|这个|这份|整个|全部|图片|图像|照片|文件|文档|页面|图|你|您|们|写一?首?诗|讲个?笑话"
    r"|ありがとう|ございます|ございました|こんにちは|おはよう|さようなら|はい|いいえ|本当|ほんとう|ですか|ます|か|です|要約|説明|翻訳|続けて"
    r"|して|ください|下さい|この|その|全体|画像|写真|文書|書類|を|の|は|に|ね|よ|詩を書いて|確か"
    r"|감사합니다|고마워요?|안녕하세요|안녕|네|아니요|확실해요?|확실합니까|정말|인가요|요약해?|설명해?|번역해?|주세요|줘|이|문서|이미지|사진|를|을"
)
_WORD = re.compile(r"\w+")
_TALKING, _WITH = frozenset(_TALK.split()), frozenset(_BESIDE.split())
_LONGEST = 200  # characters: what is longer is no small talk


def is_smalltalk(text: str) -> bool:
    """Whether a text asks for no place: thanks, a greeting, doubt, or a task about the whole. An empty one is."""
    if len(text) > _LONGEST:
        return False
    folded = unicodedata.normalize("NFKD", text).casefold()
    plain = unicodedata.normalize("NFC", "".join(each for each in folded if not unicodedata.combining(each)))
    if any(ord(each) > 0x2E7F for each in plain):  # Chinese, Japanese, Korean
        plain = _UNSPACED.sub(" ", unicodedata.normalize("NFKC", text).casefold())
        return not _WORD.search(plain)
    words = _WORD.findall(plain)
    if _MAKE_UP.match(" ".join(words)):
        return True
    if "no" in words[1:]:  # "Document no.?"
        return False
    return all(word in _TALKING or word in _WITH for word in words) and (not words or not _TALKING.isdisjoint(words))
