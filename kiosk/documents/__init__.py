"""What is scanned: page → straight, cropped, judged JPEG → one PDF a component."""

from kiosk.documents.card import cards_on_glass, is_card
from kiosk.documents.card_page import lay_cards
from kiosk.documents.codes import Code, find_codes
from kiosk.documents.fingerprint import Likeness, alike
from kiosk.documents.head import head
from kiosk.documents.image_file import from_raw, load_image, load_pages, thumbnail, turned
from kiosk.documents.mrz_zone import LANGUAGE as ZONE_LANGUAGE
from kiosk.documents.mrz_zone import read_zone
from kiosk.documents.ocr import OcrError, PageText, Word, can_recognise, recognise
from kiosk.documents.page import CleanPage, clean
from kiosk.documents.parts import Part, make_parts
from kiosk.documents.pdf import PdfPage, count_pages, extract_jpegs, make_pdf
from kiosk.documents.reading import TextReader
from kiosk.documents.where import Mark, annotate

__all__ = [
    "ZONE_LANGUAGE",
    "CleanPage",
    "Code",
    "Likeness",
    "Mark",
    "OcrError",
    "PageText",
    "Part",
    "PdfPage",
    "TextReader",
    "Word",
    "alike",
    "annotate",
    "can_recognise",
    "cards_on_glass",
    "clean",
    "count_pages",
    "extract_jpegs",
    "find_codes",
    "from_raw",
    "head",
    "is_card",
    "lay_cards",
    "load_image",
    "load_pages",
    "make_parts",
    "make_pdf",
    "read_zone",
    "recognise",
    "thumbnail",
    "turned",
]
