import { exactly, noErrors } from './claim.ts';
import { scaled, type Trial, type TrialParts, type TrialResult } from './trial.ts';
import { WeirUp, lostRecords } from './weir-up.ts';

const rate = 5_000;

async function underLoad(parts: TrialParts, name: string, seconds: number, fixed: boolean): Promise<TrialResult> {
  const { load, say } = parts;
  const weir = await WeirUp.start(parts);
  try {
    say(`${name}: ${seconds} s of load`);
    const result = await load.run(weir.job('/1k', 1024, { seconds, ...(fixed ? { rate } : {}) }));
    say(`${name}: waiting for the store`);
    const loss = await weir.settled();
    const lost = lostRecords(loss);
    const stored = await weir.count();
    const wanted = fixed ? rate * seconds : result.requests;
    return {
      claims: [
        noErrors(result),
        exactly('captured less stored and lost', loss.captured - loss.stored - (lost ?? NaN), 0),
        ...(fixed ? [exactly('flows stored', stored, wanted), exactly('lost', lost ?? NaN, 0)] : []),
      ],
      figures: { answered: result.requests, perSecond: result.perSecond, flowsStored: stored, recordsCaptured: loss.captured, recordsStored: loss.stored, recordsLost: lost ?? NaN, p50Ms: result.latency.p50, p99Ms: result.latency.p99, residentMb: weir.residentMb() },
    };
  } finally {
    await weir.stop();
  }
}

export const throughputTrials: readonly Trial[] = [
  { name: 'rate', title: '5,000 requests a second for 60 s: all stored, none lost', run: (parts) => underLoad(parts, 'rate', scaled(60, parts.scale), true) },
  { name: 'full-speed', title: 'as fast as answers come, for 30 s: stored + lost = captured', run: (parts) => underLoad(parts, 'full-speed', scaled(30, parts.scale), false) },
];
