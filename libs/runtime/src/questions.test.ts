import type { LookupFunction } from 'node:net';
import { ProxyError, type Answer, type Connection, type Question } from '@weir/core';
import { Questions, type Answerers } from './questions.ts';

const connection = { id: '1' } as Connection;

function ask(question: Question, answerers: Answerers = {}, ms = 1000, lookup?: LookupFunction): Promise<Answer | ProxyError> {
  return new Promise((resolve) => new Questions(answerers, ms, lookup).answer(question, connection, resolve));
}

test('names are resolved by the system, or by another look-up', async () => {
  expect(await ask({ kind: 'resolve', host: '127.0.0.1' })).toEqual({ kind: 'resolve', addresses: ['127.0.0.1'] });
  const failing: LookupFunction = (_host, _options, callback) => callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), '');
  expect(await ask({ kind: 'resolve', host: 'x.example' }, {}, 1000, failing)).toMatchObject({ code: 'dns-failure', message: 'Cannot resolve x.example: the name does not exist.' });
});

test('without somebody to answer', async () => {
  expect(await ask({ kind: 'associate' })).toMatchObject({ code: 'internal' });
});

test('an answerer that throws, or takes too long', async () => {
  const refused = new ProxyError('auth-required', 'no');
  expect(await ask({ kind: 'decide', candidates: [] }, { decide: () => Promise.reject(refused) })).toBe(refused);
  expect(await ask({ kind: 'decide', candidates: [] }, { decide: () => {
    throw new Error('bug');
  } })).toMatchObject({ code: 'internal' });
  expect(await ask({ kind: 'resolve', host: 'x' }, { resolve: () => new Promise<never>(() => undefined) }, 10)).toMatchObject({ code: 'dns-failure' });
  const never = { authenticate: () => new Promise<never>(() => undefined) };
  expect(await ask({ kind: 'authenticate', user: 'ann', password: 'secret' }, never, 10)).toMatchObject({ code: 'limit-exceeded', status: 503, message: 'The password was not checked within 10 ms.' });
});
