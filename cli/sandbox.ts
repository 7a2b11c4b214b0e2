import { existsSync } from "node:fs";
import { relative } from "node:path";

import Table from "cli-table3";
import { Command } from "commander";

import { describeEngine, findEngine } from "../sandbox/engine";
import { exportLines } from "../sandbox/environment";
import {
  type ComponentStatus,
  downSandbox,
  requireSandbox,
  resetSandbox,
  type Sandbox,
  sandboxDirectory,
  sandboxStatus,
  upSandbox,
} from "../sandbox/sandbox";
import { directoryOf } from "./directory";
import type { Io } from "./io";

const UP_HELP = `
Examples:
  $ rollout sandbox up                      # a control plane of its own; the first time, its tools are built
  $ rollout sandbox up --context kind-kind  # a cluster that you have already
  $ eval "$(rollout sandbox env)"           # kubectl and pulumi then talk to the sandbox`;

function report(sandbox: Sandbox): string {
  const folder = relative(process.cwd(), sandbox.directory) || ".";
  const state =
    sandbox.started.length === 0 ? "nothing to do: everything runs already" : `started ${sandbox.started.join(", ")}`;
  return [
    state,
    `cluster: context ${sandbox.context} of ${sandbox.kubeconfig}`,
    `dns:     ${sandbox.cloudflareUrl}`,
    "",
    "next:",
    "  rollout start                             # deploys dev to it",
    `  eval "$(rollout sandbox env)"             # kubectl, and pulumi -C ${folder}, then talk to it`,
  ].join("\n");
}

function table(components: readonly ComponentStatus[]): string {
  const rows = new Table({ head: ["COMPONENT", "STATE", "PID", "MEMORY"], style: { head: [], border: [] } });
  for (const { name, state, pid, memoryMiB } of components) {
    rows.push([name, state, pid === undefined ? "-" : String(pid), memoryMiB === undefined ? "-" : `${memoryMiB} MiB`]);
  }
  return rows.toString();
}

function up(io: Io): Command {
  return new Command("up")
    .description("start the sandbox, or repair what is missing of it")
    .option("--context <name>", "deploy to this context of your own kubeconfig instead of a control plane of its own")
    .addHelpText("after", UP_HELP)
    .action(async ({ context }: { context?: string }, command: Command) => {
      const onProgress = (line: string): void => {
        io.progress(line);
      };
      const project = directoryOf(command);
      const sandbox = await upSandbox({ project, onProgress, ...(context === undefined ? {} : { context }) });
      io.result(report(sandbox));
    });
}

function status(io: Io): Command {
  return new Command("status")
    .description("show what runs")
    .option("--json", "print it as JSON")
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      const project = directoryOf(command);
      const components = await sandboxStatus(project);
      const engine = await findEngine({ onProgress: () => undefined });
      if (json === true) {
        io.result(JSON.stringify({ directory: sandboxDirectory(project), components, engine }, undefined, 2));
        return;
      }
      const running = components.filter((component) => component.state === "running").length;
      const next =
        running === components.length
          ? 'environment: eval "$(rollout sandbox env)"'
          : "start what is missing: rollout sandbox up";
      io.result(
        [table(components), engine === undefined ? "engine: none yet" : describeEngine(engine), next].join("\n"),
      );
    });
}

function down(io: Io): Command {
  return new Command("down")
    .description("stop the sandbox and keep its data")
    .action(async (_options, command: Command) => {
      const stopped = await downSandbox(directoryOf(command));
      io.result(stopped.length === 0 ? "nothing to do: the sandbox does not run" : `stopped ${stopped.join(", ")}`);
    });
}

function reset(io: Io): Command {
  return new Command("reset")
    .description("stop the sandbox and delete its cluster, zone, stacks and history")
    .action(async (_options, command: Command) => {
      const project = directoryOf(command);
      const existed = existsSync(sandboxDirectory(project));
      await resetSandbox(project);
      io.result(
        existed
          ? "the sandbox is gone; start a new one with: rollout sandbox up"
          : "nothing to do: there is no sandbox",
      );
    });
}

function env(io: Io): Command {
  return new Command("env")
    .description("print what kubectl and pulumi need in their environment")
    .addHelpText("after", '\nExample:\n  $ eval "$(rollout sandbox env)" && pulumi -C .sandbox stack ls')
    .action((_options, command: Command) => {
      const directory = requireSandbox(directoryOf(command));
      io.result(exportLines(directory) ?? "");
    });
}

/** `rollout sandbox`: all three environments on this machine, without an account and without Docker. */
export function sandboxCommand(io: Io): Command {
  const sandbox = new Command("sandbox").description("run all environments on this machine, without any account");
  for (const command of [up(io), status(io), down(io), reset(io), env(io)]) sandbox.addCommand(command.exitOverride());
  return sandbox;
}
