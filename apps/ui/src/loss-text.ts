import type { LossJson } from '@weir/flow';

/** One sentence about what is missing; undefined: nothing is. */
export function lossText(loss: LossJson): string | undefined {
  if (loss.lost.length === 0) return undefined;
  const reasons = new Map<string, number | null>();
  for (const { reason, count } of loss.lost) {
    const before = reasons.get(reason) ?? 0;
    reasons.set(reason, count === null || reasons.get(reason) === null ? null : before + count);
  }
  const parts = [...reasons].map(([reason, count]) => `${count === null ? 'an unknown number' : count.toLocaleString('en')} (${reason})`);
  const last = parts.pop()!;
  const lost = parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
  return `Not everything is here. Of ${loss.captured.toLocaleString('en')} records that were captured, these were lost: ${lost}.`;
}
