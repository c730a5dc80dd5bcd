"""A LlamaIndex FunctionAgent with the zoom as a tool; images come from its memory.

The model must see images in tool results: OpenAIResponses does, OpenAI (Chat Completions) drops them.

    OPENAI_API_KEY=... python examples/llama_index_agent.py
    python examples/llama_index_agent.py --offline
"""

import asyncio

from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.llms import ChatMessage, ImageBlock, TextBlock
from llama_index.llms.openai import OpenAIResponses
from scene import PAGE, QUESTION, options

from cropvlm_tools.llama_index import ZoomTool

MODEL = "gpt-5.4-mini"

args = options(__doc__, MODEL)


async def main() -> None:
    agent = FunctionAgent(
        tools=[ZoomTool(policy=args.policy, budget=args.budget)],
        llm=OpenAIResponses(model=MODEL),
        streaming=False,  # the offline server does not stream
    )
    message = ChatMessage(blocks=[ImageBlock(image=PAGE, image_mimetype="image/png"), TextBlock(text=QUESTION)])
    output = await agent.run(message)
    for call in output.tool_calls:
        print(f"{call.tool_name}: {call.tool_output.content}")
    print(output)


asyncio.run(main())
