import assert from "node:assert/strict";

import type { ChildResult } from "../../../sandbox/child";
import { goFailure, goProblem, wantedGo } from "../../../sandbox/go-toolchain";

const result = (changes: Partial<ChildResult>): ChildResult => ({
  code: 1,
  stdout: "",
  stderr: "",
  startError: undefined,
  ...changes,
});

describe("the Go toolchain", () => {
  it("reads the version that a module wants", () => {
    assert.deepEqual(wantedGo("module x\n\ngo 1.26.0\n"), [1, 26]);
  });

  const problems: [string, ChildResult, RegExp | undefined][] = [
    ["accepts the wanted version", result({ code: 0, stdout: "go1.26.1\n" }), undefined],
    ["accepts a newer one", result({ code: 0, stdout: "go1.30.0\n" }), undefined],
    [
      "rejects an older one",
      result({ code: 0, stdout: "go1.9.7\n" }),
      /^Go 1\.9 on PATH is too old; install Go 1\.26 or newer .*--context NAME$/,
    ],
    [
      "rejects a missing one",
      result({ code: undefined, startError: "ENOENT" }),
      /^no Go toolchain found on PATH; .*--context NAME$/,
    ],
    [
      "rejects one that does not run",
      result({ stderr: "cannot find GOROOT\n" }),
      /^go does not run \(it says: cannot find GOROOT\)/,
    ],
  ];
  for (const [name, found, expected] of problems) {
    it(name, () => {
      const problem = goProblem(found, [1, 26]);
      if (expected === undefined) assert.equal(problem, undefined);
      else assert.match(problem ?? "", expected);
    });
  }

  const failures: [string, string, RegExp][] = [
    [
      "no network",
      'go: x@v1: Get "https://proxy/x": dial tcp: lookup proxy: no such host',
      /^building x: the Go module proxy cannot be reached .*--context NAME$/,
    ],
    ["a full disk", "write /tmp/a: no space left on device", /^building x: the disk is full .*; free about 6 GB/],
    ["a changed module", "verifying m: checksum mismatch", /go clean -modcache/],
    ["anything else", "# pkg\npkg/a.go:1: syntax error", /^building x: go failed \(pkg\/a\.go:1: syntax error\)/],
  ];
  for (const [name, stderr, expected] of failures) {
    it(`explains ${name} in one line`, () => {
      const message = goFailure("building x", result({ stderr }));
      assert.match(message, expected);
      assert.equal(message.includes("\n"), false);
    });
  }
});
