import type { Route } from '@weir/core';
import { Playbook, type PlaybookOptions } from '@weir/testing';
import { hereAnswers } from '../../test/local-answers.ts';
import { originRoute } from '../../test/parts.ts';
import { parseRequestHead } from './head.ts';
import { TargetFinder, hasFixedTarget } from './target-finder.ts';

const explicitRoute = { form: 'absolute', auth: 'proxy', stack: 'http' } as const;
const find = (text: string, route: Partial<Route> = {}, playbook: PlaybookOptions = {}) =>
  new TargetFinder(new Playbook(playbook).conn, { ...originRoute, ...route }).find(parseRequestHead(`${text}\r\n\r\n`));
const destination = { host: '203.0.113.9', port: 8443 };

describe('an explicit proxy', () => {
  test.each([
    ['GET http://a.example/x?y HTTP/1.1', { host: 'a.example', port: 80, scheme: 'http', path: '/x?y', authority: 'a.example', replacesHost: 'a.example', origin: { address: { host: 'a.example', port: 80 }, tls: false } }],
    ['GET https://a.example:8443 HTTP/1.1', { host: 'a.example', port: 8443, scheme: 'https', path: '/', origin: { tls: true } }],
    ['GET HTTP://[::1]:81?q HTTP/1.1', { host: '::1', port: 81, path: '/?q', replacesHost: '[::1]:81' }],
    ['OPTIONS http://a HTTP/1.1', { path: '*' }],
    ['GET / HTTP/1.1\r\nHost: b:82', { host: 'b', port: 82, path: '/', authority: 'b:82', replacesHost: undefined }],
    ['CONNECT a:443 HTTP/1.1', { host: 'a', port: 443, path: 'a:443', authority: 'a:443', origin: { tls: false } }],
  ])('%j', (text, want) => {
    expect(find(text, explicitRoute)).toMatchObject(want);
  });

  test('that is spoken to in TLS takes a relative target for https', () => {
    expect(find('GET / HTTP/1.1\r\nHost: b', explicitRoute, { clientTls: {} })).toMatchObject({ scheme: 'https', port: 443, origin: { tls: true } });
  });

  test.each(['GET / HTTP/1.0', 'GET / HTTP/1.1\r\nHost:', 'GET ftp://a/ HTTP/1.1', 'GET http:// HTTP/1.1', 'GET http://u:p@a/ HTTP/1.1', 'GET http://a/ HTTP/1.1\r\nHost: u@a', 'CONNECT a HTTP/1.1', 'CONNECT a:0 HTTP/1.1'])('%j says nothing usable', (text) => {
    expect(() => find(text, explicitRoute)).toThrow(expect.objectContaining({ code: 'protocol-violation', status: 400 }));
  });
});

describe('a destination that is given', () => {
  test('is where it goes, whatever the request names; flows show the name', () => {
    expect(find('GET http://a.example/ HTTP/1.1', {}, { destination })).toMatchObject({ host: 'a.example', port: 8443, scheme: 'http', path: '/', origin: { address: destination, tls: false } });
    expect(find('GET / HTTP/1.1\r\nHost: b', {}, { destination, clientTls: { sni: 'c' } })).toMatchObject({ host: 'b', scheme: 'https', origin: { tls: true } });
    expect(find('GET / HTTP/1.0', {}, { destination, clientTls: { sni: 'c' } })).toMatchObject({ host: 'c' });
    expect(find('GET / HTTP/1.0', {}, { destination })).toMatchObject({ host: destination.host, authority: undefined });
  });

  test('by configuration, flows show itself, and its scheme is the route\'s', () => {
    expect(find('GET / HTTP/1.1\r\nHost: b', { serverTls: 'never' }, { destination, clientTls: {} })).toMatchObject({ host: destination.host, authority: 'b', scheme: 'http', origin: { tls: false } });
    expect(find('GET / HTTP/1.1\r\nHost: b', { serverTls: 'always' }, { destination })).toMatchObject({ scheme: 'https', origin: { tls: true } });
  });

  test('is missing: nothing can be done', () => {
    expect(() => find('GET / HTTP/1.1\r\nHost: b')).toThrow(/destination of this connection is unknown/);
  });
});

describe('what is answered here', () => {
  const here = (text: string, route: Partial<Route> = {}, playbook: PlaybookOptions = {}) =>
    new TargetFinder(new Playbook(playbook).conn, { ...originRoute, ...route }, hereAnswers).find(parseRequestHead(`${text}\r\n\r\n`));

  test.each<[string, Partial<Route>, PlaybookOptions, object]>([
    ['GET http://Here.test/x HTTP/1.1\r\nHost: other', explicitRoute, {}, { here: true, host: 'Here.test', port: 80, scheme: 'http', sent: '/x' }],
    ['GET / HTTP/1.1\r\nHost: here.test:81', { serverTls: 'never' }, { destination }, { here: true, host: 'here.test', port: 81, scheme: 'http' }],
    ['GET / HTTP/1.1\r\nHost: here.test', { serverTls: 'always' }, { destination, clientTls: {} }, { here: true, port: 443, scheme: 'https' }],
    ['GET / HTTP/1.1\r\nHost: here.test', {}, {}, { here: true }],
    ['CONNECT here.test:443 HTTP/1.1', explicitRoute, {}, { here: true, port: 443 }],
  ])('%j', (text, route, playbook, want) => {
    expect(here(text, route, playbook)).toMatchObject(want);
  });

  test.each<[string, Partial<Route>]>([
    ['GET http://other/ HTTP/1.1\r\nHost: here.test', explicitRoute], ['GET / HTTP/1.1\r\nHost: a.here.test', {}], ['CONNECT b:443 HTTP/1.1\r\nHost: here.test', explicitRoute], ['GET / HTTP/1.0', {}],
  ])('never %j', (text, route) => {
    expect(here(text, route, { destination })).toMatchObject({ here: false });
  });

  test('takes no way through another proxy', () => {
    const egress = { via: () => ({ scheme: 'http' as const, address: { host: 'proxy', port: 3128 } }) };
    expect(here('GET http://here.test/x HTTP/1.1', { ...explicitRoute, egress })).toMatchObject({ here: true, sent: '/x', origin: { via: undefined } });
  });
});

test('the same origin is the same object, while it stays the same', () => {
  const finder = new TargetFinder(new Playbook().conn, { ...originRoute, ...explicitRoute });
  const origin = (text: string) => finder.find(parseRequestHead(`${text}\r\n\r\n`)).origin;
  const first = origin('GET http://a/1 HTTP/1.1');
  expect(origin('GET http://a/2 HTTP/1.1')).toBe(first);
  expect(origin('GET http://a:81/ HTTP/1.1')).not.toBe(first);
  expect(origin('GET https://a:81/ HTTP/1.1')).toMatchObject({ tls: true });
});

test('a fixed target is a given one whose TLS does not mirror the client\'s', () => {
  expect([['origin', 'never'], ['origin', 'always'], ['origin', 'mirror'], ['absolute', 'never']].map(([form, serverTls]) => hasFixedTarget({ ...originRoute, form, serverTls } as Route)))
    .toEqual([true, true, false, false]);
});
