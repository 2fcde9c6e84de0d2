// Tools over MCP's Streamable HTTP, on this machine only: each trial has a path of its own that cannot be guessed and is gone with it.
// A page in somebody's browser may reach such a port under another name (DNS rebinding): its Host and Origin are not ours.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning
import { randomBytes } from "node:crypto";
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { McpHttpHandler } from "@modelcontextprotocol/server";
import type { ToolAnswer, ToolOffer } from "../../index.ts";
import { maxLineBytes } from "./protocol.ts";

/** What one trial offers under its path. */
export interface Offered {
  readonly tools: readonly ToolOffer[];
  /** `bytes`: about how much was sent to ask it. */
  call(tool: string, args: unknown, bytes: number): Promise<ToolAnswer>;
}

export interface Place {
  readonly url: string;
  close(): Promise<void>;
}

export class McpEndpoint {
  private readonly server: HttpServer;
  private readonly handlers = new Map<string, McpHttpHandler>();
  /** The one name it answers to. */
  private host = "";

  private constructor() {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  static async start(): Promise<McpEndpoint> {
    const endpoint = new McpEndpoint();
    await new Promise<void>((listening, failed) => {
      endpoint.server.once("error", failed).listen(0, "127.0.0.1", listening);
    });
    endpoint.host = `127.0.0.1:${(endpoint.server.address() as AddressInfo).port}`;
    // Who plays a trial has a timer; an open port alone keeps nobody from ending.
    endpoint.server.unref();
    return endpoint;
  }

  async open(offered: Offered): Promise<Place> {
    const path = `/${randomBytes(32).toString("base64url")}/mcp`;
    const handler = await serve(offered);
    this.handlers.set(path, handler);
    const close = () => {
      this.handlers.delete(path);
      return handler.close();
    };
    return { url: `http://${this.host}${path}`, close };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host, origin } = request.headers;
    if (host !== this.host || (origin !== undefined && origin !== `http://${this.host}`)) return refuse(response, 403);
    const handler = this.handlers.get(request.url ?? "");
    if (!handler) return refuse(response, 404);
    const body = await readBody(request);
    if (body === undefined) return refuse(response, 413);
    await pass(await handler.fetch(toRequest(request, body, response)), response);
  }
}

/** The official server, given the catalogue as it is: schemas are passed on and not rebuilt. Loaded by the first trial. */
async function serve({ tools, call }: Offered): Promise<McpHttpHandler> {
  const { createMcpHandler, Server } = await import("@modelcontextprotocol/server");
  return createMcpHandler(
    () => {
      const server = new Server({ name: "pact", version: "1" }, { capabilities: { tools: {} } });
      server.setRequestHandler("tools/list", async () => ({ tools: tools.map(toMcpTool) }));
      server.setRequestHandler("tools/call", async ({ params: { name, arguments: args } }) => {
        const { content, isError } = await call(name, args ?? {}, 100 + JSON.stringify(args ?? {}).length);
        return { content: [{ type: "text", text: content }], isError };
      });
      return server;
    },
    { maxRequestBodySize: maxLineBytes },
  );
}

const toMcpTool = ({ name, description, inputSchema }: ToolOffer) => ({
  name,
  ...(description !== undefined && { description }),
  inputSchema: { ...inputSchema, type: "object" as const },
});

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: "close" }).end();
}

/** Undefined where it is longer than anybody reads. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += piece.length;
    if (bytes > maxLineBytes) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function toRequest(request: IncomingMessage, body: Buffer, response: ServerResponse): Request {
  const { method = "GET", url = "/", headersDistinct } = request;
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct)) for (const value of values) headers.append(name, value);
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(`http://${request.headers.host}${url}`, {
    method,
    headers,
    signal: gone.signal,
    ...(hasBody && { body: new Uint8Array(body) }),
  });
}

async function pass(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (!answer.body) return void response.end();
  const body = Readable.fromWeb(answer.body as ReadableStream);
  body.once("error", () => response.destroy());
  response.once("close", () => body.destroy());
  body.pipe(response);
}
