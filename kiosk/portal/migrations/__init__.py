"""How the portal's tables came to be, step by step (Alembic). A new step: versions/rNNNN_what.py, and HEAD here."""

HEAD = "0003"
