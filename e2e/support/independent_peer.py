"""An independent peer, written from docs/protocol.md alone: joins as one destination, receives
documents, sends them, and verifies what it gets. Orders and answers are JSON lines."""

import gzip
import hashlib
import json
import os
import re
import struct
import sys
import time
import uuid
import zlib
from datetime import datetime, timezone

import confluent_kafka
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID

CHUNK = 262128
SUITE = "RSA-OAEP-256+A256GCM+RS256"


def canonical(value):
    """RFC 8785 for what the protocol uses: objects of texts and non-negative integers."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def subkey(key, use):
    return HKDF(hashes.SHA256(), 32, None, b"sealpost/v1/" + use.encode()).derive(key)


def spki(public_key):
    return public_key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def kid_of(public_key):
    return hashlib.sha256(spki(public_key)).hexdigest()[:32]


def fingerprint(certificate):
    return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


def inbox_topic(destination):
    name, organisation = destination.split("@")
    return f"sealpost-inbox-{name}__{organisation}".replace(".", "_")


def oaep(label):
    return padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label.encode())


def sign(key, statement):
    return key.sign(statement, padding.PKCS1v15(), hashes.SHA256())


def verify(certificate, statement, signature):
    certificate.public_key().verify(signature, statement, padding.PKCS1v15(), hashes.SHA256())


def b64(data):
    import base64

    return base64.b64encode(data).decode()


def unb64(text):
    import base64

    return base64.b64decode(text, validate=True)


def statement(kind, hash_, fields):
    unsigned = {name: value for name, value in fields.items() if name != "signature"}
    return f"sealpost/v1/{kind}\n{hash_}\n".encode() + canonical(unsigned)


def nonce(n, last):
    return bytes(7) + struct.pack(">I", n) + bytes([1 if last else 0])


class Peer:
    def __init__(self, brokers, destination, directory):
        self.brokers, self.me, self.directory = brokers, destination, directory
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
        self.certificate = None
        self.shards = {}
        self.waiting = {}
        self.sent = {}
        self.producer = confluent_kafka.Producer({"bootstrap.servers": brokers, "acks": "all"})

    def request(self, path):
        names = x509.SubjectAlternativeName([x509.RFC822Name(self.me)])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Carol Diaz")])
        csr = x509.CertificateSigningRequestBuilder().subject_name(subject).add_extension(names, False)
        with open(path, "wb") as file:
            file.write(csr.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def join(self, chain, root_path):
        leaf, issuing = [x509.load_pem_x509_certificate(pem.encode()) for pem in re.findall(r"-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n?", chain)]
        self.root = x509.load_pem_x509_certificate(open(root_path, "rb").read())
        assert kid_of(leaf.public_key()) == kid_of(self.key.public_key())
        self.certificate = leaf
        self.check_chain([leaf, issuing], self.me)
        settings = {"bootstrap.servers": self.brokers, "group.id": f"inbox.{self.me}.{uuid.uuid4()}", "auto.offset.reset": "earliest", "isolation.level": "read_uncommitted", "enable.auto.commit": False}
        self.consumer = confluent_kafka.Consumer(settings)
        self.consumer.subscribe([inbox_topic(self.me)])

    def check_chain(self, chain, destination):
        issuers = chain[1:] + [self.root]
        for subject, issuer in zip(chain, issuers):
            assert subject.issuer == issuer.subject
            issuer.public_key().verify(subject.signature, subject.tbs_certificate_bytes, padding.PKCS1v15(), subject.signature_hash_algorithm)
        names = chain[0].extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert names.get_values_for_type(x509.RFC822Name) == [destination]

    def certificates_of(self, destination):
        """Reads the whole registry; believes only what chains to the root."""
        reader = confluent_kafka.Consumer({"bootstrap.servers": self.brokers, "group.id": f"registry.{uuid.uuid4()}", "auto.offset.reset": "earliest"})
        partition = confluent_kafka.TopicPartition("sealpost-registry", 0, confluent_kafka.OFFSET_BEGINNING)
        _, high = reader.get_watermark_offsets(confluent_kafka.TopicPartition("sealpost-registry", 0), timeout=10)
        reader.assign([partition])
        found = []
        while True:
            message = reader.poll(10)
            assert message is not None and not message.error(), "the registry cannot be read"
            key = (message.key() or b"").decode()
            if key.startswith(f"destination:{destination}:") and message.value():
                value = json.loads(message.value())
                assert canonical(value) == message.value()
                chain = [x509.load_der_x509_certificate(unb64(one)) for one in value["certificates"]]
                self.check_chain(chain, destination)
                found.append(chain[0])
            if message.offset() + 1 >= high:
                break
        reader.close()
        return sorted(found, key=lambda one: (one.not_valid_before, one.serial_number))

    def seal(self, public_key, message_type, use, fields):
        key = os.urandom(32)
        sealed = AESGCM(subkey(key, use)).encrypt(bytes(12), canonical(fields), message_type.encode())
        return public_key.encrypt(key, oaep(message_type)) + sealed

    def open(self, message_type, use, body):
        size = (self.key.key_size + 7) // 8
        key = self.key.decrypt(body[:size], oaep(message_type))
        assert len(key) == 32
        plain = AESGCM(subkey(key, use)).decrypt(bytes(12), body[size:], message_type.encode())
        fields = json.loads(plain)
        assert canonical(fields) == plain
        return key, fields

    def publish(self, to, message_type, body, kid=None):
        headers = [("messageType", message_type.encode()), ("v", b"1")] + ([("kid", kid.encode())] if kid else [])
        self.producer.produce(inbox_topic(to), key=message_type.encode(), value=body, headers=headers)
        assert self.producer.flush(30) == 0

    def send(self, to, path):
        document = open(path, "rb").read()
        recipient = self.certificates_of(to)[-1]
        transfer_id, key = str(uuid.uuid4()), os.urandom(32)
        stream = gzip.compress(document, mtime=0)
        chunks = [stream[at : at + CHUNK] for at in range(0, len(stream), CHUNK)]
        shards = AESGCM(subkey(key, "shards"))
        for n, chunk in enumerate(chunks):
            message_type = f"shard-{transfer_id}-{n}"
            self.publish(to, message_type, shards.encrypt(nonce(n, n == len(chunks) - 1), chunk, message_type.encode()))
        timestamp, digest = now(), hashlib.sha256(document).hexdigest()
        transfer_hash = hashlib.sha256((self.me + to + digest + timestamp).encode()).hexdigest()
        fields = {
            "compression": "gzip", "documentHash": digest, "documentName": os.path.basename(path), "documentSize": len(document),
            "recipient": to, "recipientCertificate": fingerprint(recipient), "sender": self.me, "senderCertificate": fingerprint(self.certificate),
            "shardCount": len(chunks), "suite": SUITE, "timestamp": timestamp, "transferHash": transfer_hash, "transferId": transfer_id, "v": 1,
        }
        fields["signature"] = b64(sign(self.key, statement("transfer", transfer_hash, fields)))
        message_type = f"data-{transfer_id}"
        size = (recipient.public_key().key_size + 7) // 8
        wrapped = recipient.public_key().encrypt(key, oaep(message_type))
        assert len(wrapped) == size
        sealed = AESGCM(subkey(key, "metadata")).encrypt(bytes(12), canonical(fields), message_type.encode())
        self.publish(to, message_type, wrapped + sealed, kid_of(recipient.public_key()))
        self.sent[transfer_id] = fields
        return {"event": "sent", "transferId": transfer_id}

    def acknowledge(self, fields):
        sender = self.certificates_of(fields["sender"])[-1]
        answer = {
            "acknowledgedAt": now(), "reason": "", "recipient": self.me, "recipientCertificate": fingerprint(self.certificate), "status": "received",
            "transferHash": fields["transferHash"], "transferId": fields["transferId"], "transferTimestamp": fields["timestamp"], "v": 1,
        }
        answer["signature"] = b64(sign(self.key, statement("acknowledgement", fields["transferHash"], answer)))
        message_type = f"ack-{fields['transferId']}"
        self.publish(fields["sender"], message_type, self.seal(sender.public_key(), message_type, "acknowledgement", answer), kid_of(sender.public_key()))

    def receive(self, key, fields):
        """Sections 4 and 8: opens the shards in order, unzips, compares, writes."""
        count, transfer_id = fields["shardCount"], fields["transferId"]
        unzip, document = zlib.decompressobj(31), b""
        for n in range(count):
            message_type = f"shard-{transfer_id}-{n}"
            piece = AESGCM(subkey(key, "shards")).decrypt(nonce(n, n == count - 1), self.shards[transfer_id][n], message_type.encode())
            while piece:
                document += unzip.decompress(piece)
                piece = unzip.unused_data
                if unzip.eof and piece:
                    unzip = zlib.decompressobj(31)
                elif not unzip.eof:
                    piece = b""
        assert unzip.eof and len(document) == fields["documentSize"]
        assert hashlib.sha256(document).hexdigest() == fields["documentHash"]
        path = os.path.join(self.directory, os.path.basename(fields["documentName"]))
        with open(path, "xb") as file:
            file.write(document)
        self.acknowledge(fields)
        return {"event": "received", "transferId": transfer_id, "from": fields["sender"], "path": path}

    def on_data(self, message_type, body):
        key, fields = self.open(message_type, "metadata", body)
        assert fields["transferId"] == message_type[5:] and fields["recipient"] == self.me and fields["suite"] == SUITE
        assert fields["recipientCertificate"] == fingerprint(self.certificate)
        plain = fields["sender"] + fields["recipient"] + fields["documentHash"] + fields["timestamp"]
        assert hashlib.sha256(plain.encode()).hexdigest() == fields["transferHash"]
        [sender] = [one for one in self.certificates_of(fields["sender"]) if fingerprint(one) == fields["senderCertificate"]]
        verify(sender, statement("transfer", fields["transferHash"], fields), unb64(fields["signature"]))
        return self.receive(key, fields)

    def on_ack(self, message_type, body):
        _, fields = self.open(message_type, "acknowledgement", body)
        sent = self.sent[fields["transferId"]]
        assert message_type == f"ack-{sent['transferId']}" and fields["transferHash"] == sent["transferHash"]
        assert fields["transferTimestamp"] == sent["timestamp"] and fields["recipient"] == sent["recipient"]
        [signer] = [one for one in self.certificates_of(sent["recipient"]) if fingerprint(one) == fields["recipientCertificate"]]
        verify(signer, statement("acknowledgement", fields["transferHash"], fields), unb64(fields["signature"]))
        return {"event": "acknowledged", "transferId": fields["transferId"], "status": fields["status"], "reason": fields["reason"]}

    def poll(self, seconds):
        """Everything that comes until something happened or the time is over."""
        end = time.time() + seconds
        while time.time() < end:
            message = self.consumer.poll(0.5)
            if message is None or message.error():
                continue
            headers = dict(message.headers() or [])
            message_type = headers["messageType"].decode()
            assert headers["v"] == b"1" and message.key().decode() == message_type
            if message_type.startswith("shard-"):
                transfer_id, n = message_type[6:42], int(message_type[43:])
                self.shards.setdefault(transfer_id, {})[n] = message.value()
            elif message_type.startswith("data-"):
                return self.on_data(message_type, message.value())
            elif message_type.startswith("ack-"):
                return self.on_ack(message_type, message.value())
        return {"event": "nothing"}


def main():
    brokers, destination, directory = sys.argv[1:4]
    peer = Peer(brokers, destination, directory)
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "request":
            peer.request(order["path"])
            answer = {"event": "requested"}
        elif order["do"] == "join":
            peer.join(order["chain"], order["root"])
            answer = {"event": "joined"}
        elif order["do"] == "send":
            answer = peer.send(order["to"], order["path"])
        else:
            answer = peer.poll(order.get("seconds", 30))
        print(json.dumps(answer), flush=True)


main()
