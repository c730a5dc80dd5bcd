"""What layouts are put together from: grids, headings, keys with values, parties, bars, comparisons."""
