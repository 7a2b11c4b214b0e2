import { oneLine } from "./one-line";
import { timesSeen } from "./occurrence";
import { firstInContainers, type ReleaseContainer, type Rule } from "./release";

// The kubelet's words (pkg/kubelet/images/types.go).
const REASONS: ReadonlySet<string> = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
]);
/** Reasons that no further attempt changes. */
const FINAL: ReadonlySet<string> = new Set(["InvalidImageName", "ErrImageNeverPull"]);

// A registry that does not answer, or not now: the next attempt, ten seconds later, may well succeed.
const HICCUP =
  /time(?:d )?-?out|deadline exceeded|connection (?:refused|reset)|no such host|unavailable|\bEOF\b|TLS handshake|too ?many ?requests|internal server error|bad gateway/i;
// Wrong credentials: the image may be as it should be.
const NO_ACCESS = /unauthorized|unauthenticated|denied|forbidden/i;
/** Attempts after which a hiccup is none any more. */
const ATTEMPTS = 2;

const failedPulls = ({ events }: ReleaseContainer) =>
  events.filter(({ reason, message }) => reason === "Failed" && message?.startsWith("Failed to pull image"));

/** What the kubelet says of the last attempt, without what repeats the reference; older ones say it in events only. */
function pullError(container: ReleaseContainer, image: string): string {
  const said = failedPulls(container).at(-1)?.message ?? container.status.state?.waiting?.message ?? "no reason given";
  return oneLine(
    said
      .replaceAll(/(?:failed|back-off) (?:to pull|to pull and unpack|pulling) image "[^"]*": /gi, "")
      .replace(/^ErrImagePull: /, "")
      .replace(/^rpc error: code = \w+ desc = /, "")
      .replaceAll(/failed to resolve (?:reference|image) "[^"]*": /g, "")
      .replaceAll(`${image}: `, ""),
  );
}

/**
 * An image that cannot be pulled. The kubelet backs off after the first failed attempt already, so what reads like a
 * hiccup of the registry has to fail twice.
 */
export const imagePull: Rule = (release) =>
  firstInContainers(release, (container) => {
    const reason = container.status.state?.waiting?.reason ?? "";
    if (!REASONS.has(reason)) return undefined;
    const image = container.spec?.image ?? container.status.image;
    const error = pullError(container, image);
    const hiccup = HICCUP.test(error);
    const attempts = timesSeen(failedPulls(container));
    const certain = FINAL.has(reason) || attempts >= ATTEMPTS || (reason !== "ErrImagePull" && !hiccup);
    if (!certain) return undefined;
    return {
      kind: "image-pull",
      message: `image ${image} cannot be pulled: ${error}`,
      blamesImage: !hiccup && !NO_ACCESS.test(error),
    };
  });
