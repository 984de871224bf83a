import { refusals, upgrades, type Line } from '../../test/starttls.ts';
import type { Dialogue, Heard } from './dialogue.ts';
import { ImapDialogue } from './imap.ts';
import { MysqlDialogue } from './mysql.ts';
import { PostgresDialogue } from './postgres.ts';
import { SmtpDialogue } from './smtp.ts';

const makers: Readonly<Record<string, () => Dialogue>> = { SMTP: () => new SmtpDialogue(), IMAP: () => new ImapDialogue(), PostgreSQL: () => new PostgresDialogue(), MySQL: () => new MysqlDialogue() };
const bytes = (text: string) => Buffer.from(text, 'latin1');

/** What each line means, up to the end. */
function hear(dialogue: Dialogue, lines: readonly Line[], each?: 'byte'): Heard {
  let last: Heard = 'more';
  for (const [side, text] of lines) {
    for (const part of each === undefined ? [text] : text) {
      last = dialogue.hear(side, bytes(part));
      if (last === 'over' || (typeof last === 'object' && last.turn === 'granted')) return last;
    }
  }
  return last;
}

const granted = (heard: Heard) => typeof heard === 'object' && heard.turn === 'granted';
const own = (name: string, maker: string) => name.startsWith(maker);
const cases = Object.entries(makers);

describe.each(cases)('%s', (maker, make) => {
  test.each(Object.entries(upgrades).filter(([name]) => own(name, maker)))('%s is granted at its very last byte', (_name, lines) => {
    const last = lines.at(-1)?.[1] ?? '';
    expect(hear(make(), lines)).toEqual({ turn: 'granted', at: last.length });
    expect(hear(make(), lines, 'byte')).toEqual({ turn: 'granted', at: 1 });
    expect(granted(hear(make(), lines.slice(0, -1)))).toBe(false);
  });

  test.each(Object.entries(refusals).filter(([name]) => own(name, maker)))('%s', (_name, lines) => {
    expect([hear(make(), lines), hear(make(), lines, 'byte')]).toEqual(['over', 'over']);
  });

  test.each(Object.entries({ ...upgrades, ...refusals }).filter(([name]) => !own(name, maker)))('%s is never granted', (_name, lines) => {
    expect([granted(hear(make(), lines)), granted(hear(make(), lines, 'byte'))]).toEqual([false, false]);
  });
});

test('what stands behind a wish or a grant is told apart', () => {
  const smtp = new SmtpDialogue();
  smtp.hear(1, bytes('220 a\r\n'));
  expect(smtp.hear(0, bytes('EHLO a\r\nSTARTTLS\r\nMAIL FROM:<evil>\r\n'))).toEqual({ turn: 'asked', at: 18 });
  expect(smtp.hear(1, bytes('250 a\r\n220 go\r\nmore'))).toEqual({ turn: 'granted', at: 15 });
  const postgres = new PostgresDialogue();
  expect(postgres.hear(0, bytes('\0\0\0\x08\x04\xd2\x16\x2fQ'))).toEqual({ turn: 'asked', at: 8 });
  expect(postgres.hear(1, bytes('Sx'))).toEqual({ turn: 'granted', at: 1 });
});

test('binary bytes end the dialogues of text at once', () => {
  for (const make of [makers['SMTP'], makers['IMAP']]) expect(make?.().hear(0, bytes('\0'))).toBe('over');
});
