/** How an app is started: what is run, and all that is its own to start with. */
export interface Program {
  /** A program and its first arguments. */
  readonly command: readonly string[];
  /** The whole environment: nothing else is inherited. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}
