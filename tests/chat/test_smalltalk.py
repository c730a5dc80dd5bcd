"""What asks for no place in an image is known before anything is read."""

import pytest

from cropvlm_tools.chat.smalltalk import is_smalltalk

TALK = """
Thanks!
Thank you very much
Are you sure?
Summarise the document.
Write me a short poem about autumn
Describe this image in detail.
👍
Vielen Dank!
Bist du sicher?
Fasse das Dokument bitte zusammen
Schreib mir ein Gedicht über das Meer
Merci beaucoup
Tu es sûr ?
Résume ce document, s'il te plaît
Gracias
¿Estás seguro?
Grazie mille
Riassumi questo documento
Obrigado!
Você tem certeza?
谢谢！
你确定吗？
总结一下这张图片
ありがとうございます
要約してください
감사합니다
"""
QUESTIONS = """
What is the total?
total?
And the tax?
Thanks, and the tax?
Summarise the payment terms
Translate the second line
Are you sure about the date?
What is the description?
Is that correct for VAT?
Document no.?
And the one on the right?
Who wrote the poem?
Write down the serial number
Und die Steuer?
Bist du sicher, dass die Nummer stimmt?
Et la TVA ?
¿Y el IVA?
E l'importo?
合计金额是多少？
電話番号は？
42?
"""


@pytest.mark.parametrize("text", ["", " \n", *filter(None, TALK.splitlines())])
def test_small_talk(text: str) -> None:
    assert is_smalltalk(text)


@pytest.mark.parametrize("text", [*filter(None, QUESTIONS.splitlines()), "thanks " * 40])
def test_questions(text: str) -> None:
    assert not is_smalltalk(text)
