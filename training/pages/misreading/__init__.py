"""What an OCR engine would have made of a page."""
