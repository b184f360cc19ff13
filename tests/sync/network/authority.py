"""A certificate authority of a test's own, and what it vouches for."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


class Authority:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority for tests")])
        now = datetime.now(UTC)
        made = (
            self._begin(self._name, self._key.public_key(), now - DAY, now + DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.file = folder / "ca.pem"
        """What a kiosk is told in portal.ca_file."""
        self.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def vouch(self, *hosts: str, until: timedelta = DAY) -> tuple[Path, Path]:
        """Certificate and key of a server; `until` may be past."""
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        names = [_host(host) for host in hosts]
        made = (
            self._begin(x509.Name([]), key.public_key(), now - 10 * DAY, now + until)
            .add_extension(x509.SubjectAlternativeName(names), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        stem = f"{hosts[0]}{until.days}"
        certificate, secret = self._folder / f"{stem}.pem", self._folder / f"{stem}.key"
        certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        pem = serialization.PrivateFormat.PKCS8
        secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, pem, serialization.NoEncryption()))
        return certificate, secret

    def _begin(self, name: x509.Name, key: ec.EllipticCurvePublicKey, begin: datetime, end: datetime) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(self._name).public_key(key)
        return builder.serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(end)


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
