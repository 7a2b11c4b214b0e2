import Table from "cli-table3";
import { Command } from "commander";
import { describeDeclaration } from "../offline/describe";
import { runProgram } from "../offline/run-program";
import { stackNames } from "../offline/stack-file";
import { directoryOf } from "./directory";
import type { Io } from "./io";

const NEXT = `What to type next:
  npx rollout render dev               every object of dev as YAML
  npx rollout preview dev --offline    what your edits would change
  pulumi stack init dev && pulumi up   deploy it; see README.md for what that needs`;

/** `rollout overview`: what every stack declares, side by side. */
export function overviewCommand(io: Io): Command {
  return new Command("overview")
    .description("show what every stack declares, side by side")
    .option("--json", "print JSON")
    .action(async ({ json }: { json?: true }, command: Command) => {
      const directory = directoryOf(command);
      const stacks = stackNames(directory);
      const rows = new Map<string, Map<string, string>>();
      for (const stack of stacks) {
        const { declarations } = await runProgram(directory, stack);
        for (const { label, detail } of declarations.flatMap((d) => describeDeclaration(d) ?? [])) {
          const cells = rows.get(label) ?? new Map<string, string>();
          const others = cells.get(stack);
          rows.set(label, cells.set(stack, others === undefined ? detail : `${others}\n${detail}`));
        }
      }
      if (json) {
        const cells = [...rows].map(([label, byStack]) => [label, Object.fromEntries(byStack)]);
        io.result(JSON.stringify(Object.fromEntries(cells), null, 2));
        return;
      }
      const table = new Table({ head: ["", ...stacks], style: { head: [], border: [], compact: true } });
      for (const [label, cells] of rows) table.push([label, ...stacks.map((stack) => cells.get(stack) ?? "–")]);
      io.result(`${table.toString()}\n\n${NEXT}`);
    });
}
