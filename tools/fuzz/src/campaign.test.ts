import { NoReturn } from './attempt.ts';
import { campaign, inputs, type CampaignOptions } from './campaign.ts';
import { latin1, type Target } from './target.ts';

const target = (run: Target['run']): Target => ({ name: 'x', about: 'x', seeds: () => [latin1('seed one'), latin1('two')], words: ['boom', 'x'], maxBytes: 100, run });
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

const options = (run: Target['run'], given: Partial<CampaignOptions> = {}): CampaignOptions => ({
  target: target(run), seed: 1, from: 0, runs: 500, seconds: Infinity, now: () => performance.now(), stopped: () => false, progress: () => {}, hangMs: 5000, ...given,
});

test('seeds first, then what is made of them, as many as asked for', async () => {
  const seen: string[] = [];
  const report = await campaign(options((input) => { seen.push(text(input)); }));
  expect(report).toMatchObject({ ended: 'runs', inputs: 500, next: 500 });
  expect(seen.slice(0, 2)).toEqual(['seed one', 'two']);
  expect(seen).toHaveLength(500);
});

test('going on where another run ended gives the inputs that it would have given', async () => {
  const whole: string[] = [];
  const rest: string[] = [];
  await campaign(options((input) => { whole.push(text(input)); }, { runs: 40 }));
  await campaign(options((input) => { rest.push(text(input)); }, { from: 30, runs: 10 }));
  expect(rest).toEqual(whole.slice(30));
});

const explode = (input: Uint8Array): void => {
  if (text(input).includes('boom')) throw new Error('it exploded');
};

test('a bug is found, told and made small; its number makes it again', async () => {
  const { ended, failure, next } = await campaign(options(explode));
  expect(ended).toBe('failure');
  expect(failure).toMatchObject({ error: { message: 'it exploded' }, at: next - 1 });
  expect(text(failure!.minimised)).toBe('boom');
  expect(text(inputs(target(explode), 1)(failure!.at))).toBe(text(failure!.input));
});

test('an endless loop is a bug, too', async () => {
  const { failure } = await campaign(options((input) => { while (input[0] === 't'.charCodeAt(0)); }, { hangMs: 50 }));
  expect(failure).toMatchObject({ at: 1 });
  expect(failure!.error).toBeInstanceOf(NoReturn);
});

test('it ends with the time, or when it is told to', async () => {
  let now = 0;
  const ticking = () => now++;
  expect(await campaign(options(() => {}, { runs: Infinity, seconds: 1, now: ticking }))).toMatchObject({ ended: 'seconds' });
  expect(now).toBeGreaterThan(1000);
  let batches = 0;
  const stopped = await campaign(options(() => {}, { runs: Infinity, now: ticking, progress: () => { batches++; }, stopped: () => batches >= 3 }));
  expect(stopped.ended).toBe('stopped');
  expect(batches).toBe(3);
});
