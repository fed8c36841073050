"""Access tokens as an attacker, or a thief of a process's key, would make them. Signs with the program openssl."""
import base64
import hashlib
import hmac
import json
import subprocess
import tempfile

PKCS8_ED25519 = bytes.fromhex("302e020100300506032b657004220420")  # RFC 8410, before the 32 bytes of the seed


def encode(data):
    data = data if isinstance(data, bytes) else (data if isinstance(data, str) else json.dumps(data)).encode()
    return base64.urlsafe_b64encode(data).decode()


def decode(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def claims_of(token):
    return decode(token.split(".")[1])


class Key:
    """A pair of an installation: files `<name>.key` and `<name>.pub` of its directory of keys."""

    def __init__(self, directory, name):
        self.name = name
        with open(f"{directory}/{name}.key", encoding="ascii") as file:
            self.seed = bytes.fromhex(file.read().strip())[:32]
        with open(f"{directory}/{name}.pub", encoding="ascii") as file:
            self.public = bytes.fromhex(file.read().strip())

    def sign(self, data):
        pem = "-----BEGIN PRIVATE KEY-----\n" + base64.b64encode(PKCS8_ED25519 + self.seed).decode() + "\n-----END PRIVATE KEY-----\n"
        with tempfile.NamedTemporaryFile() as key, tempfile.NamedTemporaryFile() as message:
            key.write(pem.encode())
            key.flush()
            message.write(data)
            message.flush()
            command = ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key.name, "-in", message.name]
            return subprocess.run(command, capture_output=True, check=True).stdout

    def token(self, claims, **header):
        """A token of these claims, an object or its text, by the header that the platform writes, or another one."""
        lines = {"alg": "EdDSA", "kid": self.name, "typ": "at+jwt", **header}
        lines = {name: value for name, value in lines.items() if value is not None}
        part = f"{encode(lines)}.{encode(claims)}"
        return f"{part}.{encode(self.sign(part.encode()))}"

    def hmac_token(self, claims):
        """HS256 with the public key as its secret."""
        part = f"{encode({'alg': 'HS256', 'kid': self.name, 'typ': 'at+jwt'})}.{encode(claims)}"
        return f"{part}.{encode(hmac.new(self.public, part.encode(), hashlib.sha256).digest())}"
