// A language client of nothing but JSON-RPC frames over stdio (Language Server Protocol 3.17, base protocol): what any editor sends,
// and nothing an editor's library adds.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

export class Client {
  readonly process: ChildProcessWithoutNullStreams;
  /** What the server wrote where it should not, and its exit. */
  readonly noise: string[] = [];
  /** Notifications of the server, in order. */
  readonly notifications: { readonly method: string; readonly params: unknown }[] = [];
  /** Answers to requests of the server, by method; others are answered with null. */
  readonly handlers = new Map<string, (params: unknown) => unknown>();
  private readonly pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  private readonly listeners = new Map<string, ((params: never) => void)[]>();
  private received: Buffer[] = [];
  private length = 0;
  private next = 1;

  constructor(command: readonly string[]) {
    const [program, ...args] = command;
    this.process = spawn(program!, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.process.stdout.on("data", (chunk: Buffer) => this.take(chunk));
    this.process.stderr.on("data", (chunk: Buffer) => this.noise.push(chunk.toString("utf8")));
    this.process.on("exit", (code, signal) => {
      for (const { reject } of this.pending.values())
        reject(new Error(`the server ended (${code ?? signal}): ${this.noise.join("").slice(-2000)}`));
      this.pending.clear();
    });
    this.process.stdin.on("error", () => undefined); // an exit is reported above
  }

  request<Result = unknown>(method: string, params: unknown): Promise<Result> {
    const id = this.next++;
    const answer = new Promise<unknown>((resolve, reject) => this.pending.set(id, { resolve, reject }));
    this.send({ id, method, params });
    return answer as Promise<Result>;
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  on<Params>(method: string, listener: (params: Params) => void): void {
    this.listeners.set(method, [...(this.listeners.get(method) ?? []), listener as (params: never) => void]);
  }

  async initialize(
    capabilities: object,
    options: { root?: string; initializationOptions?: unknown } = {},
  ): Promise<Record<string, unknown>> {
    const { root, ...more } = options;
    const folders = root === undefined ? null : [{ uri: root, name: "root" }];
    const { capabilities: offered } = await this.request<{ capabilities: Record<string, unknown> }>("initialize", {
      processId: process.pid,
      rootUri: root ?? null,
      workspaceFolders: folders,
      capabilities,
      ...more,
    });
    this.notify("initialized", {});
    return offered;
  }

  open(uri: string, languageId: string, text: string, version = 1): void {
    this.notify("textDocument/didOpen", { textDocument: { uri, languageId, version, text } });
  }

  change(uri: string, version: number, contentChanges: readonly unknown[]): void {
    this.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    await this.request("shutdown", undefined);
    this.notify("exit", undefined);
    await ended;
  }

  private send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    this.process.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  private take(chunk: Buffer): void {
    this.received.push(chunk);
    this.length += chunk.length;
    for (;;) {
      const whole = this.received.length === 1 ? this.received[0]! : Buffer.concat(this.received);
      this.received = [whole];
      const head = whole.indexOf("\r\n\r\n");
      const size = head < 0 ? undefined : Number(/Content-Length: (\d+)/i.exec(whole.toString("latin1", 0, head))?.[1]);
      if (size === undefined || this.length < head + 4 + size) return;
      const body = whole.toString("utf8", head + 4, head + 4 + size);
      this.received = [whole.subarray(head + 4 + size)];
      this.length -= head + 4 + size;
      this.receive(JSON.parse(body));
    }
  }

  private receive({ id, method, params, result, error }: Message): void {
    if (method !== undefined && id !== undefined) return this.send({ id, result: this.handlers.get(method)?.(params) ?? null });
    if (method !== undefined) {
      this.notifications.push({ method, params });
      for (const listener of this.listeners.get(method) ?? []) listener(params as never);
      return;
    }
    const waiting = this.pending.get(id as number);
    this.pending.delete(id as number);
    if (error) waiting?.reject(Object.assign(new Error(error.message), { code: error.code }));
    else waiting?.resolve(result);
  }
}
