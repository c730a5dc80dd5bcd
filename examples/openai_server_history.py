"""OpenAI's Responses API where the server keeps the conversation: an ImageStore keeps the images for the zoom.

OPENAI_API_KEY=... python examples/openai_server_history.py
python examples/openai_server_history.py --offline
"""

from typing import Any

from openai import OpenAI
from scene import PAGE_URL, QUESTION, options

from cropvlm_tools.openai import ImageStore, run_tool_calls, zoom_tool_schema

MODEL = "gpt-5.4-mini"

args = options(__doc__, MODEL)
client, store = OpenAI(), ImageStore()
image, question = {"type": "input_image", "image_url": PAGE_URL}, {"type": "input_text", "text": QUESTION}
previous: str | None = None

for turn in ([image], [question]):  # first the page alone, then a question about it: only what is new is sent
    sent: list[Any] = [{"role": "user", "content": turn}]
    while sent:
        response = client.responses.create(
            model=MODEL, input=sent, tools=[zoom_tool_schema()], previous_response_id=previous
        )
        store.keep(response, sent)
        images = store.images(response)
        sent = run_tool_calls(response, images=images, model=MODEL, policy=args.policy, budget=args.budget)
        previous = response.id

print(response.output_text)
