"""OpenAI's Responses API: the model asks for a zoom, run_tool_calls answers.

OPENAI_API_KEY=... python examples/openai_responses.py
python examples/openai_responses.py --offline
"""

from typing import Any

from openai import OpenAI
from scene import PAGE_URL, QUESTION, options

from cropvlm_tools.openai import run_tool_calls, zoom_tool_schema

MODEL = "gpt-5.4-mini"

args = options(__doc__, MODEL)
client = OpenAI()
content = [{"type": "input_image", "image_url": PAGE_URL}, {"type": "input_text", "text": QUESTION}]
messages: list[Any] = [{"role": "user", "content": content}]

while True:
    response = client.responses.create(model=MODEL, input=messages, tools=[zoom_tool_schema("responses")])
    messages += response.output
    results = run_tool_calls(response, messages, model=MODEL, policy=args.policy, budget=args.budget)
    if not results:
        break
    messages += results
    print(f"zoomed: {results.zooms[0]['box_pixels']}, {results.tokens_added} visual tokens")

print(response.output_text)
