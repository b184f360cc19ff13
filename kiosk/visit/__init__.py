"""The visit: what happens between a resident and the kiosk. Pure Python; VIEW.md says what the screens are told."""
