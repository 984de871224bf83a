import { exampleOrigin, Playbook } from '@weir/testing';
import { originRoute } from '../../test/parts.ts';
import { defaultProtocolOptions } from '../options.ts';
import { serverTlsParams, upstreamName, wantsServerTls } from './server-tls.ts';

const plain = new Playbook({ destination: exampleOrigin }).conn;
const secure = new Playbook({ destination: exampleOrigin, clientTls: { sni: 'www.example.com' } }).conn;
const byIp = new Playbook({ destination: { host: '2001:db8::1', port: 443 } }).conn;

test('TLS towards the server always, never, or where the client speaks it', () => {
  expect(['always', 'never', 'mirror'].map((serverTls) => wantsServerTls(plain, { ...originRoute, serverTls } as never))).toEqual([true, false, false]);
  expect(['always', 'never', 'mirror'].map((serverTls) => wantsServerTls(secure, { ...originRoute, serverTls } as never))).toEqual([true, false, true]);
});

test('the name to ask for: the route\'s, the client\'s, the destination\'s', () => {
  expect(upstreamName(secure, { ...originRoute, serverName: 'api.example' })).toBe('api.example');
  expect(upstreamName(secure, originRoute)).toBe('www.example.com');
  expect(upstreamName(plain, originRoute, 'in-the-hello.example')).toBe('in-the-hello.example');
  expect(upstreamName(plain, originRoute)).toBe('example.com');
});

test('an IP literal is not a name to ask for (RFC 6066, 3), and asks for nothing else instead', () => {
  expect(upstreamName(byIp, originRoute)).toBeUndefined();
  expect(upstreamName(secure, { ...originRoute, serverName: '192.0.2.1' })).toBeUndefined();
  expect(serverTlsParams(byIp, originRoute, defaultProtocolOptions, ['h2'])).toEqual({ protocol: 'tls', alpn: ['h2'], verify: 'full' });
});

test('parameters say what is offered, and whether the server is verified', () => {
  expect(serverTlsParams(plain, originRoute, { ...defaultProtocolOptions, verifyUpstream: 'none' }, [], 'a.example'))
    .toEqual({ protocol: 'tls', alpn: [], verify: 'none', sni: 'a.example' });
});
