import { CLIENT, SERVER, type Side } from '@weir/core';
import { refusals, upgrades, type Line } from '../../test/starttls.ts';
import { maxWatchedBytes, UpgradeWatch } from './upgrade-watch.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const hello = '\x16\x03\x01\x00\x05hello';

/** Writes down what its owner is told and what is held. */
function watched(lines: readonly Line[]): { told: string[]; read: (side: Side, text: string) => void; watch: UpgradeWatch } {
  const told: string[] = [];
  const name = (side: Side) => (side === CLIENT ? 'client' : 'server');
  const pass = (side: Side, part: Uint8Array) => told.push(`${name(side)} ${Buffer.from(part).toString('latin1')}`);
  const watch = new UpgradeWatch(
    { hold: () => told.push('hold'), release: () => told.push('release') },
    { pass, upgrade: (head) => told.push(`upgrade ${Buffer.from(head).toString('latin1')}`), unwatched: () => told.push('unwatched') },
  );
  const read = (side: Side, text: string) => void (told.includes('unwatched') ? pass(side, bytes(text)) : watch.read(side, bytes(text)));
  for (const [side, text] of lines) read(side, text);
  return { told, read, watch };
}

const smtp = upgrades['SMTP'] ?? [];
const asked: readonly Line[] = smtp.slice(0, -1);
const passed = (lines: readonly Line[]) => lines.map(([side, text]) => `${side === CLIENT ? 'client' : 'server'} ${text}`);

test.each(Object.entries(upgrades))('%s: all passes, and TLS takes over', (_name, lines) => {
  const { told, read } = watched(lines);
  read(CLIENT, hello);
  expect(told).toEqual([...passed(lines), `upgrade ${hello}`]);
});

test.each(Object.entries(refusals))('%s: all passes, and nothing is watched any more', (_name, lines) => {
  const { told } = watched(lines);
  expect(told.filter((line) => line !== 'unwatched')).toEqual(passed(lines));
  expect(told).toContain('unwatched');
});

test('a hello whose first bytes come one by one', () => {
  const { told, read } = watched(smtp);
  for (const byte of hello.slice(0, 3)) read(CLIENT, byte);
  expect(told.slice(smtp.length)).toEqual(['upgrade \x16\x03\x01']);
});

describe('what a client says behind its wish', () => {
  test('is held back, and goes on in the clear where it is no TLS: never into the session', () => {
    const { told, read } = watched([...asked.slice(0, -1), [CLIENT, 'STARTTLS\r\nMAIL FROM:<evil@example>\r\n']]);
    expect(told.slice(3)).toEqual(['client STARTTLS\r\n', 'hold']);
    read(SERVER, '220 go\r\n');
    expect(told.slice(5)).toEqual(['server 220 go\r\n', 'client MAIL FROM:<evil@example>\r\n', 'release', 'unwatched']);
  });

  test('in a chunk of its own, too', () => {
    const { told, read } = watched(asked);
    read(CLIENT, 'NOOP\r\n');
    read(SERVER, '220 go\r\n');
    expect(told.slice(asked.length)).toEqual(['hold', 'server 220 go\r\n', 'client NOOP\r\n', 'release', 'unwatched']);
  });

  test('goes on in its turn where TLS is refused', () => {
    const { told, read } = watched(asked);
    read(CLIENT, 'NOOP\r\n');
    read(SERVER, '454 no\r\n');
    expect(told.slice(asked.length)).toEqual(['hold', 'server 454 no\r\n', 'client NOOP\r\n', 'release', 'unwatched']);
  });

  test('may be a ClientHello', () => {
    const { told, read } = watched(asked);
    read(CLIENT, hello);
    read(SERVER, '220 go\r\n');
    expect(told.slice(asked.length)).toEqual(['hold', 'server 220 go\r\n', `upgrade ${hello}`]);
  });

  test('may be a part of one', () => {
    const { told, read } = watched(asked);
    read(CLIENT, '\x16');
    read(SERVER, '220 go\r\n');
    read(CLIENT, hello.slice(1));
    expect(told.slice(asked.length)).toEqual(['hold', 'server 220 go\r\n', 'release', `upgrade ${hello}`]);
  });
});

test('a server that speaks on in the clear has no TLS', () => {
  for (const cut of [[`220 go\r\n250 injected\r\n`], ['220 go\r\n', '250 injected\r\n']]) {
    const { told, read } = watched(asked);
    for (const part of cut) read(SERVER, part);
    expect(told.slice(asked.length)).toEqual(['server 220 go\r\n', 'server 250 injected\r\n', 'unwatched']);
  }
});

test('after a grant, bytes that are no TLS pass', () => {
  const { told, read } = watched(smtp);
  read(CLIENT, '\x16\x03');
  read(CLIENT, '\x09x');
  expect(told.slice(smtp.length)).toEqual(['client \x16\x03\x09x', 'unwatched']);
});

test('an end gives back what was held', () => {
  const { told, watch, read } = watched(asked);
  read(CLIENT, 'QUIT\r\n');
  watch.ended();
  expect(told.slice(asked.length)).toEqual(['hold', 'client QUIT\r\n', 'release', 'unwatched']);
});

test('the first wish counts, and its protocol alone is heard from then on', () => {
  const { told, read } = watched([[CLIENT, 'a STARTTLS\r\nSTARTTLS\r\n']]);
  read(SERVER, '220 a\r\n220 b\r\n');
  expect(told).toEqual(['client a STARTTLS\r\n', 'hold', 'server 220 a\r\n220 b\r\n', 'client STARTTLS\r\n', 'release', 'unwatched']);
});

test('no more than so much is looked at, however it comes', () => {
  const noise = 'NOOP 1234567890\r\n'.repeat(4000).slice(0, maxWatchedBytes);
  for (const parts of [[noise, 'x'], [`${noise}x`], [noise.slice(0, 100), `${noise.slice(100)}x`]]) {
    expect(watched(parts.map((text) => [CLIENT, text] as const)).told.at(-1)).toBe('unwatched');
  }
  expect(watched([[CLIENT, noise]]).told).not.toContain('unwatched');
});
