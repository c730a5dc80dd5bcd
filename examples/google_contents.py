"""Gemini: crops behind the questions that gain from one, the image itself at low media_resolution.

    GEMINI_API_KEY=... python examples/google_contents.py
    python examples/google_contents.py --offline

Gemini 3 charges each image alike: whole and crop would cost twice as much as the whole.
"""

from google import genai
from google.genai import types
from scene import PAGE, QUESTION, options

from cropvlm_tools.google import insert_zooms

MODEL = "gemini-3-pro"

args = options(__doc__, MODEL)
contents = [types.UserContent([types.Part.from_bytes(data=PAGE, mime_type="image/png"), types.Part(text=QUESTION)])]
sent = insert_zooms(contents, model=MODEL, policy=args.policy, budget=args.budget)
print(f"{sent.savings} visual tokens saved")
with genai.Client() as client:
    print(client.models.generate_content(model=MODEL, contents=sent).text)
