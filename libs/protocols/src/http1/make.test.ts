import { exampleOrigin, Playbook } from '@weir/testing';
import type { Route } from '@weir/core';
import { standardProtocols } from '../standard.ts';
import { get, ok } from '../../test/http1.ts';
import { makeHttp1, type Http1Settings } from './make.ts';

function sniffed(route: Partial<Route>, settings: Http1Settings = {}): Playbook {
  const explicit = route.form === 'absolute';
  const book = new Playbook({ ignore: ['timer', 'cancelTimer', 'hold', 'release'], ...(!explicit && { destination: exampleOrigin, serverOpen: true }) });
  return book.start(({ conn, io, recorder }) => standardProtocols({ recorder, http: makeHttp1(settings) })
    .start(conn, io, { stack: 'detect', form: 'origin', auth: 'origin', serverTls: 'mirror', ...route }));
}

test('the sniffer hands requests to HTTP/1', () => {
  sniffed({}).client(get).server(ok).expect(['become', 'Http1Handler'], ['send', 'server', get], ['send', 'client', ok]).expectFlows({ outcome: 'complete' });
});

test('settings reach the handler', () => {
  sniffed({}, { bodySizeLimit: 1 }).client(get).server(ok).expectFlows({ outcome: 'limit-exceeded' });
});

test('what an upgrade leads to is relayed and recorded as tcp', () => {
  const upgrade = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: irc\r\n\r\n';
  const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: irc\r\n\r\n';
  sniffed({}).client(`${upgrade}NICK`).server(`${switching}hello`).clientEnds().serverEnds()
    .expectFlows({ type: 'http', outcome: 'complete' }, { type: 'tcp', outcome: 'complete' });
});

test('inside a CONNECT detection begins anew', () => {
  const book = sniffed({ form: 'absolute', auth: 'proxy', stack: 'http' }).client(`CONNECT example.com:80 HTTP/1.1\r\nHost: example.com:80\r\n\r\n`).opened();
  book.client(get).server(ok).expect(
    ['become', 'Http1Handler'], ['open', 'example.com:80'], ['send', 'client', 'HTTP/1.1 200 Connection established\r\n\r\n'], ['become', 'Sniffer'],
    ['become', 'Http1Handler'], ['send', 'server', get], ['send', 'client', ok],
  );
});
