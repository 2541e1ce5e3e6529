# SPDX-License-Identifier: Apache-2.0
"""Signing papers with the office's key (电子签名法 13). The key file is given by the settings.

A demo city makes itself a self-signed key; production refuses to start without a real one.
"""

from __future__ import annotations

import io
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings

from portal.kernel import clock
from portal.kernel.storage import write_file

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner


def make_demo_key(key_file: Path, cert_file: Path) -> None:
    """Write a fresh RSA key and a self-signed certificate that says it is for demonstration."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name(
        [
            x509.NameAttribute(
                NameOID.COMMON_NAME, f"{settings.CITY_NAME}（演示签章，无法律效力）"
            ),
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        ]
    )
    at = clock.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=3650))
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    write_file(
        key_file,
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    key_file.chmod(0o600)
    write_file(cert_file, certificate.public_bytes(serialization.Encoding.PEM))


@lru_cache(maxsize=1)
def _signer() -> SimpleSigner:
    # pyHanko is only needed where papers are made.
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415

    key_file, cert_file = Path(settings.SIGNING_KEY_FILE), Path(settings.SIGNING_CERT_FILE)
    if settings.DEMO and not key_file.exists():
        make_demo_key(key_file, cert_file)
    signer: SimpleSigner | None = SimpleSigner.load(  # type: ignore[no-untyped-call]
        key_file=str(key_file), cert_file=str(cert_file)
    )
    if signer is None:
        raise OSError("signing key cannot be read")
    return signer


def sign_pdf(data: bytes, *, reason: str) -> bytes:
    """Return the PDF with the office's signature; any later change of a byte shows."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf  # noqa: PLC0415

    out = io.BytesIO()
    sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(data)),
        PdfSignatureMetadata(field_name="Seal", reason=reason, name=settings.CITY_NAME),
        signer=_signer(),
        output=out,
    )
    return out.getvalue()
