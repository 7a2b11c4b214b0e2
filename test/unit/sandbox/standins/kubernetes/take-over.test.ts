import assert from "node:assert/strict";
import { ApiError } from "../../../../../sandbox/standins/kubernetes/api-error";
import { takenOver } from "../../../../../sandbox/standins/kubernetes/take-over";

const IDENTITY = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "front" };
const OUTDATED = new ApiError(409, { reason: "Conflict", message: "the object has been modified" });

const version = (resourceVersion: string, manager = "kubectl-set") => ({
  metadata: { resourceVersion, managedFields: [{ manager, operation: "Update", fieldsV1: { "f:spec": {} } }] },
});

/** A cluster whose object changes `faster` times between a read and the write after it. */
function clusterWith(faster: number, failure = OUTDATED) {
  const written: unknown[] = [];
  let reads = 0;
  return {
    written,
    get: () => Promise.resolve(version(String(++reads))),
    setManagedFields: (live: ReturnType<typeof version>, entries: readonly unknown[]) => {
      if (reads <= faster) return Promise.reject(failure);
      written.push({ over: live.metadata.resourceVersion, entries });
      return Promise.resolve(version("written"));
    },
  };
}

describe("takenOver", () => {
  const entries = [{ manager: "ours", operation: "Apply", fieldsV1: { "f:spec": {} } }];

  it("hands the fields over in the newest version, when a controller writes in between", async () => {
    const cluster = clusterWith(2);
    assert.deepEqual(await takenOver(cluster, IDENTITY, "ours"), version("written"));
    assert.deepEqual(cluster.written, [{ over: "3", entries }]);
  });

  it("gives up in the server's words when the object never stays the same", async () => {
    await assert.rejects(
      takenOver(clusterWith(Infinity), IDENTITY, "ours"),
      /^ApiError: the object has been modified$/,
    );
  });

  it("does not repeat what the server refuses for another reason", async () => {
    const refusal = new ApiError(403, { reason: "Forbidden", message: "may not patch" });
    await assert.rejects(takenOver(clusterWith(1, refusal), IDENTITY, "ours"), /^ApiError: may not patch$/);
  });

  it("writes nothing where nobody else is recorded", async () => {
    const live = version("1", "kube-controller-manager");
    const cluster = { ...clusterWith(0), get: () => Promise.resolve(live) };
    assert.equal(await takenOver(cluster, IDENTITY, "ours"), live);
    assert.deepEqual(cluster.written, []);
  });
});
