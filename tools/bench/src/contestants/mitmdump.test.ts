import { mitmproxyMode } from './mitmdump.ts';

test('modes of mitmproxy', () => {
  expect(mitmproxyMode({ mode: 'reverse' }, 'https', '127.0.0.1:1443')).toBe('reverse:https://127.0.0.1:1443');
  expect(mitmproxyMode({ mode: 'connect' }, 'http', 'x')).toBe('regular');
  expect(mitmproxyMode({ mode: 'regular' }, 'http', 'x')).toBe('regular');
});
