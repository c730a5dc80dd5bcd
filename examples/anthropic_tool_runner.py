"""Anthropic's tool runner: it calls the model and the zoom in turn until there is an answer.

ANTHROPIC_API_KEY=... python examples/anthropic_tool_runner.py
python examples/anthropic_tool_runner.py --offline
"""

from typing import Any

from anthropic import Anthropic
from scene import PAGE_BASE64, QUESTION, options

from cropvlm_tools.anthropic import runnable_zoom_tool

MODEL = "claude-sonnet-4-6"

args = options(__doc__, MODEL)
source = {"type": "base64", "media_type": "image/png", "data": PAGE_BASE64}
content = [{"type": "image", "source": source}, {"type": "text", "text": QUESTION}]
messages: list[Any] = [{"role": "user", "content": content}]

runner = Anthropic().beta.messages.tool_runner(
    model=MODEL,
    max_tokens=500,
    messages=messages,
    tools=[runnable_zoom_tool(messages, model=MODEL, policy=args.policy, budget=args.budget)],
)
print("".join(block.text for block in runner.until_done().content if block.type == "text"))
