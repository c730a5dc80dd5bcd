"""``python -m training.bench`` is ``python -m training.bench.zoom``, for one release."""

import sys

from training.bench.zoom import main

if __name__ == "__main__":
    print("python -m training.bench is now python -m training.bench.zoom.", file=sys.stderr)
    sys.exit(main())
