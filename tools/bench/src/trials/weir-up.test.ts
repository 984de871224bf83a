import { openBench } from '../open-bench.ts';
import { which } from '../which.ts';
import { WeirUp, lostRecords } from './weir-up.ts';

test('what is lost, and when it is unknown', () => {
  expect(lostRecords({ captured: 3, stored: 3, lost: [] })).toBe(0);
  expect(lostRecords({ captured: 9, stored: 3, lost: [{ reason: 'bus-full', count: 2 }, { reason: 'memory-limit', count: 4 }] })).toBe(6);
  expect(lostRecords({ captured: 9, stored: 3, lost: [{ reason: 'crash', count: null }, { reason: 'memory-limit', count: 4 }] })).toBeNull();
});

// skipped: only where there is no nginx, which `npm test` then says
(which('nginx') === undefined ? test.skip : test)('a Weir that is asked, ended, and started again on what it has left', async () => {
  const { opened, close } = openBench();
  try {
    const bench = await opened;
    const weir = await WeirUp.start(bench);
    await bench.load.run(weir.job('/1k?n=first', 1024, { requests: 3, connections: 1 }));
    await bench.load.run(weir.job('/none', 153, { requests: 2, connections: 1, expects: { status: 404, bytes: 153 } }));
    expect(await weir.settled()).toMatchObject({ captured: 5, stored: 5, lost: [] });
    expect(await weir.count('~u 1k')).toBe(3);
    expect((await weir.groups('status')).map(({ key, count }) => [key.status, count])).toEqual(expect.arrayContaining([['200', 3], ['404', 2]]));
    expect((await weir.flows('~u 1k')).map(({ response }) => response?.body)).toEqual(Array(3).fill({ size: 1024, captured: 1024, truncated: false }));
    expect(weir.residentMb()).toBeGreaterThan(50);
    expect(await weir.terminate()).toMatchObject({ code: 0 });
    const again = await WeirUp.start(bench, [], true);
    expect([...await again.numbers()]).toContain('first');
    await again.kill();
    const fresh = await WeirUp.start(bench);
    expect(await fresh.count()).toBe(0);
    await expect(fresh.get('/api/v1/none')).rejects.toThrow(/^\/api\/v1\/none: 404/);
    await fresh.stop();
  } finally {
    await close();
  }
}, 240_000);
