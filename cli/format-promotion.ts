import type { Promotion } from "../rollout/promotion";
import type { Source } from "../rollout/promotion-source";

/** What moves from one environment to another, and what does not. */
export function promotionLines({ moves, same, stays }: Promotion, { stack, revision }: Source, to: string): string[] {
  return [
    `from ${stack} revision ${revision.number} (${revision.cause}) to ${to}:`,
    ...moves.map(({ service, before, after }) => `  ${service} moves: ${before ?? "no image"} → ${after}`),
    ...same.map((service) => `  ${service} is the same already`),
    ...(stays.length > 0 ? [`  ${to} keeps its own ${stays.join(", ")}`] : []),
  ];
}
