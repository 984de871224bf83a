import { spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { root } from '@weir/image';
import type { Program } from '../src/index.ts';

/** Whether this machine lets us: it takes root with CAP_SYS_ADMIN. */
export const mayContain = process.getuid!() === 0 && spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status === 0;

const script = `
set -e
for folder in $WRITABLE; do mount --bind "$folder" "$folder"; done
for place in / /tmp; do if mountpoint -q $place; then mount -o remount,bind,ro $place; fi; done
mount -t proc proc /proc
mount -t tmpfs -o size=4k tmpfs "$CHECKOUT"
user=$USERS
unset WRITABLE CHECKOUT USERS
exec setpriv --reuid "\${user%:*}" --regid "\${user#*:}" --clear-groups --bounding-set=-all --no-new-privs -- "$@"
`;

/** As an engine runs it: process 1 among its own, without capabilities, on file systems that are read-only but for `writable`; in place of the checkout there is nothing. */
export function contained({ command, env, cwd, uid, gid }: Program, writable: readonly string[]): Program {
  return {
    command: ['unshare', '--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script, 'sh', ...command],
    env: { ...env, WRITABLE: writable.join(' '), CHECKOUT: root, USERS: `${uid}:${gid}` },
    ...(cwd !== undefined && { cwd }),
  };
}

/** Processes that `pid` has started. */
export function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

/** What is process 1 in there. */
export function first(child: ChildProcess): number {
  return childrenOf(child.pid!)[0]!;
}

/** Such as R, S or Z. */
export function stateOf(pid: number): string {
  return /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]!;
}
