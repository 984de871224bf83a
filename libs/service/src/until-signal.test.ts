import { untilSignal } from './until-signal.ts';

const events: string[] = [];
const log = { event: (_level: string, name: string) => void events.push(name) };

beforeEach(() => { events.length = 0; });
afterEach(() => {
  process.removeAllListeners('SIGTERM');
  process.removeAllListeners('SIGINT');
});

test('ends what was registered at the signal; a part that fails is told and holds up no other', async () => {
  const ended: string[] = [];
  const code = await untilSignal(log, (shutdown) => {
    shutdown.defer('first', () => void ended.push('first'));
    shutdown.defer('second', () => Promise.reject(new Error('stuck')));
    setImmediate(() => process.emit('SIGTERM', 'SIGTERM'));
    return Promise.resolve();
  });
  expect([code, ended, events]).toEqual([0, ['first'], ['stopping', 'stop-failed']]);
});

test('where the start fails, what was registered is ended too', async () => {
  const ended: string[] = [];
  await expect(untilSignal(log, (shutdown) => {
    shutdown.defer('first', () => void ended.push('first'));
    return Promise.reject(new Error('taken'));
  })).rejects.toThrow('taken');
  expect([ended, events]).toEqual([['first'], []]);
});
