"""PDF to text, in the child process of `mapper.read.child_main`; needs the extra "pdf"."""

import io
from typing import Any

#: Articles fill some pages; what has more is a report or a book.
MAX_PAGES = 200


def read_pdf(text: str) -> dict[str, Any]:
    """Return the text of a PDF, whose bytes come as Latin-1, page after page, and its title.

    The file's own dates are those of the file, not of publication, and are not used.
    """
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(text.encode("latin-1")))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"error": "it is locked with a password"}
        if len(reader.pages) > MAX_PAGES:
            return {"error": f"it has {len(reader.pages):,} pages, {MAX_PAGES} at most"}
        pages = [page.extract_text() for page in reader.pages]
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except MemoryError:
        return {"error": "it takes too much memory"}
    except Exception as error:  # noqa: BLE001 - the parser raises whatever a damaged file leads to
        return {"error": f"it is damaged ({type(error).__name__})"}
    whole = "\n\n".join(page.strip() for page in pages if page.strip())
    return {"error": None, "text": whole.encode("utf8", "replace").decode("utf8"), "title": title}
