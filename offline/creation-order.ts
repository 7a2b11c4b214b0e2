import { kindOf, type Declaration } from "./recording-monitor";

// Among resources that do not wait for each other, what others refer to by name comes first.
const KINDS = ["Namespace", "NetworkPolicy", "ServiceAccount", "ConfigMap", "Secret", "KongConsumer", "KongPlugin"];

function rank(declaration: Declaration): number {
  if (kindOf(declaration) === "Ingress") return KINDS.length + 1;
  const index = KINDS.indexOf(kindOf(declaration));
  return index === -1 ? KINDS.length : index;
}

/** Each resource after those that it depends on; among equals by kind and name, so that the order is always the same. */
export function inCreationOrder(declarations: readonly Declaration[]): Declaration[] {
  const waiting = [...declarations].sort((a, b) => rank(a) - rank(b) || a.urn.localeCompare(b.urn));
  const known = new Set(waiting.map(({ urn }) => urn));
  const done = new Set<string>();
  const isReady = ({ dependencies }: Declaration) => dependencies.every((urn) => done.has(urn) || !known.has(urn));
  const ordered: Declaration[] = [];
  while (waiting.length > 0) {
    const [next] = waiting.splice(Math.max(0, waiting.findIndex(isReady)), 1);
    if (!next) break;
    ordered.push(next);
    done.add(next.urn);
  }
  return ordered;
}
