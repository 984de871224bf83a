import type { LeafRequest } from '@weir/core';
import { leafSubject } from '../leaf-subject.ts';
import { leafQuestion, requiredName } from './leaf-question.ts';

const key = Buffer.from('key');
const ask = (request: LeafRequest) => leafQuestion(request, leafSubject(request), key);
const like = { subject: '', issuer: '', notAfter: '', names: [] };

test('names are in their normal form, and like is there where there is a server', () => {
  expect(ask({ names: ['WWW.example.com.', '192.0.2.1', 'no name'] })).toEqual({ publicKey: key, names: ['www.example.com', '192.0.2.1'], like: undefined });
  expect(ask({ names: ['a.example'], like: { ...like, commonName: 'My Server', organization: 'a\nb', names: ['b.example', 'x y', 'a.example'] } }))
    .toEqual({ publicKey: key, names: ['a.example'], like: { commonName: undefined, organization: undefined, names: ['b.example', 'a.example'] } });
});

test('where nothing that was asked for is a name, the first of the subject is asked for', () => {
  const request = { names: [''], like: { ...like, names: ['b.example'] } };
  expect(ask(request).names).toEqual(['b.example']);
  expect(requiredName({ names: [] }, leafSubject({ names: [] }))).toBe('unnamed.invalid');
  expect(requiredName({ names: ['a.example', '192.0.2.1'] }, leafSubject({ names: ['a.example', '192.0.2.1'] }))).toBe('a.example');
});

test('a service that builds a subject from it comes to the same one', () => {
  for (const request of [{ names: ['a.example'] }, { names: [], like: { ...like, names: ['b.example'] } }, { names: ['a.example', '::1'], like: { ...like, commonName: '*.c.example', organization: 'O', names: ['b.example', '*.c.example'] } }]) {
    const { names, like: asked } = ask(request);
    const { commonName, organization, names: copied } = asked ?? { names: [] };
    const built = leafSubject({ names, ...(asked && { like: { ...like, names: copied, ...(commonName !== undefined && { commonName }), ...(organization !== undefined && { organization }) } }) });
    expect(built).toEqual(leafSubject(request));
  }
});

test('not more than the service takes', () => {
  const request = { names: Array.from({ length: 300 }, (_, n) => `n${n}.example`) };
  expect(ask(request).names).toHaveLength(100);
});
