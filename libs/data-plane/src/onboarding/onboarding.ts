import type { LocalAnswers } from '@weir/core';
import type { PlaneValues } from '../options.ts';
import type { PlaneAuthority } from '../plane-authority.ts';
import { onboardingAnswers } from './onboarding-answers.ts';

/** The page that the options ask for, about what `authority` wants to be trusted; undefined where they want none. */
export function openOnboarding({ onboarding, onboarding_host }: Pick<PlaneValues, 'onboarding' | 'onboarding_host'>, authority: Pick<PlaneAuthority, 'trusted'>): LocalAnswers | undefined {
  return onboarding ? onboardingAnswers(() => authority.trusted(), onboarding_host) : undefined;
}
