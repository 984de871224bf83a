import { run } from './child.ts';

export interface CurlAnswer {
  /** curl's exit code: 0, 52 (empty reply), 56 (reset), 60 (certificate), ... */
  readonly code: number | null;
  readonly status: number;
  readonly body: string;
  readonly stderr: string;
}

/** Debian's curl, without its configuration file and environment proxies. */
export async function curl(...args: string[]): Promise<CurlAnswer> {
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent' };
  const result = await run('curl', ['-q', '-sS', '--max-time', '15', '--noproxy', '', '-w', '\\n%{http_code}', ...args], { env: env as NodeJS.ProcessEnv });
  const at = result.stdout.lastIndexOf('\n');
  return { code: result.code, status: Number(result.stdout.slice(at + 1)), body: result.stdout.slice(0, Math.max(0, at)), stderr: result.stderr };
}
