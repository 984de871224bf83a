import type { Certificates } from './certificates.ts';
import type { Endpoint } from './load/job.ts';
import type { OriginPorts } from './origin.ts';
import type { Program, Programs } from './programs.ts';
import type { Scenario } from './scenario.ts';

/** What a contestant may use. */
export interface Stage {
  readonly programs: Programs;
  /** For its files; there is a new one for each start. */
  readonly folder: string;
  readonly origin: OriginPorts;
  readonly certificates: Certificates;
  /** Flags for Node, where it runs on that. */
  readonly nodeFlags: readonly string[];
}

/** A proxy that was started for one scenario. */
export interface Standing {
  readonly program: Program;
  readonly endpoint: Endpoint;
  /** A program that it needs and that is no part of it: its CPU is told apart, and it is stopped after it. */
  readonly beside?: Program;
}

/** A proxy to be measured. */
export interface Contestant {
  readonly name: string;
  /** What has to be installed for this scenario, in words for the user; undefined: nothing. */
  missing(scenario: Scenario): string | undefined;
  /** False: it has nothing of the kind. */
  does(scenario: Scenario): boolean;
  version(): string;
  /** The name of threads whose CPU is not that of relaying; it is told apart. */
  readonly besideThread?: string;
  start(scenario: Scenario, stage: Stage): Promise<Standing>;
}
