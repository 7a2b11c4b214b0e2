import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { timeCommand } from "./measure";
import { tool } from "./tools";
import type { Deployed, World } from "./world";

/** Repository of the images of front. */
export const FRONT = "gcr.io/outsrc/outsrc-demo-front";

async function objects(project: Deployed, tag: string): Promise<string> {
  project.set(["images", "front"], `${FRONT}:${tag}`);
  return project.render();
}

/** The objects of a project in the hands of kubectl. */
export interface Kubectl {
  /** Applies them with this tag of front, and waits until it runs. */
  release(tag: string): Promise<void>;
  /** Seconds until front runs the pod template before that. */
  undo(): Promise<number>;
}

/** Gives the objects of a project to kubectl. */
export async function withKubectl({ env }: World, project: Deployed): Promise<Kubectl> {
  const kubectl = await tool("kubectl");
  const { directory, namespace } = project;
  const run = (...args: string[]) => timeCommand(kubectl, ["-n", namespace, ...args], { cwd: directory, env });
  const status = ["rollout", "status", "deployment/front"];
  return {
    async release(tag) {
      const file = join(directory, "objects.yaml");
      writeFileSync(file, await objects(project, tag));
      await run("apply", "-f", file);
      await run(...status);
    },
    undo: async () => (await run("rollout", "undo", "deployment/front")) + (await run(...status)),
  };
}

/** The objects of a project in the hands of Helm. */
export interface Helm {
  readonly command: string;
  /** Arguments that upgrade the release to this tag of front; the chart is written for it. */
  upgrade(tag: string, timeout: string): Promise<string[]>;
  /** Upgrades to this tag of front, and waits until everything runs. */
  release(tag: string): Promise<void>;
  /** Seconds until the release before that runs. */
  undo(): Promise<number>;
}

const TIMEOUT = "300s";

/** Makes the objects of a project a chart. The namespace is one of them, so that the release itself is kept in another. */
export async function withHelm({ env }: World, project: Deployed): Promise<Helm> {
  const command = await tool("helm");
  const { directory, namespace } = project;
  const run = (args: readonly string[]) => timeCommand(command, args, { cwd: directory, env });
  const helm: Helm = {
    command,
    async upgrade(tag, timeout) {
      const chart = join(directory, "chart");
      mkdirSync(join(chart, "templates"), { recursive: true });
      writeFileSync(join(chart, "Chart.yaml"), "apiVersion: v2\nname: bench\nversion: 1.0.0\n");
      writeFileSync(join(chart, "templates", "objects.yaml"), await objects(project, tag));
      return ["upgrade", "--install", namespace, chart, "--namespace", "default", "--wait", "--timeout", timeout];
    },
    async release(tag) {
      await run(await helm.upgrade(tag, TIMEOUT));
    },
    undo: () => run(["rollback", namespace, "--namespace", "default", "--wait", "--timeout", TIMEOUT]),
  };
  return helm;
}
