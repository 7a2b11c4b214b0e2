/** Name of a Go module under `sandbox/modules` that is built as one piece. */
export type ToolModuleName = "etcd" | "kubernetes" | "kwok" | "pulumi";

/** One Go module of ours: what to build from it, and how to ask a built binary whether it runs. */
export interface ToolModule {
  readonly name: ToolModuleName;
  /** Packages to build, in the order of `binaries`. */
  readonly packages: readonly string[];
  /** File names that the build leaves behind. */
  readonly binaries: readonly string[];
  /** Linker flags; they stamp the version that the binaries report. */
  readonly ldflags: string;
  /** Arguments that print the version and exit with 0. */
  readonly versionArgs: readonly string[];
}

const KUBERNETES_VERSION = { major: 1, minor: 34, patch: 4 } as const;
/** The version of the Pulumi CLI that is downloaded or built; it stands in `sandbox/modules/pulumi/go.mod` too. */
export const PULUMI_VERSION = "3.259.0";

/** The version of the API server, as it reports it. */
export const KUBERNETES_GIT_VERSION = `v${KUBERNETES_VERSION.major}.${KUBERNETES_VERSION.minor}.${KUBERNETES_VERSION.patch}`;

/** Dropping symbols halves the binaries, and nobody debugs these. */
const STRIPPED = "-s -w";

function stamped(values: Readonly<Record<string, string>>): string {
  return [STRIPPED, ...Object.entries(values).map(([variable, value]) => `-X ${variable}=${value}`)].join(" ");
}

/** Without these values kubectl and the Automation API cannot tell which version they talk to. */
const KUBERNETES_LDFLAGS = stamped({
  "k8s.io/component-base/version.gitVersion": KUBERNETES_GIT_VERSION,
  "k8s.io/component-base/version.gitMajor": String(KUBERNETES_VERSION.major),
  "k8s.io/component-base/version.gitMinor": String(KUBERNETES_VERSION.minor),
});

const KUBERNETES_BINARIES = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;

/** Every tool that the sandbox can build; versions of dependencies are in each module's go.mod and go.sum. */
export const TOOL_MODULES: Readonly<Record<ToolModuleName, ToolModule>> = {
  etcd: {
    name: "etcd",
    packages: ["go.etcd.io/etcd/server/v3"],
    binaries: ["etcd"],
    ldflags: STRIPPED,
    versionArgs: ["--version"],
  },
  kubernetes: {
    name: "kubernetes",
    packages: KUBERNETES_BINARIES.map((binary) => `k8s.io/kubernetes/cmd/${binary}`),
    binaries: KUBERNETES_BINARIES,
    ldflags: KUBERNETES_LDFLAGS,
    versionArgs: ["--version"],
  },
  kwok: {
    name: "kwok",
    packages: ["sigs.k8s.io/kwok/cmd/kwok"],
    binaries: ["kwok"],
    ldflags: STRIPPED,
    versionArgs: ["--version"],
  },
  pulumi: {
    name: "pulumi",
    packages: ["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
    binaries: ["pulumi"],
    ldflags: stamped({ "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": PULUMI_VERSION }),
    versionArgs: ["version"],
  },
};

/** What the control plane runs; the engine is looked up elsewhere first. */
export const CONTROL_PLANE_MODULES: readonly ToolModuleName[] = ["etcd", "kubernetes", "kwok"];
