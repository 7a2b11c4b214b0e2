import assert from "node:assert/strict";
import fc from "fast-check";
import type { ApiRequest } from "../../../../sandbox/cloudflare/api";
import { respond } from "../../../../sandbox/cloudflare/routes";
import { OUTSRC_ZONE, seedId, seedState } from "../../../../sandbox/cloudflare/seed";
import { stateSchema, type DnsRecord, type State } from "../../../../sandbox/cloudflare/state";

const ZONE = seedId("outsrc.dev");

// Few names and contents, in several spellings, so that records meet; most of them good, so that they come to be.
const name = fc.constantFrom("@", "outsrc.dev", "dev", "DEV.outsrc.dev.", "dev.outsrc.dev", "a..b");
const target = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant("A"), content: fc.constantFrom("192.0.2.1", "10.0.0.1") }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant("AAAA"), content: fc.constantFrom("2001:db8::1", "2001:0DB8::1") }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant("CNAME"), content: fc.constantFrom("a.example", "A.example.") }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constantFrom("TXT", "MX", "A", "CNAME"), content: fc.constant("dev.outsrc.dev") }),
  },
);
const attributes = fc.record(
  {
    ttl: fc.constantFrom<unknown>(1, 1, 60, 86400, 59),
    proxied: fc.boolean(),
    comment: fc.constantFrom(null, "", "why"),
  },
  { requiredKeys: [] },
);
const whole = fc.tuple(fc.record({ name }), target, attributes).map((parts) => Object.assign({}, ...parts) as object);
const part = fc
  .tuple(fc.record({ name }, { requiredKeys: [] }), fc.oneof(target, fc.constant({})), attributes)
  .map((parts) => Object.assign({}, ...parts) as object);
/** Which record: the index of one that exists, or one too many. */
const which = fc.nat(6);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ method: fc.constant("POST"), which, body: whole }) },
  fc.record({ method: fc.constant("PUT"), which, body: whole }),
  fc.record({ method: fc.constant("PATCH"), which, body: part }),
  fc.record({ method: fc.constant("DELETE"), which, body: fc.constant(undefined) }),
);
const steps = fc.array(step, { maxLength: 25, size: "max" });

let serial = 0;
const surroundings = {
  now: () => "2026-08-01T10:00:00.000Z",
  newId: () => seedId(String(serial++)),
  tokenId: seedId("token"),
};

function send(state: State, method: string, path: string, body: unknown) {
  const request: ApiRequest = { method, path: `/zones/${ZONE}/dns_records${path}`, query: new URLSearchParams(), body };
  return respond(state, request, surroundings);
}

function recordsOf(state: State): readonly DnsRecord[] {
  return state.zones[0]!.records;
}

/** The state after each step. */
function* run(sequence: readonly { method: string; which: number; body: unknown }[]): Generator<State> {
  let state = seedState([OUTSRC_ZONE]);
  for (const { method, which: index, body } of sequence) {
    const id = recordsOf(state)[index]?.id ?? seedId("nobody");
    const outcome = send(state, method, method === "POST" ? "" : `/${id}`, body);
    assert.equal(outcome.state !== undefined, outcome.answer.body.success);
    state = outcome.state ?? state;
    yield state;
  }
}

function forEveryState(check: (state: State) => void): void {
  fc.assert(
    fc.property(steps, (sequence) => {
      for (const state of run(sequence)) check(state);
    }),
    { numRuns: 200 },
  );
}

describe("Cloudflare emulator: whatever is asked of it", () => {
  it("never has a CNAME beside an address or another CNAME of the same name", () => {
    forEveryState((state) => {
      const addressed = recordsOf(state).filter((record) => record.type !== "TXT");
      const names = (records: readonly DnsRecord[]) => records.map((record) => record.name);
      for (const cname of addressed.filter((record) => record.type === "CNAME"))
        assert.equal(names(addressed).filter((each) => each === cname.name).length, 1);
    });
  });

  it("never has two records of the same type, name and content", () => {
    forEveryState((state) => {
      const keys = recordsOf(state).map((record) => `${record.type} ${record.name} ${record.content}`);
      assert.equal(new Set(keys).size, keys.length);
    });
  });

  it("always has a state that it can load again, with ids of their own", () => {
    forEveryState((state) => {
      assert.deepEqual(stateSchema.parse(JSON.parse(JSON.stringify(state))), state);
      assert.equal(new Set(recordsOf(state).map(({ id }) => id)).size, recordsOf(state).length);
    });
  });

  it("only has records that can be written back and do not change by it, so that a refresh is never a difference", () => {
    forEveryState((state) => {
      for (const record of recordsOf(state)) {
        const { answer } = send(state, "PUT", `/${record.id}`, record);
        const { modified_on, ...written } = answer.body.result as DnsRecord;
        const { modified_on: before, ...read } = record;
        assert.deepEqual(written, read);
        assert.ok(modified_on >= before);
      }
    });
  });

  it("only proxies what can be, and only with an automatic ttl", () => {
    forEveryState((state) => {
      for (const { proxied, proxiable, ttl } of recordsOf(state))
        if (proxied) assert.deepEqual([proxiable, ttl], [true, 1]);
    });
  });
});
