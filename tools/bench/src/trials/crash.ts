import { setTimeout as wait } from 'node:timers/promises';
import { exactly } from './claim.ts';
import { NumberedClient } from './numbered-client.ts';
import { scaled, type Trial, type TrialParts, type TrialResult } from './trial.ts';
import { WeirUp } from './weir-up.ts';

/** What was numbered so long before the end may be missing. */
const graceMs = 100;

export const crashTrial: Trial = { name: 'crash', title: 'kill -9 under load: the store opens again, at most the last 100 ms are missing', run: crash };

interface Kill {
  readonly answered: number;
  readonly missing: number;
  /** Of these, such as were answered longer than `graceMs` before the end. */
  readonly overdue: number;
  /** How long before the end the oldest of the missing was answered; 0 where there is none. */
  readonly oldestMs: number;
  /** Flows that the store had shown before the end, and has no more. */
  readonly forgotten: number;
}

async function crash(parts: TrialParts): Promise<TrialResult> {
  const rounds = scaled(5, parts.scale);
  const kills: Kill[] = [];
  let opened = 0;
  let weir = await WeirUp.start(parts);
  try {
    for (let round = 0; round < rounds; round++) {
      parts.say(`crash: kill ${round + 1} of ${rounds}`);
      const before = await loadAndKill(weir, parts.scale, `r${round}`);
      weir = await WeirUp.start(parts, [], true);
      opened++;
      kills.push(await compare(weir, before));
    }
  } finally {
    await weir.stop();
  }
  const sum = (pick: (kill: Kill) => number): number => kills.reduce((total, kill) => total + pick(kill), 0);
  return {
    claims: [
      exactly('kills after which flows.db was opened again', opened, rounds),
      exactly('flows seen in the store before the kill and missing after it', sum((kill) => kill.forgotten), 0),
      exactly(`exchanges answered more than ${graceMs} ms before the kill and missing`, sum((kill) => kill.overdue), 0),
    ],
    figures: { kills: rounds, answered: sum((kill) => kill.answered), missing: sum((kill) => kill.missing), oldestMissingMs: Math.max(...kills.map((kill) => kill.oldestMs)) },
  };
}

interface Before {
  readonly clients: readonly NumberedClient[];
  readonly killedAt: number;
  readonly seen: readonly string[];
}

/** The load is that of `rate`, not the most that the machine can do: then the store would be behind, and that is what loss is for. */
async function loadAndKill(weir: WeirUp, scale: number, name: string): Promise<Before> {
  const clients = Array.from({ length: scaled(64, scale, 4) }, (_, i) => new NumberedClient(weir.endpoint, `${name}-c${i}`, 20));
  try {
    await wait(scaled(1500, scale, 500));
    const seen = (await weir.flows('')).map(({ id }) => id);
    // The question is answered, and what it may have held up is stored, before the end.
    await wait(scaled(1500, scale, 500));
    const killedAt = performance.now();
    await weir.kill();
    return { clients, killedAt, seen };
  } finally {
    for (const client of clients) client.stop();
  }
}

async function compare(weir: WeirUp, { clients, killedAt, seen }: Before): Promise<Kill> {
  const ids = new Set((await weir.everyFlow()).map(({ id }) => id));
  const stored = await weir.numbers();
  const answers = clients.flatMap((client) => client.answers);
  const ages = answers.filter(({ id }) => !stored.has(id)).map(({ at }) => killedAt - at);
  return {
    answered: answers.length,
    missing: ages.length,
    overdue: ages.filter((age) => age > graceMs).length,
    oldestMs: Math.max(0, ...ages),
    forgotten: seen.filter((id) => !ids.has(id)).length,
  };
}
