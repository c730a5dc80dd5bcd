"""Many images and pages: where they come from, what becomes of each, and where it goes. ``cropvlm batch`` runs it."""
