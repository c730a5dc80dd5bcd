"""A LangChain agent with the zoom as middleware, on Chat Completions, whose tool messages take no images.

In mode "tool" the agent may zoom, and the middleware moves the crops to where the model sees them. In mode "append"
each model call gets its crop, and no tool is called. Neither puts a crop into the state that is kept.

    OPENAI_API_KEY=... python examples/langchain_middleware.py
    python examples/langchain_middleware.py --offline
"""

from langchain.agents import create_agent
from langchain_core.messages import HumanMessage
from langchain_openai import ChatOpenAI
from scene import PAGE_URL, QUESTION, options

from cropvlm_tools.langchain import ZoomMiddleware

MODEL = "gpt-5.4-mini"

args = options(__doc__, MODEL)
message = HumanMessage(
    [
        {"type": "image_url", "image_url": {"url": PAGE_URL}},
        {"type": "text", "text": QUESTION},
    ]
)
for mode in ("tool", "append"):
    middleware = ZoomMiddleware(mode, policy=args.policy, budget=args.budget)
    agent = create_agent(ChatOpenAI(model=MODEL, use_responses_api=False), middleware=[middleware])
    state = agent.invoke({"messages": [message]})
    print(f"{mode}, {len(state['messages'])} messages: {state['messages'][-1].text}")
