"""A certificate authority, people with keys, and files signed by them, made for each test run."""

import datetime as dt
import io
from dataclasses import dataclass

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from loa.papers.reading.constructed.build import papers
from loa.papers.reading.constructed.pdf import plain

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
DAY = dt.timedelta(days=1)
PDF = plain(papers("open")[0][0])


def name(common, organisation):
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


@dataclass
class Holder:
    """A key with its certificate."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def asn1(self):
        return asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))

    @property
    def asn1_key(self):
        data = self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return asn1_keys.PrivateKeyInfo.load(data)


def holder(
    common,
    organisation,
    issuer=None,
    *,
    authority=False,
    begin=NOW - 30 * DAY,
    end=NOW + 300 * DAY,
    stamping=False,
):
    key = rsa.generate_private_key(65537, 2048) if stamping else ec.generate_private_key(ec.SECP256R1())
    subject = name(common, organisation)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority, content_commitment=not authority, key_cert_sign=authority, crl_sign=authority,
                key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )  # fmt: skip
    if stamping:
        built = built.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    signer = issuer.key if issuer else key
    return Holder(key, built.sign(signer, hashes.SHA256()))


def sign(data, who, *, field="Signature1", others=(), stamper=None, **meta):
    """Return the file with one more signature, as an incremental update."""
    store = SimpleCertificateStore.from_certs([one.asn1 for one in others])
    signer = signers.SimpleSigner(signing_cert=who.asn1, signing_key=who.asn1_key, cert_registry=store)
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    out = signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name=field, **meta),
        signer=signer,
        timestamper=stamper,
        new_field_spec=SigFieldSpec(field),
    ).sign_pdf(writer)
    return out.getvalue()


def stamper(who, at, others=()):
    store = SimpleCertificateStore.from_certs([one.asn1 for one in others])
    return DummyTimeStamper(tsa_cert=who.asn1, tsa_key=who.asn1_key, certs_to_embed=store, fixed_dt=at)
