/** The SPEC is right, and nothing here can do it; the message is meant for the user. */
export class UnavailableMode extends Error {
  override readonly name = 'UnavailableMode';

  /** `mode` as users write it: `dns`, `reverse:quic`. */
  constructor(mode: string) {
    super(`mode ${mode} is not available yet`);
  }
}
