import assert from "node:assert/strict";
import { formatDrift } from "../../../cli/format-drift";
import { formatDriftMarkdown } from "../../../cli/format-drift-markdown";
import type { Drift } from "../../../rollout/drift";

const drift = (changes: Partial<Drift> = {}): Drift => ({
  object: "Deployment front",
  field: "spec.replicas",
  state: "changed",
  declared: 2,
  live: 3,
  by: { manager: "kubectl", at: new Date("2026-11-24T10:00:00Z") },
  pending: false,
  ...changes,
});

const missing = drift({ object: "Service back", field: undefined, state: "missing", by: undefined });
const added = drift({ field: "metadata.labels.team", state: "added", declared: undefined, live: "red" });
const removed = drift({ field: "spec.note", state: "removed", declared: { a: [1] }, live: undefined, by: undefined });

describe("drift as text", () => {
  it("says so where there is none", () => {
    assert.equal(formatDrift("dev", []), "dev: all is as declared");
  });

  it("names the field, both values, and who it was, by object", () => {
    assert.equal(
      formatDrift("dev", [drift(), missing, added, removed]),
      [
        "dev: 4 differences from what the stack declares",
        "  Deployment front",
        "    spec.replicas",
        "      declared  2",
        "      live      3",
        "      by        kubectl at 2026-11-24T10:00:00.000Z",
        "    metadata.labels.team (added)",
        "      declared  nothing",
        "      live      red",
        "      by        kubectl at 2026-11-24T10:00:00.000Z",
        "    spec.note (removed)",
        '      declared  {"a":[1]}',
        "      live      nothing",
        "      by        unknown, since nobody records who removes",
        "  Service back",
        "    is missing",
        "      by        unknown, since nobody records who deletes",
      ].join("\n"),
    );
  });

  it("tells what was not deployed yet from what somebody has changed", () => {
    const pending = drift({ pending: true, by: { manager: "pulumi-kubernetes-1a2b", at: undefined } });
    assert.match(
      formatDrift("dev", [pending]),
      /^dev: 1 difference from .*by {8}the stack, which was not deployed since$/s,
    );
  });

  it("cuts long values, and keeps them on one line", () => {
    const text = formatDrift("dev", [drift({ declared: "a\nb", live: "x".repeat(300) })]);
    assert.match(text, /declared {2}a\\nb\n/);
    assert.match(text, /live {6}x{200}… \(300 characters\)\n/);
  });
});

describe("drift as Markdown", () => {
  it("is the body of an issue", () => {
    assert.equal(
      formatDriftMarkdown("dev", [drift(), missing, added, removed]),
      [
        "`dev` has 4 differences from what it declares.",
        "",
        "**`Deployment front`**",
        "",
        "- `spec.replicas`: declared `2`, live `3`; by `kubectl at 2026-11-24T10:00:00.000Z`",
        "- `metadata.labels.team`: not declared, live `red`; by `kubectl at 2026-11-24T10:00:00.000Z`",
        '- `spec.note`: declared `{"a":[1]}`, not there; by unknown, since nobody records who removes',
        "",
        "**`Service back`**",
        "",
        "- is missing; by unknown, since nobody records who deletes",
        "",
        "`rollout drift dev --fix` puts it right. To keep a change, write it into `Pulumi.dev.yaml`.",
      ].join("\n"),
    );
  });

  it("gives no value a meaning in Markdown or HTML", () => {
    const text = formatDriftMarkdown("dev", [drift({ live: "`</details>` @everyone" })]);
    assert.ok(text.includes("live `` `</details>` @everyone ``;"));
  });

  it("stays below the length that GitHub takes, and says what is missing", () => {
    const many = Array.from({ length: 2000 }, (_, i) => drift({ field: `spec.field${i}` }));
    const text = formatDriftMarkdown("dev", many);
    assert.ok(text.length < 65_000);
    assert.match(text, /\n\d+ more lines: `rollout drift dev`$/);
  });
});
