"""No tool, no agent: the crop is put beside the image before the model is called.

ANTHROPIC_API_KEY=... python examples/preprocess_only.py
python examples/preprocess_only.py --offline
"""

from typing import Any

from anthropic import Anthropic
from scene import PAGE_BASE64, QUESTION, options

from cropvlm_tools.anthropic import insert_zooms

MODEL = "claude-sonnet-4-6"

args = options(__doc__, MODEL)
source = {"type": "base64", "media_type": "image/png", "data": PAGE_BASE64}
content = [{"type": "image", "source": source}, {"type": "text", "text": QUESTION}]
messages: list[Any] = [{"role": "user", "content": content}]

# when="needed" is the default: an image in which the model would see the answer anyway gets no crop. The overview is
# sent small, as the crop holds the detail.
zoomed = insert_zooms(messages, policy=args.policy, budget=args.budget, overview_edge=512)
print(f"{len(zoomed.zooms)} crop, {zoomed.tokens_added} visual tokens more, {zoomed.tokens_saved} less")

message = Anthropic().messages.create(model=MODEL, max_tokens=500, messages=zoomed)
print("".join(block.text for block in message.content if block.type == "text"))
