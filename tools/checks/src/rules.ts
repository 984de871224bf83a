import { errorCodes } from '@weir/flow';
import { metrics } from '@weir/telemetry';
import { longFiles } from './lists/long-files.ts';
import { notMetrics } from './lists/not-metrics.ts';
import { readmeCommands } from './lists/readme-commands.ts';
import { untestedSources } from './lists/untested-sources.ts';
import type { Rule } from './rule.ts';
import { dependenciesHaveReasons } from './rules/dependencies-have-reasons.ts';
import { docsLinksResolve } from './rules/docs-links-resolve.ts';
import { errorCodesDocumented } from './rules/error-codes-documented.ts';
import { everySourceHasATest } from './rules/every-source-has-a-test.ts';
import { exportsMapComplete } from './rules/exports-map-complete.ts';
import { fileAtMost400Lines } from './rules/file-at-most-400-lines.ts';
import { importsAreDeclared } from './rules/imports-are-declared.ts';
import { lockfileComplete } from './rules/lockfile-complete.ts';
import { mainAtMost40Lines } from './rules/main-at-most-40-lines.ts';
import { metricNames } from './rules/metric-names.ts';
import { modeInHelm } from './rules/mode-in-helm.ts';
import { modesInDocs } from './rules/modes-in-docs.ts';
import { noOutsideReferences } from './rules/no-outside-references.ts';
import { noRegistryHosts } from './rules/no-registry-hosts.ts';
import { noSkippedTestsWithoutReason } from './rules/no-skipped-tests-without-reason.ts';
import { noUnfinishedNotes } from './rules/no-unfinished-notes.ts';
import { projectsAreTagged } from './rules/projects-are-tagged.ts';
import { pureLibsAreGuarded } from './rules/pure-libs-are-guarded.ts';
import { readmeCommandsRun } from './rules/readme-commands-run.ts';

/** The rules of the house, with the lists that some of them have; `options-documented` comes beside them, since it must load the commands. */
export const rules: readonly Rule[] = [
  dependenciesHaveReasons, docsLinksResolve, errorCodesDocumented(errorCodes), everySourceHasATest(untestedSources), exportsMapComplete,
  fileAtMost400Lines(longFiles), importsAreDeclared, lockfileComplete, mainAtMost40Lines, metricNames(metrics, notMetrics), modeInHelm, modesInDocs,
  noOutsideReferences, noRegistryHosts, noSkippedTestsWithoutReason, noUnfinishedNotes, projectsAreTagged, pureLibsAreGuarded, readmeCommandsRun(readmeCommands),
];
