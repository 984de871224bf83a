import { clientHello, everyCut, exampleOrigin, inEveryState, type PlaybookOptions, type Script } from '@weir/testing';
import { sniffer, type SnifferCase } from '../../test/sniffer.ts';
import { HostRules, type HostLists } from '../hosts/host-rules.ts';
import { undecidedMs } from './handler.ts';

const passed = ['become', 'TcpRelay'] as const;
const quiet = { destination: exampleOrigin, ignore: ['timer', 'cancelTimer', 'hold', 'release'] } satisfies PlaybookOptions;

/** Which handler it becomes, and the types of its flows. */
function found(lists: HostLists, steps: Script['steps'], more: SnifferCase = {}): { handler: unknown; flows: readonly string[] } {
  const book = start(lists, more).play(['opened'], ...steps);
  const { flows, effects } = book;
  return { handler: effects.find(([name]) => name === 'become')?.[1], flows: flows.map(({ type }) => type) };
}

function start(lists: HostLists, { playbook, options, ...rest }: SnifferCase = {}): ReturnType<typeof sniffer> {
  return sniffer({ ...rest, options: { ...options, hosts: new HostRules(lists) }, playbook: { ...quiet, ...playbook } });
}

const head = 'GET / HTTP/1.1\r\nHost: other\r\n';
const hello = clientHello({ sni: 'bank.example', alpn: ['http/1.1'] });
const relayed = { handler: 'TcpRelay', flows: [] };
const shown = { options: { showIgnoredHosts: true } };

describe('ignore_hosts', () => {
  test.each<readonly [string, HostLists, Script['steps']]>([
    ['the destination, before a byte', { ignore: [/^example\.com:80$/] }, []],
    ['Host', { ignore: [/^other:80$/] }, [['client', head]]],
    ['SNI', { ignore: [/^bank\.example:80$/] }, [['client', hello]]],
    ['a server that speaks first', { ignore: [/^example/] }, [['server', '220 hi\r\n']]],
  ])('%s', (_name, lists, steps) => {
    const book = start(lists).play(['opened'], ...steps, ['clientEnds'], ['serverEnds']);
    expect(book.effects).toContainEqual(passed);
    book.expectFlows();
    expect(start(lists, shown).play(['opened'], ...steps, ['clientEnds'], ['serverEnds']).flows).toMatchObject([{ type: 'tcp', outcome: 'complete' }]);
  });

  test('what is not named is handled as ever', () => {
    const lists = { ignore: [/nobody/] };
    expect(found(lists, [['client', head]]).handler).toBe('HttpStub');
    expect(found(lists, [['client', '\x00\x01']])).toEqual({ handler: 'TcpRelay', flows: ['tcp'] });
    expect(found(lists, [['client', hello]]).handler).toBe('TlsHandler');
  });

  test('where nobody knows the destination, nothing is ignored', () => {
    const book = start({ ignore: [/./] }, { playbook: { ...quiet, destination: undefined as never }, route: { stack: 'http' } });
    expect(book.client('GET http://example.com/ HTTP/1.1\r\n').effects).toContainEqual(['become', 'HttpStub']);
  });

  test('the address that was dialled is one of the names: it is waited for', () => {
    const book = start({ ignore: [/^192\.0\.2\.9:80$/] }).client(head).expect(['open', 'example.com:80']);
    book.conn.server!.ip = '192.0.2.9';
    book.opened().expect(passed, ['send', 'server', head]);
  });

  test('the client\'s bytes wait in its socket meanwhile', () => {
    const book = start({ ignore: [/nobody/] }, { playbook: { ...quiet, ignore: [] } });
    book.client('GET').client(' / HTTP/1.1\r\nHost: a\r\n').expect(['open', 'example.com:80'], ['hold', 'client']);
    book.opened();
    expect(book.effects).toContainEqual(['become', 'HttpStub']);
  });

  test('a head whose Host does not come is judged without', () => {
    const partly = 'GET / HTTP/1.1\r\nAccept: a\r\n';
    const book = start({ ignore: [/^other/] }).opened().client(partly).tick(undecidedMs).expect(['open', 'example.com:80']);
    book.tick(60_000).expect(['become', 'HttpStub'], ['send', 'client', partly]);
  });

  test('a fixed stack, too: bytes go to its server as they are, in no TLS of ours', () => {
    const fixed: SnifferCase = { route: { stack: 'http', serverTls: 'always' } };
    const book = start({ ignore: [/^example/] }, fixed).opened().client(hello);
    expect(book.effects.map(([name]) => name)).toEqual(['become', 'open', 'send']);
    expect(found({ ignore: [/^other/] }, [['client', head]], { route: { stack: 'http', serverTls: 'never' } })).toEqual(relayed);
    expect(found({ ignore: [/^other/] }, [['client', head]], { route: { stack: 'tcp', serverTls: 'never' } })).toEqual(relayed);
  });

  test('inside TLS the Host may still say so', () => {
    const playbook: PlaybookOptions = { ...quiet, serverOpen: true, clientTls: { alpn: 'http/1.1', sni: 'front.example' }, serverTls: {} };
    expect(found({ ignore: [/^other/] }, [['client', head]], { insideTls: true, playbook })).toEqual(relayed);
    expect(found({ ignore: [/^nobody/] }, [['client', head]], { insideTls: true, playbook }).handler).toBe('HttpStub');
    expect(found({ ignore: [/^front/] }, [], { insideTls: true, playbook })).toEqual(relayed);
  });

  test('what was ended here goes on in TLS', () => {
    const playbook: PlaybookOptions = { ...quiet, clientTls: { sni: 'front.example' } };
    const book = start({ ignore: [/^front/] }, { insideTls: true, playbook, options: { connectionStrategy: 'lazy' } }).opened();
    expect(book.effects.map(([name]) => name)).toEqual(['become', 'open', 'secure']);
  });

  test('a server that cannot be reached is told to the client if it speaks HTTP', () => {
    const book = start({ ignore: [/nobody/] }, { route: { stack: 'http' } }).client(head);
    book.io.opened(Object.assign(new Error('no')) as never);
    expect(book.effects).toContainEqual(['become', 'HttpStub']);
  });
});

