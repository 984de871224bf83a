import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logOptions, resolveOptions } from '@weir/service';
import { openAuthority } from '../src/authority.ts';
import { authorityIn } from '../src/plane-authority.ts';
import { planeOptions, type PlaneValues } from '../src/options.ts';

/** A folder with an authority, as a data plane finds it. */
export class PlaneFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'weir-plane-'));
  readonly authority = join(this.path, 'ca');
  readonly certs = openAuthority(this.authority);
  readonly plane = authorityIn(this.authority);

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}

/** The options of a data plane, quiet, with one mode, in a home of its own. */
export function planeValues(spec: string, home = '/nonexistent/weir'): PlaneValues {
  return resolveOptions({ ...planeOptions, ...logOptions }, { given: new Map([['mode', [spec]], ['home', [home]], ['log_level', ['silent']]]), environment: {}, file: undefined });
}
