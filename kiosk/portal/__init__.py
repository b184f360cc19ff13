"""The central portal's gateway: lets kiosks in, receives sealed dossiers, opens and checks them, files them under an official code."""
