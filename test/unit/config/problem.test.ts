import assert from "node:assert/strict";
import { problemReport } from "../../../config/parse";
import { formatPath, formatProblem, type Problem } from "../../../config/problem";

const problem = (changes: Partial<Problem>): Problem => ({
  path: "ttl",
  wrong: "is wrong",
  got: 1,
  instead: "write 2",
  ...changes,
});

/** [what it is, the segments, the path] */
const paths: [string, PropertyKey[], string][] = [
  ["the document itself", [], ""],
  ["a key", ["namespace"], "namespace"],
  ["a key of a key", ["dns", "ttl"], "dns.ttl"],
  ["an item of a list", ["hosts", 0], "hosts[0]"],
  ["a key of an item of a list", ["a", 1, "b"], "a[1].b"],
  ["a key with a dot", ["files", "app.yaml"], "files.app.yaml"],
];

/** [what was found, the problem, the line] */
const lines: [string, Partial<Problem>, string][] = [
  ["a number", { got: 1 }, "ttl: is wrong, got 1; write 2"],
  ["a text", { got: 'a"b' }, 'ttl: is wrong, got "a\\"b"; write 2'],
  ["a list", { got: ["a", 1] }, 'ttl: is wrong, got ["a",1]; write 2'],
  ["null", { got: null }, "ttl: is wrong, got null; write 2"],
  ["nothing", { got: undefined }, "ttl: is wrong, got nothing; write 2"],
  ["a secret", { path: "secrets.front.TOKEN", got: "canary" }, "secrets.front.TOKEN: is wrong, got [secret]; write 2"],
  ["all secrets", { path: "secrets", got: { a: "canary" } }, "secrets: is wrong, got [secret]; write 2"],
  ["a key that begins like secrets", { path: "secretsToo", got: "x" }, 'secretsToo: is wrong, got "x"; write 2'],
];

describe("formatPath", () => {
  for (const [what, segments, expected] of paths)
    it(`writes ${what} as in the stack file`, () => {
      assert.equal(formatPath(segments), expected);
    });
});

describe("formatProblem", () => {
  for (const [what, changes, expected] of lines)
    it(`tells about ${what} in one line`, () => {
      assert.equal(formatProblem(problem(changes)), expected);
    });
});

describe("problemReport", () => {
  it("counts one problem in the singular", () => {
    assert.equal(
      problemReport("Pulumi.dev.yaml", [problem({})]),
      "Pulumi.dev.yaml has 1 problem, so nothing was declared:\n  ttl: is wrong, got 1; write 2",
    );
  });

  it("lists several problems in their order", () => {
    assert.equal(
      problemReport("Pulumi.dev.yaml", [problem({ path: "b" }), problem({ path: "a" })]),
      "Pulumi.dev.yaml has 2 problems, so nothing was declared:\n" +
        "  b: is wrong, got 1; write 2\n  a: is wrong, got 1; write 2",
    );
  });
});
