import { instructions } from './instructions.ts';

const all = instructions.flatMap((group) => group.instructions);

test('each has a title of its own and something to do', () => {
  expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  for (const { steps } of all) expect(steps.length).toBeGreaterThan(0);
});

test('lines name the file that is taken, and backticks are in pairs', () => {
  for (const { takes, steps } of all) {
    for (const step of steps) {
      if (typeof step === 'string') expect(step.split('`').length % 2).toBe(1);
      else for (const [, format] of step.lines.matchAll(/weir-ca\.(\w+)/g)) expect(format).toBe(takes);
    }
  }
});
