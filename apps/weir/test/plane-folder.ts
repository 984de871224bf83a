import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveOptions, type Values } from '@weir/service';
import { openAuthority } from '../src/authority.ts';
import { upOptions } from '../src/options.ts';

/** A folder with an authority, as a data plane finds it. */
export class PlaneFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'weir-plane-'));
  readonly authority = join(this.path, 'ca');
  readonly certs = openAuthority(this.authority);

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}

/** The options of `weir up`, quiet, with one mode. */
export function planeValues(spec: string): Values<typeof upOptions> {
  return resolveOptions(upOptions, { given: new Map([['mode', [spec]], ['log_level', ['silent']]]), environment: {}, file: undefined });
}
