import { CLIENT, SERVER } from '@weir/core';
import { dialogueContract } from '../../test/dialogue.ts';
import { SmtpDialogue } from './smtp.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

dialogueContract('SMTP', () => new SmtpDialogue());

test('what stands behind a wish or a grant is told apart', () => {
  const smtp = new SmtpDialogue();
  expect(smtp.hear(SERVER, bytes('220 a\r\n'))).toBe('more');
  expect(smtp.hear(CLIENT, bytes('EHLO a\r\nSTARTTLS\r\nMAIL FROM:<evil>\r\n'))).toEqual({ turn: 'asked', at: 18 });
  expect(smtp.hear(SERVER, bytes('250 a\r\n220 go\r\nmore'))).toEqual({ turn: 'granted', at: 15 });
});

test('a reply to what was sent ahead is not STARTTLS\'s', () => {
  const smtp = new SmtpDialogue();
  smtp.hear(SERVER, bytes('220 a\r\n'));
  smtp.hear(CLIENT, bytes('NOOP\r\nSTARTTLS\r\n'));
  expect([smtp.hear(SERVER, bytes('220 for NOOP\r\n')), smtp.hear(SERVER, bytes('220 go\r\n'))]).toEqual(['more', { turn: 'granted', at: 8 }]);
});

test('STARTTLS takes no argument, and is no part of another command', () => {
  const smtp = new SmtpDialogue();
  smtp.hear(SERVER, bytes('220 a\r\n'));
  for (const text of ['STARTTLS now\r\n', 'NOOP STARTTLS\r\n', 'XSTARTTLS\r\n']) expect(smtp.hear(CLIENT, bytes(text))).toBe('more');
});

test('binary bytes end it at once', () => {
  expect(new SmtpDialogue().hear(CLIENT, bytes('\0'))).toBe('over');
});
