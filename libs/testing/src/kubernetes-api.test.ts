import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { KubernetesApi } from './kubernetes-api.ts';

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } }[];
}

async function ask(file: string, method: string, path: string, token: string, body?: object): Promise<{ readonly status: number; readonly body: { readonly [key: string]: unknown } }> {
  const { cluster } = (JSON.parse(readFileSync(file, 'utf8')) as Kubeconfig).clusters[0]!;
  return new Promise((resolve, reject) => {
    const ca = Buffer.from(cluster['certificate-authority-data'], 'base64');
    const sent = request(`${cluster.server}${path}`, { method, ca, agent: false, headers: { authorization: `Bearer ${token}` } }, (response) => {
      let text = '';
      response.on('data', (bytes: Buffer) => { text += bytes.toString(); });
      response.on('end', () => resolve({ status: response.statusCode!, body: JSON.parse(text) as { readonly [key: string]: unknown } }));
    });
    sent.on('error', reject);
    sent.end(body && JSON.stringify(body));
  });
}

test('over TLS, for its own token alone; on the same port after a stop', async () => {
  await using api = await KubernetesApi.start();
  const file = api.kubeconfig;
  expect((await ask(file, 'GET', '/api/v1/namespaces/weir/configmaps/a', 'wrong')).status).toBe(401);
  expect((await ask(file, 'GET', '/api/v1/namespaces/weir/configmaps/a', 'own-token')).status).toBe(404);
  await api.stop();
  await expect(ask(file, 'GET', '/', 'own-token')).rejects.toThrow('ECONNREFUSED');
  await api.start();
  expect((await ask(file, 'GET', '/', 'own-token')).status).toBe(404);
  expect(api.requests).toHaveLength(3);
});

test('tokens are reviewed for their audiences; ConfigMaps have versions', async () => {
  await using api = await KubernetesApi.start();
  const file = api.kubeconfig;
  api.tokens.set('t', { username: 'system:serviceaccount:weir:a', audiences: ['weir-ca'] });
  const review = async (audience: string): Promise<unknown> => (await ask(file, 'POST', '/apis/authentication.k8s.io/v1/tokenreviews', 'own-token', { spec: { token: 't', audiences: [audience] } })).body['status'];
  expect(await review('weir-ca')).toMatchObject({ authenticated: true, audiences: ['weir-ca'] });
  expect(await review('vault')).toMatchObject({ authenticated: false });
  const put = (version: string): ReturnType<typeof ask> => ask(file, 'PUT', '/api/v1/namespaces/weir/configmaps/a', 'own-token', { metadata: { name: 'a', resourceVersion: version }, data: { a: '2' } });
  await ask(file, 'POST', '/api/v1/namespaces/weir/configmaps', 'own-token', { metadata: { name: 'a' }, data: { a: '1' } });
  expect([(await put('0')).status, (await put('1')).status]).toEqual([409, 200]);
  expect(api.configMaps.get('weir/a')?.data).toEqual({ a: '2' });
});
