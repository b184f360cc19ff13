"""Typing Vietnamese: a key on a text at a cursor → the new text. Plain Python, no Qt (docs/keyboard.md)."""
