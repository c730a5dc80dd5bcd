"""Gemini: the model asks for a zoom, run_function_calls answers.

    GEMINI_API_KEY=... python examples/google_tool.py
    python examples/google_tool.py --offline

The SDK's automatic function calling hands on text only, so the loop stands here.
"""

from typing import Any

from google import genai
from google.genai import types
from scene import PAGE, QUESTION, options

from cropvlm_tools.google import run_function_calls, zoom_tool

MODEL = "gemini-3-pro"

args = options(__doc__, MODEL)
photo = types.Part.from_bytes(data=PAGE, mime_type="image/png")
contents: list[Any] = [types.UserContent([photo, types.Part(text=QUESTION)])]
with genai.Client() as client:
    while True:
        response = client.models.generate_content(model=MODEL, contents=contents, config={"tools": [zoom_tool()]})
        contents.append(response.candidates[0].content)
        results = run_function_calls(response, contents, model=MODEL, policy=args.policy, budget=args.budget)
        if not results:
            break
        contents += results
        print(f"zoomed: {results.zooms[0]['box_pixels']}, {results.tokens_added} visual tokens")
print(response.text)
