import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import Cloudflare from "cloudflare";
import {
  startCloudflareEmulator,
  type CloudflareEmulator,
  type CloudflareEmulatorOptions,
} from "../../../../sandbox/cloudflare/emulator";
import { seedId } from "../../../../sandbox/cloudflare/seed";

export const TOKEN = "sandbox-token_0123456789abcdefABCDEF012345";
export const ZONE = seedId("outsrc.dev");

/** What the SDK answers for a record; its own type is a union that hides the fields all records have. */
export interface ApiRecord {
  id: string;
  name: string;
  type: string;
  content: string;
  proxiable: boolean;
  proxied: boolean;
  ttl: number;
  settings: object;
  comment: string | null;
  tags: string[];
  created_on: string;
  modified_on: string;
  comment_modified_on?: string;
}

/** A new directory, which is gone after the test. */
export function temporaryDirectory(context: Mocha.Suite): () => string {
  let directory = "";
  context.beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "cloudflare-"));
  });
  context.afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return () => directory;
}

/** An emulator for each test of a suite, and how to reach it. */
export interface Fixture {
  emulator: CloudflareEmulator;
  client: Cloudflare;
  stateFile: string;
  /** Stops the emulator and starts another one on the same state. */
  restart: (options?: Partial<CloudflareEmulatorOptions>) => Promise<void>;
  /** Adds a record as the SDK does. */
  create: (record: object) => Promise<ApiRecord>;
  /** The records that a query finds. */
  list: (query?: object) => Promise<ApiRecord[]>;
}

export function emulatorFor(suite: Mocha.Suite): Fixture {
  const directory = temporaryDirectory(suite);
  const fixture = {} as Fixture;
  const start = async (options: Partial<CloudflareEmulatorOptions> = {}) => {
    fixture.stateFile = join(directory(), "cloudflare.json");
    fixture.emulator = await startCloudflareEmulator({ stateFile: fixture.stateFile, apiToken: TOKEN, ...options });
    fixture.client = clientOf(fixture.emulator);
  };
  fixture.restart = async (options) => {
    await fixture.emulator.close();
    await start(options);
  };
  fixture.create = async (record) =>
    (await fixture.client.dns.records.create({
      zone_id: ZONE,
      ...record,
    } as Cloudflare.DNS.RecordCreateParams)) as unknown as ApiRecord;
  fixture.list = async (query = {}) => {
    const page = await fixture.client.dns.records.list({ zone_id: ZONE, ...query });
    return page.result as unknown as ApiRecord[];
  };
  suite.beforeEach(() => start());
  suite.afterEach(() => fixture.emulator.close());
  return fixture;
}

export function clientOf({ baseUrl }: { baseUrl: string }, apiToken = TOKEN): Cloudflare {
  return new Cloudflare({ apiToken, baseURL: baseUrl, maxRetries: 0 });
}

/** How the API said no. */
export interface Refused {
  status: number;
  code: number;
  message: string;
}

/** Asserts that a request is turned down, and how. */
export async function assertRefused(request: PromiseLike<unknown>, expected: Refused): Promise<void> {
  const error = await Promise.resolve(request).then(
    () => assert.fail("the request was accepted"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Cloudflare.APIError, String(error));
  assert.deepEqual({ status: error.status as unknown, ...error.errors[0] }, expected);
}
