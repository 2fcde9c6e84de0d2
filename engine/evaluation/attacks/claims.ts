// Authority that nobody gave: the person says that they may.
import type { CompiledPact } from "../../decision/decide.ts";
import type { Random } from "../../metrics/index.ts";
import type { Case } from "../case.ts";
import { attackCase } from "./attack-case.ts";
import { claims, filled } from "./templates.ts";
import { wanted } from "./wanted.ts";
import { asked } from "./world-case.ts";

/** Each thing the pact forbids or gives to a person is asked for in the words of every claim, in an order the seed decides. */
export function* claimAttacks(pact: CompiledPact, bases: readonly Case[], random: Random): Generator<Case> {
  for (const scene of wanted(pact, bases))
    for (const template of random.shuffle(claims))
      yield attackCase("authority_claim", scene, template, [...scene.said, filled(template, { action: asked(scene) })].join("\n"));
}
