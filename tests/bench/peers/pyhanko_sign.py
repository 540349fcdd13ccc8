"""Signs one PDF so often with one PKCS#12 file, and prints the seconds of each signature.

usage: pyhanko_sign.py PDF CREDENTIAL TIMES    (the password stands in CREDENTIAL_PASSWORD)
"""

import io
import os
import sys
import time

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

pdf, credential, times = sys.argv[1:4]
with open(pdf, "rb") as file:
    document = file.read()
signer = signers.SimpleSigner.load_pkcs12(credential, passphrase=os.environ["CREDENTIAL_PASSWORD"].encode())
wanted = signers.PdfSignatureMetadata(
    field_name="Signature1", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, location="Milano"
)
for _ in range(int(times)):
    began = time.perf_counter()
    signed = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(document)), wanted, signer=signer)
    took = time.perf_counter() - began
    assert len(signed.getvalue()) > len(document)
    print(took)
