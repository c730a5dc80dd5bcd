"""What is measured: questions about images, and how well what a target says answers them."""
