import { Command } from "commander";
import { withSession } from "../cli/session";
import type { Engine } from "../rollout/engine";
import { undo } from "../rollout/undo";

const seconds: Record<string, number> = {};
let begun = 0;

/** Ends the phase that is under way. They follow each other, and add up to the whole process. */
function endPhase(phase: string): void {
  const now = performance.now();
  seconds[phase] = (now - begun) / 1_000;
  begun = now;
}

/** An engine that tells when its looks ahead and its updates begin and end. */
function watched(engine: Engine): Engine {
  return {
    history: (options) => engine.history(options),
    state: () => engine.state(),
    load: () => engine.load(),
    repair: (edit) => engine.repair(edit),
    refresh: () => engine.refresh(),
    destroy: (options) => engine.destroy(options),
    decrypted: () => engine.decrypted(),
    encrypt: (values) => engine.encrypt(values),
    async preview(options) {
      endPhase("history and checks");
      const steps = await engine.preview(options);
      endPhase("rehearsal");
      return steps;
    },
    async up(message, options) {
      let isBegun = false;
      const steps = await engine.up(message, {
        ...options,
        onStep: (step) => {
          if (!isBegun) endPhase("engine up to the first change");
          isBegun = true;
          options?.onStep?.(step);
        },
      });
      endPhase("update");
      return steps;
    },
  };
}

/** `rollout undo` in the project folder that it is run in. Prints the seconds of each phase, by its name. */
async function main(stack: string): Promise<void> {
  endPhase("node and code");
  const command = new Command().option("-C, --directory <dir>").parse(["-C", process.cwd()], { from: "user" });
  const io = { result: () => undefined, progress: () => undefined, interactive: false };
  await withSession(io, command, stack, { yes: true, create: false }, async (session) => {
    endPhase("select stack");
    await undo({ ...session, engine: watched(session.engine) }, { discardEdits: false, withCode: false });
    endPhase("verify");
  });
  console.log(JSON.stringify(seconds));
  process.exit();
}

void main(process.argv[1] ?? "");
