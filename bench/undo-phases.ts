import { Command } from "commander";
import { withSession } from "../cli/session";
import type { Engine } from "../rollout/engine";
import { undo } from "../rollout/undo";
import { STACK } from "./world";

/** What an undo does one after the other; they add up to the whole process. */
export const PHASES = [
  "node and code",
  "select stack",
  "history and checks",
  "rehearsal",
  "engine up to the first change",
  "update",
  "verify",
] as const;

const ends: number[] = [];
/** Ends the phase that is under way: milliseconds since the process began. */
const endPhase = () => ends.push(performance.now());

/** An engine that tells when its looks ahead and its updates begin and end. */
function watched(engine: Engine): Engine {
  return {
    history: (options) => engine.history(options),
    state: () => engine.state(),
    repair: (edit) => engine.repair(edit),
    refresh: () => engine.refresh(),
    destroy: (options) => engine.destroy(options),
    decrypted: () => engine.decrypted(),
    encrypt: (values) => engine.encrypt(values),
    async preview(options) {
      endPhase();
      const steps = await engine.preview(options);
      endPhase();
      return steps;
    },
    async up(message, options) {
      let isBegun = false;
      const steps = await engine.up(message, {
        ...options,
        onStep: (step) => {
          if (!isBegun) endPhase();
          isBegun = true;
          options?.onStep?.(step);
        },
      });
      endPhase();
      return steps;
    },
  };
}

/** `rollout undo` of a project folder, as a process that prints the seconds of each phase. */
async function main(): Promise<void> {
  endPhase();
  const command = new Command().option("-C, --directory <dir>").parse(["-C", process.cwd()], { from: "user" });
  const io = { result: () => undefined, progress: () => undefined, interactive: false, color: false };
  await withSession(io, command, STACK, { yes: true }, async (session) => {
    endPhase();
    await undo({ ...session, engine: watched(session.engine) }, { discardEdits: false, withCode: false });
    endPhase();
  });
  console.log(JSON.stringify(ends.map((end, i) => (end - (ends[i - 1] ?? 0)) / 1_000)));
  process.exit();
}

if (require.main === module) void main();
