import { isLinux, machineFacts } from './machine.ts';

test('facts of this machine', () => {
  const machine = machineFacts();
  expect(machine.cores).toBeGreaterThan(0);
  expect(machine.memoryGib).toBeGreaterThan(0);
  expect(machine.node).toBe(process.version);
  expect(machine.kernel).not.toBe('');
  expect(isLinux()).toBe(process.platform === 'linux');
});
