import type { runtime } from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { maskSecrets, type PlainObject } from "./mask-secrets";

/** A resource as the program registers it. */
export interface Declaration {
  readonly urn: string;
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Whether a provider manages it; components are not managed. */
  readonly custom: boolean;
  /** What the program wrote. Secret values are masked. */
  readonly inputs: PlainObject;
  /** URNs of what must exist before it. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  /** Paths of fields that an update leaves as they are. */
  readonly ignoreChanges: readonly string[];
}

/** Kind of a resource, without its package and module: `Deployment`. */
export function kindOf({ type }: Pick<Declaration, "type">): string {
  return type.slice(type.lastIndexOf(":") + 1);
}

type Callback = (error: unknown, response: RegisterResourceResponse) => void;

/** Answers as the providers would: a resource's outputs are its inputs, and a resource without a name gets its logical one. */
class Providers {
  lastInputs: PlainObject = {};

  newResource({ name, inputs, custom }: runtime.MockResourceArgs): runtime.MockResourceResult {
    this.lastInputs = maskSecrets(inputs);
    const { metadata } = this.lastInputs;
    const state =
      typeof metadata === "object" && metadata !== null
        ? { ...this.lastInputs, metadata: { name, ...metadata } }
        : { ...this.lastInputs };
    return { id: custom ? name : undefined, state };
  }

  call({ token, inputs }: runtime.MockCallArgs): runtime.MockCallResult {
    return CALLS[token] ?? maskSecrets(inputs);
  }
}

/** Part of every value that cannot be known without asking Google or Cloudflare. */
export const KNOWN_AT_DEPLOYMENT = "known-at-deployment";

const CALLS: Readonly<Record<string, runtime.MockCallResult>> = {
  "gcp:container/getCluster:getCluster": {
    endpoint: KNOWN_AT_DEPLOYMENT,
    masterAuths: [{ clusterCaCertificate: "" }],
    controlPlaneEndpointsConfigs: [],
  },
  "gcp:artifactregistry/getDockerImage:getDockerImage": { selfLink: `image@sha256:${KNOWN_AT_DEPLOYMENT}` },
  "cloudflare:index/getZone:getZone": { id: KNOWN_AT_DEPLOYMENT, zoneId: KNOWN_AT_DEPLOYMENT },
};

/** The SDK's own test monitor, which also keeps what a mock is not told: dependencies and resource options. */
export class RecordingMonitor extends MockMonitor {
  readonly declarations: Declaration[] = [];
  readonly #providers: Providers;

  constructor() {
    const providers = new Providers();
    super(providers);
    this.#providers = providers;
  }

  override registerResource(request: RegisterResourceRequest, callback: Callback): Promise<void> {
    // The parent class asks its mocks before it awaits anything, so the inputs are there when the call returns.
    const registered = super.registerResource(request, (error: unknown, response: RegisterResourceResponse) => {
      if (!error) this.declarations.push({ ...declared, urn: response.getUrn() });
      callback(error, response);
    });
    const declared = {
      type: request.getType(),
      name: request.getName(),
      custom: request.getCustom(),
      inputs: this.#providers.lastInputs,
      dependencies: request.getDependenciesList(),
      protect: request.getProtect() ?? false,
      retainOnDelete: request.getRetainondelete() ?? false,
      ignoreChanges: request.getIgnorechangesList(),
    };
    return registered;
  }
}
