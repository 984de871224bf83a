import { CLIENT, SERVER } from '@weir/core';
import { dialogueContract } from '../../test/dialogue.ts';
import { fixture } from '../../test/fixture.ts';
import { PostgresDialogue } from './postgres.ts';

dialogueContract('PostgreSQL', () => new PostgresDialogue());

test('psql asks for it, and without sslmode does not', () => {
  expect(new PostgresDialogue().hear(CLIENT, fixture('psql-15', 'first-flight'))).toEqual({ turn: 'asked', at: 8 });
  expect(new PostgresDialogue().hear(CLIENT, fixture('psql-15-sslmode-disable', 'first-flight'))).toBe('over');
});

test('what stands behind a wish or a grant is told apart', () => {
  const postgres = new PostgresDialogue();
  expect(postgres.hear(CLIENT, Buffer.from('\0\0\0\x08\x04\xd2\x16\x2fQ', 'latin1'))).toEqual({ turn: 'asked', at: 8 });
  expect(postgres.hear(SERVER, Buffer.from('Sx'))).toEqual({ turn: 'granted', at: 1 });
});
