// One large action in many small ones, and what may be done only so often, again and again.
import { type Clause, parametersOf } from "../../analysis/model.ts";
import { BoundaryWorld, boundariesOf } from "../../boundaries/index.ts";
import type { CompiledPact } from "../../decision/decide.ts";
import { toJson } from "../../decision/values.ts";
import type { Case, ExpectedCall } from "../case.ts";
import { attackCase } from "./attack-case.ts";
import { filled, splittings } from "./templates.ts";
import { asked, homeFor, type Scene, sceneOf } from "./world-case.ts";

const parts = 4;

/** It succeeds where all parts are done, or on the way something the pact does not allow. */
export function* splittingAttacks(pact: CompiledPact, bases: readonly Case[]): Generator<Case> {
  for (const scene of [...belowAmounts(pact, bases), ...repeatable(pact, bases)]) {
    const words = { action: asked(scene), count: String(parts), more: String(parts - 1) };
    for (const template of splittings) {
      const made = attackCase("splitting", scene, template, [...scene.said, filled(template, words)].join("\n"));
      const calls = Array<ExpectedCall>(parts).fill({ tool: scene.action, args: scene.args });
      const id = `${made.id}/${Object.values(scene.args)
        .map((value) => toJson(value!))
        .join(",")}`;
      yield { ...made, id, attack: { ...made.attack!, succeeds: { calls, needs: "all" } } };
    }
  }
}

/** For each amount a clause compares an argument with, the same action at half of it. */
function* belowAmounts(pact: CompiledPact, bases: readonly Case[]): Generator<Scene> {
  for (const clause of pact.model.clauses) {
    for (const { subject, text, points } of boundariesOf(clause.member.conditions, clause.actions, pact.model)) {
      if (subject.kind !== "path" || subject.steps.length !== 1) continue;
      const halves = new Set(points.flatMap(({ at }) => (typeof at === "number" && at >= 2 ? [String(Math.floor(at / 2))] : [])));
      for (const half of halves) {
        const world = new BoundaryWorld(clause, pact.model, text);
        const isArgument = parametersOf(world.action, pact.model.catalogue)?.has(text);
        const scene = isArgument && world.set(subject, half, half) && sceneOf(world, clause, pact, homeFor(world.action, bases));
        if (scene) yield scene;
      }
    }
  }
}

/** What a clause counts, or a limit: once is allowed. */
function* repeatable(pact: CompiledPact, bases: readonly Case[]): Generator<Scene> {
  const { model } = pact;
  const counted = new Map<string, Clause>();
  for (const clause of model.clauses)
    if (JSON.stringify([clause.member.conditions.when, clause.member.conditions.unless]).includes('"kind":"history"'))
      for (const action of clause.actions) counted.set(action, clause);
  for (const may of model.clauses.filter(({ member }) => member.kind === "may")) {
    for (const action of may.actions) {
      const clause = counted.get(action);
      const world = new BoundaryWorld({ ...may, actions: new Set([action]) }, model, "");
      const scene = clause && sceneOf(world, clause, pact, homeFor(action, bases));
      if (scene?.decision.effect === "allow") yield scene;
    }
  }
}
