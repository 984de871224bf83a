import { measure } from '../measure.ts';
import { natsMissing } from '../nats/server.ts';
import { openBench } from '../open-bench.ts';
import { treeUsage } from '../proc/usage.ts';
import { scenariosNamed } from '../scenario.ts';
import { which } from '../which.ts';
import { weirNats } from './weir-nats.ts';

// skipped: only where there is no nginx or no nats-server, which `npm test` then says
(natsMissing() === undefined && which('nginx') !== undefined ? test : test.skip).each(['publish', 'socks5-1k'])('answers, what nats-server takes is told apart, and it ends with the measurement: %s', async (name) => {
  const { opened, close } = openBench();
  try {
    const bench = await opened;
    const before = treeUsage(process.pid).processes.length;
    const round = await measure(bench, scenariosNamed([name])[0]!, weirNats, { seconds: 0.3, warmUpSeconds: 0.1, connections: 4, patienceSeconds: 0 });
    expect(round).toMatchObject({ errors: {}, besideUs: expect.any(Number) });
    expect(round.requests).toBeGreaterThan(0);
    expect(treeUsage(process.pid).processes).toHaveLength(before);
  } finally {
    await close();
  }
}, 240_000);
