import type { Answer, Connection } from '@weir/core';
import { OpenQuestions } from './open-questions.ts';
import { Questions } from './questions.ts';

const connection = {} as Connection;
const questions = new Questions({ decide: () => ({ kind: 'decide', action: 'pass' }) }, 1000);
const ask = { kind: 'decide', candidates: [] } as const;
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('each is answered with its id', async () => {
  const told: [number, Answer][] = [];
  const open = new OpenQuestions();
  const ids = [0, 1].map(() => open.ask(questions, ask, connection, (id, answer) => told.push([id, answer as Answer])));
  expect(told).toEqual([]);
  await turn();
  expect(told).toEqual(ids.map((id) => [id, { kind: 'decide', action: 'pass' }]));
  expect(new Set([...ids, open.unheard()]).size).toBe(3);
});

test('what was dropped is not answered, what is asked after that is', async () => {
  const told: number[] = [];
  const open = new OpenQuestions();
  open.ask(questions, ask, connection, (id) => told.push(id));
  open.drop();
  const id = open.ask(questions, ask, connection, (answered) => told.push(answered));
  await turn();
  expect(told).toEqual([id]);
});
