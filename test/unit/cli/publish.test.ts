import assert from "node:assert/strict";
import { join } from "node:path";
import { COMMENT_MARKER } from "../../../cli/format-markdown-comment";
import { publishCommand } from "../../../cli/publish";
import { withJsonServer, type JsonRequest } from "../../support/json-server";
import { runVerb } from "../../support/run-verb";
import { withDirectory } from "../../support/temporary-directory";

const BOT = { type: "Bot" };
const PERSON = { type: "User" };

/** Publishes `# text` to a GitHub that has these items on its pages, and returns what it was asked besides them. */
async function publish(pages: readonly object[][], ...args: string[]) {
  const writes: JsonRequest[] = [];
  const reads: string[] = [];
  const answer = (request: JsonRequest) => {
    if (request.method !== "GET") {
      writes.push(request);
      return { body: { html_url: "https://github.test/it" } };
    }
    reads.push(request.url);
    const page = Number(/[?&]page=(\d+)/.exec(request.url)?.[1]);
    return { body: pages[page - 1] ?? [] };
  };
  return withJsonServer(answer, async (apiUrl) => {
    const env = { GITHUB_API_URL: apiUrl, GITHUB_REPOSITORY: "o/r", GITHUB_TOKEN: "token" };
    const { results } = await withDirectory({ "text.md": "# text" }, (directory) =>
      runVerb((io) => publishCommand(io, env), directory, join(directory, "text.md"), ...args),
    );
    for (const { authorization } of writes) assert.equal(authorization, "Bearer token");
    return { result: results.join("\n"), reads, writes: writes.map(({ method, url, body }) => [method, url, body]) };
  });
}

const body = `${COMMENT_MARKER}\n\n# text`;
const ours = { id: 7, user: BOT, body: `${COMMENT_MARKER}\n\nold` };
const comment = (pages: readonly object[][]) => publish(pages, "--pull-request", "12");
const issue = (pages: readonly object[][]) => publish(pages, "--issue", "Drift: prod");

describe("rollout publish", () => {
  it("makes a pull request's comment, with the marker by which it is found again", async () => {
    const { result, reads, writes } = await comment([[]]);
    assert.deepEqual(writes, [["POST", "/repos/o/r/issues/12/comments", { body }]]);
    assert.deepEqual(reads, ["/repos/o/r/issues/12/comments?per_page=100&page=1"]);
    assert.equal(result, "created https://github.test/it");
  });

  it("writes over its own comment, on whatever page it is", async () => {
    const others = Array.from({ length: 100 }, (_, id) => ({ id, user: BOT, body: "other" }));
    const { result, writes } = await comment([others, [ours]]);
    assert.deepEqual(writes, [["PATCH", "/repos/o/r/issues/comments/7", { body }]]);
    assert.equal(result, "updated https://github.test/it");
  });

  it("leaves alone what a person wrote, what quotes the marker, and what nobody is the author of", async () => {
    const quoting = { id: 8, user: BOT, body: `> ${COMMENT_MARKER}` };
    const { writes } = await comment([[{ ...ours, user: PERSON }, quoting, { ...ours, user: null }]]);
    assert.deepEqual(
      writes.map(([method]) => method),
      ["POST"],
    );
  });

  it("opens an issue, and writes over the open one of that title afterwards", async () => {
    assert.deepEqual((await issue([[]])).writes, [
      ["POST", "/repos/o/r/issues", { title: "Drift: prod", body: "# text" }],
    ]);
    const known = { number: 3, user: BOT, title: "Drift: prod" };
    const { reads, writes } = await issue([[{ ...known, number: 1, title: "Drift: dev" }, known]]);
    assert.deepEqual(writes, [["PATCH", "/repos/o/r/issues/3", { body: "# text" }]]);
    assert.deepEqual(reads, ["/repos/o/r/issues?state=open&per_page=100&page=1"]);
  });

  it("finds its issue on whatever page it is", async () => {
    const others = Array.from({ length: 100 }, (_, i) => ({ number: i + 10, user: BOT, title: "Drift: dev" }));
    const { writes } = await issue([others, [{ number: 3, user: BOT, title: "Drift: prod" }]]);
    assert.deepEqual(writes, [["PATCH", "/repos/o/r/issues/3", { body: "# text" }]]);
  });

  it("leaves alone a person's issue and a pull request of that title", async () => {
    const known = { number: 3, user: BOT, title: "Drift: prod" };
    const { writes } = await issue([
      [
        { ...known, user: PERSON },
        { ...known, pull_request: {} },
      ],
    ]);
    assert.deepEqual(
      writes.map(([method]) => method),
      ["POST"],
    );
  });

  it("rejects a run that names neither or both places", async () => {
    await assert.rejects(publish([]), { name: "RolloutError", exitCode: 2 });
    await assert.rejects(publish([], "--pull-request", "1", "--issue", "x"), { name: "RolloutError", exitCode: 2 });
  });

  it("rejects what is no number of a pull request", async () => {
    await assert.rejects(publish([], "--pull-request", "1/../2"), { code: "commander.invalidArgument" });
  });

  it("rejects an empty text and a file that there is not", () =>
    withDirectory({ "empty.md": "\n" }, async (directory) => {
      for (const [file, message] of [
        ["empty.md", /is empty/],
        ["none.md", /^cannot read /],
      ] as const)
        await assert.rejects(runVerb(publishCommand, directory, join(directory, file), "--issue", "x"), {
          name: "RolloutError",
          exitCode: 2,
          message,
        });
    }));

  it("rejects a run that does not know the repository or has no token, and names what is missing", () =>
    withDirectory({ "a.md": "a" }, async (directory) => {
      for (const [env, missing] of [
        [{}, /^GITHUB_REPOSITORY is not set/],
        [{ GITHUB_REPOSITORY: "o/r" }, /^GITHUB_TOKEN is not set/],
      ] as const)
        await assert.rejects(
          runVerb((io) => publishCommand(io, env), directory, join(directory, "a.md"), "--issue", "x"),
          { name: "RolloutError", exitCode: 2, message: missing },
        );
    }));

  it("rejects what GitHub refuses, with its answer and without the token", async () => {
    const refused = { status: 403, body: { message: "Resource not accessible by integration" } };
    const run = withJsonServer(
      () => refused,
      (apiUrl) => {
        const env = { GITHUB_API_URL: apiUrl, GITHUB_REPOSITORY: "o/r", GITHUB_TOKEN: "canary" };
        return withDirectory({ "a.md": "a" }, (directory) =>
          runVerb((io) => publishCommand(io, env), directory, join(directory, "a.md"), "--issue", "x"),
        );
      },
    );
    await assert.rejects(run, (error: Error) => {
      assert.match(error.message, /^GitHub answered 403 to GET issues.*not accessible.*may lack the permission/);
      assert.doesNotMatch(error.message, /canary/);
      return true;
    });
  });
});
