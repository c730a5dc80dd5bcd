"""The policies that ship. Load them by name with cropvlm_tools.load_policy."""
