import type { Connection } from '@weir/core';
import { Playbook, tlsFacts } from '@weir/testing';
import { originRoute } from '../../test/parts.ts';
import { candidates, names } from './candidates.ts';

const to = { host: 'a.example', port: 443 };
const conn = (more: Partial<Connection> = {}): Connection => Object.assign(new Playbook().conn, more);

test('the destination, and what was dialled for it', () => {
  expect(candidates(conn({ destination: to }), originRoute)).toEqual(['a.example:443']);
  expect(candidates(conn({ destination: to, server: { address: to, ip: '192.0.2.5', state: 'open' } }), originRoute)).toEqual(['192.0.2.5:443', 'a.example:443']);
});

test('Host with its port or the destination\'s, and SNI', () => {
  const known = conn({ destination: to });
  expect(candidates(known, originRoute, { host: 'b', sni: 'c' })).toEqual(['a.example:443', 'b:443', 'c:443']);
  expect(candidates(known, originRoute, { host: 'b:80' })).toEqual(['a.example:443', 'b:80']);
});

test('IPv6 in both notations', () => {
  expect(candidates(conn({ destination: { host: '::1', port: 80 } }), originRoute)).toEqual(['::1:80', '[::1]:80']);
});

test('the SNI of TLS that was ended here, not that of TLS with this proxy itself', () => {
  const known = conn({ destination: to });
  const tls = tlsFacts({ sni: 'inner' });
  known.client.tls = tls;
  expect([candidates(known, originRoute), names(known, originRoute)]).toEqual([['a.example:443', 'inner:443'], ['a.example', 'inner']]);
  const outer = { ...originRoute, outerTls: tls };
  expect([candidates(known, outer), names(known, outer, 'asked')]).toEqual([['a.example:443'], ['a.example', 'asked']]);
});

test('without a destination there is none, whatever the client says; a name that is none is left out', () => {
  expect([candidates(conn(), originRoute, { host: 'b', sni: 'c' }), names(conn(), originRoute)]).toEqual([[], []]);
  expect(candidates(conn({ destination: to }), originRoute, { host: 'x'.repeat(301) })).toEqual(['a.example:443']);
});
