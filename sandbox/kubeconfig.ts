import { stringify } from "yaml";

/** What a client needs to reach the API server. */
export interface KubeconfigInput {
  readonly context: string;
  readonly server: string;
  readonly user: string;
  /** PEM texts; they are embedded, so that the file can be copied. */
  readonly certificateAuthority: string;
  readonly certificate: string;
  readonly key: string;
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** A kubeconfig with one cluster, one user and one current context. */
export function kubeconfigText(input: KubeconfigInput): string {
  const { context, server, user } = input;
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": context,
    clusters: [
      { name: context, cluster: { server, "certificate-authority-data": base64(input.certificateAuthority) } },
    ],
    users: [
      {
        name: user,
        user: { "client-certificate-data": base64(input.certificate), "client-key-data": base64(input.key) },
      },
    ],
    contexts: [{ name: context, context: { cluster: context, user } }],
  });
}
