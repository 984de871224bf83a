import { CLIENT, SERVER } from '@weir/core';
import { dialogueContract } from '../../test/dialogue.ts';
import { mysqlGreeting, mysqlRequest } from '../../test/starttls.ts';
import { MysqlDialogue } from './mysql.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

dialogueContract('MySQL', () => new MysqlDialogue());

test('the client may begin with TLS in the same chunk', () => {
  const mysql = new MysqlDialogue();
  mysql.hear(SERVER, bytes(mysqlGreeting()));
  expect(mysql.hear(CLIENT, bytes(`${mysqlRequest()}\x16\x03\x01`))).toEqual({ turn: 'granted', at: 36 });
});

test.each([
  ['another protocol version', '\x4a\0\0\0\x09'],
  ['a packet that is not the first', '\x4a\0\0\x01\x0a'],
  ['a greeting that is too long', `\0\x10\0\0\x0a${'8'.repeat(20)}`],
  ['a version without its end', `\x08\0\0\0\x0a${'8'.repeat(7)}`],
  ['no capabilities', `\x06\0\0\0\x0a8.0\0\x0b`],
  ['bytes behind the greeting', `${mysqlGreeting()}x`],
])('%s is no greeting', (_name, text) => {
  expect(new MysqlDialogue().hear(SERVER, bytes(text))).toBe('over');
});

test('a client that does not wait for the greeting speaks another protocol', () => {
  expect(new MysqlDialogue().hear(CLIENT, bytes(mysqlRequest()))).toBe('over');
});
