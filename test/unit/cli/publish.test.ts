import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { COMMENT_MARKER } from "../../../cli/format-markdown-comment";
import { publishCommand } from "../../../cli/publish";
import { runVerb } from "../../support/run-verb";
import { withDirectory } from "../../support/temporary-directory";

const BOT = { type: "Bot" };
const PERSON = { type: "User" };

interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

async function received(request: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const { method, url, headers } = request;
  return { method, url, authorization: headers.authorization, body: text === "" ? undefined : JSON.parse(text) };
}

/** Publishes `# text` to a GitHub that has these items on its pages, and returns what it was asked besides them. */
async function publish(pages: readonly object[][], ...args: string[]) {
  const writes: Request[] = [];
  const reads: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    void received(request).then((received) => {
      if (received.method === "GET") reads.push(received.url);
      else writes.push(received);
      const page = Number(/[?&]page=(\d+)/.exec(received.url ?? "")?.[1]);
      const answer = received.method === "GET" ? (pages[page - 1] ?? []) : { html_url: "https://github.test/it" };
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = { GITHUB_API_URL: apiUrl, GITHUB_REPOSITORY: "o/r", GITHUB_TOKEN: "token" };
    const { results } = await withDirectory({ "text.md": "# text" }, (directory) =>
      runVerb((io) => publishCommand(io, env), directory, join(directory, "text.md"), ...args),
    );
    for (const { authorization } of writes) assert.equal(authorization, "Bearer token");
    return { result: results.join("\n"), reads, writes: writes.map(({ method, url, body }) => [method, url, body]) };
  } finally {
    server.close();
  }
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
    const server = createServer((_request, response) => {
      response.writeHead(403).end('{"message":"Resource not accessible by integration"}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const env = { GITHUB_API_URL: `http://127.0.0.1:${port}`, GITHUB_REPOSITORY: "o/r", GITHUB_TOKEN: "canary" };
    const run = withDirectory({ "a.md": "a" }, (directory) =>
      runVerb((io) => publishCommand(io, env), directory, join(directory, "a.md"), "--issue", "x"),
    );
    await assert.rejects(run, (error: Error) => {
      assert.match(error.message, /^GitHub answered 403 to GET issues.*not accessible.*may lack the permission/);
      assert.doesNotMatch(error.message, /canary/);
      return true;
    });
    server.close();
  });
});
