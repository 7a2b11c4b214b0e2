import { Command } from "commander";
import { renderYaml } from "../offline/render";
import { runProgram } from "../offline/run-program";
import { directoryOf } from "./directory";
import type { Io } from "./io";

/** `rollout render <stack>`: every object as YAML. */
export function renderCommand(io: Io): Command {
  return new Command("render")
    .description("print every Kubernetes object of a stack as YAML, without engine, cluster or account")
    .argument("<stack>", "name of the stack, such as dev")
    .addHelpText("after", "\nExample:\n  $ rollout render dev | kubectl apply --dry-run=server -f -")
    .action(async (stack: string, _options: unknown, command: Command) => {
      const { declarations } = await runProgram(directoryOf(command), stack);
      io.result(renderYaml(declarations).trimEnd());
    });
}
