"""An axon of bittensor 10.5.0 on loopback, without a chain. Says where it listens, and serves until
its stdin ends."""

import json
import socket
import sys
import time
import typing

import bittensor.utils.networking as networking

networking.get_external_ip = lambda: "203.0.113.7"

import bittensor as bt
from bittensor_wallet import Keypair


class Toy(bt.Synapse):
    prompt: str
    temperature: float
    tags: typing.List[str]
    limits: typing.Optional[typing.Dict[str, float]] = None
    answer: typing.Optional[str] = None
    required_hash_fields: typing.Tuple[str, ...] = ("prompt", "temperature", "tags", "limits")


class Stub:
    """As much of a wallet as an axon asks for."""

    def __init__(self, seed):
        self.hotkey = Keypair.create_from_uri(seed)
        self.coldkeypub = self.hotkey


def forward(synapse: Toy) -> Toy:
    """Says what a miner's own code sees of a request."""
    dendrite = synapse.dendrite
    synapse.answer = f"{len(synapse.prompt)} characters for {dendrite.hotkey}"
    if synapse.prompt == "who asks?":
        told = [synapse.name, synapse.timeout, dendrite.version, dendrite.hotkey]
        own = [synapse.axon.hotkey, dendrite.nonce > 0, bool(dendrite.uuid), dendrite.signature[:2]]
        synapse.answer = json.dumps(told + own)
    return synapse


UNWANTED = Keypair.create_from_seed("03" * 32).ss58_address


def blacklist(synapse: Toy) -> typing.Tuple[bool, str]:
    return synapse.dendrite.hotkey == UNWANTED, "this miner wants nothing from it"


with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
wallet = Stub("//Miner")
axon = bt.Axon(wallet=wallet, port=port, ip="127.0.0.1", external_ip="127.0.0.1")
axon.fast_config.host = "127.0.0.1"
axon.attach(forward, blacklist_fn=blacklist).start()
give_up = time.monotonic() + 120
while True:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            break
    if time.monotonic() > give_up:
        sys.exit("the axon doesn't listen")
    time.sleep(0.05)
print(json.dumps({"port": port, "hotkey": wallet.hotkey.ss58_address}), flush=True)
sys.stdin.read()
axon.stop()
