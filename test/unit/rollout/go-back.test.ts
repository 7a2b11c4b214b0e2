import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Engine } from "../../../rollout/engine";
import { rollOut } from "../../../rollout/roll-out";
import type { Session } from "../../../rollout/session";
import { parseState } from "../../../rollout/stack-state";
import { undo } from "../../../rollout/undo";
import type { StackValues } from "../../../rollout/update";
import { withDirectory } from "../../support/temporary-directory";
import { imageOf, updates, type Told } from "../../support/updates";

const textOf = (front: string) => `config:
  outsrc:images:
    front: ${imageOf("front", front)}
    back: ${imageOf("back", "1.0.0")}
`;

const PROBLEM = { urn: undefined, message: "the quota is used up" };

/** Uses a stack with two revisions, every further update of which fails; the history, the newest first, and its file. */
async function withFailing<T>(use: (session: Session) => Promise<T>) {
  const told: Told[] = [
    { front: "1.0.0", message: "first" },
    { front: "1.1.0", message: "second" },
  ];
  const file = "Pulumi.dev.yaml";
  return withDirectory({ [file]: textOf("1.1.0") }, async (directory) => {
    const read = () => readFileSync(join(directory, file), "utf8");
    const valuesOf = (text: string) => (parse(text) as { config: StackValues }).config;
    const engine: Partial<Engine> = {
      history: () => Promise.resolve(updates(...told)),
      state: () => Promise.resolve(parseState(undefined)),
      load: () => Promise.resolve(),
      preview: () => Promise.resolve([]),
      encrypt: () => Promise.resolve({}),
      up: (message, options) => {
        told.push({ result: "failed", message: message ?? "", config: valuesOf(read()) });
        options?.onProblem?.(PROBLEM);
        return Promise.reject(new Error("the engine ended with exit code 255"));
      },
    };
    const nothing = () => undefined;
    const ui = {
      progress: nothing,
      plan: nothing,
      failure: nothing,
      live: nothing,
      confirm: () => Promise.resolve(true),
    };
    const session: Partial<Session> = {
      directory,
      stack: "dev",
      project: "outsrc",
      defaults: {},
      valuesOf,
      engine: engine as Engine,
      ui,
      redact: (text) => text,
      conceal: nothing,
      check: () => Promise.resolve(),
      onInterrupt: () => nothing,
    };
    const result = await use(session as Session);
    const causes = updates(...told).map(({ message }) => message.split("\n")[0]);
    return { result, causes, text: read() };
  });
}

describe("a rollback that fails", () => {
  it("is not rolled back in turn where it was an undo", async () => {
    const { result, causes, text } = await withFailing((session) =>
      undo(session, { discardEdits: false, withCode: false }),
    );
    assert.deepEqual(
      [result.outcome, result.exitCode, result.target, result.wayBack, result.failure?.problems],
      ["failed", 1, 1, undefined, [PROBLEM]],
    );
    assert.deepEqual(causes, ["undo to revision 1: first", "second", "first"]);
    assert.equal(text, textOf("1.0.0"));
  });

  it("is not rolled back in turn where it was the way back from a failed update", async () => {
    const { result, causes, text } = await withFailing((session) =>
      rollOut(session, { text: textOf("1.2.0"), cause: "third", undoOnFailure: true }),
    );
    const { target, revision, failure } = result.wayBack!;
    assert.deepEqual([result.outcome, result.exitCode, result.revision], ["failed", 1, undefined]);
    assert.deepEqual([target, revision, failure?.problems], [2, undefined, [PROBLEM]]);
    assert.deepEqual(causes, ["return to revision 2: second", "third", "second", "first"]);
    assert.equal(text, textOf("1.1.0"));
  });
});
