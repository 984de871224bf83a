import type { Contestant } from './contestant.ts';
import type { Round } from './measure.ts';
import { mostOthers } from './others.ts';
import { scenarioReport, type ScenarioReport } from './report.ts';
import type { Scenario } from './scenario.ts';

export interface Entry {
  readonly scenario: Scenario;
  readonly contestant: Contestant;
}

/** Who takes part in what, and who does not because something is missing. What a contestant has nothing of is not mentioned. */
export function lineUp(scenarios: readonly Scenario[], contestants: (scenario: Scenario) => readonly Contestant[]): { entries: Entry[]; absent: Map<string, ScenarioReport['absent'][number][]> } {
  const entries: Entry[] = [];
  const absent = new Map<string, ScenarioReport['absent'][number][]>();
  for (const scenario of scenarios) {
    for (const contestant of contestants(scenario)) {
      if (!contestant.does(scenario)) continue;
      const why = contestant.missing(scenario);
      if (why === undefined) entries.push({ scenario, contestant });
      else append(absent, scenario.name, { contestant: contestant.name, why });
    }
  }
  return { entries, absent };
}

/**
 * All entries in turn, then again: what changes on the machine over time meets all of them alike. What others disturb is taken
 * again. One that fails is told of, and left out from then on.
 */
export async function interleavedRounds(
  { entries, absent }: ReturnType<typeof lineUp>,
  rounds: number,
  measure: (entry: Entry) => Promise<Round>,
  progress: (text: string) => void,
): Promise<ScenarioReport[]> {
  const measured = new Map<Entry, Round[]>(entries.map((entry) => [entry, []]));
  const failed = new Set<Entry>();
  for (let nth = 1; nth <= rounds; nth++) {
    for (const entry of entries) {
      if (failed.has(entry)) continue;
      const { scenario, contestant } = entry;
      const what = `round ${nth}/${rounds}  ${scenario.name}  ${contestant.name}`;
      try {
        const round = await leastDisturbed(() => measure(entry));
        measured.get(entry)!.push(round);
        const disturbed = round.othersShare > mostOthers ? `  disturbed: others took ${Math.round(round.othersShare * 100)} % of the machine` : '';
        progress(`${what}  ${round.cpuUs.toFixed(1)} us  ${Math.round(round.perSecond)}/s${disturbed}`);
      } catch (error) {
        failed.add(entry);
        const why = (error as Error).message;
        append(absent, scenario.name, { contestant: contestant.name, why });
        progress(`${what}  ${why}`);
      }
    }
  }
  const scenarios = [...new Set([...entries.map(({ scenario }) => scenario)])];
  return scenarios.map((scenario) => {
    const own = entries.filter((entry) => entry.scenario === scenario);
    return scenarioReport(scenario, new Map(own.map((entry) => [entry.contestant.name, measured.get(entry)!])), absent.get(scenario.name) ?? []);
  });
}

const mostAttempts = 3;

async function leastDisturbed(measure: () => Promise<Round>): Promise<Round> {
  let best = await measure();
  for (let attempt = 2; attempt <= mostAttempts && best.othersShare > mostOthers; attempt++) {
    const next = await measure();
    if (next.othersShare < best.othersShare) best = next;
  }
  return best;
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
