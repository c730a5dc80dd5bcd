"""A multimodal query engine of LlamaIndex: behind each page that is retrieved, the model gets what the query asks for.

OPENAI_API_KEY=... python examples/llama_index_query_engine.py
python examples/llama_index_query_engine.py --offline
"""

from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import ImageDocument, NodeWithScore, QueryBundle
from llama_index.llms.openai import OpenAI
from scene import PAGE, QUESTION, options

from cropvlm_tools.llama_index import ZoomPostprocessor

MODEL = "gpt-5.4-mini"

args = options(__doc__, MODEL)


class Shelf(BaseRetriever):
    """Stands for your index: finds the one page there is."""

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [NodeWithScore(node=ImageDocument(image=PAGE, metadata={"file": "delivery_note.png"}), score=1.0)]


engine = RetrieverQueryEngine.from_args(
    Shelf(),
    llm=OpenAI(model=MODEL),
    multimodal=True,
    node_postprocessors=[ZoomPostprocessor(policy=args.policy, budget=args.budget)],
)
response = engine.query(QUESTION)

for node in response.source_nodes:
    print(f"shown: {node.metadata.get('zoom', node.metadata.get('file'))}")
print(response)
