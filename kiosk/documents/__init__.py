"""What is scanned: page → straight, cropped, judged JPEG → one PDF a component."""

from kiosk.documents.image_file import from_raw, load_image, thumbnail
from kiosk.documents.page import CleanPage, clean
from kiosk.documents.pdf import count_pages, extract_jpegs, make_pdf

__all__ = ["CleanPage", "clean", "count_pages", "extract_jpegs", "from_raw", "load_image", "make_pdf", "thumbnail"]
