"""Zero-shot object detectors of transformers as a policy, and as eyes of others."""
