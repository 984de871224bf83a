import type { Headers, LocalAnswer, RequestHead } from '@weir/core';
import type { AuthorityDownloads } from './authority-downloads.ts';
import { onboardingAnswers } from './onboarding-answers.ts';
import { pagePolicy } from './page.ts';

const downloads: AuthorityDownloads = {
  files: (['pem', 'p12', 'cer'] as const).map((format) => ({ format, file: `weir-ca.${format}`, mediaType: `application/${format}`, content: Buffer.from([0xff, format.length]) })),
  fingerprint: 'AB:CD',
};
let trusted: AuthorityDownloads | undefined = downloads;
afterEach(() => { trusted = downloads; });
const answers = onboardingAnswers(() => trusted, 'mitm.it');

function asked(path: string, method = 'GET', headers: Headers = []): LocalAnswer & { readonly fields: Record<string, string> } {
  const request: RequestHead = { method, path, headers, scheme: 'http', host: 'mitm.it', port: 80, httpVersion: 'HTTP/1.1' };
  const answer = answers.answer(request);
  const { headers: list } = answer;
  return { ...answer, fields: Object.fromEntries(list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1]!]] : []))) };
}

test.each([['mitm.it', true], ['MITM.it', true], ['a.mitm.it', false], ['mitm.it.', false], ['mitm.iu', false], ['', false]])('%j: %s', (host, expected) => {
  expect(answers.isFor(host)).toBe(expected);
});

test.each(['pem', 'p12', 'cer'])('/cert/%s is a file to be kept', (format) => {
  for (const path of [`/cert/${format}`, `/cert/${format}?x`]) {
    expect(asked(path)).toMatchObject({
      status: 200, content: Buffer.from([0xff, 3]),
      fields: { 'Content-Type': `application/${format}`, 'Content-Disposition': `attachment; filename="weir-ca.${format}"`, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' },
    });
  }
});

test('browsers get the page with its policy, all others text', () => {
  const page = asked('/', 'GET', ['Host', 'mitm.it', 'accept', 'text/html,application/xhtml+xml;q=0.9']);
  expect(page).toMatchObject({ status: 200, fields: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': pagePolicy, Vary: 'Accept', 'Referrer-Policy': 'no-referrer' } });
  expect(Buffer.from(page.content).toString()).toMatch(/^<!doctype html>/);
  for (const headers of [[], ['Accept', '*/*'], ['X-Accept', 'text/html']]) {
    const text = asked('/', 'GET', headers);
    expect(text).toMatchObject({ status: 200, fields: { 'Content-Type': 'text/plain; charset=utf-8', Vary: 'Accept' } });
    expect(Buffer.from(text.content).toString()).toContain('http://mitm.it/cert/pem');
  }
});

test('HEAD is as GET; other methods are refused, and what is not there is not there for any', () => {
  expect(asked('/cert/pem', 'HEAD')).toEqual(asked('/cert/pem'));
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'get']) {
    expect(asked('/', method)).toMatchObject({ status: 405, fields: { Allow: 'GET, HEAD' } });
    expect(asked('/cert/pem', method).status).toBe(405);
  }
  for (const path of ['/cert', '/cert/', '/cert/magisk', '/cert/pem/', '/cert/PEM', '//', '*', '/favicon.ico', '/cert/__proto__']) {
    expect(asked(path)).toMatchObject({ status: 404, reason: 'Not Found' });
    expect(asked(path, 'POST').status).toBe(404);
  }
});

test('each content type goes with nosniff, and no header could end the head', () => {
  for (const { headers } of [asked('/'), asked('/', 'GET', ['Accept', 'text/html']), asked('/cert/p12'), asked('/x'), asked('/', 'PUT')]) {
    expect(headers.join('')).toMatch(/^[\x20-\x7e]+$/);
    expect(headers).toContain('nosniff');
  }
});

test('while nobody knows what is to be trusted it says so, and afterwards it is there', () => {
  trusted = undefined;
  for (const path of ['/', '/cert/pem']) {
    const { status, content, fields } = asked(path, 'GET', ['Accept', 'text/html']);
    expect([status, fields]).toEqual([503, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '5', 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' }]);
    expect(Buffer.from(content).toString()).toMatch(/^Weir does not know yet what is to be trusted: .* Try again in a moment\.$/m);
  }
  trusted = downloads;
  expect(asked('/cert/pem').status).toBe(200);
});

test('what is to be trusted may change', () => {
  expect(Buffer.from(asked('/').content).toString()).toContain('AB:CD');
  trusted = { ...downloads, fingerprint: 'EF:01' };
  const text = Buffer.from(asked('/').content).toString();
  expect([text.includes('EF:01'), text.includes('AB:CD')]).toEqual([true, false]);
});
