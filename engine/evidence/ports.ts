// What this floor asks of whoever has a processor for it: hashing, and Ed25519 (RFC 8032).

export interface Hashing {
  /** SHA-256 of one stretch of bytes: 32 bytes, the caller's to keep. */
  sha256(bytes: Uint8Array): Uint8Array;
  /** The same into `target`, from `at` on: a tree of a million hashes need not make a million arrays. `bytes` may lie in `target`. */
  sha256Into(bytes: Uint8Array, target: Uint8Array, at: number): void;
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
