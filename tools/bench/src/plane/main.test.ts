import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCertificates } from '../certificates.ts';

test('says where it listens, and ends in order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-plane-main-'));
  try {
    const { caCert } = makeCertificates(folder);
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const child = spawn(process.execPath, ['--conditions=source', main, 'regular@127.0.0.1:0', 'memory', join(folder, 'home'), caCert], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    const ready = new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.endsWith('{"event":"ready"}\n')) resolve();
      });
    });
    await ready;
    expect(JSON.parse(text.split('\n')[0]!)).toMatchObject({ event: 'listening', mode: 'regular@127.0.0.1:0', transport: 'tcp', address: '127.0.0.1', port: expect.any(Number) });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 240_000);
