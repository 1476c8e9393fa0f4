"""How right the verdict is about tables whose answer is known."""
