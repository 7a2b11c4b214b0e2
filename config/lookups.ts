import * as cloudflare from "@pulumi/cloudflare";
import { getDockerImageOutput } from "@pulumi/gcp/artifactregistry";
import type { Provider as GcpProvider } from "@pulumi/gcp/provider";
import type * as pulumi from "@pulumi/pulumi";
import { artifactRegistryImage, parseImage } from "./image";
import type { LoadedConfig } from "./load";
import type { Providers } from "./providers";

/** What the stack file leaves to Google and Cloudflare to answer. */
export interface Lookups {
  /** Reference to deploy, by service. */
  readonly images: Readonly<Record<string, pulumi.Input<string>>>;
  /** Id of the Cloudflare zone; `undefined` for a stack without DNS. */
  readonly zoneId: pulumi.Input<string> | undefined;
}

// The tag stays in the reference, for people.
function withDigest(reference: string, provider: GcpProvider | undefined): pulumi.Input<string> {
  const image = parseImage(reference);
  const source = artifactRegistryImage(image);
  if (image.digest !== undefined || source === undefined) return reference;
  return getDockerImageOutput(source, { provider }).selfLink.apply(
    (link) => `${reference}@${link.slice(link.indexOf("@") + 1)}`,
  );
}

/** Asks for the digests of images that have none, if the stack looks them up, and for the id of a zone given by name. */
export function lookUp({ images, lookUpDigest, dns }: LoadedConfig, providers: Providers): Lookups {
  const { cloudflare: provider, gcp: google } = providers;
  return {
    images: lookUpDigest
      ? Object.fromEntries(Object.entries(images).map(([name, image]) => [name, withDigest(image, google)]))
      : images,
    zoneId: dns && (dns.zoneId ?? cloudflare.getZoneOutput({ filter: { name: dns.zone } }, { provider }).zoneId),
  };
}
