import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import type {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { maskSecrets, type PlainObject } from "../../offline/mask-secrets";
import { RecordingMonitor, type Declaration } from "../../offline/recording-monitor";

/** A declaration, with the options that the program's own monitor has no use for. */
export interface Registration extends Declaration {
  /** Kind: the last part of the type. */
  readonly kind: string;
  /** `<type>::<name>` of the parent. */
  readonly parent: string;
  /** Logical name of the explicit provider; `undefined` for none. */
  readonly provider: string | undefined;
  readonly deleteBeforeReplace: boolean;
  /** What the component registered as its outputs; `undefined` where it registered none. */
  readonly outputs: PlainObject | undefined;
}

type Callback = (error: unknown, response: RegisterResourceResponse) => void;

const kindOf = (type: string) => type.slice(type.lastIndexOf(":") + 1);

// A provider reference is `<urn>::<id>`, and a URN ends with the name.
const providerName = (reference: string) => (reference === "" ? undefined : reference.split("::").at(-2));

/** Records options and registered outputs as well. */
class OptionsMonitor extends RecordingMonitor {
  readonly #options: Omit<Registration, keyof Declaration | "outputs">[] = [];
  readonly #outputs = new Map<string, PlainObject>();

  override registerResource(request: RegisterResourceRequest, callback: Callback): Promise<void> {
    return super.registerResource(request, (error: unknown, response: RegisterResourceResponse) => {
      if (!error)
        this.#options.push({
          kind: kindOf(request.getType()),
          parent: request.getParent().split("::").slice(2).join("::"),
          provider: providerName(request.getProvider()),
          deleteBeforeReplace: request.getDeletebeforereplace(),
        });
      callback(error, response);
    });
  }

  override registerResourceOutputs(
    request: RegisterResourceOutputsRequest,
    callback: (error: unknown, response: unknown) => void,
  ): void {
    this.#outputs.set(request.getUrn(), maskSecrets(runtime.deserializeProperties(request.getOutputs()!)));
    super.registerResourceOutputs(request, callback);
  }

  /** Everything that was registered, in the order of registration; not the stack itself. */
  registrations(): Registration[] {
    assert.equal(this.#options.length, this.declarations.length);
    return this.declarations
      .map((declaration, i) => ({ ...declaration, ...this.#options[i]!, outputs: this.#outputs.get(declaration.urn) }))
      .filter(({ type }) => type !== "pulumi:pulumi:Stack");
  }

  stackOutputs(): PlainObject {
    const stack = this.declarations.find(({ type }) => type === "pulumi:pulumi:Stack");
    return this.#outputs.get(stack?.urn ?? "") ?? {};
  }
}

/** Which stack a program runs as, and what the CLI would hand to it. */
export interface Surroundings {
  readonly stack?: string;
  readonly config?: Readonly<Record<string, string>>;
  readonly secretKeys?: readonly string[];
}

/** What a program declares under the offline monitor, in the order of registration. */
export async function run(
  program: () => unknown,
  { stack = "dev", config = {}, secretKeys = [] }: Surroundings = {},
): Promise<{ registrations: Registration[]; outputs: PlainObject }> {
  const monitor = new OptionsMonitor();
  await runtime.setMocks(monitor.mocks, "outsrc", stack, false);
  runtime.setMockOptions(monitor, "outsrc", stack, false);
  runtime.setAllConfig({ ...config }, [...secretKeys]);
  // The SDK takes a stack trace for every promise. Mapping each to TypeScript would take longer than all the rest.
  process.setSourceMapsEnabled(false);
  try {
    await runtime.runInPulumiStack(() => Promise.resolve().then(program));
    await runtime.disconnect();
  } finally {
    process.setSourceMapsEnabled(true);
  }
  return { registrations: monitor.registrations(), outputs: monitor.stackOutputs() };
}

/** The resources that a program declares. */
export async function declare(program: () => unknown, surroundings?: Surroundings): Promise<Registration[]> {
  return (await run(program, surroundings)).registrations;
}

/** The one resource of that kind and, if more than one may have it, of that logical name. */
export function find(registrations: readonly Registration[], kind: string, name?: string): Registration {
  const found = registrations.filter((r) => r.kind === kind && (name === undefined || r.name === name));
  assert.equal(found.length, 1, `${found.length} resources are a ${kind} ${name ?? ""}`);
  return found[0]!;
}

/** `<kind> <logical name>` of each, in the order of the alphabet. */
export function inventory(registrations: readonly Registration[]): string[] {
  return registrations.map(({ kind, name }) => `${kind} ${name}`).sort();
}
