"""What things cost, as ratios from one run."""
