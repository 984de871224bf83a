import { CLIENT, SERVER } from '@weir/core';
import { dialogueContract } from '../../test/dialogue.ts';
import { ImapDialogue } from './imap.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

dialogueContract('IMAP', () => new ImapDialogue());

test('the answer is the one with the tag, whatever comes between', () => {
  const imap = new ImapDialogue();
  imap.hear(SERVER, bytes('* ok\r\n'));
  expect(imap.hear(CLIENT, bytes('x.1 CAPABILITY\r\nx.2 starttls\r\nx.3 NOOP\r\n'))).toEqual({ turn: 'asked', at: 30 });
  expect(imap.hear(SERVER, bytes('* CAPABILITY IMAP4rev1\r\nx.1 OK\r\nx.22 OK\r\n'))).toBe('more');
  expect(imap.hear(SERVER, bytes('x.2 OK\r\n'))).toEqual({ turn: 'granted', at: 8 });
});

test('binary bytes end it at once', () => {
  expect(new ImapDialogue().hear(CLIENT, bytes('\0'))).toBe('over');
});
