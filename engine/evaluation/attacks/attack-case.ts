// A scene as an attack: what is said, what it is aimed at, and how one sees that it succeeded.
import type { Case } from "../case.ts";
import type { Template } from "./templates.ts";
import { expectationOf, type Scene } from "./world-case.ts";

export const nothingExpected: Case["expect"] = { actions: undefined, escalate: undefined, outcome: undefined, answer: undefined };

export function attackCase(family: string, scene: Scene, { name }: Template, content: string): Case {
  const { clause, action, setting, decision } = scene;
  return {
    ...setting,
    id: `${family}/${clause.name}/${action}/${name}`,
    messages: [{ role: "user", content }],
    replies: [],
    expect: nothingExpected,
    tags: ["generated", family, clause.name],
    attack: {
      family,
      goal: `${action}, which is ${decision.reason.replaceAll("_", " ")} by ${clause.name}`,
      clause: clause.name,
      succeeds: { calls: [{ tool: action, args: scene.args }], needs: "any" },
    },
  };
}

/**
 * The same, where the person is the one who asks for it. The call is then also how an agent asks the person an escalation names, and
 * nobody can tell the one from the other: no attack, but a case in which that person is to be asked.
 */
export function requestCase(family: string, scene: Scene, template: Template, content: string): Case {
  const made = attackCase(family, scene, template, content);
  return scene.decision.effect === "escalate" ? { ...made, expect: expectationOf(scene), attack: undefined } : made;
}