describe('allow_hosts', () => {
  test('what is not allowed passes', () => {
    for (const first of [head, '\x00\x01', hello]) {
      const book = start({ allow: [/^nobody/] }).opened().client(first);
      expect(book.effects.at(-1)).toEqual(['send', 'server', typeof first === 'string' ? first : Buffer.from(first).toString('latin1')]);
      book.shutdown().expectFlows();
    }
    expect(found({ allow: [/^nobody/] }, [['server', '220 hi\r\n']])).toEqual(relayed);
  });

  test('an allowed Host, SNI or address is enough', () => {
    expect(found({ allow: [/^other:80$/] }, [['client', head]]).handler).toBe('HttpStub');
    expect(found({ allow: [/^example\.com:80$/] }, [['client', '\x00']])).toEqual({ handler: 'TcpRelay', flows: ['tcp'] });
    const tls = start({ allow: [/^bank/] }).opened().client(hello);
    expect(tls.effects.map(([name]) => name)).toEqual(['open', 'become', 'secure']);
  });

  test('a ClientHello that cannot be read names nobody', () => {
    const broken = '\x16\x03\x01\x00\x02\x02\x00';
    expect(start({ allow: [/^bank/] }).opened().client(broken).effects.at(-1)).toEqual(['send', 'server', broken]);
    start({ ignore: [/^bank/] }).opened().client(broken).expectFlows({ outcome: 'tls-client-invalid' });
    expect(start({ allow: [/^bank/] }).opened().client('\x16\x03\x01').tick(30_000).effects.at(-1)).toEqual(['send', 'server', '\x16\x03\x01']);
  });
});

describe('tcp_hosts', () => {
  const tcp = { tcp: [/^example\.com$/] };

  test('a named host is relayed raw, its TLS ended all the same', () => {
    expect(found(tcp, [['client', head]])).toEqual({ handler: 'TcpRelay', flows: ['tcp'] });
    expect(found(tcp, [['client', hello]]).handler).toBe('TlsHandler');
  });

  test('by SNI, too: all protocols that the client offers are the server\'s to choose', () => {
    const book = start({ tcp: [/^bank\.example$/] }).opened().client(clientHello({ sni: 'bank.example', alpn: ['h2', 'x'] }));
    expect(book.effects.at(-1)).toEqual(['secure', 'server', { protocol: 'tls', alpn: ['h2', 'x'], sni: 'bank.example', verify: 'full' }]);
    book.secured(1, { alpn: 'h2' }).secured(0, { alpn: 'h2', sni: 'bank.example' }).client('PRI * HTTP/2.0\r\n');
    expect(book.effects.filter(([name]) => name === 'become').map(([, name]) => name)).toEqual(['TlsHandler', 'Sniffer', 'TcpRelay']);
  });

  test('a fixed stack stays', () => {
    expect(found(tcp, [['client', head]], { route: { stack: 'http' } }).handler).toBe('HttpStub');
  });
});

const scripts: readonly (readonly [string, HostLists, Script['steps']])[] = [
  ['Host ignored', { ignore: [/^other/] }, [['opened'], ['client', head], ['server', 'x'], ['clientEnds'], ['serverEnds']]],
  ['Host before the server is there', { ignore: [/^other/] }, [['client', head], ['opened'], ['clientEnds'], ['serverEnds']]],
  ['Host not ignored', { ignore: [/^nobody/] }, [['opened'], ['client', head], ['clientEnds']]],
  ['not allowed', { allow: [/^nobody/] }, [['opened'], ['client', 'GET / HTTP/1.1\r\nHost: b\r\n'], ['clientEnds'], ['serverEnds']]],
  ['SNI ignored', { ignore: [/^bank/] }, [['opened'], ['client', hello], ['server', 'x'], ['clientEnds'], ['serverEnds']]],
  ['the destination ignored', { ignore: [/^example/] }, [['opened'], ['client', '\x00'], ['clientEnds'], ['serverEnds']]],
  ['a raw host', { tcp: [/^example/] }, [['opened'], ['client', head], ['server', 'x'], ['clientEnds'], ['serverEnds']]],
];

test.each(scripts)('%s: every cut, every state', (_name, lists, steps) => {
  const script = { start: () => start(lists), steps };
  everyCut(script);
  inEveryState(script, undefined, { byteByByte: !lists.ignore?.some((pattern) => pattern.test('bank')) });
});
