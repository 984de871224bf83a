import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What callers.ts and mint.ts have to say. */
export interface Answer {
  readonly perSecond: number;
  readonly failed: number;
}

const giveUpMs = 120_000;

/** Runs a command to its end, and reads its last line. Rejects where there is none. */
export async function answerOf([command, ...args]: readonly string[]): Promise<Answer> {
  const { stdout } = await promisify(execFile)(command!, args, { timeout: giveUpMs });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  const { perSecond, failed } = JSON.parse(last) as Partial<Answer>;
  if (perSecond === undefined || failed === undefined) throw new Error(`${args.join(' ')}: expected a figure, got ${last}`);
  return { perSecond, failed };
}
