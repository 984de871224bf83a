import { exampleOrigin, Playbook } from '@weir/testing';
import { partsFor } from '../../test/parts.ts';
import { HostRules } from './host-rules.ts';
import { rawWhereAsked } from './raw-where-asked.ts';

const parts = (stack: 'detect' | 'http', pattern: RegExp) => partsFor(new Playbook({ destination: exampleOrigin }), { stack }, { hosts: new HostRules({ tcp: [pattern] }) });

test('a host, or the name that the client asks for, makes the stack raw', () => {
  expect(rawWhereAsked(parts('detect', /^example\.com$/)).route.stack).toBe('tcp');
  expect(rawWhereAsked(parts('detect', /^mail$/), 'mail').route.stack).toBe('tcp');
});

test('else, and where the stack is fixed, all stays', () => {
  for (const given of [parts('detect', /:80/), parts('http', /example/)]) expect(rawWhereAsked(given)).toBe(given);
});
