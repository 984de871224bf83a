import { Playbook } from '@weir/testing';
import { interceptAll } from './decide.ts';

test('without rules each connection is intercepted', () => {
  expect(interceptAll({ sni: 'bank.example', alpn: [], versions: [] }, new Playbook().conn)).toBe('intercept');
});
