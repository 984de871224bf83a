import { flowStateName, flowStateNumbers, flowTypeName, flowTypeNumbers, messageKindName, messageKindNumbers } from './wire-names.ts';

test('every name has its number, and every number its name', () => {
  for (const [name, number] of Object.entries(flowTypeNumbers)) expect(flowTypeName(number)).toBe(name);
  for (const [name, number] of Object.entries(flowStateNumbers)) expect(flowStateName(number)).toBe(name);
  for (const [name, number] of Object.entries(messageKindNumbers)) expect(messageKindName(number)).toBe(name);
});

test.each([0, 99, -1])('%d has no name', (number) => {
  expect([flowTypeName(number), flowStateName(number), messageKindName(number)]).toEqual([undefined, undefined, undefined]);
});
