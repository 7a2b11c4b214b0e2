import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { kubeconfigWith } from "../../../sandbox/user-cluster";

describe("a cluster of the user's own", () => {
  let directory: string;
  let both: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "user-cluster-"));
    both = [kubeconfig("a", "kind-kind"), kubeconfig("b", "k3d-one", "k3d-two")].join(delimiter);
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function kubeconfig(name: string, ...contexts: string[]): string {
    const file = join(directory, name);
    const cluster = { name: "c", cluster: { server: "https://127.0.0.1:1" } };
    const named = contexts.map((context) => ({ name: context, context: { cluster: "c", user: "u" } }));
    writeFileSync(file, JSON.stringify({ clusters: [cluster], users: [{ name: "u", user: {} }], contexts: named }));
    return file;
  }

  it("is found in the file of KUBECONFIG that has its context", () => {
    assert.equal(kubeconfigWith("k3d-two", { KUBECONFIG: both }), join(directory, "b"));
  });

  it("rejects a context that there is not, and names those that there are", () => {
    assert.throws(() => kubeconfigWith("kind", { KUBECONFIG: both }), {
      name: "RolloutError",
      message: `--context kind: not in ${directory}/a or ${directory}/b; write one of kind-kind, k3d-one, k3d-two`,
    });
  });

  it("rejects it where there is no kubeconfig", () => {
    assert.throws(() => kubeconfigWith("kind", { KUBECONFIG: join(directory, "none") }), {
      message: `--context kind: not in ${directory}/none; there is no context at all`,
    });
  });
});
