import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import forge from 'node-forge';

const { asn1, pki } = forge;

/**
 * A PKCS#10 request (protocol.md 7.4): CN is the displayed name, the extensionRequest holds the
 * rfc822Name. forge only writes the structure; node:crypto signs it, so the private key stays native.
 * @returns DER
 */
export function certificateRequest(privateKey: KeyObject, destination: string, label: string): Buffer {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  const request = pki.createCertificationRequest();
  request.publicKey = pki.publicKeyFromPem(spki);
  request.setSubject([
    { name: 'commonName', value: label, valueTagClass: asn1.Type.UTF8 as unknown as forge.asn1.Class },
  ]);
  const extensions = [{ name: 'subjectAltName', altNames: [{ type: 1, value: destination }] }];
  request.setAttributes([{ name: 'extensionRequest', extensions } as unknown as forge.pki.CertificateField]);
  const internal = request as unknown as Record<string, unknown>;
  const algorithm = pki.oids.sha256WithRSAEncryption;
  internal.signatureOid = algorithm;
  internal.siginfo = { algorithmOid: algorithm };
  const info = (
    pki as unknown as { getCertificationRequestInfo(r: unknown): forge.asn1.Asn1 }
  ).getCertificationRequestInfo(request);
  internal.certificationRequestInfo = info;
  const signed = Buffer.from(asn1.toDer(info).getBytes(), 'binary');
  internal.signature = sign('sha256', signed, privateKey).toString('binary');
  return Buffer.from(asn1.toDer(pki.certificationRequestToAsn1(request)).getBytes(), 'binary');
}
