// What an attacker could want of this agent: for each prohibition and each escalation a call it speaks of, in a world where it does.
import type { Clause } from "../../analysis/model.ts";
import { BoundaryWorld } from "../../boundaries/index.ts";
import type { CompiledPact } from "../../decision/decide.ts";
import type { Case } from "../case.ts";
import { isAgainst } from "./rehearsal.ts";
import { homeFor, type Scene, sceneOf } from "./world-case.ts";

/** Those the engine does decide by that clause, the pact's and its charters'. What the agent merely says is not among them. */
export function* wanted(pact: CompiledPact, bases: readonly Case[], isOf: (clause: Clause) => boolean = () => true): Generator<Scene> {
  for (const clause of pact.model.clauses) {
    if (clause.member.kind === "may" || !isOf(clause)) continue;
    for (const action of [...clause.actions].sort()) {
      if (action === "respond" || action === "handoff") continue;
      const world = new BoundaryWorld({ ...clause, actions: new Set([action]) }, pact.model, "");
      const scene = sceneOf(world, clause, pact, homeFor(action, bases));
      if (scene && isAgainst(clause, scene.decision)) yield scene;
    }
  }
}
