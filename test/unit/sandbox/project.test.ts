import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

import { writeProject } from "../../../sandbox/project";

const SOURCE = join(__dirname, "../../..");
const SANDBOX = { context: "sandbox", kubeconfig: "/sandbox/kubeconfig" };

describe("the project folder of the sandbox", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "project-"));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const file = (name: string) => join(directory, name);
  const text = (name: string) => readFileSync(file(name), "utf8");
  const configOf = (folder: string) =>
    (parse(readFileSync(join(folder, "Pulumi.prod.yaml"), "utf8")) as { config: Record<string, unknown> }).config;

  it("has the shipped stack files with only the cluster replaced", () => {
    writeProject({ source: SOURCE, directory, cluster: SANDBOX });
    assert.deepEqual(configOf(directory), { ...configOf(SOURCE), "outsrc:cluster": SANDBOX });
  });

  it("keeps what a stack file holds by now, to the byte", () => {
    writeProject({ source: SOURCE, directory, cluster: SANDBOX });
    const released = `${text("Pulumi.dev.yaml").replace("front:1.1.0", "front:1.2.0")}# a note of somebody\n`;
    writeFileSync(file("Pulumi.dev.yaml"), released);
    writeProject({ source: SOURCE, directory, cluster: SANDBOX });
    assert.equal(text("Pulumi.dev.yaml"), released);
  });

  it("moves the stacks to another cluster, and keeps everything else", () => {
    writeProject({ source: SOURCE, directory, cluster: SANDBOX });
    writeFileSync(file("Pulumi.dev.yaml"), text("Pulumi.dev.yaml").replace("203.0.113.0/24 #", "192.0.2.0/24 #"));
    const before = text("Pulumi.dev.yaml");
    writeProject({ source: SOURCE, directory, cluster: { context: "kind-kind", kubeconfig: "/home/.kube/config" } });
    assert.equal(
      text("Pulumi.dev.yaml"),
      before.replace("context: sandbox", "context: kind-kind").replace(SANDBOX.kubeconfig, "/home/.kube/config"),
    );
  });
});
