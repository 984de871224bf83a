import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWeir } from '../contestants/weir.ts';
import { natsMissing, startNats } from '../nats/server.ts';
import { FlowStream } from '../nats/stream.ts';
import { Programs } from '../programs.ts';
import { flowBatches } from './batches.ts';
import { whenDrained } from './drained.ts';

// skipped: only where there is no nats-server, which `npm test` then says
(natsMissing() === undefined ? test : test.skip)('acknowledges all that is in the stream, more than it asks for at a time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bare-pull-'));
  const programs = new Programs(folder);
  try {
    const { url } = await startNats(programs, folder);
    await using stream = await FlowStream.open(url);
    const make = flowBatches();
    let left = 100;
    await stream.fill(() => (left-- > 0 ? make() : undefined));
    await stream.freshConsumer('one');
    const { program } = await startWeir(programs, 'bare-pull', [fileURLToPath(new URL('bare-pull.ts', import.meta.url)), url, 'one']);
    expect((await whenDrained(program.pid, 100, () => stream.acknowledged('one'))).at(-1)!.batches).toBe(100);
    expect(await program.end('SIGTERM')).toBe(0);
  } finally {
    await programs.stopAll();
    rmSync(folder, { recursive: true });
  }
}, 240_000);
