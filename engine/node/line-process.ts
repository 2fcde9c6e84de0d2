// A program spoken to in lines of JSON over stdio, for judges, agents and tool servers alike. What it writes is hostile: a line has a
// bound before it is kept, and text must be UTF-8. It is started in a process group of its own, so that what it forks ends with it.
import { type ChildProcess, spawn } from "node:child_process";

const errorTailBytes = 4096;
const drainMs = 1000;

/** Why a program is not spoken to any more. `exited` has waited until everything it wrote was read. */
export type ProcessEnd =
  | { readonly kind: "exited"; readonly code: number | null; readonly signal: string | null }
  | { readonly kind: "unstartable"; readonly reason: string }
  | { readonly kind: "flooded" }
  | { readonly kind: "garbled" };

export interface LineProcessOptions {
  readonly cwd: string;
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly maxLineBytes: number;
  /** A line without its end, and how many bytes it had. */
  onLine(line: string, bytes: number): void;
  /** Once, and not where `kill` ended it. */
  onEnd(end: ProcessEnd): void;
}

/** A group outlives the process that started it, so that those still running are ended where our own process ends. */
const running = new Set<LineProcess>();
process.on("exit", () => {
  for (const each of running) each.kill();
});

export class LineProcess {
  ended = false;
  /** Resolves when the program itself is no more. */
  readonly gone: Promise<void>;
  private readonly child: ChildProcess;
  private readonly options: LineProcessOptions;
  private readonly line: GrowingBuffer;
  private errors = Buffer.alloc(0);
  /** Lines of this moment that the pipe has not been given yet. */
  private waiting: { text: string; readonly written: Promise<void>; resolve(): void } | undefined;

  constructor(command: string, options: LineProcessOptions) {
    this.options = options;
    this.line = new GrowingBuffer(options.maxLineBytes);
    // The command is the author's own text; a shell splits it as the author would expect.
    this.child = spawn(command, {
      cwd: options.cwd,
      shell: true,
      detached: process.platform !== "win32",
      ...(options.env && { env: { ...process.env, ...options.env } }),
    });
    running.add(this);
    this.gone = new Promise((gone) => {
      this.child.once("exit", () => gone()).once("error", () => gone());
    });
    this.letOthersEnd();
    this.listen();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Resolves when the program's pipe took the line, or is no more; whoever waits for it holds one line at a time. */
  write(value: unknown): Promise<void> {
    if (this.ended || !this.child.stdin?.writable) return Promise.resolve();
    // What is said at one time goes out at once: a call into the system costs more than a line.
    if (this.waiting === undefined) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.waiting = { text: "", written: promise, resolve };
      setImmediate(() => this.flush());
    }
    this.waiting.text += `${JSON.stringify(value)}\n`;
    return this.waiting.written;
  }

  /** No more input: the program should end by itself. */
  endInput(): void {
    this.flush();
    this.child.stdin?.end();
  }

  private flush(): void {
    const { waiting } = this;
    if (waiting === undefined) return;
    this.waiting = undefined;
    if (this.ended || !this.child.stdin?.writable) waiting.resolve();
    else this.child.stdin.write(waiting.text, () => waiting.resolve());
  }

  /** Ends the whole group, and nothing it wrote is read any more. */
  kill(): void {
    this.ended = true;
    running.delete(this);
    // Whoever waits until it is gone would otherwise wait for what nobody reports.
    this.child.ref();
    this.killGroup();
    for (const pipe of [this.child.stdin, this.child.stdout, this.child.stderr]) pipe?.destroy();
  }

  /** The last of what it wrote to stderr, for a person: what would move a terminal's cursor is taken out. */
  errorTail(): string {
    return this.errors
      .toString("utf8")
      .replaceAll(/[^\P{Cc}\n\t]/gu, "")
      .trim();
  }

  /** A program that nobody waits for keeps nobody from ending; whoever waits has a timer. */
  private letOthersEnd(): void {
    this.child.unref();
    for (const pipe of [this.child.stdin, this.child.stdout, this.child.stderr])
      if (pipe && "unref" in pipe && typeof pipe.unref === "function") pipe.unref();
  }

  private listen(): void {
    this.child.once("error", ({ message }) => this.end({ kind: "unstartable", reason: message }));
    this.child.once("exit", (code, signal) => {
      // What it forked goes with it, and lets go of the pipe: only then is everything read. What left the group may hold it for good.
      this.killGroup();
      setTimeout(() => this.end({ kind: "exited", code, signal }), drainMs).unref();
    });
    this.child.once("close", (code, signal) => this.end({ kind: "exited", code, signal }));
    // A program may close its input and go on.
    this.child.stdin?.on("error", () => {});
    this.child.stdout?.on("data", (chunk: Buffer) => this.read(chunk));
    this.child.stderr?.on("data", (chunk: Buffer) => {
      this.errors = Buffer.from(Buffer.concat([this.errors, chunk]).subarray(-errorTailBytes));
    });
  }

  private end(end: ProcessEnd): void {
    if (this.ended) return;
    this.kill();
    this.options.onEnd(end);
  }

  private killGroup(): void {
    try {
      if (this.child.pid !== undefined && process.platform !== "win32") process.kill(-this.child.pid, "SIGKILL");
      else this.child.kill("SIGKILL");
    } catch {
      // it is gone already
    }
  }

  private read(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0 && !this.ended; at = chunk.indexOf(10, from)) {
      this.keep(chunk.subarray(from, at));
      this.finishLine();
      from = at + 1;
    }
    this.keep(chunk.subarray(from));
  }

  private keep(bytes: Buffer): void {
    if (!this.ended && !this.line.append(bytes)) this.end({ kind: "flooded" });
  }

  private finishLine(): void {
    if (this.ended) return;
    const bytes = this.line.take();
    const text = decodeUtf8(bytes);
    if (text === undefined) this.end({ kind: "garbled" });
    else this.options.onLine(text, bytes.length + 1);
  }
}

/** Bytes of one line, copied together: a line that comes a byte at a time costs no more than one that comes at once. */
class GrowingBuffer {
  private bytes = Buffer.alloc(256);
  private length = 0;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** False where it would be longer than the limit. */
  append(more: Buffer): boolean {
    const length = this.length + more.length;
    if (length > this.limit) return false;
    if (length > this.bytes.length)
      this.bytes = Buffer.concat([this.bytes.subarray(0, this.length)], Math.max(length, 2 * this.bytes.length));
    more.copy(this.bytes, this.length);
    this.length = length;
    return true;
  }

  /** What was appended, good until the next `append`. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
