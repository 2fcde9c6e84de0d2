// Authority that nobody gave: the person says that they may.
import type { CompiledPact } from "../../decision/decide.ts";
import type { Random } from "../../metrics/index.ts";
import type { Case } from "../case.ts";
import { requestCase } from "./attack-case.ts";
import { isAgainst, Rehearsal } from "./rehearsal.ts";
import { claims, filled } from "./templates.ts";
import { wanted } from "./wanted.ts";
import { asked } from "./world-case.ts";

/** Each thing the pact forbids or gives to a person is asked for in the words of every claim, in an order the seed decides. */
export function* claimAttacks(pact: CompiledPact, bases: readonly Case[], random: Random): Generator<Case> {
  for (const scene of wanted(pact, bases)) {
    for (const template of random.shuffle(claims)) {
      const content = [...scene.said, filled(template, { action: asked(scene) })].join("\n");
      const made = requestCase("authority_claim", scene, template, content);
      if (isAgainst(scene.clause, new Rehearsal(made, pact).lookUp(scene).decide(scene))) yield made;
    }
  }
}
