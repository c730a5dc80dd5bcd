"""OpenAI's Chat Completions, and every server that speaks it: the model asks for a zoom, run_tool_calls answers.

Tool messages take text only there, so the crop follows in a user message; run_tool_calls sees to it.

    OPENAI_API_KEY=... python examples/openai_chat.py
    python examples/openai_chat.py --offline
"""

from typing import Any

from openai import OpenAI
from scene import PAGE_URL, QUESTION, options

from cropvlm_tools.openai import run_tool_calls, zoom_tool_schema

MODEL = "gpt-5.4-mini"

args = options(__doc__, MODEL)
client = OpenAI()
content = [{"type": "image_url", "image_url": {"url": PAGE_URL}}, {"type": "text", "text": QUESTION}]
messages: list[Any] = [{"role": "user", "content": content}]

while True:
    response = client.chat.completions.create(model=MODEL, messages=messages, tools=[zoom_tool_schema("chat")])
    message = response.choices[0].message
    messages.append(message)
    results = run_tool_calls(response, messages, model=MODEL, policy=args.policy, budget=args.budget)
    if not results:
        break
    messages += results
    print(f"zoomed: {results.zooms[0]['box_pixels']}, {results.tokens_added} visual tokens")

print(message.content)
