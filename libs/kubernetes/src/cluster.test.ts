import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KubernetesApi } from '@weir/testing';
import { aToken } from '../test/a-token.ts';
import { openCluster, type Cluster } from './cluster.ts';

let api: KubernetesApi;
let cluster: Cluster;

beforeEach(async () => {
  api = await KubernetesApi.start();
  cluster = await openCluster({ kubeconfig: api.kubeconfig, timeoutMs: 500 });
});

afterEach(() => api[Symbol.asyncDispose]());

const username = 'system:serviceaccount:weir:regular';

test('whose a token is: valid, expired, for another audience, unknown', async () => {
  api.tokens.set('valid', { username, audiences: ['weir-ca'] });
  api.tokens.set('expired', { username, audiences: ['weir-ca'], expired: true });
  api.tokens.set('other', { username, audiences: ['vault'] });
  const users = await Promise.all(['valid', 'expired', 'other', 'unknown'].map((token) => cluster.reviewToken(token, 'weir-ca')));
  expect(users).toEqual([username, undefined, undefined, undefined]);
});

test.each([
  ['forbidden', { status: 403, body: '{"kind":"Status","message":"tokenreviews is forbidden"}' }, /answered 403: tokenreviews is forbidden/],
  ['broken', { status: 500, body: 'oops' }, /answered 500: oops/],
  ['no JSON', { status: 201, body: '<html>' }, /TokenReview: the API server at https:\/\/127\.0\.0\.1:\d+ cannot be asked/],
  ['hanging', 'hang' as const, /does not answer in time/],
])('an API server that is %s: an error that says so, without the token', async (_, trouble, expected) => {
  api.trouble = trouble;
  const token = aToken({ aud: 'weir-ca', exp: 1 });
  const failed = await cluster.reviewToken(token, 'weir-ca').catch((error: Error) => error);
  expect(failed).toMatchObject({ name: 'ClusterError', message: expect.stringMatching(expected) });
  expect(JSON.stringify(failed) + String((failed as Error).message)).not.toContain(token);
});

test('away, and back', async () => {
  await api.stop();
  await expect(cluster.reviewToken('t', 'weir-ca')).rejects.toMatchObject({ name: 'ClusterError', message: expect.stringMatching(/cannot be asked/) });
  await api.start();
  api.tokens.set('t', { username, audiences: ['weir-ca'] });
  expect(await cluster.reviewToken('t', 'weir-ca')).toBe(username);
});

test('a server with another certificate is not spoken to', async () => {
  await using other = await KubernetesApi.start();
  const wrong = readFileSync(api.kubeconfig, 'utf8');
  const port = /https:\/\/127\.0\.0\.1:(\d+)/.exec(readFileSync(other.kubeconfig, 'utf8'))![1]!;
  const file = join(api.folder, 'wrong');
  writeFileSync(file, wrong.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`));
  const spoken = await openCluster({ kubeconfig: file });
  await expect(spoken.reviewToken('t', 'weir-ca')).rejects.toThrow(/certificate/);
  expect(other.requests).toEqual([]);
});

test('a ConfigMap is made, changed, and left alone where it says the same', async () => {
  await cluster.publish('weir-ca', { 'bundle.pem': 'one' });
  await cluster.publish('weir-ca', { 'bundle.pem': 'one' });
  await cluster.publish('weir-ca', { 'bundle.pem': 'two', 'identity.pem': 'i' });
  expect(api.configMaps.get('weir/weir-ca')).toMatchObject({ data: { 'bundle.pem': 'two', 'identity.pem': 'i' } });
  expect(api.requests.map((each) => each.split(' ')[0])).toEqual(['GET', 'POST', 'GET', 'GET', 'PUT']);
});

test('a kubeconfig that is none, and no cluster at all', async () => {
  const file = join(api.folder, 'none');
  await expect(openCluster({ kubeconfig: file })).rejects.toThrow(/cannot be read as a kubeconfig/);
  writeFileSync(file, '{}');
  await expect(openCluster({ kubeconfig: file })).rejects.toThrow(/none: /);
  await expect(openCluster({})).rejects.toThrow('this is no pod with a service account');
});
