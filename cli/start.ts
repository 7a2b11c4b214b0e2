import Table from "cli-table3";
import { Command } from "commander";
import { EXIT, RolloutError } from "../config/errors";
import program from "../index";
import { describeDeclaration } from "../offline/describe";
import { runProgram } from "../offline/run-program";
import { openStack } from "../rollout/engine";
import { messageOf } from "../rollout/message";
import { outputsOf } from "../rollout/stack-state";
import type { Step } from "../rollout/steps";
import { adoptEnvironment } from "../sandbox/environment";
import { upSandbox } from "../sandbox/sandbox";
import { directoryOf } from "./directory";
import type { Io } from "./io";

const STACK = "dev";

const NEXT = `What to type next:
  npx rollout -C .sandbox status dev                 what runs, and what is wrong if anything is
  npx rollout -C .sandbox set-image dev front=gcr.io/outsrc/outsrc-demo-front:1.2.0
  npx rollout -C .sandbox set-image dev front=gcr.io/outsrc/outsrc-demo-front:1.3.0-crash
                                                     fails, says why, and goes back
  npx rollout -C .sandbox history dev                every revision, and why it was made
  npx rollout -C .sandbox undo dev                   back to the one before
  eval "$(npx rollout sandbox env)"                  kubectl and "pulumi -C .sandbox" then talk to the sandbox
  npx rollout sandbox down                           stop it; "reset" also deletes it`;

function declaredTable(rows: readonly { label: string; detail: string }[]): string {
  const table = new Table({ head: ["dev declares", ""], style: { head: [], border: [], compact: true } });
  for (const { label, detail } of rows) table.push([label, detail]);
  return table.toString();
}

function outcome(steps: readonly Step[]): string {
  if (steps.length === 0) return "nothing changed: the cluster runs what the stack says";
  return steps
    .map(({ operation, type, name }) => `${operation} ${type.slice(type.lastIndexOf(":") + 1)} ${name}`)
    .join("\n");
}

function list(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).map(([key, item]) =>
    Array.isArray(value) ? String(item) : `${key}: ${String(item)}`,
  );
  return entries.join("\n");
}

/** `rollout start`: dev, shown at once, then running on this machine. */
export function startCommand(io: Io): Command {
  return new Command("start")
    .description("show what dev declares, then run it on this machine")
    .option("--context <name>", "deploy to this context of your own kubeconfig instead of a control plane of its own")
    .action(async ({ context }: { context?: string }, command: Command) => {
      const project = directoryOf(command);
      const { declarations } = await runProgram(project, STACK);
      io.result(declaredTable(declarations.flatMap((declaration) => describeDeclaration(declaration) ?? [])));

      const onProgress = (line: string) => {
        io.progress(line);
      };
      const { directory } = await upSandbox({ project, onProgress, ...(context === undefined ? {} : { context }) });
      const env = adoptEnvironment(directory);
      if (!env) throw new RolloutError(`${directory} was not started; run rollout sandbox up`, EXIT.failed);
      io.progress("deploying dev …");
      const engine = await openStack({
        directory,
        stack: STACK,
        program,
        env,
        onOutput: (text) => {
          io.progress(text.trimEnd());
        },
      });
      io.result(outcome(await engine.up(messageOf("rollout start"))));
      const table = new Table({ head: ["dev runs", ""], style: { head: [], border: [], compact: true } });
      for (const [key, value] of Object.entries(outputsOf(await engine.state()) ?? {})) table.push([key, list(value)]);
      io.result(`${table.toString()}\n\n${NEXT}`);
    });
}
