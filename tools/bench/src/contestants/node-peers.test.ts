import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenariosNamed } from '../scenario.ts';
import { httpMitmProxy, mockttp, peersFolder } from './node-peers.ts';

test('each has its program and its pinned version', () => {
  const { dependencies } = JSON.parse(readFileSync(join(peersFolder, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  for (const peer of [mockttp, httpMitmProxy]) {
    expect(existsSync(join(peersFolder, `${peer.name}.mjs`))).toBe(true);
    expect(dependencies[peer.name]).toMatch(/^\d+\.\d+\.\d+$/);
    const missing = peer.missing(scenariosNamed(['regular-1k'])[0]!);
    if (missing === undefined) expect(peer.version()).toBe(`${peer.name} ${dependencies[peer.name]}`);
    else expect(missing).toBe(`${peer.name} is not installed (npm run bench -- --install)`);
  }
});
