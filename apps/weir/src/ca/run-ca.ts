import { readFileSync } from 'node:fs';
import { AuthorityError, exportAuthority, importAuthority } from '@weir/certs';
import { ConfigError, firstLine, homeDirectory, homePaths, RuntimeFailure } from '@weir/service';
import { exportedBundle } from './bundle-export.ts';
import { CaClient } from './ca-client.ts';
import { printIssued } from './issued.ts';
import type { CaValues } from './options.ts';

/** Does what the operands say; resolves to the exit code. Rejects with ConfigError and RuntimeFailure. */
export async function runCa(values: CaValues, [what, ...rest]: readonly string[]): Promise<number> {
  switch (what) {
    case 'export': return exportCertificate(values, rest);
    case 'issued': return issued(values, rest);
    case 'rotate': return rotate(values, rest);
    case 'import': return takeOver(values, rest);
    default: throw new ConfigError(`weir ca ${what ?? ''}: expected export, issued, rotate or import`.replace('ca :', 'ca:'));
  }
}

async function exportCertificate(values: CaValues, rest: readonly string[]): Promise<number> {
  none('export', rest);
  process.stdout.write(values.ca_url.length > 0 ? await exportedBundle(values) : localCertificate(values));
  return 0;
}

function localCertificate(values: CaValues): Uint8Array {
  try {
    return exportAuthority(homePaths(homeDirectory(values.home)).authority, values.format);
  } catch (error) {
    throw new RuntimeFailure(firstLine(error));
  }
}

async function issued(values: CaValues, rest: readonly string[]): Promise<number> {
  none('issued', rest);
  using client = await CaClient.enroll(values);
  await printIssued(client, values);
  return 0;
}

async function rotate(values: CaValues, [step, ...rest]: readonly string[]): Promise<number> {
  none(`rotate ${step}`, rest);
  if (step !== 'prepare' && step !== 'activate' && step !== 'retire') throw new ConfigError('weir ca rotate: expected prepare, activate or retire');
  using client = await CaClient.enroll(values);
  const roots = await client.rotate(step);
  process.stdout.write(roots.map(({ state, subject, fingerprint }) => `${state.padEnd(8)}  ${subject}  ${fingerprint}\n`).join(''));
  return 0;
}

async function takeOver(values: CaValues, [key, chain, ...rest]: readonly string[]): Promise<number> {
  none('import KEY CHAIN', rest);
  if (key === undefined) throw new ConfigError('weir ca import: name the PEM file of the key, and that of its certificate and those above it where it is another');
  const { authority } = homePaths(homeDirectory(values.home));
  try {
    const became = importAuthority({
      directory: authority, key: pem(key), certificates: pem(chain ?? key), now: Date.now(),
      ...(values.key_passphrase !== undefined && { keyPassphrase: values.key_passphrase }),
      ...(values.ca_passphrase !== undefined && { passphrase: values.ca_passphrase }),
    });
    process.stdout.write(`${became === 'current' ? 'the authority' : 'the next root: weir ca rotate activate makes it the authority'} in ${authority}\n`);
    return 0;
  } catch (error) {
    throw error instanceof AuthorityError ? new RuntimeFailure(error.message) : error;
  }
}

function pem(file: string): { readonly text: string; readonly file: string } {
  try {
    return { text: readFileSync(file, 'latin1'), file };
  } catch (error) {
    throw new RuntimeFailure(`cannot read ${file}: ${firstLine(error)}`);
  }
}

function none(what: string, rest: readonly string[]): void {
  if (rest.length > 0) throw new ConfigError(`weir ca ${what}: unexpected ${rest[0]}`);
}
