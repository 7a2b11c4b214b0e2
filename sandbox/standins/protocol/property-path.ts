/** A place in an object: keys and list positions. `*` stands for any one of them where a path is a pattern. */
export type PropertyPath = readonly (string | number)[];

const SEGMENT = /\.?([^.[\]"]+)|\[(\d+|\*)\]|\["((?:[^"\\]|\\.)*)"\]/y;

/** Reads a path such as `spec.replicas`, `rules[0].host` or `metadata.annotations["a.b/c"]`; `undefined` if it is none. */
export function parsePropertyPath(text: string): PropertyPath | undefined {
  const path: (string | number)[] = [];
  SEGMENT.lastIndex = 0;
  while (SEGMENT.lastIndex < text.length) {
    const match = SEGMENT.exec(text);
    if (!match) return undefined;
    const [, key, position, quoted] = match;
    if (quoted !== undefined) path.push(quoted.replaceAll(/\\(.)/g, "$1"));
    else if (position !== undefined) path.push(position === "*" ? "*" : Number(position));
    else path.push(key ?? "");
  }
  return path;
}

/** Writes a path the way that the engine reads it. */
export function formatPropertyPath(path: PropertyPath): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === "number") return `${text}[${segment}]`;
    if (/[."[\]]/.test(segment)) return `${text}["${segment.replaceAll('"', '\\"')}"]`;
    return text === "" ? segment : `${text}.${segment}`;
  }, "");
}

/** Whether a path is the pattern's place or lies below it. */
export function isWithin(pattern: PropertyPath, path: PropertyPath): boolean {
  return pattern.length <= path.length && pattern.every((segment, i) => segment === "*" || segment === path[i]);
}
