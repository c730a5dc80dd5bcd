"""What is seen in an image: elements with words and a place."""
