// The trace view: the runs of a replay, the conversation of one, each action with its decision and why.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import * as z from "zod/mini";
import type { DecisionEvent } from "../engine/index.ts";
import type { Listing } from "./listing.ts";
import { newCase } from "./new-case.ts";
import { revealMember } from "./pacts.ts";
import type { PactProcess } from "./process.ts";
import type { Replays } from "./replays.ts";
import { showPage } from "./webview-page.ts";
import type { DecisionStep, Step, ToView } from "./webviews/trace/messages.ts";

// What a webview says is another trust.
const fromView = z.union([
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("open"), session: z.string() }),
  z.object({ type: z.literal("clause"), id: z.string() }),
  z.object({ type: z.literal("case"), session: z.string(), step: z.number() }),
]);

interface Focus {
  readonly session: string;
  readonly step: number;
}

export class TraceView {
  private panel: vscode.WebviewPanel | undefined;
  private listing: Listing | undefined;
  private focus: Focus | undefined;
  /** The page has begun to listen, or is gone. */
  private ready = Promise.withResolvers<void>();
  private readonly extension: vscode.Uri;
  private readonly client: LanguageClient;
  private readonly replays: Replays;
  private readonly program: PactProcess;

  constructor(extension: vscode.Uri, client: LanguageClient, replays: Replays, program: PactProcess) {
    this.extension = extension;
    this.client = client;
    this.replays = replays;
    this.program = program;
  }

  /** Opens beside the pact, at a step where one is named. Only a list that was asked for by itself takes the keys. */
  async show(listing: Listing, { at, takesFocus = false }: { at?: Focus; takesFocus?: boolean } = {}): Promise<void> {
    this.listing = listing;
    this.focus = at;
    const isNew = !this.panel;
    if (isNew) this.create();
    this.panel!.title = listing.title;
    this.panel!.reveal(vscode.ViewColumn.Beside, !takesFocus);
    // A new page asks by itself once it listens.
    await (isNew ? this.ready.promise : this.send());
  }

  private create(): void {
    const root = vscode.Uri.joinPath(this.extension, "dist", "webviews");
    const panel = vscode.window.createWebviewPanel(
      "pact.trace",
      "Runs",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [root], retainContextWhenHidden: true },
    );
    this.panel = panel;
    this.ready = Promise.withResolvers();
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.ready.resolve();
    });
    panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message));
    showPage(panel.webview, root, { name: "trace", title: "Recorded runs", body: '<main id="app"></main>' });
  }

  private async receive(message: unknown): Promise<void> {
    const decoded = fromView.safeParse(message);
    if (!decoded.success || !this.listing) return;
    const { data } = decoded;
    if (data.type === "ready") {
      this.ready.resolve();
      await this.send();
    } else if (data.type === "open") await this.open(this.listing, data.session, undefined);
    else if (data.type === "case") await this.makeCase(data.session, data.step);
    else await this.reveal(this.listing, data.id);
  }

  private async send(): Promise<void> {
    const { listing, focus } = this;
    if (!listing) return;
    this.post({ type: "runs", runs: listing.runs });
    const session = focus?.session ?? listing.runs.rows.find(({ marked }) => marked > 0)?.id;
    if (session !== undefined)
      await this.open(listing, session, focus?.step ?? listing.wanted.find((place) => place.session === session)?.step);
  }

  private async open(listing: Listing, session: string, step: number | undefined): Promise<void> {
    this.post({ type: "loading", session });
    const events = await this.replays.session(listing, session);
    if (listing !== this.listing) return; // something else was asked for meanwhile
    if (typeof events === "string") return this.post({ type: "problem", message: events });
    const steps = events.flatMap((event): Step[] => {
      if (event.event === "message") return [event];
      return event.event === "decision" ? [{ ...event, marked: listing.isMarked(event), ...flipIn(listing, event) }] : [];
    });
    const isThere = (each: Step) => each.event === "decision" && each.marked && (step === undefined || each.step === step);
    const at = steps.findIndex(isThere);
    this.post({ type: "session", id: session, steps, focus: at < 0 ? undefined : at });
  }

  /** A case of a step of a run that is listed. */
  async makeCase(session: string, step: number): Promise<void> {
    if (this.listing?.runs.rows.some(({ id }) => id === session)) await newCase(this.program, this.listing, { session, step });
  }

  private post(message: ToView): void {
    void this.panel?.webview.postMessage(message);
  }

  /** From a failing step back to the clause it broke. */
  private async reveal({ pact }: Listing, id: string): Promise<void> {
    const name = id.slice(id.indexOf("#") + 1);
    if (!(await revealMember(this.client, pact, name, vscode.ViewColumn.One)))
      void vscode.window.showInformationMessage(`\`${name}\` does not stand in this pact: look in its charter, or in the pact as it was.`);
  }
}

function flipIn(listing: Listing, event: DecisionEvent): Pick<DecisionStep, "flip"> {
  const flip = listing.flipOf(event);
  return flip ? { flip: { change: flip.change, old: flip.old } } : {};
}
