import assert from "node:assert/strict";
import { areStale, describeHolders, lockHolders } from "../../../rollout/locks";

const MESSAGE = `code: 255
 stderr: error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
  file:///state/.pulumi/locks/organization/outsrc/dev/1b.json: created by ada@laptop (pid 4711) at 2026-11-24T10:00:00Z
  file:///state/.pulumi/locks/organization/outsrc/dev/2c.json: created by Grace Hopper@build-1 (pid 12) at 2026-11-24T11:30:00+01:00
`;

const ada = { user: "ada", host: "laptop", pid: 4711, since: new Date("2026-11-24T10:00:00Z") };
const grace = { user: "Grace Hopper", host: "build-1", pid: 12, since: new Date("2026-11-24T10:30:00Z") };

/** [what holds the lock, holders, processes that run, whether it may be removed] */
const leftovers: [string, (typeof ada)[], number[], boolean][] = [
  ["a process of this machine that has ended", [ada], [], true],
  ["a process of this machine that runs", [ada], [4711], false],
  ["a process of another machine", [{ ...ada, host: "build-1" }], [], false],
  ["one of this machine that has ended and one of another machine", [ada, grace], [], false],
  ["somebody whom the backend does not name", [], [], false],
];

describe("the lock of a stack", () => {
  it("names every holder that the backend names", () => {
    assert.deepEqual(lockHolders(MESSAGE), [ada, grace]);
  });

  it("names each holder once where the message is told twice", () => {
    assert.deepEqual(lockHolders(MESSAGE + MESSAGE), [ada, grace]);
  });

  it("names nobody where the backend does not", () => {
    assert.deepEqual(lockHolders("error: [409] Conflict: Another update is currently in progress."), []);
  });

  for (const [what, holders, running, stale] of leftovers)
    it(`${stale ? "is a leftover" : "is respected"} if it is held by ${what}`, () => {
      assert.equal(areStale(holders, { host: "laptop", isRunning: (pid) => running.includes(pid) }), stale);
    });

  it("tells who holds it, and since when", () => {
    assert.equal(
      describeHolders("dev", [ada, grace]),
      "dev is locked by ada@laptop (process 4711) since 2026-11-24T10:00:00.000Z, " +
        "and by Grace Hopper@build-1 (process 12) since 2026-11-24T10:30:00.000Z",
    );
    assert.equal(describeHolders("dev", []), "dev is locked by another update");
  });
});
