import { parseAuthority } from '@weir/protocols';
import { authority as written } from '@weir/core';
import { expectThat, latin1, type Target } from '../target.ts';

export const authority: Target = {
  name: 'authority',
  about: 'host[:port]: nothing, or what is written and read as the same',
  seeds: () => ['example.com', 'example.com:443', '[2001:db8::1]:8080', '127.0.0.1:', 'xn--bcher-kva.example:1'].map(latin1),
  words: ['[', ']', ':', '::', '@', '%', '/', '?', '#', '\\', ' ', '\0', '\r\n', '0', '65536', '\xff', '..'],
  maxBytes: 300,
  run(input) {
    const text = Buffer.from(input).toString('latin1');
    const found = parseAuthority(text);
    if (found === undefined) return;
    expectThat(!/[\s@/?#\\\0[\]]/.test(found.host), () => `${JSON.stringify(found.host)} is no host`);
    expectThat(found.port === undefined || (found.port >= 1 && found.port <= 65535), () => `${found.port} is no port`);
    const again = parseAuthority(written(found.host, found.port));
    expectThat(again?.host === found.host && again.port === found.port, () => `it is ${JSON.stringify(again)} when it is read again, not ${JSON.stringify(found)}`);
  },
};
