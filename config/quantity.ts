/** Kubernetes resource quantities that people write for CPU and memory: `500m`, `0.5`, `256Mi`, `1G`. */
const QUANTITY = /^(\d+(?:\.\d+)?|\.\d+)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/;

const FACTORS: Readonly<Record<string, number>> = {
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** The quantity as a number of cores or bytes; `undefined` if it is not a quantity. */
export function parseQuantity(text: string): number | undefined {
  const match = QUANTITY.exec(text);
  if (!match) return undefined;
  const [number, unit = ""] = [Number(match[1]), match[2]];
  // 700 / 1000 is the number nearest to 0.7; 700 * 0.001 is not.
  return unit === "m" ? number / 1000 : number * (FACTORS[unit] ?? 1);
}

/** Whether two texts are the same amount, as `2Gi` and `2048Mi` are; `false` if one of them is not a quantity. */
export function equalQuantities(a: string, b: string): boolean {
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  return left !== undefined && left === right;
}
