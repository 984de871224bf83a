import { exampleOrigin, Playbook, type PlaybookOptions } from '@weir/testing';
import { partsFor } from '../../test/parts.ts';
import { HostRules, type HostLists } from './host-rules.ts';
import { IgnoreGate, ignoresHello } from './ignore-gate.ts';

const parts = (lists: HostLists, playbook: PlaybookOptions = { destination: exampleOrigin }) => partsFor(new Playbook(playbook), {}, { hosts: new HostRules(lists) });
const gate = (lists: HostLists) => IgnoreGate.of(parts(lists))!;
const bytes = (text: string) => Buffer.from(text, 'latin1');

test('there is none without a rule, or where nobody knows where it goes', () => {
  expect([IgnoreGate.of(parts({})), IgnoreGate.of(parts({ tcp: [/a/] })), IgnoreGate.of(parts({ ignore: [/a/] }, {})), IgnoreGate.of(partsFor(new Playbook()))]).toEqual([undefined, undefined, undefined, undefined]);
});

test('by address: ignore_hosts alone', () => {
  expect([gate({ ignore: [/example/] }).byAddress, gate({ ignore: [/other/] }).byAddress, gate({ allow: [/other/] }).byAddress]).toEqual([true, false, false]);
});

test('by Host: the head is waited for', () => {
  const rules = gate({ ignore: [/^other:80$/] });
  expect([rules.judge(bytes('GET / HTTP/1.1\r\n'), false), rules.judge(bytes('GET / HTTP/1.1\r\nHost: other\r\n'), false)]).toEqual(['more', true]);
  expect(gate({ ignore: [/^other/] }).judge(bytes('GET / HTTP/1.1\r\nHost: oth'), true)).toBe(false);
  expect(gate({ allow: [/^other/] }).judge(bytes('SSH-2.0-x\r\n'), false)).toBe(true);
});

test('by SNI', () => {
  const hello = { alpn: [], versions: [] };
  expect([ignoresHello(parts({ ignore: [/^bank:80$/] }), { ...hello, sni: 'bank' }), ignoresHello(parts({ ignore: [/^bank/] }), hello)]).toEqual([true, false]);
  expect([ignoresHello(parts({ allow: [/^bank:/] }), { ...hello, sni: 'bank' }), ignoresHello(parts({ allow: [/^bank/] }), hello)]).toEqual([false, true]);
});

test('a server on its way is waited for', () => {
  const given = parts({ ignore: [/a/] });
  given.io.open(exampleOrigin);
  expect([IgnoreGate.of(given)?.waitsForServer, gate({ ignore: [/a/] }).waitsForServer]).toEqual([true, false]);
});

test('what is answered here has no server to be passed through to', () => {
  const local = { isFor: (host: string) => host === exampleOrigin.host, answer: () => { throw new Error('nobody asks'); } };
  const given = { ...parts({ allow: [/^nobody/] }), local };
  expect([IgnoreGate.of(given), ignoresHello(given, { alpn: [], versions: [] })]).toEqual([undefined, false]);
});

test('a client that must first say who it is does not pass, whatever it says', () => {
  const asked = (auth: 'proxy' | 'origin' | 'none', stack: 'http' | 'tcp' = 'http') =>
    partsFor(new Playbook({ destination: exampleOrigin }), { auth, stack }, { hosts: new HostRules({ ignore: [/./] }), authenticate: true });
  const passes = (given: ReturnType<typeof asked>) => [IgnoreGate.of(given) !== undefined, ignoresHello(given, { alpn: [], versions: [], sni: 'a' })];
  expect([passes(asked('proxy')), passes(asked('origin'))]).toEqual([[false, false], [false, false]]);
  expect([passes(asked('none')), passes(asked('origin', 'tcp'))]).toEqual([[true, true], [true, true]]);
});
