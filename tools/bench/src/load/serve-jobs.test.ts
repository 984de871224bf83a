import { EventEmitter, once } from 'node:events';
import type { LoadJob } from './job.ts';
import { serveJobs, type LoadReply } from './serve-jobs.ts';

class FakeParent extends EventEmitter {
  readonly exits: number[] = [];
  send(reply: LoadReply): void { this.emit('reply', reply); }
  exit(code: number): void { this.exits.push(code); }
}

test('answers a job, and goes with the parent', async () => {
  const parent = new FakeParent();
  serveJobs(parent);
  const reply = once(parent, 'reply');
  parent.emit('message', { way: { kind: 'direct', endpoint: { host: '192.0.2.1', port: 1 } } } as LoadJob);
  expect(await reply).toEqual([{ failure: expect.stringContaining('loopback') }]);
  parent.emit('SIGINT');
  expect(parent.exits).toEqual([]);
  parent.emit('disconnect');
  expect(parent.exits).toEqual([0]);
});
