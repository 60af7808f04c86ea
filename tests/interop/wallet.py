"""bittensor-wallet, asked from the command line: one question a run, answered on stdout."""

import os
import sys

from bittensor_wallet import Keypair
from bittensor_wallet.keyfile import (
    decrypt_keyfile_data,
    deserialize_keypair_from_keyfile_data,
    encrypt_keyfile_data,
    serialized_keypair_to_keyfile_data,
)


def text_of(path):
    with open(path, "rb") as file:
        return file.read()


def keypair(path, password=None):
    data = text_of(path)
    if password:
        data = bytes(decrypt_keyfile_data(data, password))
    return deserialize_keypair_from_keyfile_data(data)


def make(path, password=None):
    """A new key's file; its address."""
    pair = Keypair.create_from_mnemonic(Keypair.generate_mnemonic())
    data = bytes(serialized_keypair_to_keyfile_data(pair))
    if password:
        data = bytes(encrypt_keyfile_data(data, password))
    with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
        file.write(data)
    return pair.ss58_address


def address(path, password=None):
    """The address of the key in a file."""
    return keypair(path, password).ss58_address


def sign(path, text):
    """The signature of a file's bytes."""
    return "0x" + bytes(keypair(path).sign(text_of(text))).hex()


def ed25519(seed, text):
    """The address of an ed25519 key, and its signature of a text."""
    pair = Keypair.create_from_seed(seed, crypto_type=0)
    return f"{pair.ss58_address} 0x{bytes(pair.sign(text.encode())).hex()}"


def verify(signer, signature, text):
    """Whether a signature is of a file's bytes."""
    return str(Keypair(ss58_address=signer).verify(text_of(text), signature)).lower()


if __name__ == "__main__":
    # The library says on stdout that it encrypts; the answer is the last line.
    print(globals()[sys.argv[1]](*sys.argv[2:]))
