import type { Leg } from '@weir/core';
import { tlsFacts } from '@weir/testing';
import { choicesForClient, http1Protocols, offersToServer } from './alpn.ts';

const offered = ['h3', 'h2', 'mqtt', 'http/1.1'];
const server = (alpn?: string): Leg => ({ address: { host: 'a', port: 443 }, state: 'open', tls: tlsFacts(alpn === undefined ? {} : { alpn }) });

test('a server is offered what a handler here speaks; all of it where bytes are relayed as they are', () => {
  expect(offersToServer('tcp', offered)).toEqual(offered);
  expect(offersToServer('http', offered)).toEqual(['http/1.1']);
  expect(offersToServer('detect', offered)).toEqual(['mqtt', 'http/1.1']);
  expect(offersToServer('http', [])).toEqual([]);
});

test('a client gets what its server chose', () => {
  for (const stack of ['tcp', 'http', 'detect'] as const) expect(choicesForClient(stack, offered, server('mqtt'))).toEqual(['mqtt']);
});

test('never what it did not offer', () => {
  expect(choicesForClient('http', ['h2'], server('http/1.1'))).toEqual([]);
  expect(choicesForClient('tcp', ['a'], server('b'))).toEqual([]);
});

test('where the server chose nothing, or is not asked, HTTP\'s own; raw stacks mirror silence and allow all', () => {
  expect(choicesForClient('http', offered, server())).toEqual(['http/1.1']);
  expect(choicesForClient('detect', offered, undefined)).toEqual(['http/1.1']);
  expect(choicesForClient('tcp', offered, server())).toEqual([]);
  expect(choicesForClient('tcp', offered, undefined)).toEqual(offered);
  expect(choicesForClient('http', ['h2'], undefined)).toEqual([]);
});

test('HTTP/1 by its names', () => {
  expect([...http1Protocols]).toEqual(['http/1.1', 'http/1.0', 'http/0.9']);
});
