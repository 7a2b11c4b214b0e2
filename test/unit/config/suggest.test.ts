import assert from "node:assert/strict";
import { suggest } from "../../../config/suggest";

/** [what was typed, the names there are, what is said] */
const suggestions: [string, string[], string][] = [
  ["namspace", ["namespace", "hosts"], 'did you mean "namespace"?'],
  ["Hosts", ["namespace", "hosts"], 'did you mean "hosts"?'],
  ["imagess", ["hosts", "images"], 'did you mean "images"?'],
  ["acmeChallengeType", ["clusterIssuer"], 'write one of "clusterIssuer", or remove it'],
  ["web", ["front", "back"], 'write one of "front", "back", or remove it'],
  ["xyz", ["dns"], 'write one of "dns", or remove it'],
  ["dna", ["dns"], 'did you mean "dns"?'],
  ["b", ["a"], 'write one of "a", or remove it'],
  ["anything", [], "remove it"],
];

describe("suggest", () => {
  for (const [typed, known, expected] of suggestions)
    it(`answers ${expected} to ${typed}`, () => {
      assert.equal(suggest(typed, known), expected);
    });
});
