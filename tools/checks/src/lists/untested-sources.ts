import type { UntestedSources } from '../rules/every-source-has-a-test.ts';

export const untestedSources: UntestedSources = { ceiling: 0, testedBy: {}, reasons: {} };
