"""A LangChain agent with the zoom as a tool; images come from the conversation.

For models that see images in tool results: Anthropic, and OpenAI through the Responses API. For Chat Completions see
langchain_middleware.py.

    ANTHROPIC_API_KEY=... python examples/langchain_agent.py
    python examples/langchain_agent.py --offline
"""

from langchain.agents import create_agent
from langchain_anthropic import ChatAnthropic
from langchain_core.messages import HumanMessage
from scene import PAGE_BASE64, QUESTION, options

from cropvlm_tools.langchain import ZoomTool

MODEL = "claude-sonnet-4-6"

args = options(__doc__, MODEL)
agent = create_agent(ChatAnthropic(model=MODEL), tools=[ZoomTool(policy=args.policy, budget=args.budget)])
message = HumanMessage(
    [
        {"type": "image", "base64": PAGE_BASE64, "mime_type": "image/png"},
        {"type": "text", "text": QUESTION},
    ]
)
state = agent.invoke({"messages": [message]})

for message in state["messages"][1:]:
    print(f"{message.type}: {message.text}")
