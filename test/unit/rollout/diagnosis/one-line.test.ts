import assert from "node:assert/strict";
import { oneLine, tellingLine } from "../../../../rollout/diagnosis/one-line";

const LAST_WORDS: Readonly<Record<string, { text: string; line: string }>> = {
  Node: {
    text: "starting\nError: DATABASE_URL is not set\n    at start (/app/main.js:1:1)\n\nNode.js v20.19.0\n",
    line: "Error: DATABASE_URL is not set",
  },
  Python: {
    text: "Traceback (most recent call last):\n  File \"main.py\", line 1, in <module>\nKeyError: 'DATABASE_URL'\n",
    line: "KeyError: 'DATABASE_URL'",
  },
  Java: {
    text: 'Exception in thread "main" java.lang.IllegalStateException: no start\n\tat Main.main\nCaused by: java.sql.SQLException: no host\n\tat Db.open\n',
    line: "Caused by: java.sql.SQLException: no host",
  },
  Go: {
    text: "panic: runtime error: index out of range\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5\nexit status 2\n",
    line: "panic: runtime error: index out of range",
  },
  "a program that names no error": { text: "loading\nout of luck\n\n", line: "out of luck" },
};

describe("the line that says most", () => {
  for (const [who, { text, line }] of Object.entries(LAST_WORDS)) {
    it(`is found in the last words of ${who}`, () => {
      assert.equal(tellingLine(text), line);
    });
  }

  it("is none of no words", () => {
    assert.equal(tellingLine(" \n"), undefined);
    assert.equal(tellingLine(undefined), undefined);
  });

  it("is cut between words, so that no secret is cut in half", () => {
    const cut = oneLine(`${"word ".repeat(78)}s3cr3t-0123456789 tail`);
    assert.equal(cut, `${"word ".repeat(78)}…`);
  });
});
