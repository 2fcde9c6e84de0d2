// The base protocol of language servers (Language Server Protocol 3.17, base protocol): bytes to messages. What is no message is
// passed over up to the next header, so that one bad byte of a client does not silence the server for ever.

/** More than any editor sends; a header that promises more is no header. */
const maxBytes = 256_000_000;
const usual = /^Content-Length: (\d{1,9})\r\n\r\n/;
/** Other fields, before and behind, are passed over. */
const header = /(?<!-)Content-Length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r\n(?:[\w-]+:[^\r\n]*\r\n)*\r\n/i;
const fields = /^(?:[\w-]+:[^\r\n]*\r\n)+$/;
/** Bytes: the usual header fits. */
const usualBytes = 34;
/** A header is short: where none begins in this many bytes, none is coming. */
const maxHeaderBytes = 4096;

export class Frames {
  private chunks: Buffer[] = [];
  private length = 0;
  /** Until so many bytes are there, it is no use to look. */
  private wanted = 0;
  private readonly onMessage: (message: object) => void;
  private readonly onGarbage: (bytes: number) => void;

  constructor(onMessage: (message: object) => void, onGarbage: (bytes: number) => void) {
    this.onMessage = onMessage;
    this.onGarbage = onGarbage;
  }

  take(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
    while (this.length > 0 && this.length >= this.wanted && this.next(this.whole()));
  }

  private whole(): Buffer {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0]!;
  }

  /** Whether something was taken away. */
  private next(bytes: Buffer): boolean {
    const found = usual.exec(bytes.toString("latin1", 0, usualBytes)) ?? header.exec(bytes.toString("latin1", 0, maxHeaderBytes));
    if (!found) return this.withoutHeader(bytes);
    if (found.index > 0 && !fields.test(found.input.slice(0, found.index))) return this.garbage(bytes, found.index);
    const start = found.index + found[0].length;
    const size = Number(found[1]);
    if (size > maxBytes) return this.garbage(bytes, start);
    this.wanted = start + size;
    if (bytes.length < this.wanted) return false;
    this.read(bytes, start, this.wanted);
    this.drop(bytes, this.wanted);
    return true;
  }

  private withoutHeader(bytes: Buffer): boolean {
    if (bytes.length <= maxHeaderBytes) return false;
    return this.garbage(bytes, bytes.length - maxHeaderBytes / 2);
  }

  private read(bytes: Buffer, start: number, end: number): void {
    const message = messageIn(bytes.toString("utf8", start, end));
    if (message) this.onMessage(message);
    else this.onGarbage(end);
  }

  private garbage(bytes: Buffer, count: number): boolean {
    this.onGarbage(count);
    this.drop(bytes, count);
    return true;
  }

  private drop(bytes: Buffer, count: number): void {
    this.chunks = count < bytes.length ? [bytes.subarray(count)] : [];
    this.length = bytes.length - count;
    this.wanted = 0;
  }
}

/** Requests and answers have an id, notifications a method. */
function messageIn(text: string): object | undefined {
  try {
    const message: unknown = JSON.parse(text);
    const isMessage = typeof message === "object" && message !== null && ("id" in message || "method" in message);
    return isMessage && !isBareCancel(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

/** The library looks for the id of what is to be cancelled before it looks whether there is one. */
function isBareCancel(message: object): boolean {
  const { method, params } = message as { readonly method?: unknown; readonly params?: { readonly id?: unknown } | null };
  return method === "$/cancelRequest" && !["string", "number"].includes(typeof params?.id);
}

/** A message as it is sent. */
export function framed(message: object): string {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
