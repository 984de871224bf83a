import { CLIENT, ProxyError, SERVER } from '@weir/core';
import { clientHello, everyCut, inEveryState, Playbook, type Script } from '@weir/testing';
import { credentials, greeting, passwordGreeting, request, socks5, unbound } from '../../test/socks5.ts';
import { makeHttp1, standardProtocols, type ProtocolOptions } from '../index.ts';

interface Case {
  readonly options?: Partial<ProtocolOptions>;
  readonly steps: Script['steps'];
  readonly toClient: string;
  readonly toServer?: string;
  readonly flows?: readonly (readonly [type: string, outcome: string])[];
}

const ok = `\x05\x00\x05\x00${unbound}`;
const okWithPassword = `\x05\x02\x01\x00\x05\x00${unbound}`;
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const get = 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n';
const hello = clientHello({ sni: 'a.example', alpn: ['http/1.1'] });
const good = { kind: 'authenticate', ok: true } as const;
const end: Script['steps'] = [['clientEnds'], ['serverEnds']];

const cases: Readonly<Record<string, Case>> = {
  'HTTP inside, in the request\'s segment': {
    steps: [['client', greeting], ['client', request + get], ['opened'], ['server', answer], ...end], toClient: ok + answer, toServer: get, flows: [['http', 'complete']],
  },
  'HTTP inside, lazily': {
    options: { connectionStrategy: 'lazy' },
    steps: [['client', greeting], ['client', request + get], ['opened'], ['server', answer], ...end], toClient: ok + answer, toServer: get, flows: [['http', 'complete']],
  },
  'TLS inside': {
    steps: [['client', greeting + request], ['opened'], ['client', hello], ['secured', SERVER, { alpn: 'http/1.1' }], ['secured', CLIENT, { alpn: 'http/1.1' }], ['client', get], ['server', answer], ...end],
    toClient: ok + answer, toServer: get, flows: [['http', 'complete']],
  },
  'a server that speaks first': {
    steps: [['client', greeting + request], ['opened'], ['server', 'SSH-2.0-a\r\n'], ['client', 'SSH-2.0-b\r\n'], ...end],
    toClient: `${ok}SSH-2.0-a\r\n`, toServer: 'SSH-2.0-b\r\n', flows: [['tcp', 'complete']],
  },
  'user and password': {
    options: { authenticate: true },
    steps: [['client', passwordGreeting], ['client', credentials], ['answer', good], ['client', `${request}\x00\x01`], ['opened'], ['server', 'x'], ...end],
    toClient: `${okWithPassword}x`, toServer: '\x00\x01', flows: [['tcp', 'complete']],
  },
  'the same in one segment': {
    options: { authenticate: true },
    steps: [['client', `${passwordGreeting}${credentials}${request}\x00\x01`], ['answer', good], ['opened'], ['server', 'x'], ...end],
    toClient: `${okWithPassword}x`, toServer: '\x00\x01', flows: [['tcp', 'complete']],
  },
  'a wrong password': {
    options: { authenticate: true },
    steps: [['client', passwordGreeting + credentials + request], ['answer', { kind: 'authenticate', ok: false }]], toClient: '\x05\x02\x01\x01', flows: [['tcp', 'auth-required']],
  },
  'a server that refuses': {
    steps: [['client', greeting + request + get], ['opened', new ProxyError('connect-refused', 'refused')]], toClient: `\x05\x00\x05\x05${unbound}`, flows: [['tcp', 'connect-refused']],
  },
  'no method': { steps: [['client', '\x05\x01\x02'], ['client', request]], toClient: '\x05\xff', flows: [['tcp', 'protocol-violation']] },
  'another protocol': { steps: [['client', get]], toClient: '', flows: [['tcp', 'protocol-violation']] },
  'a bad address': { steps: [['client', `${greeting}\x05\x01\x00\x03\x03a b\x00\x50`]], toClient: `\x05\x00\x05\x04${unbound}`, flows: [['tcp', 'destination-unknown']] },
  'half a request': { steps: [['client', greeting + request.slice(0, 9)], ['clientEnds']], toClient: '\x05\x00', flows: [['tcp', 'closed-early']] },
  'nothing': { steps: [['clientEnds']], toClient: '', flows: [] },
};
const each = Object.entries(cases);

/** With all the protocols inside. */
const script = ({ options, steps }: Case): Script => ({
  steps,
  start: () => new Playbook({ ignore: ['timer', 'cancelTimer'] }).start(({ conn, io, recorder }) => {
    const protocols = standardProtocols({ recorder, http: makeHttp1(), ...(options && { options }) });
    return protocols.start(conn, io, { stack: 'socks5', form: 'origin', auth: 'proxy', serverTls: 'mirror' });
  }),
});

test.each(each)('%s: the same, however the input is cut', (_name, one) => {
  const { toClient, toServers, flows } = everyCut(script(one));
  expect([toClient, toServers.join('')]).toEqual([one.toClient, one.toServer ?? '']);
  expect(flows.map(({ type, outcome }) => [type, outcome])).toEqual(one.flows);
});

test.each(each)('%s: reset, end, failure, drain, shutdown and a held peer after every byte', (_name, one) => {
  inEveryState(script(one), undefined, { byteByByte: one.steps.every(([, bytes]) => bytes !== hello) });
});

test('each failure of the server, in every state', () => {
  for (const code of ['connect-refused', 'connect-timeout', 'connect-unreachable', 'dns-failure', 'destination-blocked', 'internal'] as const) {
    inEveryState({ start: () => socks5(), steps: [['client', greeting + request], ['opened', new ProxyError(code, 'why')]] }, undefined, { byteByByte: true });
  }
});

test('the time of a client, in every state', () => {
  inEveryState({ start: () => socks5(), steps: [['client', greeting + request.slice(0, 4)], ['tick', 60_000]] }, undefined, { byteByByte: true });
});
