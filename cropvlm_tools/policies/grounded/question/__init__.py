"""What a question asks for, from its words alone."""

from cropvlm_tools.moved import moved_names

_PARSING = "cropvlm_tools.policies.grounded.question.parsing"
# ``policies.ocr.question`` was one module; as it has the name of this package, it leads here and on to that one
__getattr__ = moved_names(__name__, dict.fromkeys(("Query", "normalise", "parse_question"), _PARSING))
