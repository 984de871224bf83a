import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A checkout of these files, beside what every one has: a health check and a licence. */
export class Checkout implements Disposable {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'weir-checkout-')));

  constructor(files: Readonly<Record<string, string | object>>) {
    this.add({ LICENSE: 'ours', 'libs/service/package.json': { name: '@weir/service', version: '1.0.0' }, 'libs/service/src/health-check.ts': "process.stdout.write('well\\n');\n", ...files });
  }

  add(files: Readonly<Record<string, string | object>>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, path)), { recursive: true });
      writeFileSync(join(this.path, path), typeof content === 'string' ? content : JSON.stringify(content));
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}
