import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificates } from './certificates.ts';
import { LoadProcess } from './load-process.ts';
import type { Bench } from './measure.ts';
import { startOrigin } from './origin.ts';
import { Programs } from './programs.ts';


/** What is not up yet is closed all the same, where the start is given up. */
export interface Opening {
  readonly opened: Promise<Bench>;
  close(): Promise<void>;
}

/** A folder, certificates, the origin and the load generator. */
export function openBench(nodeFlags: readonly string[] = []): Opening {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'));
  const programs = new Programs(folder);
  const load = new LoadProcess();
  let closing: Promise<void> | undefined;
  const open = async (): Promise<Bench> => {
    // nginx's workers may be another user's.
    chmodSync(folder, 0o755);
    const certificates = makeCertificates(folder);
    const origin = await startOrigin(programs, folder, certificates);
    return { folder, programs, load, certificates, origin, nodeFlags };
  };
  return {
    opened: open(),
    close: () => (closing ??= Promise.all([programs.stopAll(), load.stop()]).then(() => rmSync(folder, { recursive: true, force: true }))),
  };
}
