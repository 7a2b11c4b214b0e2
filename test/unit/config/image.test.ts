import assert from "node:assert/strict";
import { artifactRegistryImage, checkImage, parseImage, type Image } from "../../../config/image";
import { DIGEST } from "../../support/valid-config";

/** [what it is, the reference, its parts] */
const references: [string, string, Image][] = [
  ["a repository and a tag", "front:1.1.0", { repository: "front", tag: "1.1.0" }],
  ["a path", "gcr.io/outsrc/front:1.1.0", { repository: "gcr.io/outsrc/front", tag: "1.1.0" }],
  ["a registry with a port", "localhost:5000/back:1", { repository: "localhost:5000/back", tag: "1" }],
  ["a digest", `gcr.io/a/b:1@${DIGEST}`, { repository: "gcr.io/a/b", tag: "1", digest: DIGEST }],
  ["separators in the path", "ghcr.io/a-b/c_d.e__f--g:v1", { repository: "ghcr.io/a-b/c_d.e__f--g", tag: "v1" }],
  ["a tag of 128 characters", `a:${"x".repeat(128)}`, { repository: "a", tag: "x".repeat(128) }],
];

const EXAMPLE = 'write "gcr.io/outsrc/outsrc-demo-front:1.1.0"';
const NO_REFERENCE = { wrong: "is not an image reference", instead: EXAMPLE };
const BAD_TAG = { wrong: "has a tag that no registry accepts", instead: 'write "a/b:1.1.0"' };
const badDigest = { wrong: "has a malformed digest", instead: 'write "a/b:1@sha256:" and 64 hexadecimal digits' };

/** [what is refused, the reference, what is said] */
const refusals: [string, string, ReturnType<typeof checkImage>][] = [
  ["nothing", "", NO_REFERENCE],
  ["a tag alone", ":1", NO_REFERENCE],
  ["a scheme", "https://gcr.io/a/b:1", NO_REFERENCE],
  ["capitals in the path", "gcr.io/a/B:1", NO_REFERENCE],
  ["a path with an empty part", "gcr.io/a//b:1", NO_REFERENCE],
  ["two tags", "a:1:2", NO_REFERENCE],
  ["no tag", "a/b", { wrong: "has no tag", instead: 'write "a/b:1.1.0"' }],
  ["a port but no tag", "localhost:5000/b", { wrong: "has no tag", instead: 'write "localhost:5000/b:1.1.0"' }],
  ["a digest but no tag", `a/b@${DIGEST}`, { wrong: "has no tag", instead: 'write "a/b:1.1.0"' }],
  [
    "the tag latest",
    "a/b:latest",
    { wrong: "has the tag latest, which names no version", instead: 'write "a/b:1.1.0"' },
  ],
  ["an empty tag", "a/b:", BAD_TAG],
  ["a tag that starts with a hyphen", "a/b:-1", BAD_TAG],
  ["a tag of 129 characters", `a/b:${"x".repeat(129)}`, BAD_TAG],
  ["a line break after the tag", "a/b:1\n", BAD_TAG],
  ["an empty digest", "a/b:1@", badDigest],
  ["a digest of another kind", "a/b:1@md5:d41d8cd98f00b204e9800998ecf8427e", badDigest],
  ["a digest in capitals", `a/b:1@sha256:${"A".repeat(64)}`, badDigest],
  ["a digest that is too short", "a/b:1@sha256:0123", badDigest],
  ["text after the digest", `a/b:1@${DIGEST}@sha256:0123`, badDigest],
];

/** [where the image is, its repository, where Artifact Registry keeps it] */
const locations: [string, string, ReturnType<typeof artifactRegistryImage>][] = [
  [
    "gcr.io",
    "gcr.io/outsrc/front",
    { location: "us", project: "outsrc", repositoryId: "gcr.io", imageName: "front:1.1.0" },
  ],
  [
    "us.gcr.io",
    "us.gcr.io/outsrc/front",
    { location: "us", project: "outsrc", repositoryId: "us.gcr.io", imageName: "front:1.1.0" },
  ],
  [
    "eu.gcr.io, with a path",
    "eu.gcr.io/outsrc/demo/front",
    { location: "europe", project: "outsrc", repositoryId: "eu.gcr.io", imageName: "demo/front:1.1.0" },
  ],
  [
    "asia.gcr.io",
    "asia.gcr.io/outsrc/front",
    { location: "asia", project: "outsrc", repositoryId: "asia.gcr.io", imageName: "front:1.1.0" },
  ],
  [
    "a region's pkg.dev",
    "europe-west1-docker.pkg.dev/outsrc/images/front",
    { location: "europe-west1", project: "outsrc", repositoryId: "images", imageName: "front:1.1.0" },
  ],
  [
    "a multi-region's pkg.dev, with a path",
    "us-docker.pkg.dev/outsrc/images/demo/front",
    { location: "us", project: "outsrc", repositoryId: "images", imageName: "demo/front:1.1.0" },
  ],
  ["pkg.dev without an image", "us-docker.pkg.dev/outsrc/images", undefined],
  ["pkg.dev of another format", "us-npm.pkg.dev/outsrc/images/front", undefined],
  ["gcr.io without an image", "gcr.io/outsrc", undefined],
  ["Docker Hub", "docker.io/outsrc/front", undefined],
  ["Docker Hub without a host", "front", undefined],
  ["a host whose name every JavaScript object knows", "constructor/outsrc/front", undefined],
];

describe("parseImage", () => {
  for (const [what, reference, expected] of references)
    it(`takes ${what} apart`, () => {
      assert.equal(checkImage(reference), undefined);
      assert.deepEqual(parseImage(reference), expected);
    });

  it("rejects what checkImage refuses", () => {
    assert.throws(() => parseImage("a/b"), { message: "not a valid image reference: a/b" });
  });
});

describe("checkImage", () => {
  for (const [what, reference, expected] of refusals)
    it(`rejects ${what}`, () => {
      assert.deepEqual(checkImage(reference), expected);
    });
});

describe("artifactRegistryImage", () => {
  for (const [what, repository, expected] of locations)
    it(`${expected ? "knows" : "does not know"} ${what}`, () => {
      assert.deepEqual(artifactRegistryImage({ repository, tag: "1.1.0" }), expected);
    });
});
