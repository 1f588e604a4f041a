#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""compare.py BULWARK [COUNT [SEED]]: what `node audit` tells of certificates of many shapes, held against what the openssl program
tells of them. A policy whose message is all that a document has brings the documents out."""

import datetime
import hashlib
import ipaddress
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

POLICY = """apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: tell}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [bulwark.dev], apiVersions: [v1], resources: [certificates], operations: [CREATE]}]
  validations:
  - expression: "false"
    messageExpression: >-
      ['told', string(object.spec.subject), string(object.spec.issuer), string(object.spec.commonName), object.spec.organizations.join('+'),
      string(object.spec.serial), string(object.spec[?'notBefore'].orValue('none')), string(object.spec[?'notAfter'].orValue('none')),
      string(object.spec[?'daysLeft'].orValue(-1000000)), string(object.spec.key.type), string(object.spec.key[?'bits'].orValue(0)),
      string(object.spec.key[?'curve'].orValue('none')), string(object.spec.signatureAlgorithm),
      object.spec[?'sanDNS'].orValue(['unknown']).join('+'), object.spec[?'sanIP'].orValue(['unknown']).join('+'), string(object.spec.isCA),
      object.spec.keyUsage.join('+'), object.spec.extendedKeyUsage.join('+'), string(object.spec.publicKeySHA256), string(object.spec.sha256),
      string(object.spec.selfSigned)].join(' ;; ')
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: tell}
spec: {policyName: tell, validationActions: [Deny]}
"""
FIELDS = ("subject issuer commonName organizations serial notBefore notAfter daysLeft type bits curve signature dns ip authority usage extended key "
          "sha256 selfSigned").split()
KEYS = [("RSA", ["rsa_keygen_bits:1024"]), ("RSA", ["rsa_keygen_bits:2048"]), ("RSA-PSS", ["rsa_keygen_bits:2048"]), ("EC", ["ec_paramgen_curve:P-224"]),
        ("EC", ["ec_paramgen_curve:P-256"]), ("EC", ["ec_paramgen_curve:P-384"]), ("EC", ["ec_paramgen_curve:P-521"]),
        ("EC", ["ec_paramgen_curve:secp256k1"]), ("EC", ["ec_paramgen_curve:brainpoolP256r1"]), ("ED25519", []), ("ED448", [])]
DIGESTS = {"RSA": ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3-256"], "RSA-PSS": ["sha256", "sha384", "sha512"],
           "EC": ["sha1", "sha224", "sha256", "sha384", "sha512", "sha3-256"], "DSA": ["sha1", "sha256"], "ED25519": ["null"], "ED448": ["null"]}
USAGES = {"digitalSignature": "Digital Signature", "nonRepudiation": "Non Repudiation", "keyEncipherment": "Key Encipherment",
          "dataEncipherment": "Data Encipherment", "keyAgreement": "Key Agreement", "keyCertSign": "Certificate Sign", "cRLSign": "CRL Sign",
          "encipherOnly": "Encipher Only", "decipherOnly": "Decipher Only"}
OURS = {text: "contentCommitment" if name == "nonRepudiation" else name for name, text in USAGES.items()}
EXTENDED = {"serverAuth": "TLS Web Server Authentication", "clientAuth": "TLS Web Client Authentication", "codeSigning": "Code Signing",
            "emailProtection": "E-mail Protection", "anyExtendedKeyUsage": "Any Extended Key Usage", "OCSPSigning": "OCSP Signing", "1.2.3.4": "1.2.3.4"}
NAMES = ["kubernetes", "system:masters", "system:node:n1", "Müller & Söhne", "日本", "a,b=c", 'quo"te', "#sharp", " space ", "back\\slash", "tab\there", "x" * 60]
DATES = ["19500101000000Z", "19691231235959Z", "19991231235959Z", "20260228120000Z", "20280229000001Z", "20491231235959Z", "20500101000000Z",
         "99991231235959Z", "21001231000000Z"]


def openssl(*arguments, text=None, raw=False):
    done = subprocess.run(["openssl", *map(str, arguments)], input=text, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {' '.join(map(str, arguments))}: {done.stderr.decode()[-500:]}")
    return done.stdout if raw else done.stdout.decode()


class Maker:
    def __init__(self, folder, source):
        self.folder, self.random = folder, source
        (folder / "database.attr").write_text("unique_subject = no\n")
        self.keys = []
        for number, (algorithm, options) in enumerate(KEYS):
            key = folder / f"key{number}"
            openssl("genpkey", "-algorithm", algorithm, *[word for one in options for word in ("-pkeyopt", one)], "-out", key)
            self.keys.append((algorithm, key))
        self.make_dsa()

    def make_dsa(self):
        parameters, key = self.folder / "dsa", self.folder / "keydsa"
        openssl("dsaparam", "-out", parameters, "1024")
        openssl("gendsa", "-out", key, parameters)
        self.keys.append(("DSA", key))

    def subject(self):
        chosen = [("CN", self.random.choice(NAMES)) for _ in range(self.random.choice([0, 1, 1, 1, 2]))]
        chosen += [("O", self.random.choice(NAMES)) for _ in range(self.random.randrange(3))]
        chosen += [("OU", self.random.choice(NAMES)) for _ in range(self.random.randrange(2))]
        self.random.shuffle(chosen)
        return chosen

    def extensions(self):
        lines, names = [], []
        for _ in range(self.random.choice([0, 0, 1, 2, 5, 40])):
            number = self.random.randrange(250)
            names.append(self.random.choice([f"DNS:n{number}.example.org", f"DNS:*.{number}.svc", f"IP:10.0.{number}.1", f"IP:fd00::{number:x}:1",
                                             f"email:a{number}@example.org", f"URI:spiffe://a/{number}", "otherName:1.2.3.4;UTF8:other", "RID:1.2.3"]))
        if names:
            lines.append("subjectAltName=" + ("critical," if self.random.random() < 0.2 else "") + ",".join(names))
        if self.random.random() < 0.7:
            lines.append("basicConstraints=" + self.random.choice(["critical,CA:TRUE", "CA:TRUE,pathlen:3", "CA:FALSE", "critical,CA:FALSE"]))
        if self.random.random() < 0.7:
            lines.append("keyUsage=" + ",".join(self.random.sample(sorted(USAGES), self.random.randrange(1, 5))))
        if self.random.random() < 0.7:
            lines.append("extendedKeyUsage=" + ",".join(self.random.sample(sorted(EXTENDED), self.random.randrange(1, 4))))
        return lines

    def make(self, path):
        first, last = sorted(self.random.sample(DATES + ["20261001000000Z", "20270101000000Z"], 2))
        subject, (algorithm, key) = self.subject(), self.random.choice(self.keys)
        digest = self.random.choice(DIGESTS[algorithm])
        own = [f"{number}.{name} = {json.dumps(value, ensure_ascii=False)}" for number, (name, value) in enumerate(subject)]
        serial = f"{self.random.getrandbits(self.random.choice([7, 8, 63, 64, 159])) + 1:X}"
        (self.folder / "serial").write_text(serial.rjust(len(serial) + len(serial) % 2, "0") + "\n")
        names = "\n".join(f"{name} = optional" for name in ("CN", "O", "OU"))
        config = self.folder / "config"
        config.write_text("\n".join([
            "[ca]", "default_ca = one", "[one]", f"database = {self.folder}/database", f"new_certs_dir = {self.folder}",
            f"serial = {self.folder}/serial", f"default_md = {digest}", "policy = any", "preserve = yes", "email_in_dn = no",
            "x509_extensions = more", "[any]", names, "[more]", *self.extensions(), "[req]", "prompt = no", "distinguished_name = subject",
            f"string_mask = {self.random.choice(['utf8only', 'default', 'MASK:0x0800', 'MASK:0x2004'])}", "utf8 = yes", "[subject]", *own]) + "\n")
        openssl("req", "-new", "-utf8", "-key", key, "-config", config, "-out", self.folder / "request", *([] if subject else ["-subj", "/"]))
        (self.folder / "database").write_text("")
        openssl("ca", "-batch", "-notext", "-selfsign", "-keyfile", key, "-config", config, "-in", self.folder / "request", "-out", path,
                "-startdate", first, "-enddate", last)


def section(text, title):
    found = re.search(rf"{re.escape(title)}:(?: critical)?\s*\n\s+(.*)\n", text)
    return [one.strip() for one in found.group(1).split(", ")] if found else []


def expected(path, today):
    shown = ["-nameopt", "RFC2253,-esc_msb,utf8"]
    text = openssl("x509", "-in", path, "-noout", "-text", *shown)
    single = openssl("x509", "-in", path, "-noout", "-subject", "-issuer", "-serial", "-startdate", "-enddate", "-dateopt", "iso_8601", *shown).splitlines()
    values = {line.partition("=")[0]: line.partition("=")[2] for line in single}
    times = [values[one].replace(" ", "T") for one in ("notBefore", "notAfter")]
    last = datetime.date.fromisoformat(times[1][:10])
    names = section(text, "X509v3 Subject Alternative Name")
    bits = re.search(r"Public-Key: \((\d+) bit", text)
    curve = re.search(r"NIST CURVE: (\S+)", text) or re.search(r"ASN1 OID: (\S+)", text)
    algorithm = re.search(r"Public Key Algorithm: (\S+)", text).group(1)
    kind = {"rsaEncryption": "RSA", "rsassaPss": "RSA-PSS", "id-ecPublicKey": "EC", "dsaEncryption": "DSA"}.get(algorithm, algorithm)
    public = openssl("pkey", "-pubin", "-outform", "der", text=openssl("x509", "-in", path, "-noout", "-pubkey", raw=True), raw=True)
    parts = openssl("x509", "-in", path, "-noout", "-subject", "-nameopt", "multiline,utf8,-esc_ctrl,-esc_msb").splitlines()[1:]
    pairs = [(one.partition("=")[0].strip(), one.partition("= ")[2]) for one in parts]
    own = {text: name for name, text in EXTENDED.items()}
    return {
        "subject": values["subject"], "issuer": values["issuer"], "commonName": ([v for k, v in pairs if k == "commonName"] or [""])[-1],
        "organizations": "+".join(v for k, v in pairs if k == "organizationName"), "serial": values["serial"],
        "notBefore": times[0], "notAfter": times[1], "daysLeft": str((last - today).days),
        "type": kind, "bits": bits.group(1) if bits else {"ED25519": "256", "ED448": "456"}[kind], "curve": curve.group(1) if curve and kind == "EC" else "none",
        "signature": re.search(r"Signature Algorithm: (\S+)", text).group(1),
        "dns": "+".join(one[4:] for one in names if one.startswith("DNS:")),
        "ip": "+".join(str(ipaddress.ip_address(one[11:])) for one in names if one.startswith("IP Address:")),
        "authority": str(any("CA:TRUE" in one for one in section(text, "X509v3 Basic Constraints"))).lower(),
        "usage": "+".join(OURS[one] for one in section(text, "X509v3 Key Usage")),
        "extended": "+".join(own[one] for one in section(text, "X509v3 Extended Key Usage")),
        "key": hashlib.sha256(public).hexdigest(),
        "sha256": hashlib.sha256(openssl("x509", "-in", path, "-outform", "der", raw=True)).hexdigest(),
        "selfSigned": str(values["subject"] == values["issuer"]).lower(),
    }


def told(bulwark, root, folder):
    """What bulwark tells of each certificate on the node, by its name."""
    policy = folder / "policy.yaml"
    policy.write_text(POLICY)
    done = subprocess.run([bulwark, "scan", f"node:{root}", "--policy", policy, "--fail-on", "none", "-o", "json"],
                          capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):  # some keys are of no kind that is known
        raise RuntimeError(f"ends with {done.returncode}: {done.stderr}")
    return {one["resource"]["name"]: dict(zip(FIELDS, one["message"].split(" ;; ")[1:])) for one in json.loads(done.stdout)["findings"]
            if one["message"].startswith("told ;; ")}


def differences(path, ours, theirs):
    """One line a value that is another."""
    return [f"{path} {field}: bulwark {None if ours is None else ours.get(field)!r}, openssl {theirs[field]!r}"
            for field in FIELDS if ours is None or ours.get(field) != theirs[field]]


def main():
    if shutil.which("openssl") is None:
        print("skipped: there is no openssl")
        return 77
    bulwark, count = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 150
    source = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 20261130)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        pki = work / "root/etc/kubernetes/pki"
        pki.mkdir(parents=True)
        (work / "made").mkdir()
        maker = Maker(work / "made", source)
        for number in range(count):
            maker.make(pki / f"{number}.crt")
        today = datetime.date.today()
        documents = told(bulwark, work / "root", work)
        wrong = []
        for number in range(count):
            path = f"/etc/kubernetes/pki/{number}.crt"
            wrong += differences(path, documents.get(path), expected(pki / f"{number}.crt", today))
    if wrong:
        print("\n".join(wrong))
    print(f"{count} certificates, {count * len(FIELDS)} values, {len(wrong)} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
