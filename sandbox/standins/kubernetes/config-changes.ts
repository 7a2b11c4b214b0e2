import { isSame, type PlainObject } from "../protocol/plain";
import { containsUnknown } from "../protocol/property-values";
import { clusterEntry } from "./kubeconfig";
import { settingsOfProperties } from "./settings";

/** What changes of a provider, and for what of it everything is made anew. */
export interface ConfigChanges {
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
}

const IDENTIFIER = "clusterIdentifier";
const WHERE = ["kubeconfig", "context", "cluster"];

function leadsElsewhere(olds: PlainObject, news: PlainObject): boolean {
  try {
    return !isSame(clusterEntry(settingsOfProperties(olds)), clusterEntry(settingsOfProperties(news)));
  } catch {
    // A kubeconfig that cannot be read, or is gone since, proves nothing.
    return false;
  }
}

/**
 * Decides whether a provider still leads to the same cluster. Where it carries an identifier of its cluster, nothing else
 * is looked at: a kubeconfig may then be renewed, moved or rewritten. Adding or dropping the identifier replaces nothing.
 */
export function configChanges(olds: PlainObject, news: PlainObject): ConfigChanges {
  const keys = new Set([...Object.keys(olds), ...Object.keys(news)]);
  const changed = [...keys].filter((key) => !isSame(olds[key], news[key]));
  const [before, after] = [olds[IDENTIFIER], news[IDENTIFIER]];
  if (before !== undefined && after !== undefined)
    return { changed, replaces: changed.includes(IDENTIFIER) ? [IDENTIFIER] : [] };
  const unknown = WHERE.filter((key) => containsUnknown(news[key]));
  if (unknown.length > 0) return { changed, replaces: unknown };
  const where = changed.filter((key) => WHERE.includes(key));
  return { changed, replaces: where.length > 0 && leadsElsewhere(olds, news) ? where : [] };
}
