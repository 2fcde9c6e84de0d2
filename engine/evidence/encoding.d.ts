// What every platform this runs on has (encoding.spec.whatwg.org), and the compiler is not told of where code is pure.
declare global {
  var TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };
  var TextDecoder: new (label: string, options: { fatal: boolean; ignoreBOM: boolean }) => { decode(bytes: Uint8Array): string };
}

export {};
