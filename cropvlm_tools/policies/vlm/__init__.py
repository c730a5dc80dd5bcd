"""VlmPolicy: a vision-language model that writes the region as text (CropVLM, arXiv 2511.19820)."""
