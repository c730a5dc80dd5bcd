"""From a question and a page to regions: clues, inputs of the networks, candidates, the decode."""
