"""The whole training on a CPU, nothing downloaded: readers, SFT and GRPO of a tiny policy on rendered pictures."""
