import { AuthorityError } from '@weir/certs';
import type { LocalAnswers } from '@weir/core';
import { RuntimeFailure } from '@weir/service';
import type { PlaneValues } from '../options.ts';
import { authorityDownloads } from './authority-downloads.ts';
import { onboardingAnswers } from './onboarding-answers.ts';

/** The page that the options ask for, about the authority in `directory`; undefined where they want none. Throws RuntimeFailure. */
export function openOnboarding({ onboarding, onboarding_host }: Pick<PlaneValues, 'onboarding' | 'onboarding_host'>, directory: string): LocalAnswers | undefined {
  if (!onboarding) return undefined;
  try {
    return onboardingAnswers(authorityDownloads(directory), onboarding_host);
  } catch (error) {
    throw error instanceof AuthorityError ? new RuntimeFailure(error.message) : error;
  }
}
