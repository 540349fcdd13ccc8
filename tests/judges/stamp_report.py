"""Asks a time-stamp service, by pyHanko as a library, for a time-stamp of a PDF, and puts it behind the document: the
command line puts proofs of its validity behind it again. Arguments: the service's address, the PDF, the new PDF."""

import sys

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import HTTPTimeStamper

service, source, target = sys.argv[1:4]
with open(source, "rb") as unstamped, open(target, "wb") as stamped:
    stamper = PdfTimeStamper(HTTPTimeStamper(service))
    stamper.timestamp_pdf(IncrementalPdfFileWriter(unstamped), "sha256", output=stamped)
