import { clientHello, everyCut, exampleOrigin, inEveryState, type Script } from '@weir/testing';
import { sniffer, type SnifferCase } from '../../test/sniffer.ts';
import { undecidedMs } from './handler.ts';

const raw: SnifferCase = { route: { stack: 'tcp', serverTls: 'never' } };
const open = { destination: exampleOrigin, serverOpen: true } as const;
const talk: Script['steps'] = [['server', 'world'], ['clientEnds'], ['serverEnds']];

/** What is found, and by which steps. */
const scripts: Readonly<Record<string, readonly [string, SnifferCase, Script['steps']]>> = {
  'a request': ['HttpStub', {}, [['opened'], ['client', 'GET / HTTP/1.1\r\n'], ['clientEnds']]],
  'a request before the server is there': ['HttpStub', {}, [['client', 'GET / HTTP/1.1\r\n'], ['opened'], ['clientEnds']]],
  'a request, lazily': ['HttpStub', { options: { connectionStrategy: 'lazy' } }, [['client', 'GET / HTTP/1.1\r\n'], ['clientEnds']]],
  'a ClientHello': ['TlsHandler', {}, [['opened'], ['client', clientHello().subarray(0, 20)], ['clientEnds'], ['serverEnds']]],
  'what could have been a request': ['TcpRelay', {}, [['opened'], ['client', 'PI'], ['tick', undecidedMs], ['server', 'PONG'], ['serverEnds'], ['clientEnds']]],
  'what is neither': ['TcpRelay', {}, [['opened'], ['client', '\x00\x01\x02'], ...talk]],
  'a greeting of the server': ['TcpRelay', {}, [['opened'], ['server', '220 hi\r\n'], ['client', 'EHLO a\r\n'], ...talk]],
  'a record\'s first byte in a raw stack': ['TcpRelay', raw, [['client', '\x16'], ['opened'], ['server', 'hello'], ['clientEnds'], ['serverEnds']]],
  'raw bytes': ['TcpRelay', raw, [['opened'], ['client', 'GET / HTTP/1.1\r\n'], ...talk]],
  'anything in an HTTP stack': ['HttpStub', { route: { stack: 'http' } }, [['opened'], ['client', 'G'], ['clientEnds']]],
  'anything where raw bytes may not pass': ['HttpStub', { options: { rawTcp: false } }, [['opened'], ['client', '\x00\x01'], ['clientEnds']]],
  'HTTP inside TLS by its ALPN': ['HttpStub', { insideTls: true, playbook: { ...open, clientTls: { alpn: 'http/1.1' } } }, [['client', '\x00'], ['clientEnds']]],
  'raw bytes inside TLS': ['TcpRelay', { insideTls: true, playbook: { ...open, clientTls: { alpn: 'mqtt' } }, route: { serverTls: 'never' } }, [['client', '\x10\x0c'], ...talk]],
};
const each = Object.entries(scripts).map(([name, [found, setting, steps]]) => [name, found, { start: () => sniffer(setting), steps }] as const);

test.each(each)('%s is %s, however the input is cut', (_name, found, script) => {
  const { orders } = everyCut(script);
  expect(orders.find(([name]) => name === 'become')).toEqual(['become', found]);
});

test.each(each)('%s (%s): reset, end, failure, drain, shutdown and a held peer after every byte', (_name, _found, script) => {
  inEveryState(script, undefined, { byteByByte: true });
});
