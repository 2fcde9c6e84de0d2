// What this floor asks of whoever has a processor for it: hashing, and Ed25519 (RFC 8032).

export interface Hashing {
  /** SHA-256 of one stretch of bytes: 32 bytes, the caller's to keep. */
  sha256(bytes: Uint8Array): Uint8Array;
}

export interface Verifying {
  /** `publicKey` has 32 bytes. False for whatever is no signature. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

export interface Signing {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes. */
  sign(message: Uint8Array): Uint8Array;
}
