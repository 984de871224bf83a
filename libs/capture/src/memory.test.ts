import { FakePublisher } from '../test/fakes.ts';
import { Memory } from './memory.ts';

test('adds up what is held everywhere, and knows half and whole', () => {
  const bus = new FakePublisher();
  const memory = new Memory(100, bus);
  memory.open = 20;
  memory.filling = 20;
  expect([memory.held, memory.isTight, memory.isFull(60), memory.isFull(61)]).toEqual([40, false, false, true]);
  bus.pendingBytes = 10;
  expect([memory.isTight, memory.isFull(50), memory.isFull(51)]).toEqual([true, false, true]);
});

test('is tight when a quarter waits for the bus', () => {
  const bus = new FakePublisher();
  const memory = new Memory(100, bus);
  bus.pendingBytes = 24;
  expect(memory.isTight).toBe(false);
  bus.pendingBytes = 25;
  expect([memory.isTight, memory.isFull(75)]).toEqual([true, false]);
});

test('is tight when the publisher is, however little is held; flows go on', () => {
  const bus = new FakePublisher();
  bus.isTight = true;
  const memory = new Memory(100, bus);
  expect([memory.isTight, memory.isFull(100)]).toEqual([true, false]);
});
