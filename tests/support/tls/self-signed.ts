import { createSign, generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const integer = (...bytes: readonly number[]) => der(0x02, Uint8Array.from(bytes));
const bits = (bytes: Uint8Array) => der(0x03, Uint8Array.of(0), bytes);
const utcTime = (at: Date) =>
  der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`));

/** 1.2.840.10045.4.3.2, ecdsa-with-SHA256 */
const ECDSA_SHA256 = sequence(der(0x06, Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)));
/** 2.5.4.3, commonName */
const nameOf = (text: string) =>
  sequence(der(0x31, sequence(der(0x06, Uint8Array.of(0x55, 0x04, 0x03)), der(0x0c, Buffer.from(text)))));
/** 2.5.29.17, subjectAltName: localhost and 127.0.0.1 */
const ALT_NAMES = sequence(
  der(0x06, Uint8Array.of(0x55, 0x1d, 0x11)),
  der(0x04, sequence(der(0x82, Buffer.from("localhost")), der(0x87, Uint8Array.of(127, 0, 0, 1)))),
);

const pem = (body: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(body)
    .toString("base64")
    .replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;

/** A certificate for localhost, good for a day, made here: a test asks for no tool and no key lies in the repository. */
export const writeSelfSigned = (dir: string): { readonly certFile: string; readonly keyFile: string } => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const now = Date.now();
  const body = sequence(
    der(0xa0, integer(2)), // version 3
    integer(1),
    ECDSA_SHA256,
    nameOf("localhost"),
    sequence(utcTime(new Date(now - 3_600_000)), utcTime(new Date(now + 86_400_000))),
    nameOf("localhost"),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(ALT_NAMES)),
  );
  const signature = createSign("SHA256").update(body).sign(privateKey);
  const certFile = join(dir, "cert.pem");
  const keyFile = join(dir, "key.pem");
  writeFileSync(certFile, pem(sequence(body, ECDSA_SHA256, bits(signature))));
  writeFileSync(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  return { certFile, keyFile };
};
