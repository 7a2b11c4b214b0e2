import assert from "node:assert/strict";
import { promotionTo, type Target } from "../../../rollout/promotion";
import type { Source } from "../../../rollout/promotion-source";
import { historyOf, isRevision } from "../../../rollout/revisions";
import { imageOf, updates } from "../../support/updates";
import { promotionLines } from "../../../cli/format-promotion";

const DIGEST = `sha256:${"a".repeat(64)}`;
const NOW = new Date("2026-11-24T12:00:00Z");
const HOUR_MS = 3_600_000;
const front = `${imageOf("front", "1.1.0")}@${DIGEST}`;
const back = `${imageOf("back", "1.0.0")}@${DIGEST}`;

const history = historyOf(
  updates(
    { message: "begin" },
    {
      message: "search",
      front: "1.1.0",
      config: {
        "outsrc:hosts": ["dev.outsrc.dev"],
        "outsrc:images": { front: imageOf("front", "1.1.0"), back: imageOf("back", "1.0.0") },
      },
    },
  ),
  "outsrc",
).filter(isRevision);

const SOURCE: Source = {
  stack: "dev",
  revision: history[1]!,
  images: [
    { service: "front", reference: front, releaseNote: "faster search", since: new Date(NOW.getTime() - 2 * HOUR_MS) },
    { service: "back", reference: back, releaseNote: undefined, since: new Date(NOW.getTime() - 50 * HOUR_MS) },
  ],
};

const TEXT = `# staging is a small prod.
config:
  outsrc:hosts:
    - staging.outsrc.dev # its own
  outsrc:images:
    front: ${imageOf("front", "1.0.0")}
    back: ${back}
  outsrc:releaseNotes:
    front: first
`;

const target = (more: Record<string, unknown> = {}): Target => ({
  stack: "staging",
  project: "outsrc",
  text: TEXT,
  values: {
    "outsrc:hosts": ["staging.outsrc.dev"],
    "outsrc:images": { front: imageOf("front", "1.0.0"), back },
    "outsrc:releaseNotes": { front: "first" },
    ...more,
  },
});

describe("a promotion", () => {
  it("moves images by digest and their release notes, and nothing else", () => {
    const promotion = promotionTo(target(), SOURCE, { cause: undefined, now: NOW });
    assert.deepEqual(promotion.moves, [{ service: "front", before: imageOf("front", "1.0.0"), after: front }]);
    assert.deepEqual(promotion.same, ["back"]);
    assert.deepEqual(promotion.stays, ["hosts"]);
    assert.equal(
      promotion.text,
      TEXT.replace(imageOf("front", "1.0.0"), front).replace("front: first", "front: faster search"),
    );
    assert.equal(promotion.cause, "front 1.1.0 (promoted from dev revision 2)");
  });

  it("takes the cause that is given for the release note of what moves", () => {
    const promotion = promotionTo(target(), SOURCE, { cause: "for the fair", now: NOW });
    assert.match(promotion.text, /releaseNotes:\n {4}front: for the fair\n$/);
    assert.equal(promotion.cause, "for the fair (promoted from dev revision 2)");
  });

  it("writes the digest of a tag that the target has without one", () => {
    const images = { front, back: imageOf("back", "1.0.0") };
    const { moves } = promotionTo(target({ "outsrc:images": images }), SOURCE, { cause: undefined, now: NOW });
    assert.deepEqual(moves, [{ service: "back", before: imageOf("back", "1.0.0"), after: back }]);
  });

  it("changes nothing where all is the same already", () => {
    const same = { ...target({ "outsrc:images": { front, back } }) };
    const promotion = promotionTo(same, SOURCE, { cause: undefined, now: NOW });
    assert.deepEqual([promotion.moves, promotion.text], [[], TEXT]);
    assert.equal(promotion.cause, "front 1.1.0, back 1.0.0 (promoted from dev revision 2)");
  });

  it("says what moves and what does not", () => {
    const promotion = promotionTo(target(), SOURCE, { cause: undefined, now: NOW });
    assert.deepEqual(promotionLines(promotion, SOURCE, "staging"), [
      "from dev revision 2 (search) to staging:",
      `  front moves: ${imageOf("front", "1.0.0")} → ${front}`,
      "  back is the same already",
      "  staging keeps its own hosts",
    ]);
  });

  it("goes through where the image has run as long as the target wants", () => {
    const { moves } = promotionTo(target({ "outsrc:soak": "2h" }), SOURCE, { cause: undefined, now: NOW });
    assert.equal(moves.length, 1);
  });

  it("does not wait for an image that does not move", () => {
    const young = { ...SOURCE, images: SOURCE.images.map((image) => ({ ...image, since: NOW })) };
    const same = target({ "outsrc:images": { front, back }, "outsrc:soak": "1d" });
    assert.deepEqual(promotionTo(same, young, { cause: undefined, now: NOW }).moves, []);
  });

  it("rejects an image that is too young for the target, and says when to try again", () => {
    assert.throws(() => promotionTo(target({ "outsrc:soak": "24h" }), SOURCE, { cause: undefined, now: NOW }), {
      name: "RolloutError",
      exitCode: 1,
      message:
        "nothing was promoted: front has run in dev for 2 h, and soak of staging is 24h; " +
        "try again at 2026-11-25T10:00:00.000Z, or shorten soak in Pulumi.staging.yaml",
    });
  });
});
