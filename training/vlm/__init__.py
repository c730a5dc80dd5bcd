"""CropVLM proper: a vision-language model learns to answer with a box. Stages 0 to 2 and the export, on TRL."""
