import type { Bench } from '../measure.ts';
import type { Claim } from './claim.ts';

/** What a trial is given. */
export interface TrialParts extends Bench {
  /** 1: as the claims are worded. Less makes counts and times smaller, for a look at whether it works at all. */
  readonly scale: number;
  /** Says where it stands; the next call takes the place of the last. */
  say(text: string): void;
}

export interface TrialResult {
  readonly claims: readonly Claim[];
  /** What was measured besides, by name. */
  readonly figures: Readonly<Record<string, number>>;
}

/** Puts a running Weir to the test. Bounded in count and time. */
export interface Trial {
  readonly name: string;
  readonly title: string;
  run(parts: TrialParts): Promise<TrialResult>;
}

/** `count` made smaller by the scale, and at least `least`. */
export function scaled(count: number, scale: number, least = 1): number {
  return Math.max(least, Math.round(count * scale));
}
